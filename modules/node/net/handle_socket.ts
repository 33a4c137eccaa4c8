/*
 * A stream of Node's over a stream of ECMA-419: what net.Socket and tls.TLSSocket have in common. It drives a handle with the contract of the TCP class, whatever
 * that stands on, and keeps no bytes but the chunk that is being written: what is not read stays where it is, and the peer waits.
 *
 * All handles share one set of callbacks, and find their socket by `target`: a connection costs no functions of its own.
 *
 * What one socket can do with another, within this package:
 *
 *   socket.detachHandle()   gives its handle away, with everything that it has not delivered yet, so that TLS can run on it without passing through this stream:
 *                           `new TLS({ from: handle, ... })`. The socket stays open and silent until it is destroyed.
 *   socket.attachHandle(h)  takes one that was made with handleCallbacks and with the socket as its target.
 *   "connect"               is emitted when the handle stands; before that there may be none (`connecting`).
 */

import { Buffer, type BufferEncoding } from "node:buffer";
import { nextTick } from "node:process";
import { type Callback, Duplex, type DuplexOptions } from "node:stream";
import Timer from "timer";
import { coded } from "tls419/node/errors";

/** What a socket stands on: the contract of ECMA-419's TCP class. */
export interface Handle {
	target?: unknown;
	read(count: number): ArrayBuffer | number | undefined;
	/** @returns how many bytes can be written next. */
	write(bytes: Uint8Array): number;
	close(): void;
	/** Closes this side and not the other, where the protocol can. */
	end?(): void;
	/** Whether the program waits for it. */
	hold?(yes: boolean): void;
	readonly localAddress?: string | undefined;
	readonly localPort?: number | undefined;
	readonly remoteAddress?: string | undefined;
	readonly remotePort?: number | undefined;
}

/** The callbacks of a handle, whose `target` is its socket. */
export const handleCallbacks = Object.freeze({
	format: "buffer",
	onReadable(this: Handle, count: number): void {
		(this.target as HandleSocket).handleReadable(count);
	},
	onWritable(this: Handle, count: number): void {
		(this.target as HandleSocket).handleWritable(count);
	},
	/** Of handles that can be closed one side at a time. */
	onEnd(this: Handle): void {
		(this.target as HandleSocket).handleEnded();
	},
	onError(this: Handle, error?: Error & { code?: string }): void {
		(this.target as HandleSocket).handleFailed(error);
	},
});

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { min } = Math;

export class HandleSocket extends Duplex {
	#handle: Handle | undefined;
	/** Bytes that the handle has announced and that are unread. */
	#readable = 0;
	/** Bytes that the handle takes now. */
	#writable = 0;
	/** Whether the stream has asked for bytes and got none since. */
	#wanted = false;
	/** What is being written, and who waits for it. */
	#chunk: Uint8Array | undefined;
	#written: Callback | undefined;
	#timer: Timer | undefined;
	#timeout = 0;
	#bytesRead = 0;
	#bytesWritten = 0;

	constructor(options?: DuplexOptions) {
		/* "close" says whether there was an error, which the stream does not know to say. */
		super({ ...options, emitClose: false });
	}

	get bytesRead(): number {
		return this.#bytesRead;
	}

	/** What waits to be written is counted too. */
	get bytesWritten(): number {
		return this.#bytesWritten + this.writableLength;
	}

	/** @internal */
	get handle(): Handle | undefined {
		return this.#handle;
	}

	/** Takes a handle that was made with handleCallbacks and this socket as its target. @internal */
	attachHandle(handle: Handle): void {
		this.#handle = handle;
	}

	/** Gives the handle away, with all that it has not delivered yet. @internal */
	detachHandle(): Handle | undefined {
		const handle = this.#handle;
		this.#handle = undefined;
		this.#readable = this.#writable = 0;
		return handle;
	}

	/** Milliseconds without a byte in either direction after which "timeout" is emitted; 0 for none. */
	get timeout(): number {
		return this.#timeout;
	}

