/*
 * "embedded:io/socket/tcp/tls": TLS with the contract of ECMA-419's TCP class.
 *
 * The class carries ciphertext between a transport and a session of the engine, and tells the application what the session says. It holds no bytes itself,
 * except ciphertext that had to leave a shared buffer. All work is done in events: the transport's, or a timer's when an application has read outside of its
 * callbacks. So no callback ever runs inside a public method.
 */

import Timer from "timer";
import { openSession } from "tls419/connect";
import { TLSError, sessionError } from "tls419/errors";
import { type Negotiated, describeSession } from "tls419/negotiated";
import { type TLSSettings, readTLSOptions } from "tls419/options";
import { AVAILABLE, CONNECTED, CURSOR_LENGTH, ENDED, GATHERED, IN_END, IN_START, OUT_LENGTH, OVERFLOW, OWED, PENDING, READABLE, type Session } from "tls419/session";
import { type Staging, StagingPool, type Vacate } from "tls419/staging";
import { type Transport, type TransportCallbacks, makeTransport } from "tls419/transport";
import { type ByteBuffer, anything, boolean, callback, defineTarget, integer, oneOf, optional, optionsObject, positiveInteger } from "tls419/validate";

export type Format = "buffer" | "number";

export interface WriteOptions {
	/** More data follows soon: what is written now may wait for it. */
	more?: boolean;
	/** A hint: how many bytes the whole sequence of writes will have. */
	byteLength?: number;
}

type CountCallback = (this: TLS, count: number) => void;
type ErrorCallback = (this: TLS, error: TLSError) => void;

/** The options of the TCP class, and those of TLS. */
export interface TLSOptions {
	/** The peer's address, as the TCP class wants it. Not needed with `from`. */
	readonly address?: string;
	readonly port?: number | string;
	readonly noDelay?: boolean;
	/** Milliseconds of silence after which the connection is probed. */
	readonly keepAlive?: number;
	readonly tls?: TLSSettings;
	/** Moddable's name for `tls`, with Moddable's names in it. */
	readonly secure?: object;
	/** `tls.host` where that is absent. */
	readonly host?: string;
	/** The class to stand on (Moddable's way to say it), and options for it. Default: the host's TCP class. */
	readonly TCP?: { readonly io?: unknown };
	/** A connection to start TLS on; or, without `tls` and `secure`, a TLS connection to take over as it is. */
	readonly from?: object;
	/** Default "buffer". */
	readonly format?: Format;
	readonly target?: unknown;
	/** `count` bytes of plaintext can be read. */
	readonly onReadable?: CountCallback | null;
	/** `count` bytes can be written. The first call says that the handshake is done. */
	readonly onWritable?: CountCallback | null;
	/** The older spelling of onWritable. */
	readonly onWriteable?: CountCallback | null;
	/** The connection has ended; `error.code` is "EOF" if in good order. Nothing is called after it. */
	readonly onError?: ErrorCallback | null;
	/** What else the transport's class understands. */
	readonly [option: string]: unknown;
}

const formats = ["buffer", "number"] as const;

function readFormat(value: unknown, name: string): Format {
	return oneOf(value, name, formats);
}

function readFrom(value: unknown, name: string): object {
	if (typeof value !== "object" || value === null)
		throw new TypeError(`${name} must be a connection`);
	return value;
}

function readWriteOptions(options: unknown): boolean {
	const given = optionsObject(options);
	optional(given, "byteLength", positiveInteger, undefined);
	return optional(given, "more", boolean, false);
}

/* What a connection's end can be besides the error of its transport. After either the application has been told. */
const failed = Symbol("failed");
const ended = Symbol("ended");

/* The shared buffers. Made when first needed: what exists when modules are preloaded is frozen. */
let inputPool: StagingPool<TLS> | undefined;
let outputPool: StagingPool<TLS> | undefined;

/* What needs the private fields of a connection but belongs to none: set once, by the class. */
let vacateInput: Vacate<TLS>;
let vacateOutput: Vacate<TLS>;
let transportCallbacks: TransportCallbacks;

