/* A certificate as Node's getPeerCertificate() shows it. */

import Certificate from "embedded:io/socket/tcp/tls/certificate";
import { Buffer } from "node:buffer";
import { BIT_STRING, bitString, type Elements, hexadecimal, INTEGER, open, SEQUENCE } from "tls419/asn1";
import { check } from "tls419/errors";
import { Library } from "tls419/library";
import type { AlternativeName, DistinguishedName } from "tls419/names";

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

const months = Object.freeze(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]);

/* What OpenSSL calls curves. */
const curveNames: Readonly<Record<string, string>> = Object.freeze({ "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" });

const purposes: Readonly<Record<string, string>> = Object.freeze({
	anyExtendedKeyUsage: "2.5.29.37.0",
	serverAuth: "1.3.6.1.5.5.7.3.1",
	clientAuth: "1.3.6.1.5.5.7.3.2",
	codeSigning: "1.3.6.1.5.5.7.3.3",
	emailProtection: "1.3.6.1.5.5.7.3.4",
	timeStamping: "1.3.6.1.5.5.7.3.8",
	OCSPSigning: "1.3.6.1.5.5.7.3.9",
});

const SHA1_SIZE = 20;
const SHA512_SIZE = 64;

function two(number: number): string {
	return number < 10 ? `0${number}` : String(number);
}

/** A date as OpenSSL prints it. */
export function dateText(date: Date): string {
	const day = String(date.getUTCDate()).padStart(2);
	const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
	return `${months[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()} GMT`;
}

/* Without a prototype: a name may have an attribute that is called like something of Object's. */
function attributesOf(name: DistinguishedName): Attributes {
	const result: Attributes = Object.create(null);
	for (const [key, values] of Object.entries(name.attributes)) result[key] = values.length === 1 ? values[0] : [...values];
	return result;
}

/** RFC 5952 to eight groups in capitals, as OpenSSL prints them. */
function fullAddress(address: string): string {
	if (!address.includes(":")) return address;
	const [head, tail] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
	const groups = tail === undefined ? head : [...head, ...new Array(8 - head.length - tail.length).fill("0"), ...tail];
	return groups.join(":").toUpperCase();
}

