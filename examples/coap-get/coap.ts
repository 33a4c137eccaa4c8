/* As much of CoAP (RFC 7252) as a GET needs: one confirmable request, and its answer. */

const VERSION = 0x40;
const CONFIRMABLE = 0;
const ACKNOWLEDGEMENT = 2;
const GET = 1;
const URI_PATH = 11;
const PAYLOAD = 0xff;

export interface Answer {
	/** Such as "2.05". */
	readonly code: string;
	readonly payload: Uint8Array;
	/** Set if the answer has to be acknowledged: the message that does. */
	readonly acknowledgement: Uint8Array | undefined;
}

/** A GET of a path, with a message number and a token of one byte. */
export function request(path: string, number: number, token: number): Uint8Array {
	const bytes = [VERSION | (CONFIRMABLE << 4) | 1, GET, number >> 8, number & 0xff, token];
	let before = 0;
	for (const part of path.split("/").filter((name) => name !== "")) {
		const name = new Uint8Array(ArrayBuffer.fromString(part));
		if (name.length > 255) throw new RangeError("a part of a path has at most 255 bytes");
		bytes.push(((URI_PATH - before) << 4) | (name.length < 13 ? name.length : 13));
		if (name.length >= 13) bytes.push(name.length - 13);
		bytes.push(...name);
		before = URI_PATH;
	}
	return Uint8Array.from(bytes);
}

/** How many bytes an option's delta or length takes behind its first byte. */
function extended(nibble: number): number {
	if (nibble === 15) throw new RangeError("an option of the answer is malformed");
	return nibble < 13 ? 0 : nibble - 12;
}

/** What a datagram answers to the request with this token; undefined for what is no answer to it. */
export function answer(datagram: ArrayBuffer, token: number): Answer | undefined {
	const bytes = new Uint8Array(datagram);
	const tokenLength = bytes[0] & 15;
	if (bytes.length < 5 || (bytes[0] & 0xc0) !== VERSION || tokenLength !== 1 || bytes[4] !== token || bytes[1] >> 5 < 2) return undefined;
	let at = 4 + tokenLength;
	while (at < bytes.length && bytes[at] !== PAYLOAD) {
		const delta = extended(bytes[at] >> 4);
		const length = bytes[at] & 15;
		const more = extended(length);
		const place = at + 1 + delta;
		const total = more === 0 ? length : more === 1 ? bytes[place] + 13 : ((bytes[place] << 8) | bytes[place + 1]) + 269;
		at = place + more + total;
	}
	const confirmable = ((bytes[0] >> 4) & 3) === CONFIRMABLE;
	return {
		code: `${bytes[1] >> 5}.${String(bytes[1] & 31).padStart(2, "0")}`,
		payload: bytes.subarray(at + 1),
		acknowledgement: confirmable ? Uint8Array.of(VERSION | (ACKNOWLEDGEMENT << 4), 0, bytes[2], bytes[3]) : undefined,
	};
}
