/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/https/server" {
	/** https.Server: a tls.Server whose connections speak HTTP. */
	import { Server as TLSServer } from "node:tls";
	import { type HttpOptions, type RequestListener, type TimeoutListener } from "tls419/node/http/service";
	/** And all options of a tls.Server. */
	export interface ServerOptions extends HttpOptions {
		readonly requestCert?: boolean;
		readonly rejectUnauthorized?: boolean;
		readonly [option: string]: unknown;
	}
	export class Server extends TLSServer {
		#private;
		timeout: number;
		keepAliveTimeout: number;
		headersTimeout: number;
		requestTimeout: number;
		maxHeadersCount: number | null;
		maxRequestsPerSocket: number;
		constructor(options?: ServerOptions | RequestListener, listener?: RequestListener);
		close(callback?: (error?: Error) => void): this;
		/** On inactivity 'timeout' is emitted with the socket; where nobody listens, the connection is closed. */
		setTimeout(milliseconds?: number, callback?: TimeoutListener): this;
		closeAllConnections(): void;
		closeIdleConnections(): void;
	}
}
