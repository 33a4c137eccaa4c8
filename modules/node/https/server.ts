/** https.Server: a tls.Server whose connections speak HTTP. */
import { Server as TLSServer } from "node:tls";
import { type HttpOptions, type HttpSettings, type RequestListener, Service, type TimeoutListener } from "tls419/node/http/service";
import type { Socket } from "tls419/node/http/socket";
import { withCredentials } from "tls419/node/https/credentials";

/** And all options of a tls.Server. */
export interface ServerOptions extends HttpOptions {
	readonly requestCert?: boolean;
	readonly rejectUnauthorized?: boolean;
	readonly [option: string]: unknown;
}

export class Server extends TLSServer implements HttpSettings {
	declare timeout: number;
	declare keepAliveTimeout: number;
	declare headersTimeout: number;
	declare requestTimeout: number;
	declare maxHeadersCount: number | null;
	declare maxRequestsPerSocket: number;
	readonly #service: Service;

	constructor(options?: ServerOptions | RequestListener, listener?: RequestListener) {
		const given: ServerOptions = typeof options === "function" ? {} : Service.options(options);
		super({ ALPNProtocols: ["http/1.1", "http/1.0"], ...withCredentials(given), allowHalfOpen: true });
		this.#service = new Service(this, given, typeof options === "function" ? options : listener, "secureConnection");
		this.on("tlsClientError", (error: Error, socket: Socket) => {
			if (!this.emit("clientError", error, socket)) socket.destroy();
		});
	}

	override close(callback?: (error?: Error) => void): this {
		super.close(callback);
		this.#service.close();
		return this;
	}

	/** On inactivity 'timeout' is emitted with the socket; where nobody listens, the connection is closed. */
	setTimeout(milliseconds?: number, callback?: TimeoutListener): this {
		this.#service.setTimeout(milliseconds, callback);
		return this;
	}

	closeAllConnections(): void {
		this.#service.closeAll();
	}

	closeIdleConnections(): void {
		this.#service.closeIdle();
	}
}