function inputs(): StagingPool<TLS> {
	inputPool ??= new StagingPool("tlsInputSize", vacateInput);
	return inputPool;
}

function outputs(): StagingPool<TLS> {
	outputPool ??= new StagingPool("tlsOutputSize", vacateOutput);
	return outputPool;
}

export default class TLS {
	declare target?: unknown;

	#session: Session | undefined;
	#transport: Transport | undefined;
	#cursor = new Int32Array(CURSOR_LENGTH);
	#host: string | undefined;
	#numbers = false;
	#connected = false;
	/** True while an event is being handled: what is written now leaves when it is done. */
	#active = false;
	/** How much ciphertext the transport has announced and not given yet. */
	#incoming = 0;
	/** How much of the plaintext that can be read the application was told about. */
	#announced = 0;
	/** Ciphertext that had to leave the input buffer. */
	#tail: Uint8Array | undefined;
	/** Why the transport ended, once it has. */
	#end: unknown;
	#timer: Timer | undefined;
	#flushing = false;
	#negotiated: Negotiated | undefined;
	#onReadable: CountCallback | undefined;
	#onWritable: CountCallback | undefined;
	#onError: ErrorCallback | undefined;

	/**
	 * Opens a connection. The options are those of the TCP class, and `tls`: see docs/tls.md.
	 * @throws TypeError, RangeError, Error for options that cannot be used; TLSError for certificates and keys that cannot.
	 */
	constructor(options: TLSOptions) {
		try {
			this.#open(optionsObject(options));
		}
		catch (error) {
			this.close();
			throw error;
		}
	}

