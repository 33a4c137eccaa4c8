/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/peer_certificate" {
	import { Buffer } from "node:buffer";
	/** The attributes of a name; one that is there several times is a list. */
	export type Attributes = Record<string, string | string[]>;
	export interface PeerCertificate {
		readonly subject: Attributes;
		readonly issuer: Attributes;
		/** Such as "DNS:device.example, IP Address:192.0.2.7". */
		readonly subjectaltname?: string;
		/** Whether it may issue others. */
		readonly ca: boolean;
		/** Of an RSA key, hexadecimal. */
		readonly modulus?: string;
		readonly exponent?: string;
		readonly bits?: number;
		/** Of an EC key the point, of others the SubjectPublicKeyInfo. */
		readonly pubkey: Buffer;
		/** Of an EC key, OpenSSL's name and NIST's. */
		readonly asn1Curve?: string;
		readonly nistCurve?: string;
		/** Such as "Jan  1 00:00:00 2020 GMT". */
		readonly valid_from: string;
		readonly valid_to: string;
		/** SHA-1, SHA-256 and SHA-512, such as "AB:CD:..."; one that the build cannot compute is absent. */
		readonly fingerprint?: string;
		readonly fingerprint256: string;
		readonly fingerprint512?: string;
		/** Identifiers of the extended key usage. */
		readonly ext_key_usage?: string[];
		/** Hexadecimal, upper case. */
		readonly serialNumber: string;
		readonly raw: Buffer;
		/** The issuer's, which is the certificate itself where that has signed itself; only where the whole chain was asked for. */
		issuerCertificate?: PeerCertificate;
	}
	/** A date as OpenSSL prints it. */
	export function dateText(date: Date): string;
	/** @throws TLSError for bytes that are no certificate. */
	export function describeCertificate(der: ArrayBuffer): PeerCertificate;
	/**
	 * What a stranger has shown. The engine reads less of a certificate than this does, so one that it has let pass may be one that cannot be read: it is shown without
	 * names then, and is for nobody.
	 */
	export function describePeer(der: ArrayBuffer): PeerCertificate;
	/** @param describe makes the description of each */
	export function describeChain(chain: readonly ArrayBuffer[], detailed: boolean, describe: (der: ArrayBuffer) => PeerCertificate): PeerCertificate | undefined;
}
