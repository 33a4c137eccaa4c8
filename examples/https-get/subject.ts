/* Reads the name of a certificate's owner: as much of DER (X.690) and of certificates (RFC 5280, 4.1) as that takes. */

interface Element {
	readonly tag: number;
	readonly content: Uint8Array;
	readonly rest: Uint8Array;
}

function element(bytes: Uint8Array): Element | undefined {
	const tag = bytes[0] ?? 0;
	let length = bytes[1] ?? 0;
	let start = 2;
	if (length > 0x80) {
		const octets = length & 0x7f;
		length = bytes.subarray(2, 2 + octets).reduce((value, octet) => value * 256 + octet, 0);
		start += octets;
	}
	if (bytes.length < 2 || start + length > bytes.length) return undefined;
	return { tag, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

function elements(bytes: Uint8Array): Element[] {
	const result: Element[] = [];
	for (let next = element(bytes); next !== undefined; next = element(next.rest)) result.push(next);
	return result;
}

const commonNameType = "85,4,3";

/** The common name in a certificate's subject; undefined if there is none. */
export function commonName(certificate: ArrayBuffer | undefined): string | undefined {
	if (certificate === undefined) return undefined;
	const outer = element(new Uint8Array(certificate));
	const body = outer && element(outer.content);
	const fields = body ? elements(body.content).filter((field) => field.tag !== 0xa0) : [];
	for (const set of elements(fields[4]?.content ?? new Uint8Array())) {
		const attribute = element(set.content);
		const [type, value] = elements(attribute?.content ?? new Uint8Array());
		if (type && value && type.content.join() === commonNameType) return new TextDecoder().decode(value.content);
	}
	return undefined;
}
