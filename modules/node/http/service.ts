/** What makes a server of connections a server of HTTP: http.Server has one over net, https.Server has one over tls. */
import type { Server as NetServer } from "node:net";
import { clearInterval, setInterval } from "node:timers";
import { invalidType } from "tls419/node/errors";
import { Connection } from "tls419/node/http/connection";
import { checkCallback, checkInteger, duration } from "tls419/node/http/errors";
import { IncomingMessage } from "tls419/node/http/incoming";
import { defaultHeadersCount, maxHeaderSize } from "tls419/node/http/limits";
import { ServerResponse } from "tls419/node/http/response";
import type { Socket } from "tls419/node/http/socket";

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

const durations = ["timeout", "keepAliveTimeout", "headersTimeout", "requestTimeout"] as const;
const counts = ["maxHeadersCount", "maxRequestsPerSocket"] as const;

export class Service {
	readonly server: HttpServer;
	readonly IncomingMessage: typeof IncomingMessage;
	readonly ServerResponse: typeof ServerResponse;
	readonly maxHeaderSize: number;
	readonly requireHostHeader: boolean;
	/** The server accepts no more: each connection ends with the answer that it is at. */
	closing = false;
	readonly #interval: number;
	readonly #connections = new Set<Connection>();
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(server: HttpServer, options: HttpOptions, listener: RequestListener | undefined, event: "connection" | "secureConnection") {
		this.server = server;
		if (options.maxHeaderSize !== undefined) checkInteger(options.maxHeaderSize, "options.maxHeaderSize", 1);
		this.maxHeaderSize = options.maxHeaderSize ?? maxHeaderSize;
		this.IncomingMessage = options.IncomingMessage ?? IncomingMessage;
		this.ServerResponse = options.ServerResponse ?? ServerResponse;
		this.requireHostHeader = options.requireHostHeader ?? true;
		this.#interval = duration(options.connectionsCheckingInterval ?? 30_000, "options.connectionsCheckingInterval");
		server.timeout = 120_000;
		server.keepAliveTimeout = 5_000;
		server.headersTimeout = 60_000;
		server.requestTimeout = 300_000;
		server.maxHeadersCount = defaultHeadersCount;
		server.maxRequestsPerSocket = 0;
		for (const name of durations) {
			const value = options[name];
			if (value !== undefined) server[name] = duration(value, name);
		}
		for (const name of counts) {
			const value = options[name];
			if (value === undefined || value === null) continue;
			checkInteger(value, name, 0);
			server[name] = value;
		}
		if (listener !== undefined) server.on("request", listener);
		server.on(event, (socket: Socket) => this.#accept(socket));
		server.on("listening", () => {
			this.closing = false;
		});
		server.on("close", () => this.#unwatch());
	}

	/** @param value what an application gave in place of options: an object, or nothing */
	static options(value: unknown): HttpOptions & Record<string, unknown> {
		if (value === undefined || value === null) return {};
		if (typeof value !== "object") throw invalidType("options", "of type object", value);
		return { ...value };
	}

	#accept(socket: Socket): void {
		this.#connections.add(new Connection(this, socket));
		this.#timer ??= setInterval(() => this.#check(), this.#interval);
	}

	#check(): void {
		for (const connection of [...this.#connections]) connection.check();
	}

	#unwatch(): void {
		if (this.#timer !== undefined) clearInterval(this.#timer);
		this.#timer = undefined;
	}

	forget(connection: Connection): void {
		this.#connections.delete(connection);
		if (this.#connections.size === 0) this.#unwatch();
	}

	setTimeout(milliseconds: unknown, callback?: TimeoutListener): void {
		this.server.timeout = duration(milliseconds ?? 0, "msecs");
		if (callback === undefined) return;
		checkCallback(callback);
		this.server.on("timeout", callback);
	}

	/** The server is being closed: connections without a request go now, the others after their answer. */
	close(): void {
		this.closing = true;
		this.closeIdle();
	}

	closeAll(): void {
		for (const connection of [...this.#connections]) connection.socket.destroy();
	}

	closeIdle(): void {
		for (const connection of [...this.#connections]) if (connection.idle && connection.used) connection.socket.destroy();
	}
}
