/*
 * An ECMA-419 stream in promises: what its callbacks say becomes ready(), readBytes(), readAll(), failure(). Data is read as soon as it is announced, unless hold() was called.
 */
import TLS from "embedded:io/socket/tcp/tls";
import { certificate } from "./certificates.ts";
import { closeAfterTest } from "./suite.ts";

/** What TCP and TLS have in common. */
export interface Stream {
	format: string;
	read(count?: number): ArrayBuffer | number | undefined;
	write(data: ArrayBuffer | Uint8Array | number, options?: object): number;
	close(): void;
}

export interface StreamError extends Error {
	code?: string;
	number?: number;
	alert?: number;
}

export interface StreamCallbacks {
	onReadable(count: number): void;
	onWritable(count: number): void;
	onError(error?: StreamError): void;
}

/** How a stream says that the other side has closed it in order. */
export const CLOSED = "EOF";

interface Waiting<T> {
	done(): T | undefined;
	resolve(value: T): void;
	reject(error: Error): void;
}

export class Connection<IO extends Stream> {
	readonly io: IO;
	/** The names of the callbacks in the order in which they came. */
	readonly events: string[] = [];
	/** The end, when it has come: an error with the code CLOSED, or what went wrong. */
	ended: StreamError | undefined;
	writable = 0;
	#connected = false;
	#chunks: Uint8Array[] = [];
	#length = 0;
	#held = false;
	#announced = 0;
	#sink: ((bytes: Uint8Array) => void) | undefined;
	#waiting: Waiting<unknown>[] = [];

	/** @param make constructs the stream with these callbacks. */
	constructor(make: (callbacks: StreamCallbacks) => IO) {
		this.io = make({
			onReadable: (count) => this.#onReadable(count),
			onWritable: (count) => {
				this.events.push("onWritable");
				this.#connected = true;
				this.writable = count;
				this.#wake();
			},
			onError: (error) => {
				this.events.push("onError");
				this.ended = error ?? new Error("onError without an error");
				this.#wake();
			},
		});
		closeAfterTest(() => this.io.close());
	}

	#onReadable(count: number): void {
		this.events.push("onReadable");
		this.#announced = count;
		if (!this.#held) this.#drain();
		this.#wake();
	}

	#drain(): void {
		if (this.#announced === 0 || this.io.format !== "buffer") return;
		const data = this.io.read();
		this.#announced = 0;
		if (!(data instanceof ArrayBuffer)) return;
		const bytes = new Uint8Array(data);
		if (this.#sink !== undefined) this.#sink(bytes);
		else {
			this.#chunks.push(bytes);
			this.#length += bytes.length;
		}
	}

	/** Settles those that wait and have what they want now; the others fail when nothing more can come. */
	#wake(): void {
		for (const waiting of [...this.#waiting]) {
			const value = waiting.done();
			if (value === undefined && this.ended === undefined) continue;
			this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
			if (value !== undefined) waiting.resolve(value);
			else if (this.ended !== undefined) waiting.reject(this.ended);
		}
	}

	/** Waits until `done` gives a value; rejects with the end of the stream. */
	until<T>(done: () => T | undefined): Promise<T> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ done, resolve: (value) => resolve(value as T), reject });
			this.#wake();
		});
	}

	/** The stream is connected (and its handshake done): gives what can be written. */
	ready(): Promise<number> {
		return this.until(() => (this.#connected ? this.writable : undefined));
	}

	/** Bytes that were announced and not read yet. */
	get announced(): number {
		return this.#announced;
	}

	/** A test has read all of them by itself. */
	consumed(): void {
		this.#announced = 0;
	}

	/** Reads nothing by itself until release(). */
	hold(): this {
		this.#held = true;
		return this;
	}

	release(): void {
		this.#held = false;
		this.#drain();
		this.#wake();
	}

	#take(length: number): Uint8Array {
		const all = new Uint8Array(this.#length);
		let offset = 0;
		for (const chunk of this.#chunks) {
			all.set(chunk, offset);
			offset += chunk.length;
		}
		this.#length -= length;
		this.#chunks = this.#length === 0 ? [] : [all.subarray(length)];
		return all.subarray(0, length);
	}

	/** Exactly so many bytes. */
	readBytes(count: number): Promise<Uint8Array> {
		return this.until(() => (this.#length >= count ? this.#take(count) : undefined));
	}

	async readText(count: number): Promise<string> {
		return new TextDecoder().decode(await this.readBytes(count));
	}

	/** Everything up to the end, which must be one in order. */
	async readAll(): Promise<Uint8Array> {
		const error = await this.failure();
		if (error.code !== CLOSED) throw error;
		return this.#take(this.#length);
	}

	/** Everything that is here now. */
	takeAll(): Uint8Array {
		return this.#take(this.#length);
	}

	/** Gives every piece to `sink` instead of keeping it. */
	pipe(sink: (bytes: Uint8Array) => void): void {
		if (this.#length > 0) sink(this.#take(this.#length));
		this.#sink = sink;
	}

	/** Writes all of it, piece by piece as the stream takes it. */
	async send(data: Uint8Array | string, piece = Number.POSITIVE_INFINITY): Promise<void> {
		const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
		await this.ready();
		for (let offset = 0; offset < bytes.length; ) {
			const room = await this.until(() => (this.writable > 0 ? this.writable : undefined));
			const part = bytes.subarray(offset, offset + Math.min(room, piece));
			this.writable = this.io.write(part);
			offset += part.length;
		}
	}

	/** The error that ends the stream; one with the code CLOSED when the other side closed in order. */
	failure(): Promise<StreamError> {
		return this.until(() => this.ended);
	}

	/** The error that keeps the stream from being connected; rejects when it is connected all the same. */
	async refusal(): Promise<StreamError> {
		const outcome = await this.until(() => this.ended ?? (this.#connected ? "connected" : undefined));
		if (outcome === "connected") throw new Error("this connection should have been refused");
		return outcome;
	}

	close(): void {
		this.io.close();
	}
}

/** Options of the class, of which a test names those that matter to it. */
export type TLSOptions = ConstructorParameters<typeof TLS>[0];

/** A TLS connection to a peer on loopback that trusts the test authority and checks for "localhost", unless the options say otherwise. */
export function connectTLS(port: number | string, tls: object = {}, options: object = {}): Connection<TLS> {
	return new Connection(
		(callbacks) =>
			new TLS({
				address: "127.0.0.1",
				port,
				tls: { host: "localhost", ca: certificate("authority.der"), ...tls },
				...callbacks,
				...options,
			} as TLSOptions),
	);
}
