/*
 * Any Duplex stream with the contract of ECMA-419's TCP class, for TLS to stand on: a pair in memory, a serial line, a proxy's tunnel. It keeps no bytes: what TLS
 * does not take yet stays in the stream, and the peer waits.
 */

import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import Timer from "timer";
import { coded } from "tls419/node/errors";

interface Options {
	readonly stream: Duplex;
	readonly target?: unknown;
	onReadable(this: DuplexTransport, count: number): void;
	onWritable(this: DuplexTransport, count: number): void;
	onError(this: DuplexTransport, error: Error & { code?: string }): void;
}

interface Place {
	readonly remoteAddress?: string;
	readonly remotePort?: number;
	readonly localAddress?: string;
	readonly localPort?: number;
}

/** What is offered to be written where a stream's own mark is smaller, or counts objects. */
const LEAST = 1024;
/** What is announced where a stream counts objects: as much as a record may have. */
const RECORD = 16384;

/** A stream tells of its end when somebody has read up to it, and once more. */
function tellEnd(stream: Duplex): void {
	stream.read(0);
}

export default class DuplexTransport {
	target: unknown;
	#stream: Duplex | undefined;
	#options: Options;
	/** What "readable", "end" and the others call, so that they can be taken away again. */
	#listeners: [event: string, listener: (error?: Error) => void][];
	#timer: Timer | undefined;
	/** What was written has left: there is more room, of which "drain" tells only where there was none. A failure is told by "error". */
	readonly #written = () => this.#offer();
	/** How much of what was announced is unread. */
	#announced = 0;

	constructor(options: Options) {
		const { stream, target } = options;
		this.target = target;
		this.#stream = stream;
		this.#options = options;
		this.#listeners = [
			["readable", () => this.#announce()],
			["drain", () => this.#offer()],
			["end", () => this.#end()],
			["close", () => this.#end()],
			["error", (error) => this.#end(error)],
		];
		for (const [event, listener] of this.#listeners) stream.on(event, listener);
		/* Nothing is told before the constructor is done. */
		this.#timer = Timer.set(() => {
			this.#timer = undefined;
			if (stream.destroyed || stream.readableEnded) this.#end();
			else {
				this.#offer();
				this.#announce();
			}
		});
	}

	read(into: Uint8Array): number | undefined {
		const stream = this.#stream;
		if (stream === undefined || stream.readableLength === 0) return undefined;
		const chunk = stream.readableObjectMode ? stream.read() : stream.read(Math.min(into.length, stream.readableLength));
		if (chunk === null) return undefined;
		if (!(chunk instanceof Uint8Array)) {
			const what = typeof chunk === "string" ? "text: its setEncoding was called" : "objects that are no bytes";
			throw coded(new TypeError(`TLS cannot stand on a stream that gives ${what}`), "ERR_INVALID_ARG_TYPE");
		}
		const part = chunk.length > into.length ? chunk.subarray(0, into.length) : chunk;
		into.set(part);
		if (part.length < chunk.length) stream.unshift(chunk.subarray(part.length));
		this.#announced -= part.length;
		if (stream.readableLength === 0) tellEnd(stream);
		else if (this.#announced <= 0) this.#announceLater();
		return part.length;
	}

	/** A copy is written: the bytes lie in a buffer that all connections share. */
	write(bytes: Uint8Array): number {
		const stream = this.#stream;
		if (stream === undefined || stream.destroyed || !stream.writable)
			throw coded(new Error("the stream below TLS takes nothing any more"), "EPIPE");
		return stream.write(Buffer.from(bytes), this.#written) ? this.#room(stream) : 0;
	}

	/** Ends the stream behind all that was written, and destroys it then. */
	close(): void {
		const stream = this.#stream;
		this.#stream = undefined;
		Timer.clear(this.#timer);
		if (stream === undefined) return;
		for (const [event, listener] of this.#listeners) if (event !== "error") stream.removeListener(event, listener);
		if (stream.writable && !stream.destroyed) stream.end(() => stream.destroy());
		else stream.destroy();
	}

	get remoteAddress(): string | undefined {
		return this.#place.remoteAddress;
	}
	get remotePort(): number | undefined {
		return this.#place.remotePort;
	}
	get localAddress(): string | undefined {
		return this.#place.localAddress;
	}
	get localPort(): number | undefined {
		return this.#place.localPort;
	}

	/** Streams that stand on a network may know where. */
	get #place(): Place {
		const stream: object = this.#stream ?? {};
		return stream;
	}

	#room(stream: Duplex): number {
		const room = stream.writableObjectMode ? LEAST : stream.writableHighWaterMark - stream.writableLength;
		return room < LEAST ? LEAST : room;
	}

	#announce(): void {
		const stream = this.#stream;
		if (stream === undefined) return;
		if (stream.readableLength === 0) {
			tellEnd(stream);
			return;
		}
		this.#announced = stream.readableObjectMode ? RECORD : stream.readableLength;
		this.#options.onReadable.call(this, this.#announced);
	}

	/** What has come since the last announcement: the stream does not tell of it where it holds more than its mark. */
	#announceLater(): void {
		this.#timer ??= Timer.set(() => {
			this.#timer = undefined;
			this.#announce();
		});
	}

	#offer(): void {
		const stream = this.#stream;
		if (stream?.writable && !stream.writableNeedDrain) this.#options.onWritable.call(this, this.#room(stream));
	}

	/* Who is at the end, and then closed, is told once; a stream that fails after it was closed here has nobody left to tell. */
	#end(error?: Error & { code?: string }): void {
		if (this.#stream === undefined) return;
		const reason = error ?? coded(new Error("the stream below TLS has ended"), "EOF");
		this.#options.onError.call(this, reason.code === undefined ? coded(reason, "ERR_STREAM_DESTROYED") : reason);
	}
}
