/** Globals of our own simulator that a program on a chip does not have, or has from the SDK in another form; those of program.d.ts are there, too. */
import type { Device } from "tls419/sim/device";
import type { Process } from "tls419/sim/process";

declare global {
	/** Writes its values to the debugger's console, on the simulator to standard output. Nothing is added, not even a line feed. */
	function trace(...values: (string | number | boolean)[]): void;

	/** The host provider instance of ECMA-419: what this device has. */
	var device: Device;

	interface ProgramProcess extends Process {}

	interface Console {
		assert(condition: unknown, ...values: unknown[]): void;
	}

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
