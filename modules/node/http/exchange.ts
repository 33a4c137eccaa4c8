/** One request of a client and its response, on a connection: what comes in is parsed, and the connection is handed on when both are complete. */
import { Buffer } from "node:buffer";
import { nextTick } from "node:process";
import { connectionReset } from "tls419/node/http/errors";
import { find, names } from "tls419/node/http/fields";
import { IncomingMessage } from "tls419/node/http/incoming";
import { type Head, type Limits, Parser, type Receiver } from "tls419/node/http/parser";
import type { ClientRequest } from "tls419/node/http/request";
import { closeSoon, handOver, type Socket } from "tls419/node/http/socket";
import { disown, type Owner, own } from "tls419/node/http/wire";

export class Exchange implements Owner, Receiver {
	readonly socket: Socket;
	readonly #request: ClientRequest;
	readonly #parser: Parser;
	#response: IncomingMessage | undefined;
	/** The head that was read last is that of the response, not of one before it (1xx). */
	#final = false;
	#tunnel = false;
	/** The connection can serve another request after this one. */
	#reusable = false;
	/** The connection has been handed on, or is closed. */
	#over = false;
	/** Who waits for the connection to close. */
	#closing: (() => void) | undefined;

	constructor(request: ClientRequest, socket: Socket, limits: Limits) {
		this.#request = request;
		this.socket = socket;
		this.#parser = new Parser("RESPONSE", this, limits);
		own(socket, this);
	}

	get over(): boolean {
		return this.#over;
	}

	/** Nothing is wanted from the connection any more. @param closed called when it is closed */
	abandon(error: Error | null, closed: () => void): void {
		if (this.#over || this.socket.closed) {
			closed();
			return;
		}
		this.#closing = closed;
		this.#response?.dump();
		this.socket.destroy(error ?? undefined);
	}

	onData(chunk: Uint8Array): void {
		if (this.#over) return;
		if (this.#response?.complete) {
			// The request is still being sent, and has its answer: another one would be told as a second response.
			this.#reusable = false;
			this.release();
			return;
		}
		const used = this.#parser.parse(chunk);
		if (typeof used !== "number") {
			this.#request.destroy(used);
			this.socket.destroy();
		} else if (this.#tunnel) this.#handOver(chunk.subarray(used));
		// What nobody asked for: a second response, for instance. Who reads it next would take it for the answer to something else.
		else if (used < chunk.length) this.#reusable = false;
		if (!this.#tunnel) this.release();
	}

	onHead(head: Head): "body" | "none" | "tunnel" {
		const request = this.#request;
		const status = head.statusCode;
		const connection = find(head.headers, "connection");
		this.#final = status >= 200 || status === 101;
		if (!this.#final) {
			this.#inform(head);
			return "none";
		}
		const response = new IncomingMessage(this.socket);
		this.#response = response;
		request.res = response;
		response.req = request;
		response.httpVersionMinor = head.versionMinor;
		response.rawHeaders = head.headers;
		response.statusCode = status;
		response.statusMessage = head.statusMessage;
		response.method = request.method;
		response.url = request.href;
		this.#tunnel = request.method === "CONNECT" ? status < 300 : status === 101;
		if (this.#tunnel) return "tunnel";
		const bodiless = request.method === "HEAD" || status === 204 || status === 304;
		const lasting = head.versionMinor === 1 ? !names(connection, "close") : names(connection, "keep-alive");
		const bounded = bodiless || find(head.headers, "content-length") !== undefined || find(head.headers, "transfer-encoding") !== undefined;
		this.#reusable = request.shouldKeepAlive && lasting && bounded;
		request.agent?.noteKeepAlive?.(this.socket, head.headers);
		if (request.destroyed || !request.emit("response", response)) response.dump();
		return bodiless ? "none" : "body";
	}

	#inform(head: Head): void {
		if (head.statusCode === 100) this.#request.emit("continue");
		this.#request.emit("information", {
			statusCode: head.statusCode,
			statusMessage: head.statusMessage,
			httpVersion: `1.${head.versionMinor}`,
			httpVersionMajor: 1,
			httpVersionMinor: head.versionMinor,
			rawHeaders: head.headers,
		});
	}

	onBody(chunk: Uint8Array): void {
		this.#response?.receive(chunk);
	}

	onComplete(trailers: string[]): boolean {
		if (!this.#final) return true;
		if (!this.#tunnel) this.#response?.finish(trailers);
		return false;
	}

	/** Hands the connection on, once the response is complete and the request sent. */
	release(): void {
		if (this.#over || !this.#response?.complete) return;
		const sent = this.#request.writableFinished;
		if (this.#reusable && !sent) return;
		this.#over = true;
		disown(this.socket);
		this.#request.released();
		if (this.#reusable && this.#request.agent && this.socket.writable) this.socket.emit("free");
		else {
			// What it still says has no one to say it to.
			this.socket.on("error", ignored);
			closeSoon(this.socket);
		}
		// As after a response that was read to its end; who gave it up has been told.
		if (this.#response.destroyed) this.#request.destroy();
	}

	/** The connection speaks another protocol now, or is the way to another server. */
	#handOver(head: Uint8Array): void {
		const response = this.#response;
		const request = this.#request;
		if (!response) return;
		const { socket } = this;
		this.#over = true;
		disown(socket);
		handOver(socket);
		socket.emit("agentRemove");
		socket.setTimeout(0);
		response.finish([]);
		request.released();
		const name = request.method === "CONNECT" ? "connect" : "upgrade";
		const rest = head.length > 0 ? head : Buffer.alloc(0);
		if (request.listenerCount(name) > 0) {
			request.emit(name, response, socket, rest);
			request.destroy();
		} else {
			socket.on("error", ignored);
			socket.destroy();
			request.destroy(connectionReset(`the server's ${response.statusCode} was not expected: nobody listens to '${name}'`));
		}
	}

	onEnd(): void {
		if (this.#over) return;
		// A body without a length ends with the connection.
		const fault = this.#parser.ended();
		if (this.#response?.complete) {
			this.release();
			return;
		}
		if (this.#response || fault) this.socket.destroy();
		else this.#request.destroy(connectionReset("socket hang up"));
	}

	onError(error: Error): void {
		this.#request.destroy(error);
	}

	onTimeout(): void {
		const heard = [this.#response?.emit("timeout"), this.#request.emit("timeout")];
		// As IoT.js documents it: where nobody listens, the request is given up.
		if (!heard.includes(true)) this.#request.abort();
	}

	onClose(): void {
		if (this.#over) return;
		this.#over = true;
		disown(this.socket);
		const request = this.#request;
		const response = this.#response;
		const closing = this.#closing;
		this.#closing = undefined;
		if (response && !response.complete) {
			const fault = connectionReset("aborted");
			const heard = request.destroyed || response.listenerCount("error") + response.listenerCount("aborted") > 0;
			response.cut(fault);
			// Not to be lost: who listens to neither of the response's events is told as the request.
			request.destroy(heard ? undefined : fault);
		} else if (response) request.destroy();
		else if (!request.destroyed) request.destroy(connectionReset("socket hang up"));
		if (closing) nextTick(closing);
	}
}

/** The exchange that the connection was for is over, and has been told to be. */
function ignored(): void {
	// Nobody is left who waits for the connection.
}
