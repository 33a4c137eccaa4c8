/** Globals of the simulator that a program on a chip does not have, or has from the SDK in another form. */
import type { Device } from "tls419/sim/device";
import type { Process } from "tls419/sim/process";

declare global {
	/** Writes its values to the debugger's console, on the simulator to standard output. Nothing is added, not even a line feed. */
	function trace(...values: (string | number | boolean)[]): void;

	/** The host provider instance of ECMA-419: what this device has. */
	var device: Device;

	/** The part of Node's `process` that test runners and command-line programs need. Only the simulator has it. */
	var process: Process;

	var performance: { /** Milliseconds, with a fraction, since some moment before the program. */ now(): number };

	interface Console {
		log(...values: unknown[]): void;
		info(...values: unknown[]): void;
		debug(...values: unknown[]): void;
		warn(...values: unknown[]): void;
		error(...values: unknown[]): void;
		trace(...values: unknown[]): void;
		dir(value: unknown): void;
		assert(condition: unknown, ...values: unknown[]): void;
	}
	var console: Console;

	/** What the setTimeout family gives and takes. */
	interface Timeout {
		readonly constructor: unknown;
	}
	function setTimeout<Values extends unknown[]>(callback: (...values: Values) => void, milliseconds?: number, ...values: Values): Timeout;
	function setInterval<Values extends unknown[]>(callback: (...values: Values) => void, milliseconds?: number, ...values: Values): Timeout;
	function setImmediate<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): Timeout;
	function clearTimeout(timeout: Timeout | undefined | null): void;
	function clearInterval(timeout: Timeout | undefined | null): void;
	function clearImmediate(timeout: Timeout | undefined | null): void;
	function queueMicrotask(callback: () => void): void;

	class TextEncoder {
		readonly encoding: "utf-8";
		encode(text?: string): Uint8Array<ArrayBuffer>;
		encodeInto(text: string, target: Uint8Array): { read: number; written: number };
	}
	class TextDecoder {
		constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
		readonly encoding: string;
		readonly fatal: boolean;
		readonly ignoreBOM: boolean;
		decode(bytes?: ArrayBufferLike | ArrayBufferView, options?: { stream?: boolean }): string;
	}

	/** XS has these besides the standard's. */
	interface ArrayBufferConstructor {
		fromString(text: string): ArrayBuffer;
	}
	interface StringConstructor {
		fromArrayBuffer(bytes: ArrayBufferLike, position?: number, length?: number): string;
	}
	interface ObjectConstructor {
		/** @param deep XS: everything that can be reached is frozen too */
		freeze<T>(value: T, deep: boolean): Readonly<T>;
	}
}
