/* Options that are bytes: certificates and keys in DER, passphrases. */

import { type ByteBuffer, integer } from "tls419/validate";

/** Read-only memory of the host, such as a Resource. */
export interface HostBuffer {
	readonly byteLength: number;
	slice(begin: number, end?: number): ArrayBuffer;
}

/** A private key that PSA's key store keeps, in a secure element perhaps, in place of its bytes. A PrivateKey is one. */
export interface OpaqueKey {
	/** The key's identifier in PSA, 1 to 0x7fffffff. */
	readonly psaKey: number;
}

/** The bytes of text as UTF-8, without a TextEncoder, which not every machine has. */
export function utf8(text: string): Uint8Array {
	return Uint8Array.from(unescape(encodeURIComponent(text)), (character) => character.charCodeAt(0));
}

/** The text that bytes are in UTF-8, or else a character for each of them. */
export function text(bytes: ArrayBuffer): string {
	const characters = String.fromCharCode(...new Uint8Array(bytes));
	try {
		return decodeURIComponent(escape(characters));
	} catch (error) {
		if (error instanceof URIError) return characters;
		throw error;
	}
}

export function isByteBuffer(value: unknown): value is ByteBuffer {
	if (value instanceof ArrayBuffer || value instanceof Uint8Array || value instanceof Int8Array || value instanceof DataView) return true;
	if (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer) return true;
	/* A Moddable Resource is a buffer of the host and an instance of none of these. */
	return typeof value === "object" && value !== null && "byteLength" in value && typeof value.byteLength === "number" && "slice" in value;
}

export function bytes(value: unknown, name: string): ByteBuffer {
	if (typeof value === "string") throw new TypeError(`${name} must be DER bytes, not text; decode PEM first`);
	if (!isByteBuffer(value)) throw new TypeError(`${name} must be a byte buffer, not ${typeof value}`);
	if (value.byteLength === 0) throw new RangeError(`${name} is empty`);
	return value;
}

export function bytesOrList(value: unknown, name: string): readonly ByteBuffer[] {
	if (!Array.isArray(value)) return [bytes(value, name)];
	if (value.length === 0) throw new RangeError(`${name} is an empty list`);
	return value.map((item, index) => bytes(item, `${name}[${index}]`));
}

/** A key is one buffer, or a number, PSA's, for an opaque one; a list of one is let pass, since the document speaks of "ByteBuffer or Array". */
export function key(value: unknown, name: string): ByteBuffer | number {
	if (typeof value === "object" && value !== null && "psaKey" in value) return integer(value.psaKey, `${name}.psaKey`, 1, 0x7fffffff);
	const list = bytesOrList(value, name);
	const first = list[0];
	if (first === undefined || list.length > 1) throw new RangeError(`${name} must be one key`);
	return first;
}

export function passphrase(value: unknown, name: string): Uint8Array {
	if (typeof value === "string") return utf8(value);
	/* A copy, because it is wiped after use. */
	return view(bytes(value, name)).slice();
}

export function view(buffer: ByteBuffer): Uint8Array {
	return ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
}
