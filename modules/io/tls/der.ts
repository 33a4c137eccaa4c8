/* Options that are bytes: certificates and keys in DER, passphrases. */

import { type ByteBuffer, integer, kindOf } from "tls419/validate";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const { isView } = ArrayBuffer;

/** Read-only memory of the host, such as a Resource. */
export interface HostBuffer {
	readonly byteLength: number;
	slice(begin: number, end?: number): ArrayBuffer;
}

/** Bytes that are only read. */
export type ByteSource = ByteBuffer | HostBuffer;

/** A private key that PSA's key store keeps, in a secure element perhaps, in place of its bytes. A PrivateKey is one. */
export interface OpaqueKey {
	/** The key's identifier in PSA, 1 to 0x7fffffff. */
	readonly psaKey: number;
}

/** The bytes of text as UTF-8, without a TextEncoder, which not every machine has. @throws TypeError for half a surrogate pair. */
export function utf8(text: string, name: string): Uint8Array {
	try {
		return Bytes.from(unescape(encodeURIComponent(text)), (character) => character.charCodeAt(0));
	} catch (error) {
		throw error instanceof URIError ? new TypeError(`${name} is a string with half a character in it (a lone surrogate)`) : error;
	}
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
	if (value instanceof ArrayBuffer || value instanceof Bytes || value instanceof Int8Array || value instanceof DataView) return true;
	if (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer) return true;
	return isHostBuffer(value);
}

/* A Moddable Resource is a buffer of the host and an instance of none of those; and a view of larger elements is no byte buffer, although it has what a Resource has. */
function isHostBuffer(value: unknown): value is HostBuffer & ByteBuffer {
	if (typeof value !== "object" || value === null || isView(value)) return false;
	return "byteLength" in value && typeof value.byteLength === "number" && "slice" in value && typeof value.slice === "function";
}

export function bytes(value: unknown, name: string): ByteBuffer {
	if (typeof value === "string") throw new TypeError(`${name} must be a byte buffer, and not a string; PEM must be decoded first`);
	if (!isByteBuffer(value)) throw new TypeError(`${name} must be a byte buffer, and not ${kindOf(value)}`);
	if (value.byteLength === 0) throw new RangeError(`${name} is empty`);
	return value;
}

/** Text stands for its UTF-8. The bytes may be the application's own, and not a copy. */
export function textOrBytes(value: unknown, name: string): Uint8Array {
	if (typeof value === "string") return utf8(value, name);
	if (!isByteBuffer(value)) throw new TypeError(`${name} must be a string or a byte buffer, and not ${kindOf(value)}`);
	return view(value);
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

/** The same, of which nobody else has the bytes, so that they can be wiped after use. */
export function copyOf(value: unknown, name: string): Uint8Array {
	const result = textOrBytes(value, name);
	return typeof value === "string" ? result : result.slice();
}

export function passphrase(value: unknown, name: string): Uint8Array {
	if (isByteBuffer(value) && value.byteLength === 0) throw new RangeError(`${name} is empty`);
	return copyOf(value, name);
}

export function view(buffer: ByteBuffer): Uint8Array {
	if (isView(buffer)) return new Bytes(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	/* Of a Resource no view can be made. */
	return new Bytes(isHostBuffer(buffer) && !(buffer instanceof ArrayBuffer) ? buffer.slice(0, buffer.byteLength) : buffer);
}
