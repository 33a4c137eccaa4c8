/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/ciphers" {
	import type { Capabilities as All } from "tls419/capabilities";
	/** IANA's numbers of the suites that peers of CoAP and LwM2M speak. Which of all there are this build has is told by `capabilities.cipherSuites`. */
	export const supported_ciphersuites: Readonly<{
		TLS_PSK_WITH_AES_128_CCM_8: 49320;
		TLS_PSK_WITH_AES_256_CCM_8: 49321;
		TLS_PSK_WITH_AES_128_CCM: 49316;
		TLS_PSK_WITH_AES_128_GCM_SHA256: 168;
		TLS_PSK_WITH_AES_128_CBC_SHA256: 174;
		TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256: 49207;
		TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 49326;
		TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8: 49327;
		TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 49324;
		TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 49195;
		TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 49199;
	}>;
	/** A name of IANA's ("TLS_PSK_WITH_AES_128_CCM_8"), OpenSSL's ("PSK-AES128-CCM8") or mbedTLS's ("TLS-PSK-WITH-AES-128-CCM-8"), or IANA's number. */
	export type CipherSuite = string | number;
	/** What can be asked for, and what cannot. */
	export interface Capabilities extends All {
		/** Ways in which the peers of an association can prove who they are. */
		readonly authentication: readonly ("certificate" | "psk" | "ecdhe-psk" | "raw-public-key")[];
	}
	/** The names of a list, of one suite, or of OpenSSL's form with colons between them. */
	export function cipherSuitesOf(value: unknown, option: string): string[];
	/** Capability discovery: what the classes below can do in this build. */
	export function describe(): Capabilities;
}
