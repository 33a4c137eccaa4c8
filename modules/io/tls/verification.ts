/*
 * What an application says about the verification of its peer's certificate, besides whom it trusts.
 */

import { PIN_SIZE, TIME_ALLOW_UNSET, TIME_IGNORE, TIME_REQUIRE } from "tls419/credentials";
import { isByteBuffer, view } from "tls419/der";
import { type ByteBuffer, kindOf, oneOf } from "tls419/validate";

/** The SHA-256 of a SubjectPublicKeyInfo: 32 bytes, or "sha256/" and their base64. */
export type Pin = ByteBuffer | string;

export type TimePolicy = "require" | "allow-unset" | "ignore";

/** A certificate that is to be judged. */
export interface CertificateQuestion {
	/** DER. */
	readonly certificate: ArrayBuffer;
	/** Its place in the chain: 0 is the peer's own certificate, 1 its issuer's, and so on. */
	readonly depth: number;
	/** What was found wrong with it: codes of Node's, such as "CERT_HAS_EXPIRED". Empty unless `verify` is false. */
	readonly flags: readonly string[];
}

/** True accepts, false refuses. */
export type OnVerify = (question: CertificateQuestion) => boolean | PromiseLike<boolean>;

const policies = Object.freeze(["require", "allow-unset", "ignore"] as const);

export function timePolicy(value: unknown, name: string): number {
	const policy = oneOf(value, name, policies);
	if (policy === "ignore") return TIME_IGNORE;
	return policy === "allow-unset" ? TIME_ALLOW_UNSET : TIME_REQUIRE;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const prefix = "sha256/";

/** The bytes of a pin's base64 (RFC 4648, 4), or undefined if it is not that of 32 bytes. */
function decode(text: string): Uint8Array | undefined {
	if (text.length !== 44 || text.charAt(43) !== "=") return undefined;
	const result = new Uint8Array(PIN_SIZE);
	let bits = 0;
	let at = 0;
	for (let index = 0; index < 43; index++) {
		const value = alphabet.indexOf(text.charAt(index));
		if (value < 0) return undefined;
		bits = ((bits << 6) | value) & 0xffff;
		/* Six bits more, and eight at a time leave: 2, 4 or 6 wait after the first, second or third of four characters. */
		const waiting = 6 - (index % 4) * 2;
		if (index % 4 > 0) result[at++] = bits >> waiting;
	}
	/* The last character has two bits that belong to no byte. */
	return (bits & 3) === 0 ? result : undefined;
}

function pin(value: unknown, name: string): Uint8Array {
	const form = `32 bytes (the SHA-256 of a SubjectPublicKeyInfo), or text: "${prefix}" and 44 characters of base64`;
	if (typeof value !== "string" && !isByteBuffer(value)) throw new TypeError(`${name} must be ${form}, and not ${kindOf(value)}`);
	const digest = typeof value !== "string" ? view(value) : value.startsWith(prefix) ? decode(value.slice(prefix.length)) : undefined;
	if (digest?.length !== PIN_SIZE) throw new RangeError(`${name} must be ${form}, and not ${kindOf(value)} of another length or form`);
	return digest;
}

/** One pin after the other. */
export function pins(value: unknown, name: string): Uint8Array {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	if (list.length === 0) throw new RangeError(`${name} is an empty list`);
	const result = new Uint8Array(list.length * PIN_SIZE);
	list.forEach((item, index) => {
		result.set(pin(item, Array.isArray(value) ? `${name}[${index}]` : name), index * PIN_SIZE);
	});
	return result;
}
