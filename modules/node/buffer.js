/** Node's Buffer: the npm library @frida/buffer. */
import { Buffer, kMaxLength } from "@frida/buffer";
import { absorb } from "tls419/node/overridable";
import { decode, encode, latin1, pieceEnd } from "tls419/node/text";

/**
 * The library's errors assign their `name` for a moment, which is refused where Error.prototype is frozen. Their classes are not exported, but thrown.
 * @param {() => void} mistake
 */
function nameErrorOf(mistake) {
	try {
		mistake();
	} catch (error) {
		const prototype = Object.getPrototypeOf(error);
		absorb(prototype, "name", Object.getPrototypeOf(prototype).name);
	}
}

nameErrorOf(() => Buffer.alloc(8).readBigUInt64LE("ERR_INVALID_ARG_TYPE"));
nameErrorOf(() => Buffer.alloc(8).readBigUInt64LE(0.5)); // ERR_OUT_OF_RANGE
nameErrorOf(() => Buffer.alloc(4).readBigUInt64LE(0)); // ERR_BUFFER_OUT_OF_BOUNDS

/**
 * The library keeps a regular expression for base64, whose `lastIndex` cannot be set when it is frozen. It is not exported either; here it is met in use, and made to work with a fresh
 * copy of itself each time.
 */
const replace = RegExp.prototype[Symbol.replace];
RegExp.prototype[Symbol.replace] = function (text, replacement) {
	const { flags, source } = this;
	const fresh = (...values) => Reflect.apply(replace, new RegExp(source, flags), values);
	Object.defineProperty(this, Symbol.replace, { value: fresh });
	return fresh(text, replacement);
};
Buffer.from("AA==", "base64");
RegExp.prototype[Symbol.replace] = replace;

const isUTF8 = (encoding) => encoding === undefined || encoding === null || encoding === "utf8" || encoding === "utf-8";
const isBytes = (encoding) => encoding === "latin1" || encoding === "binary";
const { byteLength, from } = Buffer;
const { toString: toText, write } = Buffer.prototype;

Buffer.byteLength = function (value, encoding, ...more) {
	return (
		(typeof value === "string" && isUTF8(encoding) ? encode(value)?.length : undefined) ??
		Reflect.apply(byteLength, this, [value, encoding, ...more])
	);
};

Buffer.from = function (value, encoding, ...more) {
	const bytes = typeof value === "string" && isUTF8(encoding) ? encode(value) : undefined;
	return Reflect.apply(from, this, bytes ? [bytes.buffer] : [value, encoding, ...more]);
};

/** (text[, offset[, length]][, encoding]): the text in one piece, if it fits and is what its encoding has. */
Buffer.prototype.write = function (text, ...values) {
	const numbers = values.filter((value) => typeof value === "number");
	const encoding = values.at(numbers.length);
	const [offset = 0, length = this.length - offset] = numbers;
	const bytes = typeof text === "string" && (isUTF8(encoding) || isBytes(encoding)) ? encode(text) : undefined;
	if (!bytes || bytes.length > length || offset + bytes.length > this.length || (isBytes(encoding) && bytes.length !== text.length))
		return Reflect.apply(write, this, [text, ...values]);
	this.set(bytes, offset);
	return bytes.length;
};

/** The library's own way only for what is no plain UTF-8, and then in pieces, since it needs the stack for each character. */
Buffer.prototype.toString = function (encoding, start = 0, end = this.length) {
	if (!isUTF8(encoding) && !isBytes(encoding)) return Reflect.apply(toText, this, [encoding, start, end]);
	const bytes = this.subarray(Math.max(0, start), Math.max(0, end));
	if (isBytes(encoding)) return latin1(bytes);
	let text = decode(bytes);
	if (text !== undefined) return text;
	text = "";
	for (let at = 0, cut = 0; at < bytes.length; at = cut) {
		cut = pieceEnd(bytes, at, bytes.length);
		text += Reflect.apply(toText, bytes, ["utf8", at, cut]);
	}
	return text;
};

const constants = Object.freeze({ MAX_LENGTH: kMaxLength });

export { Buffer, constants, kMaxLength };
export default Object.freeze({ Buffer, constants, kMaxLength });
