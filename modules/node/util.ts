/** As much of Node's util as the libraries behind streams need; no more of it is promised. */

export const inspect = Object.freeze(
	Object.assign((value: unknown): string => String(value), { custom: Symbol.for("nodejs.util.inspect.custom") }),
);

type Callback = (error: Error | null | undefined, value?: unknown) => void;
type Asynchronous = (...values: unknown[]) => unknown;

const custom = Symbol.for("nodejs.util.promisify.custom");

/** @returns a function that gives a promise for what the original passes to its callback, which is its last parameter */
function promisified(original: Asynchronous & { [custom]?: Asynchronous }): Asynchronous {
	return (
		original[custom] ??
		function (this: unknown, ...values: unknown[]): Promise<unknown> {
			return new Promise((resolve, reject) => {
				const settle: Callback = (error, value) => (error ? reject(error) : resolve(value));
				Reflect.apply(original, this, [...values, settle]);
			});
		}
	);
}

export const promisify = Object.freeze(Object.assign(promisified, { custom }));

export const types = Object.freeze({
	isUint8Array: (value: unknown): value is Uint8Array => value instanceof Uint8Array,
});

/** Each %s and its like in the text is replaced by the next value. */
export function format(text: string, ...values: unknown[]): string {
	let index = 0;
	return text.replace(/%[sdifjoO]/g, (mark) => (index < values.length ? String(values[index++]) : mark));
}

/** The prototype of a constructor that is a plain function. */
export function inherits(child: { prototype: object }, parent: { prototype: object }): void {
	Object.setPrototypeOf(child.prototype, parent.prototype);
	Object.setPrototypeOf(child, parent);
}

export default Object.freeze({ format, inherits, inspect, promisify, types });
