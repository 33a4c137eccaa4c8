/*
 * Cipher suites, groups and signature algorithms by name: what an application chooses, and what there is to choose of. The engine knows the names of its build;
 * here are only the other spellings.
 */

import { Library } from "tls419/library";
import { kindOf } from "tls419/validate";

/** A name, or several in order of preference. */
export type Names = string | readonly string[];

interface Entry {
	readonly number: number;
	readonly name: string;
}

/* The places of tls_choice in tls.h. */
const CIPHER_SUITE = 0;
const GROUP = 1;
const SIGNATURE = 2;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze, hasOwn } = Object;
const { isArray } = Array;
const Bytes = Uint8Array;

/* What groups are called elsewhere, in small letters: NIST's, SEC's and OpenSSL's names. */
const aliases: Readonly<Record<string, string>> = freeze({
	"p-256": "secp256r1",
	"p-384": "secp384r1",
	"p-521": "secp521r1",
	p256: "secp256r1",
	p384: "secp384r1",
	p521: "secp521r1",
	prime256v1: "secp256r1",
	curve25519: "x25519",
	curve448: "x448",
});

/** All of a kind that this build has, in its own order of preference. Asked anew each time, so that it takes no memory where nobody chooses. */
function available(kind: number): Entry[] {
	const entries: Entry[] = [];
	for (let index = 0; ; index++) {
		const name = Library.choiceName(kind, index);
		if (name === undefined) return entries;
		entries.push({ number: Library.choiceNumber(kind, index), name });
	}
}

function namesOf(kind: number): readonly string[] {
	return freeze(available(kind).map((entry) => entry.name));
}

/** IANA's names of the cipher suites of this build. */
export function cipherSuiteNames(): readonly string[] {
	return namesOf(CIPHER_SUITE);
}
export function groupNames(): readonly string[] {
	return namesOf(GROUP);
}
export function signatureAlgorithmNames(): readonly string[] {
	return namesOf(SIGNATURE);
}

/** OpenSSL's name of a suite of TLS 1.2, made of IANA's: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 is ECDHE-RSA-AES128-SHA256. */
export function opensslName(name: string): string {
	const [exchange, cipher] = name.slice("TLS_".length).split("_WITH_");
	if (cipher === undefined) return name;
	const words = cipher
		.replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305")
		.replace("CCM_8", "CCM8")
		.replace("AES_", "AES")
		.replace("CAMELLIA_", "CAMELLIA")
		.replace("ARIA_", "ARIA");
	/* OpenSSL leaves CBC out where there was nothing else at the time, and says it where there is a shared key. */
	const mode = exchange.includes("PSK") ? words : words.replace("_CBC", "");
	return `${exchange === "RSA" ? "" : `${exchange}_`}${mode}`.replaceAll("_", "-");
}

/** Numbers as they are sent, two bytes each. */
function pack(numbers: readonly number[]): Uint8Array {
	const bytes = new Bytes(2 * numbers.length);
	numbers.forEach((number, index) => {
		bytes[2 * index] = number >> 8;
		bytes[2 * index + 1] = number & 0xff;
	});
	return bytes;
}

/** What was chosen last, of each kind. Who names suites does it for each of its connections, mostly the same ones. */
interface Choice {
	readonly names: readonly unknown[];
	readonly bytes: Uint8Array;
}

let last: (Choice | undefined)[] | undefined;

/** Whether a name, or a list of names, is that list. */
function isSame(value: unknown, names: readonly unknown[]): boolean {
	const count = names.length;
	if (!isArray(value)) return count === 1 && value === names[0];
	if (value.length !== count) return false;
	for (let index = 0; index < count; index++) if (value[index] !== names[index]) return false;
	return true;
}

function choose(
	value: unknown,
	option: string,
	kind: number,
	find: (entries: readonly Entry[], name: string) => Entry | undefined,
): Uint8Array {
	last ??= [];
	const before = last[kind];
	if (before !== undefined && isSame(value, before.names)) return before.bytes;
	/* A copy, because it is kept and what it came from may change. */
	const list: readonly unknown[] = isArray(value) ? [...value] : [value];
	if (list.length === 0) throw new RangeError(`${option} is an empty list`);
	const entries = available(kind);
	const numbers: number[] = [];
	for (const name of list) {
		if (typeof name !== "string") throw new TypeError(`${option} must be a name or a list of names, and not ${kindOf(name)}`);
		const entry = find(entries, name);
		if (entry === undefined) {
			const all = entries.map((candidate) => candidate.name).join(", ");
			throw new RangeError(`${option}: this build has no "${name}"; it has ${all}`);
		}
		if (!numbers.includes(entry.number)) numbers.push(entry.number);
	}
	const bytes = pack(numbers);
	last[kind] = { names: list, bytes };
	return bytes;
}