/* Text that could be taken for the beginning of another name is quoted: CVE-2021-44532. */
function quoted(value: string): string {
	return /^[ !#-&(-+\--[\]-~]*$/.test(value) ? value : JSON.stringify(value);
}

function alternativeName({ type, value }: AlternativeName): string {
	switch (type) {
		case "DNS":
			return `DNS:${quoted(value)}`;
		case "IP":
			return `IP Address:${fullAddress(value)}`;
		case "URI":
			return `URI:${quoted(value)}`;
		case "email":
			return `email:${quoted(value)}`;
		case "directory":
			return `DirName:${quoted(value)}`;
		default:
			return "othername:<unsupported>";
	}
}

function fingerprint(der: ArrayBuffer, size: number): string | undefined {
	const digest = new Uint8Array(size);
	return Library.digest(der, digest) < 0 ? undefined : hexadecimal(digest, ":");
}

function fingerprints(der: ArrayBuffer): Pick<PeerCertificate, "fingerprint" | "fingerprint256" | "fingerprint512"> {
	const digest = new Uint8Array(32);
	check(Library.digest(der, digest));
	const [sha1, sha512] = [fingerprint(der, SHA1_SIZE), fingerprint(der, SHA512_SIZE)];
	return {
		...(sha1 !== undefined && { fingerprint: sha1 }),
		fingerprint256: hexadecimal(digest, ":"),
		...(sha512 !== undefined && { fingerprint512: sha512 }),
	};
}

/** The bytes of a public key, its BIT STRING. */
function keyBits(der: ArrayBuffer): Uint8Array {
	const parts = open(new Uint8Array(der), SEQUENCE);
	parts.next(SEQUENCE);
	return bitString(parts.next(BIT_STRING).content);
}

function withoutZeros(parts: Elements): string {
	const digits = hexadecimal(parts.next(INTEGER).content).replace(/^(?:00)+/, "");
	return digits === "" ? "00" : digits;
}

function keyFacts({
	publicKey,
}: Certificate): Pick<PeerCertificate, "modulus" | "exponent" | "bits" | "pubkey" | "asn1Curve" | "nistCurve"> {
	const { type, size, curve, der } = publicKey;
	const bits = size === undefined ? {} : { bits: size };
	if (type === "EC") {
		const asn1Curve = curve === undefined ? undefined : (curveNames[curve] ?? curve);
		return {
			...bits,
			pubkey: Buffer.from(keyBits(der)),
			...(asn1Curve !== undefined && { asn1Curve }),
			...(curve?.startsWith("P-") && { nistCurve: curve }),
		};
	}
	if (type !== "RSA") return { ...bits, pubkey: Buffer.from(der) };
	const numbers = open(keyBits(der), SEQUENCE);
	const modulus = withoutZeros(numbers);
	const exponent = `0x${withoutZeros(numbers).replace(/^0/, "").toLowerCase()}`;
	return { modulus, ...bits, exponent, pubkey: Buffer.from(der) };
}

/** @throws TLSError for bytes that are no certificate. */
export function describeCertificate(der: ArrayBuffer): PeerCertificate {
	const certificate = new Certificate(der);
	const { subject, issuer, subjectAlternativeNames, extendedKeyUsage } = certificate;
	return {
		subject: attributesOf(subject),
		issuer: attributesOf(issuer),
		...(subjectAlternativeNames.length > 0 && { subjectaltname: subjectAlternativeNames.map(alternativeName).join(", ") }),
		ca: certificate.isAuthority,
		...keyFacts(certificate),
		valid_from: dateText(certificate.validFrom),
		valid_to: dateText(certificate.validTo),
		...fingerprints(der),
		...(extendedKeyUsage !== undefined && { ext_key_usage: extendedKeyUsage.map((purpose) => purposes[purpose] ?? purpose) }),
		serialNumber: certificate.serialNumber,
		raw: Buffer.from(der),
	};
}

function sameName(one: Attributes, other: Attributes): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}

/** The first of a chain, which leads to its issuer's if `detailed` says so, as far as the peer has sent it. */
/** What is left of a certificate that cannot be read: its bytes, and what is computed of them. */
function describeBytes(der: ArrayBuffer): PeerCertificate {
	return {
		subject: Object.create(null),
		issuer: Object.create(null),
		ca: false,
		pubkey: Buffer.alloc(0),
		valid_from: "",
		valid_to: "",
		...fingerprints(der),
		serialNumber: "",
		raw: Buffer.from(der),
	};
}

/**
 * What a stranger has shown. The engine reads less of a certificate than this does, so one that it has let pass may be one that cannot be read: it is shown without
 * names then, and is for nobody.
 */
export function describePeer(der: ArrayBuffer): PeerCertificate {
	try {
		return describeCertificate(der);
	} catch (error) {
		if ((error as { code?: string }).code !== "ERR_TLS_CERTIFICATE_FORMAT") throw error;
		return describeBytes(der);
	}
}

/** @param describe makes the description of each */
export function describeChain(
	chain: readonly ArrayBuffer[],
	detailed: boolean,
	describe: (der: ArrayBuffer) => PeerCertificate,
): PeerCertificate | undefined {
	const [first] = chain;
	if (first === undefined) return undefined;
	if (!detailed) return describe(first);
	const described = chain.map(describe);
	described.forEach((certificate, index) => {
		if (Object.keys(certificate.issuer).length === 0) return;
		const issuer = described.slice(index + 1).find(({ subject }) => sameName(subject, certificate.issuer));
		if (issuer !== undefined) certificate.issuerCertificate = issuer;
		else if (sameName(certificate.subject, certificate.issuer)) certificate.issuerCertificate = certificate;
	});
	return described[0];
}
