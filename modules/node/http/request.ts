/** What a client asks. */
import { Buffer } from "node:buffer";
import { nextTick } from "node:process";
import { coded, invalidType, invalidValue, unavailable } from "tls419/node/errors";
import { Agent } from "tls419/node/http/agent";
import { checkCallback, checkInteger, connectionReset, duration } from "tls419/node/http/errors";
import { Exchange } from "tls419/node/http/exchange";
import { forEachField, isToken } from "tls419/node/http/fields";
import { globalAgent } from "tls419/node/http/globalAgent";
import type { IncomingMessage } from "tls419/node/http/incoming";
import { defaultHeadersCount, maxHeaderSize } from "tls419/node/http/limits";
import { METHODS } from "tls419/node/http/methods";
import { OutgoingMessage } from "tls419/node/http/outgoing";
import type { Socket } from "tls419/node/http/socket";
import { type AbortSignalLike, type RequestOptions, readArguments } from "tls419/node/http/target";

const notPath = /[^\x21-\xff]/;
/** Methods whose requests rarely have a body: one that is empty is not announced. */
const bodiless = " GET HEAD DELETE OPTIONS TRACE CONNECT ";

export class ClientRequest extends OutgoingMessage {
	readonly method: string;
	readonly path: string;
	readonly host: string;
	readonly protocol: string;
	readonly agent: Agent | undefined;
	/** The whole URL that is asked for. */
	readonly href: string;
	res: IncomingMessage | null = null;
	/** When abort() was called, in milliseconds since 1970; null before. */
	aborted: number | null = null;
	reusedSocket = false;
	timeout: number | undefined;
	maxHeadersCount: number | null = defaultHeadersCount;
	/** What its connection is to be made with, while it waits for one. */
	waitOptions: RequestOptions | undefined;
	readonly #maxHeaderSize: number;
	#exchange: Exchange | undefined;
	#signal: AbortSignalLike | undefined;
	#aborter: (() => void) | undefined;

