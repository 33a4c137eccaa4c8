/* Reads DER (X.690): elements one after the other, each inside of its bounds. Written for bytes that a stranger has sent: whatever is wrong is a TLSError. */

import { TLSError } from "tls419/errors";

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;
export const SEQUENCE = 0x30;
export const SET = 0x31;

const fromCharCode = String.fromCharCode;

/** @throws TLSError always. */
export function malformed(what: string): never {
	throw new TLSError("ERR_TLS_CERTIFICATE_FORMAT", `the certificate cannot be read: ${what}`);
}

export interface Element {
	readonly tag: number;
	/** Without tag and length. */
	readonly content: Uint8Array;
	/** With them. */
	readonly whole: Uint8Array;
}

/** Steps over elements that stand one after the other. */
export class Elements {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get done(): boolean {
		return this.#at === this.#bytes.length;
	}

	/** The next element, which must have that tag if one is given. */
	next(tag?: number): Element {
		const bytes = this.#bytes;
		const begin = this.#at;
		if (bytes.length - begin < 2) malformed("it ends in the middle");
		const found = bytes[begin];
		if (tag !== undefined && found !== tag) malformed(`an element of type ${found} is where type ${tag} belongs`);
		if ((found & 0x1f) === 0x1f) malformed("an element has a long tag");
		let at = begin + 2;
		let length = bytes[begin + 1];
		if (length > 0x7f) {
			const octets = length & 0x7f;
			if (octets === 0 || octets > 3 || bytes.length - at < octets) malformed("a length that is none");
			length = 0;
			for (let end = at + octets; at < end; at++) length = length * 256 + bytes[at];
		}
		if (length > bytes.length - at) malformed("an element is longer than what it is in");
		this.#at = at + length;
		return { tag: found, content: bytes.subarray(at, this.#at), whole: bytes.subarray(begin, this.#at) };
	}

	/** The next element if it has that tag. */
	optional(tag: number): Element | undefined {
		return this.#bytes[this.#at] === tag ? this.next(tag) : undefined;
	}

	/** What is in the next element, which must have that tag. */
	inside(tag: number): Elements {
		return new Elements(this.next(tag).content);
	}
}

/** Everything that is in an element of that tag, which must be all of the bytes. */
export function open(bytes: Uint8Array, tag: number): Elements {
	const outer = new Elements(bytes);
	const inner = outer.inside(tag);
	if (!outer.done) malformed("something follows that does not belong to it");
	return inner;
}

/** "1.2.840.113549.1.1.1" */
export function objectIdentifier(content: Uint8Array): string {
	if (content.length === 0 || content.length > 64 || content[content.length - 1] > 0x7f) malformed("an object identifier that is none");
	const arcs: string[] = [];
	/* An arc may have 128 bits (a UUID's), and more. */
	let arc = 0n;
	for (const byte of content) {
		arc = (arc << 7n) | BigInt(byte & 0x7f);
		if (byte > 0x7f) continue;
		if (arcs.length > 0) arcs.push(String(arc));
		else {
			const first = arc < 80n ? arc / 40n : 2n;
			arcs.push(String(first), String(arc - first * 40n));
		}
		arc = 0n;
	}
	return arcs.join(".");
}

/** Names of the bits that are set, the first bit first. */
export function bitNames(content: Uint8Array, names: readonly string[]): readonly string[] {
	const set = names.filter((_, bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0);
	return Object.freeze(set);
}

/** What a BIT STRING of whole bytes holds. */
export function bitString(content: Uint8Array): Uint8Array {
	if (content.length < 1 || content[0] !== 0) malformed("a bit string that does not hold whole bytes");
	return content.subarray(1);
}

/** Hexadecimal digits, two for each byte. */
export function hexadecimal(bytes: Uint8Array, separator = ""): string {
	const digits: string[] = [];
	for (const byte of bytes) digits.push((byte < 16 ? "0" : "") + byte.toString(16).toUpperCase());
	return digits.join(separator);
}

/** A character for each byte. */
export function characters(bytes: Uint8Array): string {
	/* Text that grows by a character at a time is copied each time, and a stranger decides how long it is. */
	const parts: string[] = [];
	for (let at = 0; at < bytes.length; at += 256) parts.push(fromCharCode(...bytes.subarray(at, at + 256)));
	return parts.join("");
}

/** A UTCTime or GeneralizedTime in the only form that RFC 5280, 4.1.2.5, allows. */
export function time({ tag, content }: Element): Date {
	if (tag !== UTC_TIME && tag !== GENERALIZED_TIME) malformed("a date that is none");
	const yearDigits = tag === UTC_TIME ? 2 : 4;
	if (content.length !== yearDigits + 11 || content[content.length - 1] !== 0x5a) malformed("a date that is none");
	const number = (begin: number, digits: number) => {
		let value = 0;
		for (let at = begin; at < begin + digits; at++) {
			if (content[at] < 0x30 || content[at] > 0x39) malformed("a date that is none");
			value = value * 10 + content[at] - 0x30;
		}
		return value;
	};
	const year = number(0, yearDigits);
	const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((place) => number(yearDigits + place, 2));
	const date = new Date(0);
	date.setUTCFullYear(tag === UTC_TIME ? year + (year < 50 ? 2000 : 1900) : year, month - 1, day);
	date.setUTCHours(hour, minute, second);
	/* A day or a minute that does not exist has moved the others. */
	if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || date.getUTCHours() !== hour || date.getUTCMinutes() !== minute)
		malformed("a date that does not exist");
	return date;
}
