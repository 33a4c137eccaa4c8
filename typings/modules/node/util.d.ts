/* Made by `npm run typings` from the module itself. */
declare module "node:util" {
	/** As much of Node's util as the libraries behind streams need; no more of it is promised. */
	export const inspect: ((value: unknown) => string) & {
		custom: symbol;
	};
	type Asynchronous = (...values: unknown[]) => unknown;
	const custom: unique symbol;
	/** @returns a function that gives a promise for what the original passes to its callback, which is its last parameter */
	function promisified(original: Asynchronous & {
		[custom]?: Asynchronous;
	}): Asynchronous;
	export const promisify: typeof promisified & {
		custom: symbol;
	};
	export const types: Readonly<{
		isUint8Array: (value: unknown) => value is Uint8Array;
	}>;
	/** Each %s and its like in the text is replaced by the next value. */
	export function format(text: string, ...values: unknown[]): string;
	/** The prototype of a constructor that is a plain function. */
	export function inherits(child: {
		prototype: object;
	}, parent: {
		prototype: object;
	}): void;
	const _default: Readonly<{
		format: typeof format;
		inherits: typeof inherits;
		inspect: ((value: unknown) => string) & {
			custom: symbol;
		};
		promisify: typeof promisified & {
			custom: symbol;
		};
		types: Readonly<{
			isUint8Array: (value: unknown) => value is Uint8Array;
		}>;
	}>;
	export default _default;
}
