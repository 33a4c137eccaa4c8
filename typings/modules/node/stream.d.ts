/* Made by `npm run typings` from the module itself. */
declare module "node:stream" {
	import type { BufferEncoding } from "node:buffer";
	import { EventEmitter } from "node:events";

	export type Callback = (error?: Error | null) => void;

	/** Where a signal comes from is not this module's business: anything that behaves like an AbortSignal. */
	export interface Signal {
		readonly aborted: boolean;
		addEventListener(event: "abort", listener: () => void): void;
		removeEventListener(event: "abort", listener: () => void): void;
	}

	export interface StreamOptions<Self> {
		/** "close" is emitted after destroy(); true where nothing is said. */
		emitClose?: boolean;
		/** The stream destroys itself when it is done or has failed; true where nothing is said. */
		autoDestroy?: boolean;
		signal?: Signal;
		construct?(this: Self, callback: Callback): void;
		destroy?(this: Self, error: Error | null, callback: Callback): void;
	}

	export interface ReadableOptions<Self = Readable> extends StreamOptions<Self> {
		/** Bytes, or objects in object mode. */
		highWaterMark?: number;
		encoding?: BufferEncoding;
		objectMode?: boolean;
		read?(this: Self, size: number): void;
	}

	export interface WritableOptions<Self = Writable> extends StreamOptions<Self> {
		highWaterMark?: number;
		decodeStrings?: boolean;
		defaultEncoding?: BufferEncoding;
		objectMode?: boolean;
		write?(this: Self, chunk: never, encoding: BufferEncoding, callback: Callback): void;
		writev?(this: Self, chunks: { chunk: never; encoding: BufferEncoding }[], callback: Callback): void;
		final?(this: Self, callback: Callback): void;
	}

	export interface DuplexOptions<Self = Duplex> extends ReadableOptions<Self>, WritableOptions<Self> {
		highWaterMark?: number;
		objectMode?: boolean;
		/** false: the writable side ends when the readable one does. */
		allowHalfOpen?: boolean;
		readable?: boolean;
		writable?: boolean;
		readableHighWaterMark?: number;
		writableHighWaterMark?: number;
		readableObjectMode?: boolean;
		writableObjectMode?: boolean;
	}

	export interface TransformOptions extends DuplexOptions<Transform> {
		transform?(this: Transform, chunk: never, encoding: BufferEncoding, callback: TransformCallback): void;
		flush?(this: Transform, callback: TransformCallback): void;
	}

	export type TransformCallback = (error?: Error | null, chunk?: unknown) => void;

	export class Stream extends EventEmitter {
		static Stream: typeof Stream;
		static Readable: typeof Readable;
		static Writable: typeof Writable;
		static Duplex: typeof Duplex;
		static Transform: typeof Transform;
		static PassThrough: typeof PassThrough;
		static pipeline: typeof pipeline;
		static finished: typeof finished;
		static promises: typeof promises;
		pipe<Destination extends Writable>(destination: Destination, options?: { end?: boolean }): Destination;
	}

	export class Readable extends Stream {
		static from(values: Iterable<unknown> | AsyncIterable<unknown>, options?: ReadableOptions): Readable;
		constructor(options?: ReadableOptions);
		readonly readableFlowing: boolean | null;
		readonly readableEnded: boolean;
		readonly readableLength: number;
		readonly readableHighWaterMark: number;
		readonly readableEncoding: BufferEncoding | null;
		readonly readableObjectMode: boolean;
		readonly readableDidRead: boolean;
		readonly readableAborted: boolean;
		readonly closed: boolean;
		readonly errored: Error | null;
		readable: boolean;
		destroyed: boolean;
		/** Bytes (with setEncoding, text), an object in object mode, or null when there is not enough. */
		read(size?: number): Uint8Array | string | null;
		setEncoding(encoding: BufferEncoding): this;
		pause(): this;
		resume(): this;
		isPaused(): boolean;
		unpipe(destination?: Writable): this;
		unshift(chunk: unknown, encoding?: BufferEncoding): void;
		push(chunk: unknown, encoding?: BufferEncoding): boolean;
		destroy(error?: Error | null): this;
		_construct?(callback: Callback): void;
		_read(size: number): void;
		_destroy(error: Error | null, callback: Callback): void;
		[Symbol.asyncIterator](): AsyncIterableIterator<unknown>;
	}

	interface WritableSide {
		readonly writableEnded: boolean;
		readonly writableFinished: boolean;
		readonly writableHighWaterMark: number;
		readonly writableLength: number;
		readonly writableObjectMode: boolean;
		readonly writableNeedDrain: boolean;
		readonly writableCorked: number;
		writable: boolean;
		write(chunk: string | Uint8Array | object, callback?: Callback): boolean;
		write(chunk: string | Uint8Array | object, encoding: BufferEncoding | undefined, callback?: Callback): boolean;
		end(callback?: () => void): this;
		end(chunk: string | Uint8Array | object, callback?: () => void): this;
		end(chunk: string | Uint8Array | object, encoding: BufferEncoding | undefined, callback?: () => void): this;
		cork(): void;
		uncork(): void;
		setDefaultEncoding(encoding: BufferEncoding): this;
	}

	export interface Writable extends WritableSide {}
	// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: this side is declared once for both classes that have it.
	export class Writable extends Stream {
		constructor(options?: WritableOptions);
		readonly closed: boolean;
		readonly errored: Error | null;
		destroyed: boolean;
		destroy(error?: Error | null): this;
		_construct?(callback: Callback): void;
		_write(chunk: unknown, encoding: BufferEncoding, callback: Callback): void;
		_writev?(chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Callback): void;
		_final(callback: Callback): void;
		_destroy(error: Error | null, callback: Callback): void;
	}

	export interface Duplex extends WritableSide {}
	// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: a duplex has two sides, and a class can extend only one.
	export class Duplex extends Readable {
		constructor(options?: DuplexOptions);
		allowHalfOpen: boolean;
		_write(chunk: unknown, encoding: BufferEncoding, callback: Callback): void;
		_writev?(chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Callback): void;
		_final(callback: Callback): void;
	}

	export class Transform extends Duplex {
		constructor(options?: TransformOptions);
		_transform(chunk: unknown, encoding: BufferEncoding, callback: TransformCallback): void;
		_flush(callback: TransformCallback): void;
	}

	export class PassThrough extends Transform {}

	type AnyStream = Readable | Writable | Duplex;
	type Finished = (error?: Error | null) => void;

	/** @returns the last stream */
	export function pipeline<Last extends Writable>(source: Readable, last: Last, callback: Finished): Last;
	export function pipeline<Last extends Writable>(source: Readable, first: Duplex, last: Last, callback: Finished): Last;
	export function pipeline<Last extends Writable>(source: Readable, first: Duplex, second: Duplex, last: Last, callback: Finished): Last;
	export function pipeline(streams: readonly AnyStream[], callback: Finished): AnyStream;

	/** @returns takes the listeners away again */
	export function finished(stream: AnyStream, callback: Finished): () => void;
	export function finished(
		stream: AnyStream,
		options: { error?: boolean; readable?: boolean; writable?: boolean; signal?: Signal },
		callback: Finished,
	): () => void;
	export function addAbortSignal<Subject extends AnyStream>(signal: Signal, stream: Subject): Subject;
	export function destroy(stream: AnyStream, error?: Error | null): void;

	export const promises: {
		pipeline(...streams: AnyStream[]): Promise<void>;
		finished(stream: AnyStream, options?: { error?: boolean; readable?: boolean; writable?: boolean; signal?: Signal }): Promise<void>;
	};

	export default Stream;
}
