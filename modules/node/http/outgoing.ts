/**
 * A message that goes out: what a request of a client and a response of a server have in common. It is a Writable: each piece is framed and handed to the
 * socket, and the next one waits until the socket has taken it, so that no more is kept than the Writable's own buffer.
 */
import { Buffer, type BufferEncoding } from "node:buffer";
import { nextTick } from "node:process";
import type { Callback } from "node:stream";
import { coded, invalidValue } from "tls419/node/errors";
import { checkCallback } from "tls419/node/http/errors";
import { forEachField, isFieldContent, names, validateHeaderName } from "tls419/node/http/fields";
import { HeadedMessage } from "tls419/node/http/headed";
import type { Socket } from "tls419/node/http/socket";

/** What is none of these is refused by the Writable. */
type Chunk = string | Uint8Array | object;

/** A piece and its frame travel as one write up to this size: fewer segments, and fewer TLS records. */
const joinedBytes = 2048;
const notDecimal = /[^0-9]/;

export abstract class OutgoingMessage extends HeadedMessage {
	socket: Socket | null = null;
	chunkedEncoding = false;
	/** Without a length that is known, the body goes in chunks; HTTP/1.0 has none. */
	useChunkedEncodingByDefault = true;
	/** The connection serves another message after this one. */
	shouldKeepAlive = true;
	sendDate = false;
	/** The message may have a body at all. */
	protected hasBody = true;
	/** The head, until it is handed to the socket; undefined before it is made. */
	#head: string | undefined;
	#trailer = "";
	/** bytes of the body: as announced (-1: not), and so far */
	#announced = -1;
	#written = 0;
	/** What waits for a socket. */
	#waiting: (() => void) | undefined;
	#flushing = false;
	/** Whom to tell that the socket has taken the piece that it was handed. */
	#handed: Callback | undefined;
	readonly #taken = (error?: Error | null): void => this.#take(error);

	/** @returns the first line; with what belongs into the head and was not said by the application set */
	protected abstract begin(): string;

	get connection(): Socket | null {
		return this.socket;
	}

	/** They follow a body in chunks. */
	addTrailers(headers: unknown): void {
		forEachField(headers, (name, value) => {
			validateHeaderName(name, "Trailer name");
			if (!isFieldContent(String(value)))
				throw coded(new TypeError(`Invalid character in trailer content ["${name}"]`), "ERR_INVALID_CHAR");
			this.#trailer += `${name}: ${value}\r\n`;
		});
	}