/** Reads the option `cipherSuites`: names of IANA's, OpenSSL's or mbedTLS's, which are IANA's with hyphens. */
export function cipherSuites(value: unknown, option: string): Uint8Array {
	return choose(value, option, CIPHER_SUITE, (entries, name) => {
		const upper = name.toUpperCase();
		const wanted = upper.startsWith("TLS-") ? upper.replaceAll("-", "_") : upper;
		return entries.find((entry) => entry.name === wanted) ?? entries.find((entry) => opensslName(entry.name) === wanted);
	});
}

/** Reads the option `groups`: names of IANA's or their usual aliases. */
export function groups(value: unknown, option: string): Uint8Array {
	return choose(value, option, GROUP, (entries, name) => {
		const small = name.toLowerCase();
		const wanted = hasOwn(aliases, small) ? aliases[small].toLowerCase() : small;
		return entries.find((entry) => entry.name.toLowerCase() === wanted);
	});
}

/** Reads the option `signatureAlgorithms`: names of RFC 8446, 4.2.3. */
export function signatureAlgorithms(value: unknown, option: string): Uint8Array {
	return choose(value, option, SIGNATURE, (entries, name) => entries.find((entry) => entry.name === name.toLowerCase()));
}

export interface VersionRange {
	readonly minimumVersion: number;
	readonly maximumVersion: number;
}

const TLS12 = 0x0303;
const TLS13 = 0x0304;

/**
 * Those of the chosen suites that a pre-shared key alone will do for: in TLS 1.3 a key belongs to SHA-256 (RFC 8446, 4.2.11).
 * @throws RangeError if there is none.
 */
export function suitesForKey(suites: Uint8Array): Uint8Array {
	const entries = available(CIPHER_SUITE);
	const numbers: number[] = [];
	for (let index = 0; index < suites.length; index += 2) {
		const number = (suites[index] << 8) | suites[index + 1];
		const name = entries.find((entry) => entry.number === number)?.name ?? "";
		if (suites[index] === MODERN_SUITES ? name.endsWith("_SHA256") : name.includes("_PSK_")) numbers.push(number);
	}
	if (numbers.length === 0) throw new RangeError("tls.cipherSuites has no suite that a pre-shared key alone will do for");
	return pack(numbers);
}

/** The suites of TLS 1.3 have the numbers 0x1301 and following (RFC 8446, B.4). */
const MODERN_SUITES = 0x13;
/** What the numbers of signature algorithms begin and end with. */
const PSS = 0x08;
const PKCS1 = 0x01;

/* Bits of what chosen suites or signature algorithms are for. */
const FOR_TLS12 = 1;
const FOR_TLS13 = 2;

function useOfSuites(numbers: Uint8Array): number {
	let use = 0;
	for (let index = 0; index < numbers.length; index += 2) use |= numbers[index] === MODERN_SUITES ? FOR_TLS13 : FOR_TLS12;
	return use;
}

/** TLS 1.2 of mbedTLS does without RSA-PSS, and TLS 1.3 signs no handshake with PKCS#1 v1.5 (RFC 8446, 4.2.3). */
function useOfSignatures(numbers: Uint8Array): number {
	let use = 0;
	for (let index = 0; index < numbers.length; index += 2)
		use |= (numbers[index] === PSS ? 0 : FOR_TLS12) | (numbers[index + 1] === PKCS1 ? 0 : FOR_TLS13);
	return use;
}

function limit(range: VersionRange, use: number, option: string): VersionRange {
	const minimumVersion = use & FOR_TLS12 ? range.minimumVersion : TLS13;
	const maximumVersion = use & FOR_TLS13 ? range.maximumVersion : TLS12;
	if (minimumVersion > range.maximumVersion || maximumVersion < range.minimumVersion) {
		const version = range.minimumVersion === TLS13 ? "TLSv1.3" : "TLSv1.2";
		throw new RangeError(`${option} has nothing for ${version}, and no other version is left`);
	}
	return { minimumVersion: minimumVersion > range.minimumVersion ? minimumVersion : range.minimumVersion, maximumVersion };
}

/**
 * The versions for which the chosen suites, and the chosen signature algorithms, have one. A version that lacks either is not offered.
 * @throws RangeError if none is left.
 */
export function narrow(range: VersionRange, suites: Uint8Array | undefined, signatures: Uint8Array | undefined): VersionRange {
	const bySuites = suites === undefined ? range : limit(range, useOfSuites(suites), "tls.cipherSuites");
	return signatures === undefined ? bySuites : limit(bySuites, useOfSignatures(signatures), "tls.signatureAlgorithms");
}
