/*
 * OpenSSL's way to choose: lists with colons between the names, as Node's options have them. The classes below take IANA's names.
 */

import TLS from "embedded:io/socket/tcp/tls";
import { opensslName } from "tls419/choice";
import { coded, invalidType } from "tls419/node/errors";

/* What the words of a cipher list mean, as a test of OpenSSL's name. Words for what no build has (RC4, EXPORT, ...) match nothing. */
function meanings(): Record<string, (name: string) => boolean> {
	const has = (part: string) => (name: string) => `-${name}-`.includes(part);
	const all = () => true;
	const ecdhe = has("-ECDHE-");
	const dhe = has("-DHE-");
	const psk = has("-PSK-");
	const plain = (name: string) => !/^(ECDHE|DHE|PSK|RSA-PSK)-/.test(name);
	const rsa = (name: string) => plain(name) || has("-RSA-")(name);
	return {
		ALL: all,
		DEFAULT: all,
		HIGH: all,
		"TLSV1.2": all,
		ECDHE: ecdhe,
		EECDH: ecdhe,
		KECDHE: ecdhe,
		KEECDH: ecdhe,
		DHE: dhe,
		EDH: dhe,
		KDHE: dhe,
		KEDH: dhe,
		ECDSA: has("-ECDSA-"),
		AECDSA: has("-ECDSA-"),
		RSA: rsa,
		ARSA: rsa,
		KRSA: plain,
		PSK: psk,
		KPSK: (name) => name.startsWith("PSK-"),
		APSK: psk,
		AES: has("-AES"),
		AES128: has("-AES128-"),
		AES256: has("-AES256-"),
		AESGCM: (name) => has("-AES")(name) && has("-GCM-")(name),
		AESCCM: has("-CCM"),
		AESCCM8: has("-CCM8-"),
		CHACHA20: has("-CHACHA20-"),
		CAMELLIA: has("-CAMELLIA"),
		ARIA: has("-ARIA"),
		SHA: (name) => name.endsWith("-SHA"),
		SHA1: (name) => name.endsWith("-SHA"),
		SHA256: (name) => name.endsWith("-SHA256"),
		SHA384: (name) => name.endsWith("-SHA384"),
	};
}

interface Suite {
	readonly name: string;
	readonly openssl: string;
}

/** The suites that a word without its sign stands for: a name, or attributes with a plus between them. */
function matching(suites: readonly Suite[], word: string): readonly Suite[] {
	const named = suites.filter(({ name, openssl }) => name === word || openssl === word);
	if (named.length > 0) return named;
	const known = meanings();
	const tests = word.split("+").map((part) => known[part]);
	return tests.includes(undefined as never) ? [] : suites.filter(({ openssl }) => tests.every((test) => test(openssl)));
}

function split(list: string): string[] {
	return list
		.toUpperCase()
		.split(/[:, ]+/)
		.filter((word) => word !== "" && !word.startsWith("@"));
}

/**
 * Cipher suites by an OpenSSL list, such as "ECDHE-ECDSA-AES128-GCM-SHA256:!PSK", in order of preference. The suites of TLS 1.3 stay as they are unless the list has
 * some of them, as in Node. Words that mean nothing here are passed over, as OpenSSL does.
 * @throws Error ERR_SSL_NO_CIPHER_MATCH if nothing is left.
 */
export function cipherSuitesOf(list: unknown, option: string): readonly string[] {
	if (typeof list !== "string") throw invalidType(option, "a string", list);
	const available = TLS.capabilities.cipherSuites;
	const modern = available.filter((name) => !name.includes("_WITH_"));
	const suites = available.filter((name) => name.includes("_WITH_")).map((name) => ({ name, openssl: opensslName(name) }));
	const words = split(list);
	const chosenModern = words.filter((word) => modern.includes(word));
	let chosen: Suite[] = [];
	let banned: readonly Suite[] = [];
	for (const word of words) {
		const sign = "!-+".includes(word[0]) ? word[0] : "";
		const meant = matching(suites, word.slice(sign.length));
		if (sign === "") chosen.push(...meant.filter((suite) => !chosen.includes(suite) && !banned.includes(suite)));
		else {
			const moved = chosen.filter((suite) => meant.includes(suite));
			chosen = chosen.filter((suite) => !meant.includes(suite));
			if (sign === "+") chosen.push(...moved);
			if (sign === "!") banned = [...banned, ...meant];
		}
	}
	if (chosen.length === 0 && chosenModern.length === 0)
		throw coded(
			new Error(`${option}: no cipher suite of this build matches "${list}"; TLS.capabilities.cipherSuites has them`),
			"ERR_SSL_NO_CIPHER_MATCH",
		);
	const names = [...(chosenModern.length > 0 ? chosenModern : modern), ...chosen.map(({ name }) => name)];
	return Object.freeze(names);
}

/** OpenSSL's names of all suites, in small letters, as tls.getCiphers() gives them. */
export function cipherNames(): string[] {
	return TLS.capabilities.cipherSuites.map((name) => opensslName(name).toLowerCase());
}

/** Groups by a list such as "X25519:P-256". */
export function groupsOf(list: unknown, option: string): readonly string[] {
	if (typeof list !== "string") throw invalidType(option, "a string", list);
	return Object.freeze(list.split(":"));
}

const curves: Readonly<Record<string, string>> = Object.freeze({ SHA256: "secp256r1", SHA384: "secp384r1", SHA512: "secp521r1" });

function signatureAlgorithm(name: string): string {
	const [key, hash] = name.toUpperCase().split("+");
	if (hash === undefined) return name;
	const small = hash.toLowerCase();
	if (key === "ECDSA") return `ecdsa_${curves[hash] ?? hash}_${small}`;
	return key === "RSA-PSS" || key === "PSS" ? `rsa_pss_rsae_${small}` : `${key.toLowerCase()}_pkcs1_${small}`;
}

/** Signature algorithms by a list such as "ecdsa_secp256r1_sha256:RSA+SHA256". */
export function signatureAlgorithmsOf(list: unknown, option: string): readonly string[] {
	if (typeof list !== "string") throw invalidType(option, "a string", list);
	return Object.freeze(list.split(":").map(signatureAlgorithm));
}
