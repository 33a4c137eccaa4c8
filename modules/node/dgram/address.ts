/* Addresses as Node writes them: IPv6 in its shortest form (RFC 5952), IPv4 on a socket of both families as ::ffff:a.b.c.d. */

const MAPPED = "::ffff:";

const DOT = 0x2e;
const ZERO = 0x30;

/** Whether it is the text of an IPv4 address. Asked for each datagram that is sent, so without a regular expression. */
export function isIPv4(address: string): boolean {
	let numbers = 1;
	let value = -1;
	for (let index = 0; index < address.length; index++) {
		const digit = address.charCodeAt(index) - ZERO;
		if (digit === DOT - ZERO && value >= 0) {
			numbers++;
			value = -1;
			continue;
		}
		/* No number has a zero before it: some read it as octal. */
		if (digit < 0 || digit > 9 || value === 0) return false;
		value = value < 0 ? digit : value * 10 + digit;
		if (value > 255) return false;
	}
	return numbers === 4 && value >= 0;
}

/** The number that one to four hexadecimal digits stand for; -1 for what is none. */
function hexadecimal(text: string): number {
	if (text.length === 0 || text.length > 4) return -1;
	let value = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		const letter = code | 0x20;
		const digit = code >= ZERO && code < ZERO + 10 ? code - ZERO : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
		if (digit < 0) return -1;
		value = value * 16 + digit;
	}
	return value;
}

/** The eight numbers of an IPv6 address, or undefined if it is none. */
function groupsOf(address: string): number[] | undefined {
	const end = address.lastIndexOf(":") + 1;
	const tail = address.slice(end);
	if (end > 0 && tail.includes(".")) {
		if (!isIPv4(tail)) return undefined;
		const [a, b, c, d] = tail.split(".").map(Number);
		return groupsOf(`${address.slice(0, end)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
	}
	const halves = address.split("::");
	if (halves.length > 2) return undefined;
	const [front, back] = halves.map((half) => (half === "" ? [] : half.split(":")));
	const missing = 8 - front.length - (back?.length ?? 0);
	if (back === undefined ? missing !== 0 : missing < 1) return undefined;
	const all = back === undefined ? front : [...front, ...new Array<string>(missing).fill("0"), ...back];
	const numbers = all.map(hexadecimal);
	return numbers.includes(-1) ? undefined : numbers;
}

/** Whether it is the text of an IPv6 address, with or without a zone. */
export function isIPv6(address: string): boolean {
	return address.includes(":") && groupsOf(address.split("%")[0]) !== undefined;
}

/** 4, 6, or 0 for what is no address. */
export function familyOf(address: string): 4 | 6 | 0 {
	return isIPv4(address) ? 4 : isIPv6(address) ? 6 : 0;
}

/** Where the longest run of zeros begins and how long it is; runs of one do not count. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
	let best = { start: -1, length: 1 };
	for (let start = 0; start < groups.length; start++) {
		let length = 0;
		while (groups[start + length] === 0) length++;
		if (length > best.length) best = { start, length };
	}
	return best;
}

/** The one text of an address that Node gives; what is no IPv6 address as it is. */
export function canonical(address: string): string {
	if (!address.includes(":")) return address;
	const [bare, zone] = address.split("%");
	const groups = groupsOf(bare);
	if (groups === undefined) return address;
	const suffix = zone === undefined ? "" : `%${zone}`;
	if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
		return `${MAPPED}${groups[6] >> 8}.${groups[6] & 255}.${groups[7] >> 8}.${groups[7] & 255}${suffix}`;
	const { start, length } = longestZeros(groups);
	const texts = groups.map((group) => group.toString(16));
	if (start < 0) return texts.join(":") + suffix;
	return `${texts.slice(0, start).join(":")}::${texts.slice(start + length).join(":")}${suffix}`;
}

/** An address as a socket for IPv6 sees it. */
export function mapped(address: string): string {
	return isIPv4(address) ? MAPPED + address : canonical(address);
}

/** What the network knows a mapped address as. */
export function unmapped(address: string): string {
	const text = canonical(address);
	return text.startsWith(MAPPED) && text.includes(".") ? text.slice(MAPPED.length) : address;
}
