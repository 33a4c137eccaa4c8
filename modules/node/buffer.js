/** Node's Buffer: the npm library @frida/buffer. */
import { Buffer, kMaxLength } from "@frida/buffer";
import { absorb } from "tls419/node/overridable";

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

const constants = Object.freeze({ MAX_LENGTH: kMaxLength });

export { Buffer, constants, kMaxLength };
export default Object.freeze({ Buffer, constants, kMaxLength });
