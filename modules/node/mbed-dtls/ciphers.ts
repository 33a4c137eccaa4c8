/* Cipher suites by any of their names, or their numbers; and what this build can do. */

import DTLS from "embedded:io/socket/udp/dtls";
import type { Capabilities as All } from "tls419/capabilities";
import { Library } from "tls419/library";
import { invalidType } from "tls419/node/errors";

/** IANA's numbers of the suites that peers of CoAP and LwM2M speak. Which of all there are this build has is told by `capabilities.cipherSuites`. */
export const supported_ciphersuites = Object.freeze({
	TLS_PSK_WITH_AES_128_CCM_8: 0xc0a8,
	TLS_PSK_WITH_AES_256_CCM_8: 0xc0a9,
	TLS_PSK_WITH_AES_128_CCM: 0xc0a4,
	TLS_PSK_WITH_AES_128_GCM_SHA256: 0x00a8,
	TLS_PSK_WITH_AES_128_CBC_SHA256: 0x00ae,
	TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256: 0xc037,
	TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 0xc0ae,
	TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8: 0xc0af,
	TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 0xc0ac,
	TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 0xc02b,
	TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 0xc02f,
});

/** A name of IANA's ("TLS_PSK_WITH_AES_128_CCM_8"), OpenSSL's ("PSK-AES128-CCM8") or mbedTLS's ("TLS-PSK-WITH-AES-128-CCM-8"), or IANA's number. */
export type CipherSuite = string | number;

/** What can be asked for, and what cannot. */
export interface Capabilities extends All {
	/** Ways in which the peers of an association can prove who they are. */
	readonly authentication: readonly ("certificate" | "psk" | "ecdhe-psk" | "raw-public-key")[];
}

/* The place of cipher suites in tls_choice in tls.h. */
const CIPHER_SUITE = 0;

function nameOf(number: number, option: string): string {
	for (let index = 0; ; index++) {
		const name = Library.choiceName(CIPHER_SUITE, index);
		if (name === undefined) throw new RangeError(`${option}: this build has no cipher suite with the number 0x${number.toString(16)}`);
		if (Library.choiceNumber(CIPHER_SUITE, index) === number) return name;
	}
}

/** The names of a list, of one suite, or of OpenSSL's form with colons between them. */
export function cipherSuitesOf(value: unknown, option: string): string[] {
	const list: unknown[] = typeof value === "string" ? value.split(":") : Array.isArray(value) ? value : [value];
	return list.map((suite) => {
		if (typeof suite === "number") return nameOf(suite, option);
		if (typeof suite !== "string") throw invalidType(option, "names or numbers of cipher suites", suite);
		return suite.trim();
	});
}

/** Capability discovery: what the classes below can do in this build. */
export function describe(): Capabilities {
	const all = DTLS.capabilities;
	const authentication: Capabilities["authentication"][number][] = ["certificate"];
	if (all.psk.includes("PSK")) authentication.push("psk");
	if (all.psk.includes("ECDHE-PSK")) authentication.push("ecdhe-psk");
	/* In a certificate that the key has signed itself. */
	authentication.push("raw-public-key");
	return Object.freeze({
		...all,
		versions: all.dtls,
		cipherSuites: Object.freeze(all.cipherSuites.filter((name) => name.includes("_WITH_"))),
		authentication: Object.freeze(authentication),
	});
}
