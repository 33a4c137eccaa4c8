/* The names in a certificate: distinguished names (RFC 4514) and alternative ones (RFC 5280, 4.2.1.6). */

import { characters, Elements, hexadecimal, malformed, OBJECT_IDENTIFIER, objectIdentifier, SEQUENCE, SET } from "tls419/asn1";

/** Whose certificate it is, or who issued it. */
export interface DistinguishedName {
	/** RFC 4514, such as "CN=device.example,O=Example,C=XX". What could be taken for something else, or for a line's end, is escaped. */
	readonly text: string;
	/** CN, the last one if there are several. */
	readonly commonName: string | undefined;
	/**
	 * The values of each attribute in the order in which they stand, by the attribute's short name (CN, O, OU, C, ...) or else its identifier in digits. They
	 * are not escaped: a value may have any character in it.
	 */
	readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export interface AlternativeName {
	/** "other" for kinds that have no text; then the value is their DER in hexadecimal digits. */
	readonly type: "DNS" | "IP" | "URI" | "email" | "directory" | "other";
	/** Not escaped, except for a directory name: it may have any character in it. */
	readonly value: string;
}

const { create, freeze } = Object;
const { fromCharCode, fromCodePoint } = String;

/* RFC 4514, 3, and what else has a name that everybody uses. */
function shortNames(): Readonly<Record<string, string>> {
	return {
		"2.5.4.3": "CN",
		"2.5.4.4": "SN",
		"2.5.4.5": "serialNumber",
		"2.5.4.6": "C",
		"2.5.4.7": "L",
		"2.5.4.8": "ST",
		"2.5.4.9": "street",
		"2.5.4.10": "O",
		"2.5.4.11": "OU",
		"2.5.4.12": "title",
		"2.5.4.42": "GN",
		"2.5.4.97": "organizationIdentifier",
		"0.9.2342.19200300.100.1.1": "UID",
		"0.9.2342.19200300.100.1.25": "DC",
		"1.2.840.113549.1.9.1": "emailAddress",
	};
}

/** Characters of `size` bytes each. */
function wide(content: Uint8Array, size: number): string {
	if (content.length % size !== 0) malformed("a text that ends in the middle of a character");
	const parts: string[] = [];
	for (let at = 0; at < content.length; at += size) {
		let code = 0;
		for (let index = 0; index < size; index++) code = code * 256 + content[at + index];
		parts.push(code > 0x10ffff ? "\ufffd" : size === 2 ? fromCharCode(code) : fromCodePoint(code));
	}
	return parts.join("");
}

/** The text of a value, whose type its tag tells; undefined for what is no text. */
function text(tag: number, content: Uint8Array): string | undefined {
	switch (tag) {
		case 0x0c: {
			const bytes = characters(content);
			try {
				return decodeURIComponent(escape(bytes));
			} catch (error) {
				/* No UTF-8 after all: a character for each byte. */
				if (error instanceof URIError) return bytes;
				throw error;
			}
		}
		case 0x1e:
			return wide(content, 2);
		case 0x1c:
			return wide(content, 4);
		case 0x12:
		case 0x13:
		case 0x14:
		case 0x16:
		case 0x1a:
			return characters(content);
		default:
			return undefined;
	}
}

/** Whether a character can make a log or a terminal show something else than what is there: controls, line ends, marks of direction; half a surrogate. */
function isDeceptive(code: number): boolean {
	if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
	if (code === 0x061c || code === 0x200e || code === 0x200f || code === 0xfeff) return true;
	return (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || (code >= 0xd800 && code <= 0xdfff);
}

/** The bytes of a character in UTF-8, each as a backslash and two digits (RFC 4514, 2.4). */
function escapeBytes(code: number): string {
	const escaped = (byte: number) => `\\${hexadecimal(Uint8Array.of(byte))}`;
	if (code < 0x80) return escaped(code);
	const last = 0x80 | (code & 0x3f);
	if (code < 0x800) return escaped(0xc0 | (code >> 6)) + escaped(last);
	return escaped(0xe0 | (code >> 12)) + escaped(0x80 | ((code >> 6) & 0x3f)) + escaped(last);
}

/** RFC 4514, 2.4. */
export function escapeValue(value: string): string {
	const parts: string[] = [];
	let at = 0;
	for (const character of value) {
		const code = character.codePointAt(0) ?? 0;
		at += character.length;
		const isFirst = at === character.length;
		const isLast = at === value.length;
		if (isDeceptive(code)) parts.push(escapeBytes(code));
		else if ('"+,;<>\\'.includes(character) || (isFirst && character === "#") || ((isFirst || isLast) && character === " "))
			parts.push(`\\${character}`);
		else parts.push(character);
	}
	return parts.join("");
}

/** A Name (RFC 5280, 4.1.2.4), whose SEQUENCE was opened. */
export function distinguishedName(relatives: Elements): DistinguishedName {
	const known = shortNames();
	const attributes: Record<string, string[]> = create(null);
	const parts: string[] = [];
	while (!relatives.done) {
		const pairs = relatives.inside(SET);
		const group: string[] = [];
		while (!pairs.done) {
			const pair = pairs.inside(SEQUENCE);
			const identifier = objectIdentifier(pair.next(OBJECT_IDENTIFIER).content);
			const { tag, content, whole } = pair.next();
			if (!pair.done) malformed("a name with more in it than an attribute and its value");
			const name = known[identifier] ?? identifier;
			const value = text(tag, content);
			const digits = `#${hexadecimal(whole)}`;
			attributes[name] ??= [];
			attributes[name].push(value ?? digits);
			group.push(`${name}=${value === undefined ? digits : escapeValue(value)}`);
		}
		parts.unshift(group.join("+"));
	}
	for (const name in attributes) freeze(attributes[name]);
	return freeze({ text: parts.join(","), commonName: attributes.CN?.at(-1), attributes: freeze(attributes) });
}

/** RFC 5952: lower case, no leading zeros, the longest row of zero groups left out. */
function addressText(bytes: Uint8Array): string {
	if (bytes.length === 4) return bytes.join(".");
	const groups: number[] = [];
	for (let at = 0; at < 16; at += 2) groups.push(bytes[at] * 256 + bytes[at + 1]);
	let begin = -1;
	let length = 1;
	for (let first = 0; first < 8; first++) {
		let end = first;
		while (end < 8 && groups[end] === 0) end++;
		if (end - first > length) {
			begin = first;
			length = end - first;
		}
	}
	const words = groups.map((group) => group.toString(16));
	return begin < 0 ? words.join(":") : `${words.slice(0, begin).join(":")}::${words.slice(begin + length).join(":")}`;
}

/** The names of a subjectAltName or issuerAltName extension, whose SEQUENCE was opened. */
export function alternativeNames(names: Elements): readonly AlternativeName[] {
	const result: AlternativeName[] = [];
	const add = (type: AlternativeName["type"], value: string) => result.push(freeze({ type, value }));
	while (!names.done) {
		const { tag, content, whole } = names.next();
		if (tag === 0x81) add("email", characters(content));
		else if (tag === 0x82) add("DNS", characters(content));
		else if (tag === 0x86) add("URI", characters(content));
		else if (tag === 0x87 && (content.length === 4 || content.length === 16)) add("IP", addressText(content));
		else if (tag === 0xa4) add("directory", distinguishedName(new Elements(content).inside(SEQUENCE)).text);
		else add("other", hexadecimal(whole));
	}
	return freeze(result);
}
