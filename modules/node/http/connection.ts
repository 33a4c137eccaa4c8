/**
 * One connection of a server. Requests come one after the other: while one is answered, what the client sends ahead ("pipelining") waits in the socket, so
 * that a connection costs one request at most.
 */
import { Buffer } from "node:buffer";
import { nextTick } from "node:process";
import Time from "time";
import { coded } from "tls419/node/errors";
import { connectionReset } from "tls419/node/http/errors";
import { find, names } from "tls419/node/http/fields";
import type { IncomingMessage } from "tls419/node/http/incoming";
import { METHODS } from "tls419/node/http/methods";
import { type Head, Parser, type Receiver } from "tls419/node/http/parser";
import type { Answerer, ServerResponse } from "tls419/node/http/response";
import type { Service } from "tls419/node/http/service";
import { closeSoon, handOver, type Socket } from "tls419/node/http/socket";
import { disown, type Owner, own } from "tls419/node/http/wire";
import { elapsed } from "tls419/timeouts";

/** The status that tells a client what was wrong with its request. */
const statuses: Readonly<Record<string, string>> = Object.freeze({
	HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
	HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
	ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
});

export class Connection implements Answerer, Owner, Receiver {
	readonly socket: Socket;
	readonly #service: Service;
	readonly #parser: Parser;
	/** The request that is being read or answered, and its answer. */
	#request: IncomingMessage | undefined;
	#response: ServerResponse | undefined;
	/** What came after the request that is being answered. */
	#rest: Uint8Array | undefined;
	/** The client will send no more. */
	#ended = false;
	/** Not HTTP any more, or closed. */
	#over = false;
	/** when the request that is being read began to arrive, by the machine's ticks: the wall clock jumps when it is set. undefined between requests */
	#begun: number | undefined;
	/** how many requests there have been */
	#count = 0;

