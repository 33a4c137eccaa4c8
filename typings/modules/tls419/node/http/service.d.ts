/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/service" {
	/** What makes a server of connections a server of HTTP: http.Server has one over net, https.Server has one over tls. */
	import type { Server as NetServer } from "node:net";
	import { Connection } from "tls419/node/http/connection";
	import { IncomingMessage } from "tls419/node/http/incoming";
	import { ServerResponse } from "tls419/node/http/response";
	export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;
	/** Called with the connection: what it is, net's or tls's, its server says. */
	export type TimeoutListener = (socket: never) => void;
	/** Properties of a server, which may be changed at any time. */
	export interface HttpSettings {
		/** milliseconds of inactivity after which a connection is closed; 0: never */
		timeout: number;
		/** milliseconds for which a connection may rest between two requests */
		keepAliveTimeout: number;
		/** milliseconds that the head of a request may take, and all of it; 0: any time */
		headersTimeout: number;
		requestTimeout: number;
		/** fields of a head; null or 0: as many as fit into its size */
		maxHeadersCount: number | null;
		/** requests after which a connection is closed; 0: as many as the client likes */
		maxRequestsPerSocket: number;
	}
	export interface HttpOptions extends Partial<HttpSettings> {
		IncomingMessage?: typeof IncomingMessage;
		ServerResponse?: typeof ServerResponse;
		maxHeaderSize?: number;
		/** milliseconds between two looks at how long requests take */
		connectionsCheckingInterval?: number;
		requireHostHeader?: boolean;
	}
	export type HttpServer = NetServer & HttpSettings;
	export class Service {
		#private;
		readonly server: HttpServer;
		readonly IncomingMessage: typeof IncomingMessage;
		readonly ServerResponse: typeof ServerResponse;
		readonly maxHeaderSize: number;
		readonly requireHostHeader: boolean;
		/** The server accepts no more: each connection ends with the answer that it is at. */
		closing: boolean;
		constructor(server: HttpServer, options: HttpOptions, listener: RequestListener | undefined, event: "connection" | "secureConnection");
		/** @param value what an application gave in place of options: an object, or nothing */
		static options(value: unknown): HttpOptions & Record<string, unknown>;
		forget(connection: Connection): void;
		setTimeout(milliseconds: unknown, callback?: TimeoutListener): void;
		/** The server is being closed: connections without a request go now, the others after their answer. */
		close(): void;
		closeAll(): void;
		closeIdle(): void;
	}
}
