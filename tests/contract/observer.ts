/*
 * What the contract suite knows of a stream class, and of the other side of a connection; and an observer that writes down what a stream calls back.
 */
import { closeAfterTest } from "../support/suite.ts";

/** An instance of the class under test, as loosely typed as the tests misuse it. */
export interface Stream {
	format: string;
	target?: unknown;
	readonly remoteAddress: string | undefined;
	readonly remotePort: number | undefined;
	read(...values: unknown[]): unknown;
	write(...values: unknown[]): unknown;
	close(): void;
}
export type StreamClass = new (options: object) => Stream;

/** The other side of one connection. */
export interface Peer {
	/** All of it leaves, however long that takes, in the order of the calls. */
	write(bytes: Uint8Array): void;
	/** Exactly so many bytes. */
	read(count: number): Promise<Uint8Array>;
	/** Ends the connection in good order, after everything that was written. */
	close(): void;
}

/** Another side that waits for one connection, and the options that lead the class to it. */
export interface Meeting {
	readonly options: object;
	readonly peer: Promise<Peer>;
}

export interface Factory {
	readonly Class: StreamClass;
	meet(): Meeting | Promise<Meeting>;
}

export interface EndError extends Error {
	code?: string;
}

export type Event = { name: "readable" | "writable"; count: number } | { name: "error"; error: EndError };

interface Waiting {
	name: Event["name"];
	resolve(event: Event): void;
}

/** A stream whose callbacks are written down. The test takes them out one after the other: next("writable"), next("readable") ... */
export class Observed {
	readonly stream: Stream;
	/** All that was called back, in order. */
	readonly events: Event[] = [];
	#untaken: Event[] = [];
	#waiting: Waiting[] = [];

	/** @param during runs in each callback, with the stream as `this`, before the event counts as seen. */
	constructor(Class: StreamClass, options: object, during?: (this: Stream, event: Event) => void) {
		const tell = (stream: Stream, event: Event): void => {
			during?.call(stream, event);
			this.#take(event);
		};
		this.stream = new Class({
			...options,
			onReadable(this: Stream, count: number) {
				tell(this, { name: "readable", count });
			},
			onWritable(this: Stream, count: number) {
				tell(this, { name: "writable", count });
			},
			onError(this: Stream, error: EndError) {
				tell(this, { name: "error", error });
			},
		});
		closeAfterTest(() => this.stream.close());
	}

	#take(event: Event): void {
		this.events.push(event);
		const index = this.#waiting.findIndex((waiting) => waiting.name === event.name);
		if (index < 0) this.#untaken.push(event);
		else this.#waiting.splice(index, 1)[0].resolve(event);
	}

	#next(name: Event["name"]): Promise<Event> {
		const index = this.#untaken.findIndex((event) => event.name === name);
		if (index >= 0) return Promise.resolve(this.#untaken.splice(index, 1)[0]);
		return new Promise((resolve) => this.#waiting.push({ name, resolve }));
	}

	/** The next of these callbacks that the test has not taken yet, which may have come already. */
	async next(name: "readable" | "writable"): Promise<number> {
		const event = await this.#next(name);
		return event.name === "error" ? 0 : event.count;
	}

	async error(): Promise<EndError> {
		const event = await this.#next("error");
		if (event.name !== "error") throw new Error("another event");
		return event.error;
	}

	/** Waits until so many bytes were announced at a time. Only for what arrives at once. */
	async available(count: number): Promise<number> {
		for (;;) {
			const announced = await this.next("readable");
			if (announced >= count) return announced;
		}
	}

	/** Takes all callbacks of that name that have come; the count of the last. */
	settle(name: "readable" | "writable"): number {
		this.#untaken = this.#untaken.filter((event) => event.name !== name);
		return this.events.reduce((last, event) => (event.name === name ? event.count : last), 0);
	}

	count(name: Event["name"]): number {
		return this.events.filter((event) => event.name === name).length;
	}
}

/** A connected stream and its other side. */
export async function connect(
	factory: Factory,
	options: object = {},
	during?: (this: Stream, event: Event) => void,
): Promise<{ observed: Observed; stream: Stream; peer: Peer; writable: number }> {
	const meeting = await factory.meet();
	const observed = new Observed(factory.Class, { ...meeting.options, ...options }, during);
	await observed.next("writable");
	const peer = await meeting.peer;
	/* What stands below may have sent meanwhile and have more room; a test begins with the last count that was told. */
	await rounds(3);
	const writable = observed.settle("writable");
	return { observed, stream: observed.stream, peer, writable };
}

export interface Deferred {
	readonly promise: Promise<void>;
	resolve(): void;
}

export function deferred(): Deferred {
	let resolve: () => void = () => undefined;
	const promise = new Promise<void>((done) => {
		resolve = done;
	});
	return { promise, resolve };
}

/** Once around the event loop: whatever was waiting has been called back. */
export function round(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, 0);
	});
}

export async function rounds(count: number): Promise<void> {
	for (let index = 0; index < count; index++) await round();
}

export function text(value: string): Uint8Array {
	return new TextEncoder().encode(value);
}

export function string(value: unknown): string {
	if (!(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value)) throw new TypeError("no bytes");
	return new TextDecoder().decode(value);
}

/** Bytes that differ from place to place, the same in every run. */
export function pattern(length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	for (let index = 0; index < length; index++) bytes[index] = (index * 7 + (index >> 8) * 13) & 255;
	return bytes;
}
