/**
 * Text and bytes, by XS's own conversion: a library that takes a string apart character by character needs the square of its length on XS, whose strings are
 * UTF-8, and sixteen bytes of heap for each. Where XS has its own view (NUL, lone surrogates, what is no UTF-8) there is no answer here, and the library's holds.
 */

/** First bytes of characters for which the second one decides whether it is UTF-8: below what, or from what on, it is not. */
const doubtful: readonly (readonly [first: number, least: number, end: number])[] = Object.freeze([
	[0xe0, 0xa0, 0xc0],
	[0xed, 0x80, 0xa0],
	[0xf0, 0x90, 0xc0],
	[0xf4, 0x80, 0x90],
] as const);

/** @returns whether XS and Unicode mean the same by the bytes, if they are UTF-8 as XS has it */
function plain(bytes: Uint8Array): boolean {
	if (bytes.indexOf(0) >= 0 || bytes.indexOf(0xc0) >= 0 || bytes.indexOf(0xc1) >= 0) return false;
	for (const [first, least, end] of doubtful)
		for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
			const second = bytes[at + 1] ?? 0;
			if (second < least || second >= end) return false;
		}
	return true;
}

/** @returns UTF-8, or undefined if the text is not one that has it as it is */
export function encode(text: string): Uint8Array<ArrayBuffer> | undefined {
	const bytes = new Uint8Array(ArrayBuffer.fromString(text));
	// As many bytes as characters: ASCII, and there is nothing to look for.
	return bytes.length === text.length || plain(bytes) ? bytes : undefined;
}

/** @returns the text, or undefined if the bytes are not plain UTF-8 */
export function decode(bytes: Uint8Array): string | undefined {
	let text: string;
	try {
		// Moddable's declaration knows the first of its parameters.
		text = Reflect.apply(String.fromArrayBuffer, String, [bytes.buffer, bytes.byteOffset, bytes.length]);
	} catch {
		// XS says so of what is no UTF-8; the library has replacements for it.
		return undefined;
	}
	return text.length === bytes.length || plain(bytes) ? text : undefined;
}

/** Each byte a character. In pieces: a machine's stack has room for few arguments. */
export function latin1(bytes: Uint8Array): string {
	let text = "";
	for (let start = 0; start < bytes.length; start += 32) text += String.fromCharCode(...bytes.subarray(start, start + 32));
	return text;
}

/** @returns where a piece of at most 32 bytes that begins here ends, not within a character */
export function pieceEnd(bytes: Uint8Array, start: number, end: number): number {
	let cut = Math.min(start + 32, end);
	while (cut < end && cut > start + 28 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut--;
	return cut;
}