	/** Sends the head now, not with the first piece of the body. */
	flushHeaders(): void {
		this.#makeHead();
		if (this.socket && !this.#waiting) this.#writeHead(this.socket);
		else this.#flushing = true;
	}

	override write(chunk: Chunk, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
		if (!this.writableEnded && !this.destroyed && isData(chunk)) this.#makeHead();
		return typeof encoding === "function" ? super.write(chunk, encoding) : super.write(chunk, encoding ?? "utf8", callback);
	}

	override end(chunk?: Chunk | (() => void) | null, encoding?: BufferEncoding | (() => void), callback?: () => void): this {
		if (typeof chunk === "function") return this.end(undefined, undefined, chunk as () => void);
		if (typeof encoding === "function") return this.end(chunk, undefined, encoding);
		if (callback !== undefined) checkCallback(callback);
		// All that the body will be is known: its length goes into the head.
		if (!this.made && !this.writableEnded && !this.destroyed) {
			if (typeof chunk === "string") this.#announced = Buffer.byteLength(chunk, encoding ?? "utf8");
			else if (chunk instanceof Uint8Array) this.#announced = chunk.length;
			else if (chunk === undefined || chunk === null) this.#announced = 0;
			if (this.#announced >= 0) this.#makeHead();
		}
		if (chunk === undefined || chunk === null) super.end(callback);
		else super.end(chunk, encoding ?? "utf8", callback);
		return this;
	}

	override _write(chunk: Uint8Array, _encoding: string, callback: Callback): void {
		this.#written += chunk.length;
		if (!this.hasBody) {
			callback();
			return;
		}
		if (this.#announced >= 0 && this.#written > this.#announced) {
			callback(this.#mismatch());
			return;
		}
		if (this.socket && !this.#waiting) this.#send(this.socket, chunk, callback);
		else
			this.#waiting = () => {
				if (this.socket) this.#send(this.socket, chunk, callback);
			};
	}

	override _final(callback: Callback): void {
		if (this.hasBody && this.#announced > this.#written) {
			callback(this.#mismatch());
			return;
		}
		if (this.socket) this.#sendEnd(this.socket, callback);
		else
			this.#waiting = () => {
				if (this.socket) this.#sendEnd(this.socket, callback);
			};
	}

	/** From here on the message goes out. */
	protected attach(socket: Socket): void {
		this.socket = socket;
		if (this.#flushing) this.#writeHead(socket);
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.();
	}

	/** Nobody speaks through this socket any more. */
	protected detach(): void {
		this.socket = null;
	}

	/** Makes the head, if it is not made; it is sent with the first piece of the body. */
	protected prepare(): void {
		this.#makeHead();
	}

	#makeHead(): void {
		if (this.made) return;
		const line = this.begin();
		this.#frame();
		this.#head = `${line}${this.fields.render()}\r\n`;
		this.made = true;
	}

	/** Decides how the end of the body can be told, and says it in the head. */
	#frame(): void {
		const { fields } = this;
		const connection = fields.get("connection");
		if (connection === undefined) {
			if (!this.shouldKeepAlive) fields.set("Connection", "close");
			else this.announceKeepAlive();
		} else if (names(fields.text("connection"), "close")) this.shouldKeepAlive = false;
		if (this.sendDate && fields.get("date") === undefined) fields.set("Date", new Date().toUTCString());
		const coding = fields.text("transfer-encoding").toLowerCase();
		const length = fields.text("content-length");
		if (coding !== "") {
			if (coding !== "chunked") throw invalidValue("Transfer-Encoding", "must be chunked", coding);
			if (length !== "") throw invalidValue("Content-Length", "must not be set together with Transfer-Encoding", length);
			if (!this.hasBody) fields.remove("transfer-encoding");
			this.chunkedEncoding = this.hasBody;
			this.#announced = -1;
		} else if (length !== "") {
			if (notDecimal.test(length) || length.length > 15) throw invalidValue("Content-Length", "must be a number of bytes", length);
			this.#announced = Number(length);
		} else if (!this.hasBody) this.#announced = -1;
		else if (this.#announced >= 0 && this.#trailer === "" && fields.get("trailer") === undefined) {
			if (this.#announced > 0 || this.useChunkedEncodingByDefault) fields.set("Content-Length", this.#announced);
		} else if (this.canChunk()) {
			fields.set("Transfer-Encoding", "chunked");
			this.chunkedEncoding = true;
			this.#announced = -1;
		} else {
			this.#announced = -1;
			this.shouldKeepAlive = false;
			fields.set("Connection", "close");
		}
		if (!this.chunkedEncoding && fields.get("trailer") !== undefined)
			throw coded(new Error("Trailers are invalid with this transfer encoding"), "ERR_HTTP_TRAILER_INVALID");
	}

	/** The peer understands chunks. */
	protected canChunk(): boolean {
		return true;
	}

	protected announceKeepAlive(): void {
		this.fields.set("Connection", "keep-alive");
	}

	#writeHead(socket: Socket): void {
		if (this.#head) socket.write(this.#head, "latin1");
		this.#head = "";
		this.#flushing = false;
	}

	#send(socket: Socket, chunk: Uint8Array, callback: Callback): void {
		if (chunk.length === 0) {
			callback();
			return;
		}
		const before = (this.#head ?? "") + (this.chunkedEncoding ? `${chunk.length.toString(16)}\r\n` : "");
		const after = this.chunkedEncoding ? "\r\n" : "";
		this.#head = "";
		if (before === "") {
			this.#hand(socket, chunk, callback);
			return;
		}
		const size = before.length + chunk.length + after.length;
		if (size <= joinedBytes) {
			const joined = Buffer.allocUnsafe(size);
			joined.write(before, 0, before.length, "latin1");
			joined.set(chunk, before.length);
			joined.write(after, size - after.length, after.length, "latin1");
			this.#hand(socket, joined, callback);
			return;
		}
		socket.cork();
		socket.write(before, "latin1");
		if (after === "") this.#hand(socket, chunk, callback);
		else {
			socket.write(chunk);
			this.#hand(socket, after, callback);
		}
		socket.uncork();
	}

	#sendEnd(socket: Socket, callback: Callback): void {
		const rest = (this.#head ?? "") + (this.chunkedEncoding ? `0\r\n${this.#trailer}\r\n` : "");
		this.#head = "";
		if (rest === "") nextTick(callback);
		else this.#hand(socket, rest, callback);
	}

	#hand(socket: Socket, data: string | Uint8Array, callback: Callback): void {
		this.#handed = callback;
		if (typeof data === "string") socket.write(data, "latin1", this.#taken);
		else socket.write(data, this.#taken);
	}

	/** The socket has taken what it was handed. Its failure is told by the socket itself, once; who waits for this piece learns it in release(). */
	#take(error: Error | null | undefined): void {
		if (error) return;
		const callback = this.#handed;
		this.#handed = undefined;
		callback?.();
	}

	/** The message is given up: who waits for a piece to be taken is told. */
	protected release(error: Error | null): void {
		const callback = this.#handed;
		this.#handed = undefined;
		this.#waiting = undefined;
		callback?.(error ?? coded(new Error("Cannot call write after a stream was destroyed"), "ERR_STREAM_DESTROYED"));
	}

	#mismatch(): Error {
		const error = coded(
			new Error(
				`The body's content-length of ${this.#written} byte(s) does not match the content-length of ${this.#announced} byte(s) set in header`,
			),
			"ERR_HTTP_CONTENT_LENGTH_MISMATCH",
		);
		// The peer would take what comes next for the rest of the body, or the rest of the body for what comes next.
		nextTick(() => this.destroy(error));
		return error;
	}
}

function isData(chunk: unknown): boolean {
	return typeof chunk === "string" || chunk instanceof Uint8Array;
}
