/** What a server answers. */
import { coded } from "tls419/node/errors";
import { headersSent } from "tls419/node/http/errors";
import { forEachField, isFieldContent, names } from "tls419/node/http/fields";
import type { IncomingMessage } from "tls419/node/http/incoming";
import { OutgoingMessage } from "tls419/node/http/outgoing";
import type { Socket } from "tls419/node/http/socket";
import { STATUS_CODES } from "tls419/node/http/status";

/** Who is told that a response has been handed to its socket. */
export interface Answerer {
	answered(response: ServerResponse): void;
}

function answered(this: ServerResponse): void {
	this.answerer?.answered(this);
}

export class ServerResponse extends OutgoingMessage {
	statusCode = 200;
	statusMessage: string | undefined;
	readonly req: IncomingMessage;
	answerer: Answerer | undefined;
	/** 100-continue was asked for and has been given. */
	#continued = false;
	/** seconds after which the server closes an idle connection; announced where there is one */
	#keepAliveSeconds = 0;

	constructor(request: IncomingMessage) {
		super();
		this.req = request;
		this.on("finish", answered);
		this.sendDate = true;
		this.hasBody = request.method !== "HEAD";
		this.useChunkedEncodingByDefault = this.canChunk();
		const connection = request.rawHeaders.length > 0 ? request.headers.connection : undefined;
		const list = Array.isArray(connection) ? connection.join() : connection;
		this.shouldKeepAlive = request.httpVersionMinor === 1 ? !names(list, "close") : names(list, "keep-alive");
	}

	/** Node's name for it: the response goes out through this socket. */
	assignSocket(socket: Socket, keepAliveSeconds = 0): void {
		this.#keepAliveSeconds = keepAliveSeconds;
		this.attach(socket);
	}

	detachSocket(_socket?: Socket): void {
		this.detach();
	}

	writeHead(statusCode: number, reason?: string | object, headers?: object): this {
		if (this.headersSent) throw headersSent("write");
		const status = Math.trunc(Number(statusCode));
		if (!(status >= 100 && status <= 999))
			throw coded(new RangeError(`Invalid status code: ${statusCode}`), "ERR_HTTP_INVALID_STATUS_CODE");
		if (typeof reason === "string") this.statusMessage = reason;
		this.statusCode = status;
		forEachField(typeof reason === "object" ? reason : headers, (name, value) => this.fields.set(name, value));
		// Made now, so that what is wrong is told to who wrote it; sent with the first piece of the body.
		this.prepare();
		return this;
	}

	writeContinue(callback?: () => void): void {
		if (this.#continued || this.headersSent) return;
		this.#continued = true;
		this.socket?.write("HTTP/1.1 100 Continue\r\n\r\n", "latin1", callback);
	}

	writeProcessing(): void {
		this.socket?.write("HTTP/1.1 102 Processing\r\n\r\n", "latin1");
	}

	writeEarlyHints(hints: object, callback?: () => void): void {
		let head = "";
		forEachField(hints, (name, value) => {
			if (!isFieldContent(`${name}${value}`))
				throw coded(new TypeError(`Invalid character in header content ["${name}"]`), "ERR_INVALID_CHAR");
			head += `${name}: ${Array.isArray(value) ? value.join(", ") : value}\r\n`;
		});
		this.socket?.write(`HTTP/1.1 103 Early Hints\r\n${head}\r\n`, "latin1", callback);
	}

	setTimeout(milliseconds: number, callback?: () => void): this {
		if (callback) this.on("timeout", callback);
		this.socket?.setTimeout(milliseconds);
		return this;
	}

	protected begin(): string {
		const status = Math.trunc(Number(this.statusCode));
		if (!(status >= 100 && status <= 999))
			throw coded(new RangeError(`Invalid status code: ${this.statusCode}`), "ERR_HTTP_INVALID_STATUS_CODE");
		this.statusMessage ??= STATUS_CODES[status] ?? "unknown";
		if (!isFieldContent(this.statusMessage)) throw coded(new TypeError("Invalid character in statusMessage"), "ERR_INVALID_CHAR");
		if (status < 200 || status === 204 || status === 304) this.hasBody = false;
		// Its body may still come: what is read next would be taken for a request.
		if (this.req.expects && !this.#continued && !this.req.complete) this.shouldKeepAlive = false;
		return `HTTP/1.1 ${status} ${this.statusMessage}\r\n`;
	}

	protected override canChunk(): boolean {
		return this.req.httpVersionMinor === 1;
	}

	protected override announceKeepAlive(): void {
		super.announceKeepAlive();
		if (this.#keepAliveSeconds > 0) this.fields.set("Keep-Alive", `timeout=${this.#keepAliveSeconds}`);
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		this.release(error);
		const socket = this.socket;
		// Given up before its end: the connection goes with it, and says 'close'.
		if (socket && !this.writableFinished && !socket.destroyed) socket.destroy(error ?? undefined);
		callback(error);
	}
}
