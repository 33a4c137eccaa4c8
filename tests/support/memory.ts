/*
 * A stream in memory with the contract of ECMA-419's TCP class. `new Memory({ port })` connects to what `listen` has opened in this program; there is no address.
 * What is written arrives in a later round of the event loop. A line can be narrow: `window` bytes at most on the way or unread, `chunk` bytes readable at a time.
 */
import Timer from "timer";
import {
	anything,
	type ByteBuffer,
	boolean,
	callback,
	defineTarget,
	integer,
	oneOf,
	optional,
	optionsObject,
	positiveInteger,
	required,
	unsigned16,
} from "tls419/validate";
import { End, type LineOptions } from "./line.ts";

export type { LineOptions };

type Format = "buffer" | "number";
type CountCallback = (this: Memory, count: number) => void;
type ErrorCallback = (this: Memory, error: EndError) => void;

interface EndError extends Error {
	code: string;
}

interface Door {
	line: Required<LineOptions>;
	accept(server: Memory): void;
}

const doors = new Map<number, Door>();
let nextPort = 1;

function bytesOf(data: unknown): Uint8Array {
	if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
	if (data instanceof Uint8Array || data instanceof Int8Array || data instanceof DataView)
		return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	throw new TypeError("not a byte buffer");
}

function makeError(code: string): EndError {
	const sentences: Record<string, string> = {
		EOF: "the other side closed the connection",
		ECONNREFUSED: "nothing listens there",
		ECONNRESET: "the other side broke the connection off",
	};
	return Object.assign(new Error(`memory: ${sentences[code] ?? code}`), { code });
}

export class Memory {
	declare target?: unknown;
	#end: End | undefined;
	#numbers = false;
	#onReadable: CountCallback | undefined;
	#onWritable: CountCallback | undefined;
	#onError: ErrorCallback | undefined;
	#timer: Timer | undefined;
	/** Told and unread; told, less what was written since. */
	#readable = 0;
	#writable = 0;
	#connected = false;
	#failed = false;
	#moved = false;