	constructor(input: unknown, second?: unknown, third?: unknown) {
		super();
		const { options, callback } = readArguments(input, second, third);
		if (options.socketPath) throw unavailable("options.socketPath", "there are no local sockets: give host and port");
		const defaultAgent = this.defaultAgent();
		const agent = chooseAgent(options, defaultAgent);
		this.agent = agent;
		this.protocol = options.protocol || defaultAgent.protocol;
		const expected = agent?.protocol ?? defaultAgent.protocol;
		if (this.protocol !== expected)
			throw coded(new TypeError(`Protocol "${this.protocol}" not supported. Expected "${expected}"`), "ERR_INVALID_PROTOCOL");
		this.path = String(options.path || "/");
		if (notPath.test(this.path)) throw coded(new TypeError("Request path contains unescaped characters"), "ERR_UNESCAPED_CHARACTERS");
		const defaultPort = options.defaultPort || agent?.defaultPort || defaultAgent.defaultPort;
		const port = options.port || defaultPort;
		this.host = checkHost(options.hostname, "hostname") || checkHost(options.host, "host") || "localhost";
		this.method = checkMethod(options.method);
		if (options.timeout !== undefined) this.timeout = duration(options.timeout, "timeout");
		if (options.maxHeaderSize !== undefined) checkInteger(options.maxHeaderSize, "maxHeaderSize", 0);
		this.#maxHeaderSize = options.maxHeaderSize || maxHeaderSize;
		if (callback !== undefined && callback !== null) {
			checkCallback(callback);
			this.once("response", callback as () => void);
		}
		this.useChunkedEncodingByDefault = !bodiless.includes(` ${this.method} `);
		// Also an agent that keeps nothing hands a connection to a request that waits for one.
		this.shouldKeepAlive = agent !== undefined && (agent.keepAlive || Number.isFinite(agent.maxSockets));
		forEachField(options.headers, (name, value) => this.fields.set(name, value));
		const bracketed = this.host.includes(":") && !this.host.startsWith("[") ? `[${this.host}]` : this.host;
		const authority = Number(port) === Number(defaultPort) ? bracketed : `${bracketed}:${port}`;
		if (options.setHost !== false && !this.hasHeader("host")) this.fields.set("Host", authority);
		if (options.auth && !this.hasHeader("authorization"))
			this.fields.set("Authorization", `Basic ${Buffer.from(String(options.auth)).toString("base64")}`);
		this.href = `${this.protocol}//${authority}${this.path}`;
		this.on("finish", sent);
		if (this.hasHeader("expect")) this.flushHeaders();
		if (options.signal !== undefined) this.#obey(options.signal);
		this.#connect({
			...options,
			port,
			host: this.host,
			path: null,
			method: undefined,
			headers: undefined,
			signal: undefined,
			timeout: this.timeout,
		});
	}

	/** Whom a request without an agent of its own asks for a connection. */
	protected defaultAgent(): Agent {
		return globalAgent();
	}

	#connect(options: RequestOptions): void {
		if (this.destroyed) return;
		if (this.agent) this.agent.addRequest(this, options);
		else {
			let told = false;
			const opened = (error: Error | null, socket?: Socket): void => {
				if (!told) this.onSocket(socket ?? null, error ?? undefined);
				told = true;
			};
			const create = options.createConnection as (options: RequestOptions, callback: typeof opened) => Socket | undefined;
			const socket = create(options, opened);
			if (socket) opened(null, socket);
		}
	}

	/** From the agent: the connection, or why there is none. */
	onSocket(socket: Socket | null, error?: Error): void {
		if (!socket) {
			nextTick(() => this.destroy(error ?? connectionReset("socket hang up")));
			return;
		}
		if (this.destroyed) {
			if (this.agent) socket.emit("free");
			else socket.destroy();
			return;
		}
		this.#exchange = new Exchange(this, socket, { maxHeaderSize: this.#maxHeaderSize, maxHeadersCount: this.maxHeadersCount ?? 0 });
		nextTick(() => this.#start(socket));
	}

	#start(socket: Socket): void {
		if (this.destroyed) return;
		if (this.timeout !== undefined) socket.setTimeout(this.timeout);
		this.attach(socket);
		this.emit("socket", socket);
	}

	protected begin(): string {
		return `${this.method} ${this.path} HTTP/1.1\r\n`;
	}

	/** All of it has been handed to the connection. */
	sent(): void {
		this.#exchange?.release();
	}

	/** The connection serves others now. */
	released(): void {
		this.#exchange = undefined;
	}

	/** The response has been read to its end, or given up. */
	responseOver(): void {
		if (!this.#exchange) this.destroy();
	}

	abort(): void {
		if (this.aborted !== null) return;
		this.aborted = Date.now();
		nextTick(() => this.emit("abort"));
		this.destroy();
	}

	/** On inactivity of the connection 'timeout' is emitted; where nobody listens, the request is aborted. */
	setTimeout(milliseconds: number, callback?: () => void): this {
		const limit = duration(milliseconds, "msecs");
		if (callback !== undefined) {
			checkCallback(callback);
			this.once("timeout", callback);
		}
		this.timeout = limit;
		this.socket?.setTimeout(limit);
		return this;
	}

	clearTimeout(callback?: () => void): this {
		return this.setTimeout(0, callback);
	}

	setNoDelay(noDelay = true): void {
		this.#whenConnected((socket) => socket.setNoDelay?.(noDelay));
	}

	setSocketKeepAlive(enable = false, initialDelay = 0): void {
		this.#whenConnected((socket) => socket.setKeepAlive?.(enable, initialDelay));
	}

	#whenConnected(act: (socket: Socket) => void): void {
		if (this.socket) act(this.socket);
		else this.once("socket", act);
	}

	#obey(signal: AbortSignalLike): void {
		if (typeof signal !== "object" || signal === null || !("aborted" in signal))
			throw invalidType("options.signal", "an instance of AbortSignal", signal);
		const aborter = (): void => {
			const error = coded(new Error("The operation was aborted"), "ABORT_ERR");
			Object.defineProperty(error, "name", { value: "AbortError", configurable: true, writable: true });
			if (signal.reason !== undefined) error.cause = signal.reason;
			this.destroy(error);
		};
		if (signal.aborted) {
			nextTick(aborter);
			return;
		}
		this.#signal = signal;
		this.#aborter = aborter;
		signal.addEventListener("abort", aborter);
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		if (this.#signal && this.#aborter) this.#signal.removeEventListener("abort", this.#aborter);
		this.#signal = undefined;
		const exchange = this.#exchange;
		const fault = error ?? (this.res || (this.aborted !== null && !exchange) ? null : connectionReset("socket hang up"));
		this.release(fault);
		if (exchange && !exchange.over) exchange.abandon(error, () => callback(fault));
		else {
			if (!exchange && !this.res) this.agent?.removeRequest(this);
			nextTick(callback, fault);
		}
	}
}

function sent(this: ClientRequest): void {
	this.sent();
}

function chooseAgent(options: RequestOptions, defaultAgent: Agent): Agent | undefined {
	const { agent } = options;
	if (agent === false) return Reflect.construct(defaultAgent.constructor, []);
	if (agent === undefined || agent === null) return typeof options.createConnection === "function" ? undefined : defaultAgent;
	if (agent instanceof Agent || (typeof agent === "object" && "addRequest" in agent && typeof agent.addRequest === "function"))
		return agent as Agent;
	throw invalidType("options.agent", "one of Agent-like Object, undefined, or false", agent);
}

function checkHost(host: unknown, name: string): string | null | undefined {
	if (host !== null && host !== undefined && typeof host !== "string")
		throw invalidType(`options.${name}`, "of type string or one of undefined or null", host);
	return host;
}

function checkMethod(method: unknown): string {
	if (method === undefined || method === null || method === "") return "GET";
	if (typeof method !== "string") throw invalidType("options.method", "of type string", method);
	if (!isToken(method)) throw coded(new TypeError(`Method must be a valid HTTP token ["${method}"]`), "ERR_INVALID_HTTP_TOKEN");
	const upper = method.toUpperCase();
	if (!METHODS.includes(upper)) throw invalidValue("options.method", "must be one of METHODS", method);
	return upper;
}
