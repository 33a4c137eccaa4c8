/* Pre-shared keys as options: a client's or server's own key, and the question which key belongs to an identity. */

import { demand, IDENTITY_LIMIT, keyLimit } from "tls419/capabilities";
import { copyOf } from "tls419/der";
import { type ByteBuffer, callback, kindOf, optional } from "tls419/validate";

/** A key that both sides have, and the name under which the server finds it. Text stands for its UTF-8. */
export interface PreSharedKey {
	/** 1 to 1024 bytes of any value. The client sends it in clear. */
	readonly identity: string | ByteBuffer;
	/** 1 to 64 bytes of any value; 16 random ones at least, or whoever listens can find it by trying. */
	readonly key: string | ByteBuffer;
}

/** What `onIdentity` may give: the key, or undefined or null for an identity that is unknown. */
export type Key = string | ByteBuffer | undefined | null;

/** Finds the key of a client that names itself so. */
export type OnIdentity = (identity: ArrayBuffer) => Key | Promise<Key>;

/** Copies, which only the native side gets, and which are wiped when it has them. */
export interface SharedKey {
	readonly identity: Uint8Array;
	readonly key: Uint8Array;
}

function limited(value: unknown, name: string, limit: number): Uint8Array {
	const result = copyOf(value, name);
	const { length } = result;
	if (length >= 1 && length <= limit) return result;
	result.fill(0);
	throw new RangeError(`${name} must have 1 to ${limit} bytes, and not ${length}`);
}

/** Reads the option `psk`. */
export function preSharedKey(value: unknown, name: string): SharedKey {
	if (typeof value !== "object" || value === null)
		throw new TypeError(`${name} must be an object with identity and key, and not ${kindOf(value)}`);
	const part = (word: string, limit: number) => (part: unknown) => limited(part, `${name}.${word}`, limit);
	demand("pre-shared keys", name);
	const limit = keyLimit();
	const identity = optional(value, "identity", part("identity", IDENTITY_LIMIT), undefined);
	if (identity === undefined) throw new Error(`${name}.identity is missing`);
	const key = optional(value, "key", part("key", limit), undefined);
	if (key === undefined) throw new Error(`${name}.key is missing`);
	return { identity, key };
}

/** Reads the option `onIdentity`. */
export function identityCallback(value: unknown, name: string): OnIdentity | undefined {
	const result = callback<OnIdentity>(value, name);
	if (result !== undefined) demand("pre-shared keys", name);
	return result;
}

/** Checks what `onIdentity` has given. @returns a copy, to be wiped; undefined for none. */
export function answeredKey(value: unknown): Uint8Array | undefined {
	return value === undefined || value === null ? undefined : limited(value, "the key that onIdentity gives", keyLimit());
}

/** The most identities of one client that are asked for: each may cost the application a search. */
const MOST_IDENTITIES = 4;
/** Tickets of ours are longer than that, and the age of one is said with it; an identity that was agreed otherwise has none (RFC 8446, 4.2.11). */
const SHORTEST_TICKET = 64;

/** The keys that a ClientHello of TLS 1.3 names, in its order of preference, without what must be tickets. */
export function offeredIdentities(list: Uint8Array): readonly Uint8Array[] {
	const identities: Uint8Array[] = [];
	for (let at = 0; at < list.length && identities.length < MOST_IDENTITIES; ) {
		const start = at + 2;
		const end = start + ((list[at] << 8) | list[at + 1]);
		const aged = (list[end] | list[end + 1] | list[end + 2] | list[end + 3]) !== 0;
		at = end + 4;
		if (end - start <= IDENTITY_LIMIT && !(aged && end - start >= SHORTEST_TICKET)) identities.push(list.subarray(start, end));
	}
	return identities;
}

export function wipe(shared: SharedKey | undefined): void {
	shared?.key.fill(0);
}