	constructor(options: object) {
		try {
			this.#open(optionsObject(options));
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Waits for connections to the port it gives. Each server end is an instance without callbacks, to be given to a constructor as `from`. */
	static listen(accept: (server: Memory) => void, { window = 65536, chunk = Number.MAX_SAFE_INTEGER }: LineOptions = {}): number {
		const port = nextPort++;
		doors.set(port, { line: { window, chunk }, accept });
		return port;
	}

	close(): void {
		const end = this.#end;
		this.#forget();
		if (!end) return;
		end.closed = true;
		end.changed = undefined;
		const { other } = end;
		if (!other) return;
		other.ended = true;
		other.changed?.();
	}

	read(...values: [into?: unknown]): ArrayBuffer | number | undefined {
		const end = this.#live();
		if (this.#readable === 0) return undefined;
		const [into] = values;
		if (this.#numbers) {
			if (into !== undefined) throw new TypeError("read takes no argument in number format");
			return this.#take(end, new Uint8Array(1))[0];
		}
		if ((typeof into === "object" && into !== null) || typeof into === "function") {
			const bytes = bytesOf(into);
			if (bytes.buffer.byteLength === 0 && bytes.byteLength === 0 && isDetached(bytes.buffer))
				throw new TypeError("the buffer is detached");
			return this.#take(end, bytes.subarray(0, this.#readable)).length;
		}
		const count = into === undefined ? this.#readable : Math.min(positiveInteger(into, "count"), this.#readable);
		const buffer = new ArrayBuffer(count);
		this.#take(end, new Uint8Array(buffer));
		return buffer;
	}

	write(data: ByteBuffer | number, options?: { more?: boolean; byteLength?: number }): number {
		const end = this.#live();
		if (!this.#connected || this.#failed) throw new Error("not connected");
		if (options !== undefined) {
			optional(optionsObject(options), "more", boolean, false);
			optional(options, "byteLength", positiveInteger, undefined);
		}
		const bytes = this.#numbers ? Uint8Array.of(byteOf(data)) : bytesOf(data);
		if (bytes.length > this.#writable) throw new Error(`${bytes.length} bytes are more than can be written now`);
		if (bytes.length > 0) {
			this.#writable -= bytes.length;
			if (end.other && !end.other.closed) end.other.push(bytes.slice());
			else end.error ??= "ECONNRESET";
			this.#later();
		}
		return this.#writable;
	}

	get format(): Format {
		this.#live();
		return this.#numbers ? "number" : "buffer";
	}
	set format(value: Format) {
		this.#live();
		this.#numbers = readFormat(value, "format") === "number";
	}
	get remoteAddress(): string | undefined {
		this.#live();
		return undefined;
	}
	get remotePort(): number | undefined {
		this.#live();
		return undefined;
	}

	#open(options: object): void {
		const format = optional(options, "format", readFormat, "buffer");
		const onReadable = optional(options, "onReadable", callback<CountCallback>, undefined);
		const onWritable = optional(options, "onWritable", callback<CountCallback>, undefined);
		const onError = optional(options, "onError", callback<ErrorCallback>, undefined);
		const target = optional(options, "target", anything, undefined);
		if ("from" in options) this.#adopt(options.from);
		else this.#connect(required(options, "port", unsigned16));
		this.#numbers = format === "number";
		this.#onReadable = onReadable;
		this.#onWritable = onWritable;
		this.#onError = onError;
		defineTarget(this, target);
	}

	#connect(port: number): void {
		const door = doors.get(port);
		const end = new End(door?.line ?? { window: 1, chunk: 1 });
		this.#attach(end);
		if (!door) {
			end.error = "ECONNREFUSED";
			this.#later();
			return;
		}
		Timer.set(() => {
			if (end.closed) return;
			const other = new End(door.line);
			end.other = other;
			other.other = end;
			end.connected = other.connected = true;
			end.changed?.();
			const server = new Memory({ from: other });
			door.accept(server);
		}, 0);
	}

	#adopt(from: unknown): void {
		if (from instanceof End) {
			this.#attach(from);
			return;
		}
		if (typeof from !== "object" || from === null || !(#end in from)) throw new SyntaxError("from is no Memory");
		const end = from.#live();
		this.#readable = from.#readable;
		this.#writable = from.#writable;
		this.#connected = from.#connected;
		this.#moved = true;
		from.#forget();
		this.#attach(end);
		this.#later();
	}

	#attach(end: End): void {
		this.#end = end;
		end.changed = () => this.#later();
		if (end.connected) {
			this.#connected = this.#moved = true;
			this.#writable ||= end.room;
			this.#later();
		}
	}

	#forget(): void {
		Timer.clear(this.#timer);
		this.#end = this.#timer = this.#onReadable = this.#onWritable = this.#onError = undefined;
	}

	#live(): End {
		if (!this.#end) throw new SyntaxError("the Memory is closed");
		return this.#end;
	}

	#take(end: End, into: Uint8Array): Uint8Array {
		end.take(into);
		this.#readable -= into.length;
		if (this.#readable === 0) this.#later();
		return into;
	}

	#later(): void {
		this.#timer ??= Timer.set(() => {
			this.#timer = undefined;
			this.#tell();
		}, 0);
	}

	/** Compares the end with what was told, and tells what is new. */
	#tell(): void {
		const end = this.#end;
		if (!end || this.#failed) return;
		const moved = this.#moved;
		this.#moved = false;
		if (end.connected && !end.error && (moved || !this.#connected || end.room > this.#writable) && end.room > 0) {
			this.#connected = true;
			this.#writable = end.room;
			this.#onWritable?.call(this, this.#writable);
		}
		if (this.#end !== end) return;
		const readable = Math.min(end.length, end.line.chunk);
		if (moved ? readable > 0 : readable > this.#readable) {
			this.#readable = readable;
			this.#onReadable?.call(this, readable);
		}
		if (this.#end !== end || this.#readable > 0 || end.length > 0 || !(end.ended || end.error)) return;
		this.#failed = true;
		this.#onError?.call(this, makeError(end.error ?? "EOF"));
	}
}

function readFormat(value: unknown, name: string): Format {
	return oneOf<Format>(value, name, ["buffer", "number"]);
}

function byteOf(data: unknown): number {
	if (data === undefined) throw new TypeError("write needs a byte");
	return integer(data, "byte", 0, 255);
}

function isDetached(buffer: ArrayBufferLike): boolean {
	try {
		new Uint8Array(buffer);
		return false;
	} catch (error) {
		return error instanceof TypeError;
	}
}
