/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/server" {
	/** http.Server: a net.Server whose connections speak HTTP. */
	import { Server as NetServer } from "node:net";
	import { type HttpOptions, type RequestListener, type TimeoutListener } from "tls419/node/http/service";
	export class Server extends NetServer {
		#private;
		timeout: number;
		keepAliveTimeout: number;
		headersTimeout: number;
		requestTimeout: number;
		maxHeadersCount: number | null;
		maxRequestsPerSocket: number;
		constructor(options?: HttpOptions | RequestListener, listener?: RequestListener);
		close(callback?: (error?: Error) => void): this;
		/** On inactivity 'timeout' is emitted with the socket; where nobody listens, the connection is closed. */
		setTimeout(milliseconds?: number, callback?: TimeoutListener): this;
		closeAllConnections(): void;
		closeIdleConnections(): void;
	}
}
