/*
 * The option rules of ECMA-419, as pure functions: an option is looked up at most once (HasProperty, then Get), what is present
 * is converted and must be in range, what is absent has a default or is an error. Nothing here allocates a resource, so a class
 * that reads all its options first has nothing to give back when one of them is wrong.
 *
 *	const port = required(options, "port", unsigned16);
 *	const noDelay = optional(options, "noDelay", boolean, false);
 *
 * What each connection reads is written out, because XS takes several times as long for a property whose name is a text in a variable:
 *
 *	const onError = "onError" in options ? callback(options.onError, "onError") : undefined;
 */

/** Turns the value of an option into what the class works with, or throws. */
export type Convert<T> = (value: unknown, name: string) => T;

/** What ECMA-419 calls a byte buffer. */
export type ByteBuffer = ArrayBuffer | SharedArrayBuffer | Uint8Array | Int8Array | DataView;

/* A lookup of a global walks over all of them on XS, and an option costs several: so what is used for each connection is looked up once. */
const { isInteger, MAX_SAFE_INTEGER } = Number;
const toNumber = Number;
const toText = String;
const { defineProperty } = Object;
const { isArray } = Array;

export type Callback = (...values: never[]) => void;

/** What a constructor is given: anything may be in it. */
export type Options = Readonly<Record<string, unknown>>;

/** The argument of a constructor: anything but an object is refused. */
export function optionsObject(options: unknown): Options {
	if ((typeof options !== "object" && typeof options !== "function") || options === null) throw new TypeError("options must be an object");
	return options as Options;
}

export function optional<T, D>(options: object, name: string, convert: Convert<T>, absent: D): T | D {
	return name in options ? convert((options as Options)[name], name) : absent;
}

export function required<T>(options: object, name: string, convert: Convert<T>): T {
	if (!(name in options)) throw new Error(`${name} is missing`);
	return convert((options as Options)[name], name);
}

/** What a value is, for the sentence that refuses it. Text is not shown: it may be a secret, and long. */
export function kindOf(value: unknown): string {
	if (value === undefined || value === null) return toText(value);
	if (typeof value === "number") return `the number ${value}`;
	if (typeof value !== "object") return `a ${typeof value}`;
	return isArray(value) ? "a list" : "an object";
}

function range(minimum: number, maximum: number): string {
	return maximum === MAX_SAFE_INTEGER ? `a whole number from ${minimum} on` : `a whole number from ${minimum} to ${maximum}`;
}

/** A whole number from minimum to maximum; undefined is a mistake of its own kind and not a number out of range. */
export function integer(value: unknown, name: string, minimum: number, maximum = MAX_SAFE_INTEGER): number {
	if (value === undefined) throw new Error(`${name} is undefined; it must be ${range(minimum, maximum)}`);
	const number = toNumber(typeof value === "symbol" ? noSymbol(name) : value);
	if (!isInteger(number) || number < minimum || number > maximum)
		throw new RangeError(`${name} must be ${range(minimum, maximum)}, and not ${kindOf(value)}`);
	return number;
}

/** A port number. */
export function unsigned16(value: unknown, name: string): number {
	return integer(value, name, 0, 65535);
}

export function positiveInteger(value: unknown, name: string): number {
	return integer(value, name, 1);
}

export function boolean(value: unknown): boolean {
	return !!value;
}

export function string(value: unknown, name: string): string {
	if (value === undefined) throw new Error(`${name} is undefined; it must be a string`);
	return typeof value === "symbol" ? noSymbol(name) : toText(value);
}

/** One of a few words; used as `optional(options, "format", (value, name) => oneOf(value, name, ["buffer", "number"]), "buffer")`. */
export function oneOf<T extends string>(value: unknown, name: string, words: readonly T[]): T {
	const text = typeof value === "symbol" ? noSymbol(name) : typeof value === "string" ? value : toText(value);
	for (let index = 0; index < words.length; index++) {
		if (words[index] === text) return words[index];
	}
	throw new RangeError(`${name} must be ${words.map((candidate) => `"${candidate}"`).join(" or ")}, and not ${kindOf(value)}`);
}

/** A function; null and undefined both say that there is none. */
export function callback<T extends Callback = Callback>(value: unknown, name: string): T | undefined {
	if (typeof value === "function") return value as T;
	if (value === null || value === undefined) return undefined;
	throw new Error(`${name} is not a function but ${kindOf(value)}`);
}

/** Any value: for `target`, `from` and the like, which their class judges itself. */
export function anything(value: unknown): unknown {
	return value;
}

/** Gives the instance its own writable `target`, unless that is undefined. A class may have made something else of that word. */
export function defineTarget(instance: { target?: unknown }, target: unknown): void {
	if (target === undefined) return;
	if (!("target" in instance)) instance.target = target;
	else defineProperty(instance, "target", { value: target, writable: true, enumerable: true, configurable: true });
}

function noSymbol(name: string): never {
	throw new TypeError(`${name} cannot be a symbol`);
}
