/* "node:timers": Node's timers over Moddable's Timer. A timer is an object that can be started anew. */

import Timer from "timer";
import { invalidType } from "tls419/node/errors";

/* As Node: what is out of these bounds is 1. */
const LONGEST = 0x7fffffff;

function interval(milliseconds: unknown): number {
	const number = Number(milliseconds);
	return number >= 1 && number <= LONGEST ? Math.trunc(number) : 1;
}

export class Timeout {
	#timer: Timer | undefined;
	readonly #milliseconds: number;
	readonly #repeats: boolean;
	readonly #run: () => void;

	constructor(callback: () => void, milliseconds: number, repeats: boolean) {
		if (typeof callback !== "function") throw invalidType("callback", "a function", callback);
		this.#milliseconds = milliseconds;
		this.#repeats = repeats;
		this.#run = () => {
			if (!repeats) this.#timer = undefined;
			callback();
		};
		this.refresh();
	}

	/** Begins to wait anew, also after it has run. */
	refresh(): this {
		this.close();
		this.#timer = this.#repeats ? Timer.repeat(this.#run, this.#milliseconds) : Timer.set(this.#run, this.#milliseconds);
		return this;
	}

	close(): this {
		if (this.#timer !== undefined) Timer.clear(this.#timer);
		this.#timer = undefined;
		return this;
	}

	/** A program on a device has no end that a timer could put off: this changes nothing, as unref() does. */
	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}

	hasRef(): boolean {
		return true;
	}
}

export type Immediate = Timeout;

export function setTimeout<Values extends unknown[]>(
	callback: (...values: Values) => void,
	milliseconds?: number,
	...values: Values
): Timeout {
	return new Timeout(bound(callback, values), interval(milliseconds), false);
}

export function setInterval<Values extends unknown[]>(
	callback: (...values: Values) => void,
	milliseconds?: number,
	...values: Values
): Timeout {
	return new Timeout(bound(callback, values), interval(milliseconds), true);
}

export function setImmediate<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): Immediate {
	return new Timeout(bound(callback, values), 0, false);
}

/** What is no timer is passed over, as in Node. */
export function clearTimeout(timer?: unknown): void {
	if (timer instanceof Timeout) timer.close();
}

export const clearInterval: (timer?: unknown) => void = clearTimeout;
export const clearImmediate: (timer?: unknown) => void = clearTimeout;

function bound<Values extends unknown[]>(callback: (...values: Values) => void, values: Values): () => void {
	if (typeof callback !== "function") throw invalidType("callback", "a function", callback);
	return values.length === 0 ? (callback as () => void) : () => callback(...values);
}

export default Object.freeze({ setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate });
