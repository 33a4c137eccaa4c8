/*
 * A session as bytes that mean nothing to the application. It has up to three parts: an association that goes on without a handshake, the identifier by which the client
 * names the session, and what a shorter handshake needs. They are a secret.
 */

import { Buffer } from "node:buffer";
import { isByteBuffer, view } from "tls419/der";

export interface Parts {
	/** What save() of the DTLS class has given. */
	readonly association?: Uint8Array | undefined;
	readonly identifier?: Uint8Array | undefined;
	/** A client's session, or the one that a server has kept. */
	readonly resumption?: Uint8Array | undefined;
}

const MAGIC: readonly number[] = Object.freeze([0x4d, 0x44, 0x53, 1]);
const LENGTH = 3;

export function pack({ association, identifier, resumption }: Parts): Buffer {
	const pieces: Uint8Array[] = [Buffer.from(MAGIC)];
	for (const part of [association, identifier, resumption]) {
		const length = Buffer.alloc(LENGTH);
		const size = part?.length ?? 0;
		length[0] = size >> 16;
		length[1] = size >> 8;
		length[2] = size;
		pieces.push(length);
		if (part !== undefined) pieces.push(part);
	}
	return Buffer.concat(pieces);
}

/** Undefined for what is no session. */
export function unpack(value: unknown): Parts | undefined {
	if (!isByteBuffer(value)) return undefined;
	const bytes = view(value);
	if (MAGIC.some((byte, index) => bytes[index] !== byte)) return undefined;
	const parts: (Uint8Array | undefined)[] = [];
	let at = MAGIC.length;
	while (parts.length < 3) {
		const size = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
		at += LENGTH;
		if (!(at + size <= bytes.length)) return undefined;
		parts.push(size === 0 ? undefined : bytes.slice(at, at + size));
		at += size;
	}
	return at === bytes.length ? { association: parts[0], identifier: parts[1], resumption: parts[2] } : undefined;
}
