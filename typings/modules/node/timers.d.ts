/* Made by `npm run typings` from the module itself. */
declare module "node:timers" {
	export class Timeout {
		#private;
		constructor(callback: () => void, milliseconds: number, repeats: boolean);
		/** Begins to wait anew, also after it has run. */
		refresh(): this;
		close(): this;
		/** A program on a device has no end that a timer could put off: this changes nothing, as unref() does. */
		ref(): this;
		unref(): this;
		hasRef(): boolean;
	}
	export type Immediate = Timeout;
	export function setTimeout<Values extends unknown[]>(callback: (...values: Values) => void, milliseconds?: number, ...values: Values): Timeout;
	export function setInterval<Values extends unknown[]>(callback: (...values: Values) => void, milliseconds?: number, ...values: Values): Timeout;
	export function setImmediate<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): Immediate;
	/** What is no timer is passed over, as in Node. */
	export function clearTimeout(timer?: unknown): void;
	export const clearInterval: (timer?: unknown) => void;
	export const clearImmediate: (timer?: unknown) => void;
	const _default: Readonly<{
		setTimeout: typeof setTimeout;
		clearTimeout: typeof clearTimeout;
		setInterval: typeof setInterval;
		clearInterval: (timer?: unknown) => void;
		setImmediate: typeof setImmediate;
		clearImmediate: (timer?: unknown) => void;
	}>;
	export default _default;
}