	/** Says goodbye (close_notify, RFC 8446, 6.1), closes the transport and frees all memory. May be called twice. */
	close(): void {
		const session = this.#session;
		const transport = this.#transport;
		if (session !== undefined && transport !== undefined && this.#connected && (this.#end === undefined || this.#end === ended)) {
			this.#send();
			session.close(outputs().lease(this).bytes, this.#state);
			this.#send();
		}
		this.#forget();
		transport?.close();
		session?.delete();
	}

	/**
	 * Takes decrypted data: all that is there as an ArrayBuffer, `count` bytes at most as one, or into a buffer, which gives the count; in number format one
	 * byte. Undefined if there is none.
	 * @throws Error after close; TypeError, RangeError for an argument that cannot be used.
	 */
	read(): ArrayBuffer | number | undefined;
	read(count: number): ArrayBuffer | undefined;
	read(buffer: ByteBuffer): number | undefined;
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		const session = this.#live();
		const cursor = this.#cursor;
		const readable = cursor[READABLE];
		if (readable === 0)
			return undefined;
		const input = cursor[IN_START] === cursor[IN_END] && this.#tail === undefined ? undefined : this.#input().bytes;
		let result: ArrayBuffer | number;
		let count = 1;
		if (this.#numbers) {
			if (into !== undefined)
				throw new TypeError("read takes no argument in number format");
			result = session.takeByte(input, this.#state);
		}
		else if (typeof into === "object")
			result = count = session.read(into, input, this.#state);
		else {
			count = into === undefined ? readable : Math.min(positiveInteger(into, "count"), readable);
			result = session.take(count, input, this.#state);
		}
		/* A read into a large buffer may have gone on into records that were not announced, and have left some of the last. */
		this.#announced = Math.max(0, this.#announced - count);
		if (!this.#active && (cursor[READABLE] > 0 ? cursor[READABLE] > this.#announced : this.#hasMore()))
			this.#later();
		return result;
	}

	/**
	 * Encrypts and sends all of a byte buffer, or one byte in number format, or throws and sends nothing. What is written in one turn of the event loop leaves
	 * together at its end.
	 * @returns how many bytes can be written next.
	 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, ERR_TLS_OVERFLOW for more than can be written now; Error after close.
	 */
	write(data: ByteBuffer | number, options?: WriteOptions): number {
		const session = this.#live();
		const more = options === undefined ? false : readWriteOptions(options);
		const byte = this.#numbers ? integer(data, "data", 0, 255) : undefined;
		const output = outputs().lease(this);
		let result = this.#take(session, data, byte, output);
		if (result === OVERFLOW) {
			this.#send();
			result = this.#take(session, data, byte, output);
		}
		if (result < 0)
			throw sessionError(result, session, this.#host);
		if (!this.#active && !this.#flushing)
			this.#flushLater(more);
		return result;
	}

	/** "buffer" (the default) or "number". May be changed at any time. */
	get format(): Format {
		this.#live();
		return this.#numbers ? "number" : "buffer";
	}
	set format(value: Format) {
		this.#live();
		this.#numbers = readFormat(value, "format") === "number";
	}

	/** The peer's address, as the transport gives it. */
	get remoteAddress(): string | undefined {
		this.#live();
		return this.#transport?.remoteAddress;
	}
	get remotePort(): number | undefined {
		this.#live();
		return this.#transport?.remotePort;
	}

	/** What the handshake has settled; undefined before it is done. */
	get negotiated(): Negotiated | undefined {
		const session = this.#live();
		if (this.#connected)
			this.#negotiated ??= describeSession(session, this.#host);
		return this.#negotiated;
	}

	#open(options: object): void {
		const format = optional(options, "format", readFormat, "buffer");
		const onReadable = optional(options, "onReadable", callback<CountCallback>, undefined);
		const onWriteable = optional(options, "onWriteable", callback<CountCallback>, undefined);
		const onWritable = optional(options, "onWritable", callback<CountCallback>, onWriteable);
		const onError = optional(options, "onError", callback<ErrorCallback>, undefined);
		const target = optional(options, "target", anything, undefined);
		const from = optional(options, "from", readFrom, undefined);
		const record = readTLSOptions(options, from !== undefined && #session in from);

		if (record !== undefined) {
			this.#host = record.host;
			this.#session = openSession(record);
			this.#transport = makeTransport(options, from, this, transportCallbacks);
		}
		else if (from !== undefined && #session in from)
			this.#move(from);
		this.#numbers = format === "number";
		this.#onReadable = onReadable;
		this.#onWritable = onWritable;
		this.#onError = onError;
		defineTarget(this, target);
	}

	/** Takes over the connection of another instance, as it is. */
	#move(from: TLS): void {
		const session = from.#live();
		const transport = from.#transport;
		if (transport === undefined || from.#end === failed || from.#end === ended)
			throw new Error("from: this connection has failed");
		from.#send();
		if (from.#cursor[IN_START] < from.#cursor[IN_END])
			vacateInput(from, inputs().lease(from));
		this.#cursor = from.#cursor;
		this.#host = from.#host;
		this.#connected = from.#connected;
		this.#incoming = from.#incoming;
		this.#tail = from.#tail;
		this.#end = from.#end;
		this.#negotiated = from.#negotiated;
		from.#cursor = new Int32Array(CURSOR_LENGTH);
		from.#forget();
		this.#session = session;
		this.#transport = transport;
		transport.target = this;
		this.#later(() => {
			if (this.#connected)
				this.#announceWritable();
		});
	}

	/** Drops everything that could lead to a callback. */
	#forget(): void {
		inputs().release(this);
		outputs().release(this);
		Timer.clear(this.#timer);
		this.#session = this.#transport = this.#timer = this.#tail = undefined;
		this.#onReadable = this.#onWritable = this.#onError = undefined;
	}

	#live(): Session {
		const session = this.#session;
		if (session === undefined)
			throw new Error("this connection is closed");
		return session;
	}

	get #state(): ArrayBuffer {
		return this.#cursor.buffer;
	}

	#take(session: Session, data: ByteBuffer | number, byte: number | undefined, output: Staging<TLS>): number {
		if (byte !== undefined)
			return session.writeByte(byte, output.bytes, this.#state);
		return session.write(data as ByteBuffer, output.bytes, this.#state);
	}

	/** The input buffer, with what is left of the ciphertext in it. */
	#input(): Staging<TLS> {
		const input = inputs().lease(this);
		const tail = this.#tail;
		if (tail !== undefined) {
			input.bytes.set(tail);
			this.#cursor[IN_START] = 0;
			this.#cursor[IN_END] = tail.length;
			this.#tail = undefined;
		}
		return input;
	}

	/** Reads from the transport behind what is left in the input buffer, if that is less than a record's header. */
	#fill(input: Staging<TLS>): void {
		const cursor = this.#cursor;
		const left = cursor[IN_END] - cursor[IN_START];
		if (this.#incoming === 0 || left >= 5)
			return;
		if (left > 0 && cursor[IN_START] > 0)
			input.bytes.copyWithin(0, cursor[IN_START], cursor[IN_END]);
		input.busy = true;
		const count = this.#transport?.read(left > 0 ? input.bytes.subarray(left) : input.bytes) ?? 0;
		input.busy = false;
		cursor[IN_START] = 0;
		cursor[IN_END] = left + count;
		this.#incoming = count === 0 ? 0 : Math.max(0, this.#incoming - count);
	}

	/** Whether a step could find anything to do. */
	#hasMore(): boolean {
		const cursor = this.#cursor;
		return this.#incoming > 0 || cursor[IN_START] < cursor[IN_END] || this.#tail !== undefined || cursor[PENDING] !== 0 || this.#end !== undefined;
	}

	/** Moves bytes until there are no more, or the application leaves some unread. */
	#pump(): void {
		this.#active = true;
		try {
			while (this.#step());
		}
		finally {
			this.#active = false;
		}
		this.#send();
		if (this.#end !== undefined && this.#session !== undefined && this.#incoming === 0 && this.#cursor[READABLE] === 0)
			this.#finish(this.#session);
	}

	/** One record, or as much of the handshake as there is. Returns whether there is more to do. */
	#step(): boolean {
		const session = this.#session;
		const cursor = this.#cursor;
		if (session === undefined || this.#end === failed || this.#end === ended)
			return false;
		if (cursor[READABLE] > 0)
			return this.#announceReadable(session);
		const input = this.#input();
		this.#fill(input);
		const events = session.step(input.bytes, outputs().lease(this).bytes, this.#state);
		if (events < 0) {
			this.#send();
			this.#fail(sessionError(events, session, this.#host));
			return false;
		}
		if (events & CONNECTED) {
			this.#connected = true;
			this.#announceWritable();
			if (this.#session !== session)
				return false;
		}
		if (cursor[READABLE] > 0)
			return this.#announceReadable(session);
		if (events & ENDED) {
			this.#fail(new TLSError("EOF", "the peer has closed the connection in good order"), ended);
			return false;
		}
		if (cursor[OWED] > 0) {
			this.#send();
			return cursor[AVAILABLE] > 0;
		}
		return this.#incoming > 0 || cursor[PENDING] !== 0;
	}

	/** The transport has ended and everything that came before was read. */
	#finish(session: Session): void {
		const end = this.#end;
		if (end === failed || end === ended)
			return;
		const code = typeof end === "object" && end !== null && "code" in end && typeof end.code === "string" ? end.code : "EOF";
		if (code === "EOF") {
			const result = session.end();
			if (result < 0)
				this.#fail(sessionError(result, session, this.#host));
			return;
		}
		this.#fail(new TLSError(code, end instanceof Error ? end.message : `the transport failed (${code})`, { cause: end }));
	}

	#fail(error: TLSError, end = failed): void {
		const onError = this.#onError;
		this.#end = end;
		this.#onReadable = this.#onWritable = this.#onError = undefined;
		onError?.call(this, error);
	}

	/** Tells the application what it does not know yet. Returns whether it has read all of it. */
	#announceReadable(session: Session): boolean {
		const cursor = this.#cursor;
		const readable = cursor[READABLE];
		if (readable <= this.#announced)
			return false;
		const input = inputs().lease(this);
		this.#announced = readable;
		input.busy = true;
		try {
			this.#notify(this.#onReadable, readable);
		}
		finally {
			input.busy = false;
		}
		return this.#session === session && (cursor[READABLE] === 0 || cursor[READABLE] > this.#announced);
	}

	#announceWritable(): void {
		this.#notify(this.#onWritable, this.#session?.writable(outputs().lease(this).bytes, this.#state) ?? 0);
	}

	/** Calls the application; what it writes meanwhile is sent by the caller. */
	#notify(callback: CountCallback | undefined, count: number): void {
		if (callback === undefined || count === 0)
			return;
		const active = this.#active;
		this.#active = true;
		try {
			callback.call(this, count);
		}
		finally {
			this.#active = active;
		}
	}

	/** Seals what was gathered and hands all that is sealed to the transport. */
	#send(): void {
		const session = this.#session;
		const cursor = this.#cursor;
		if (session === undefined)
			return;
		if (cursor[GATHERED] > 0) {
			const output = outputs().lease(this);
			let result = session.seal(output.bytes, this.#state);
			if (result === OVERFLOW) {
				this.#transmit(output);
				result = session.seal(output.bytes, this.#state);
			}
			/* A failure is told by the next step. Without room what was gathered waits until the transport has some. */
			if (result < 0 && result !== OVERFLOW)
				this.#later();
		}
		if (cursor[OUT_LENGTH] > 0)
			this.#transmit(outputs().lease(this));
	}

	#transmit(output: Staging<TLS>): void {
		const cursor = this.#cursor;
		const length = cursor[OUT_LENGTH];
		if (length === 0 || this.#transport === undefined)
			return;
		cursor[OUT_LENGTH] = 0;
		output.busy = true;
		try {
			cursor[AVAILABLE] = this.#transport.write(output.bytes.subarray(0, length));
		}
		catch (error) {
			/* The application hears of it like of any other end of the transport, and not from inside the method that it called. */
			this.#end ??= error;
			cursor[AVAILABLE] = 0;
			this.#later();
		}
		finally {
			output.busy = false;
		}
	}

	/** Goes on in a turn of its own. */
	#later(before?: () => void): void {
		this.#timer ??= Timer.set(() => {
			this.#timer = undefined;
			before?.();
			this.#pump();
		});
	}

	#flushLater(more: boolean): void {
		this.#flushing = true;
		const flush = () => {
			this.#flushing = false;
			this.#send();
		};
		if (more)
			Timer.set(flush);
		else
			Promise.resolve().then(flush);
	}

	static {
		vacateInput = (tenant, staging) => {
			const cursor = tenant.#cursor;
			if (cursor[IN_START] < cursor[IN_END])
				tenant.#tail = staging.bytes.slice(cursor[IN_START], cursor[IN_END]);
			cursor[IN_START] = cursor[IN_END] = 0;
		};
		vacateOutput = (tenant) => {
			tenant.#send();
		};
		/* A transport's target leads to its connection, so all connections share these functions. */
		transportCallbacks = {
			onReadable(count) {
				const tls = this.target as TLS;
				tls.#incoming = count;
				if (tls.#cursor[READABLE] === 0)
					tls.#pump();
			},
			onWritable(count) {
				const tls = this.target as TLS;
				const connected = tls.#connected;
				tls.#cursor[AVAILABLE] = count;
				if (!connected || tls.#cursor[OWED] > 0)
					tls.#pump();
				if (connected) {
					tls.#send();
					tls.#announceWritable();
					tls.#send();
				}
			},
			onError(error) {
				const tls = this.target as TLS;
				if (tls.#end === undefined) {
					tls.#end = error ?? new TLSError("EOF", "the transport ended");
					tls.#pump();
				}
			},
		};
	}
}