	constructor(service: Service, socket: Socket) {
		this.socket = socket;
		this.#service = service;
		const { server } = service;
		this.#begun = Time.ticks;
		this.#parser = new Parser("REQUEST", this, {
			maxHeaderSize: service.maxHeaderSize,
			maxHeadersCount: server.maxHeadersCount ?? 0,
		});
		own(socket, this);
		socket.setTimeout(server.timeout);
	}

	/** No request is being read or answered. */
	get idle(): boolean {
		return this.#request === undefined && this.#parser.idle;
	}

	/** Has it had a request? A new connection may be about to send its first one. */
	get used(): boolean {
		return this.#count > 0;
	}

	/** Closes the connection if its request takes too long to arrive: a client that sends a byte now and then would hold it for ever. */
	check(): void {
		if (this.#over || this.#begun === undefined) return;
		const { headersTimeout, requestTimeout } = this.#service.server;
		const limit = this.#request === undefined ? headersTimeout || requestTimeout : requestTimeout;
		if (limit > 0 && elapsed(this.#begun) > limit) this.onError(coded(new Error("Request timeout"), "ERR_HTTP_REQUEST_TIMEOUT"));
	}

	onData(chunk: Uint8Array): void {
		if (this.#over) return;
		// The answer to the request before is not finished.
		if (this.#request?.complete) {
			this.#rest = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
			this.socket.pause();
			return;
		}
		if (this.#begun === undefined) {
			this.#begun = Time.ticks;
			this.socket.setTimeout(this.#service.server.timeout);
		}
		const used = this.#parser.parse(chunk);
		if (typeof used !== "number") {
			this.onError(used);
			return;
		}
		if (this.#over) return;
		const request = this.#request;
		if (request?.upgrade) {
			this.#handOver(request, chunk.subarray(used));
			return;
		}
		if (used >= chunk.length) return;
		this.#rest = chunk.subarray(used);
		this.socket.pause();
	}

	onHead(head: Head): "body" | "none" | "tunnel" {
		const { server, IncomingMessage } = this.#service;
		const request = new IncomingMessage(this.socket);
		request.httpVersionMinor = head.versionMinor;
		request.rawHeaders = head.headers;
		request.method = METHODS[head.method] ?? "";
		request.url = head.url;
		const connection = find(head.headers, "connection");
		request.upgrade = request.method === "CONNECT" || (names(connection, "upgrade") && find(head.headers, "upgrade") !== undefined);
		this.#count++;
		if (request.upgrade && (request.method === "CONNECT" || server.listenerCount("upgrade") > 0)) {
			this.#request = request;
			return "tunnel";
		}
		request.upgrade = false;
		this.#accept(request);
		return "body";
	}

	#accept(request: IncomingMessage): void {
		const { server, ServerResponse, requireHostHeader } = this.#service;
		const response = new ServerResponse(request);
		this.#request = request;
		this.#response = response;
		if (server.maxRequestsPerSocket > 0 && this.#count >= server.maxRequestsPerSocket) response.shouldKeepAlive = false;
		response.answerer = this;
		response.assignSocket(this.socket, Math.trunc(server.keepAliveTimeout / 1000));
		const hosts = request.headersDistinct.host?.length ?? 0;
		if (hosts > 1 || (hosts === 0 && request.httpVersionMinor === 1 && requireHostHeader)) {
			response.shouldKeepAlive = false;
			response.writeHead(400).end();
			return;
		}
		const expected = find(request.rawHeaders, "expect");
		if (expected === undefined || request.httpVersionMinor === 0) server.emit("request", request, response);
		else if (expected.toLowerCase() !== "100-continue") {
			if (!server.emit("checkExpectation", request, response)) response.writeHead(417).end();
		} else {
			request.expects = true;
			if (server.listenerCount("checkContinue") > 0) server.emit("checkContinue", request, response);
			else {
				response.writeContinue();
				server.emit("request", request, response);
			}
		}
	}

	onBody(chunk: Uint8Array): void {
		this.#request?.receive(chunk);
	}

	onComplete(trailers: string[]): boolean {
		this.#begun = undefined;
		const request = this.#request;
		if (!request) return false;
		if (request.upgrade) return false;
		request.finish(trailers);
		// Answered before its body had come: what follows is the next one.
		if (this.#response?.writableFinished) this.#next();
		return false;
	}

	/** The response has been handed to the socket. */
	answered(response: ServerResponse): void {
		const request = this.#request;
		response.detachSocket();
		response.destroy();
		if (this.#over || !request) return;
		if (!response.shouldKeepAlive || this.#ended || this.#service.closing) {
			this.#over = true;
			request.dump();
			closeSoon(this.socket);
			return;
		}
		request.dump();
		if (request.complete) this.#next();
	}

	/** Ready for another request. */
	#next(): void {
		this.#request = undefined;
		this.#response = undefined;
		this.socket.setTimeout(this.#service.server.keepAliveTimeout || this.#service.server.timeout);
		// Not from within the parser, which may be in the middle of a chunk.
		nextTick(() => this.#resume());
	}

	#resume(): void {
		if (this.#over || this.#request) return;
		const rest = this.#rest;
		this.#rest = undefined;
		if (rest) this.onData(rest);
		if (!this.#over && !this.#rest) this.socket.resume();
	}

	/** The connection is another protocol's from here on. */
	#handOver(request: IncomingMessage, head: Uint8Array): void {
		const { socket } = this;
		this.#over = true;
		disown(socket);
		handOver(socket);
		this.#service.forget(this);
		socket.setTimeout(0);
		request.finish([]);
		const rest = head.length > 0 ? head : Buffer.alloc(0);
		if (!this.#service.server.emit(request.method === "CONNECT" ? "connect" : "upgrade", request, socket, rest)) socket.destroy();
	}

	onEnd(): void {
		this.#ended = true;
		if (this.#over) return;
		const error = this.#request && !this.#request.complete ? connectionReset("aborted") : this.#parser.ended();
		if (error) this.onError(error);
		else if (this.idle) this.socket.end();
	}

	/** What is no request, or takes too long, is the application's to answer, or gets a status that says so. */
	onError(error: Error & { code?: string }): void {
		const { socket } = this;
		if (this.#over) return;
		this.#over = true;
		if (this.#service.server.emit("clientError", error, socket)) return;
		if (socket.writable && error.code !== "ECONNRESET" && !this.#response?.headersSent) {
			const status = statuses[error.code ?? ""] ?? "400 Bad Request";
			socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, "latin1");
			closeSoon(socket);
		} else socket.destroy();
	}

	onTimeout(): void {
		const heard = [
			this.#request && !this.#request.complete && this.#request.emit("timeout", this.socket),
			this.#response?.emit("timeout", this.socket),
			this.#service.server.emit("timeout", this.socket),
		];
		if (!heard.includes(true)) this.socket.destroy();
	}

	onClose(): void {
		this.#over = true;
		this.#service.forget(this);
		this.#request?.cut();
		this.#response?.destroy();
	}
}