	/** @internal */
	watch(milliseconds: number): void {
		this.#timeout = milliseconds;
		Timer.clear(this.#timer);
		this.#timer = milliseconds === 0 ? undefined : Timer.set(expire.bind(undefined, this), milliseconds);
	}

	/** The time is up. @internal */
	expired(): void {
		this.#timer = undefined;
		if (!this.destroyed) this.emit("timeout");
	}

	/** Bytes have moved. @internal */
	touch(): void {
		if (this.#timer !== undefined) Timer.schedule(this.#timer, this.#timeout);
		else if (this.#timeout > 0 && !this.destroyed) this.watch(this.#timeout);
	}

	/** The handle has `count` bytes to be read. @internal */
	handleReadable(count: number): void {
		this.#readable = count;
		this.touch();
		this.#pull();
	}

	/** The handle takes `count` bytes; the first call says that it stands. @internal */
	handleWritable(count: number): void {
		this.#writable = count;
		this.touch();
		this.#flush();
	}

	/** The handle has ended: in good order, with the code EOF, or not. @internal */
	handleFailed(error?: Error & { code?: string }): void {
		if (this.destroyed) return;
		if (error !== undefined && error.code !== undefined && error.code !== "EOF") {
			this.destroy(error);
			return;
		}
		if (this.#chunk !== undefined) {
			this.destroy(coded(new Error("the peer closed the connection before all that was written could be sent"), "EPIPE"));
			return;
		}
		this.handleEnded();
	}

	/** Nothing more will come from the peer. @internal */
	handleEnded(): void {
		if (this.destroyed) return;
		this.push(null);
		/* Who reads nothing learns of the end all the same. */
		this.read(0);
	}

	override _read(_size: number): void {
		this.#wanted = true;
		this.#pull();
	}

	override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: Callback): void {
		this.#chunk = chunk;
		this.#written = callback;
		this.#flush();
	}

	override _final(callback: Callback): void {
		try {
			this.#handle?.end?.();
		} catch (error) {
			callback(error as Error);
			return;
		}
		callback();
	}

	override _destroy(error: Error | null, callback: Callback): void {
		Timer.clear(this.#timer);
		this.#timer = this.#chunk = undefined;
		const written = this.#written;
		this.#written = undefined;
		this.detachHandle()?.close();
		written?.(error ?? coded(new Error("the connection was closed before this was written"), "ERR_STREAM_DESTROYED"));
		callback(error);
		nextTick(close, this, error !== null);
	}

	/** Reads as long as the stream wants bytes and there are some. */
	#pull(): void {
		while (this.#wanted && this.#readable > 0 && this.#handle !== undefined) {
			const limit = this.readableHighWaterMark;
			const bytes = this.#handle.read(limit > 0 ? min(limit, this.#readable) : this.#readable);
			if (!(bytes instanceof ArrayBuffer)) {
				this.#readable = 0;
				return;
			}
			this.#readable -= bytes.byteLength;
			this.#bytesRead += bytes.byteLength;
			/* What the chunk is given to may ask for more before push() returns. */
			this.#wanted = false;
			if (this.push(Buffer.from(bytes))) this.#wanted = true;
		}
	}

	/** Writes as much as the handle takes. */
	#flush(): void {
		const chunk = this.#chunk;
		const callback = this.#written;
		if (chunk === undefined || callback === undefined || this.#handle === undefined) return;
		if (this.#writable === 0 && chunk.length > 0) return;
		const part = chunk.length > this.#writable ? chunk.subarray(0, this.#writable) : chunk;
		try {
			if (part.length > 0) this.#writable = this.#handle.write(part);
			this.#bytesWritten += part.length;
		} catch (error) {
			this.#chunk = this.#written = undefined;
			callback(error as Error);
			return;
		}
		this.touch();
		if (part.length < chunk.length) {
			this.#chunk = chunk.subarray(part.length);
			if (this.#writable > 0) this.#flush();
			return;
		}
		this.#chunk = this.#written = undefined;
		callback();
	}
}

/** Behind "error", which the stream emits in a turn of its own. */
function close(socket: HandleSocket, hadError: boolean): void {
	socket.emit("close", hadError);
}

/** Shared by all timers. */
function expire(socket: HandleSocket): void {
	socket.expired();
}
