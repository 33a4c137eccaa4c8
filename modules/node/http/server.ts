/** http.Server: a net.Server whose connections speak HTTP. */
import { Server as NetServer } from "node:net";
import { type HttpOptions, type HttpSettings, type RequestListener, Service, type TimeoutListener } from "tls419/node/http/service";

export class Server extends NetServer implements HttpSettings {
	declare timeout: number;
	declare keepAliveTimeout: number;
	declare headersTimeout: number;
	declare requestTimeout: number;
	declare maxHeadersCount: number | null;
	declare maxRequestsPerSocket: number;
	readonly #service: Service;

	constructor(options?: HttpOptions | RequestListener, listener?: RequestListener) {
		const given = typeof options === "function" ? {} : Service.options(options);
		// The client may end its side with its request, and still wants the answer.
		super({ ...given, allowHalfOpen: true });
		this.#service = new Service(this, given, typeof options === "function" ? options : listener, "connection");
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
