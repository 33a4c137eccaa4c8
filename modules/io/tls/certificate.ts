/* "embedded:io/socket/tcp/tls/certificate": what a certificate (RFC 5280) says, for a person or a program to look at. It judges nothing. */

import {
	BIT_STRING,
	BOOLEAN,
	bitNames,
	bitString,
	type Element,
	Elements,
	hexadecimal,
	INTEGER,
	malformed,
	OBJECT_IDENTIFIER,
	OCTET_STRING,
	objectIdentifier,
	open,
	SEQUENCE,
	time,
} from "tls419/asn1";
import { bytes, view } from "tls419/der";
import { check } from "tls419/errors";
import { Library } from "tls419/library";
import { type AlternativeName, alternativeNames, type DistinguishedName, distinguishedName } from "tls419/names";
import type { ByteBuffer } from "tls419/validate";

export interface PublicKey {
	/** "EC", "RSA", "RSA-PSS", "Ed25519", "Ed448", "X25519", "X448", "DSA", or the identifier of another kind in digits. */
	readonly type: string;
	/** Bits; undefined for a kind that is not known here. */
	readonly size: number | undefined;
	/** Of an EC key: "P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1", ..., or the identifier of another one in digits. */
	readonly curve: string | undefined;
	/** The SubjectPublicKeyInfo in DER. */
	readonly der: ArrayBuffer;
	/** SHA-256 of that, as pins use it (RFC 7469, 2.4): 32 bytes. */
	readonly sha256: ArrayBuffer;
}

const { freeze } = Object;

const usageNames = freeze([
	"digitalSignature",
	"nonRepudiation",
	"keyEncipherment",
	"dataEncipherment",
	"keyAgreement",
	"keyCertSign",
	"cRLSign",
	"encipherOnly",
	"decipherOnly",
]);

function purposeNames(): Readonly<Record<string, string>> {
	return {
		"2.5.29.37.0": "anyExtendedKeyUsage",
		"1.3.6.1.5.5.7.3.1": "serverAuth",
		"1.3.6.1.5.5.7.3.2": "clientAuth",
		"1.3.6.1.5.5.7.3.3": "codeSigning",
		"1.3.6.1.5.5.7.3.4": "emailProtection",
		"1.3.6.1.5.5.7.3.8": "timeStamping",
		"1.3.6.1.5.5.7.3.9": "OCSPSigning",
	};
}

function keyTypes(): Readonly<Record<string, readonly [type: string, size: number | undefined]>> {
	return {
		"1.2.840.10045.2.1": ["EC", undefined],
		"1.2.840.113549.1.1.1": ["RSA", undefined],
		"1.2.840.113549.1.1.10": ["RSA-PSS", undefined],
		"1.2.840.10040.4.1": ["DSA", undefined],
		"1.3.101.110": ["X25519", 253],
		"1.3.101.111": ["X448", 448],
		"1.3.101.112": ["Ed25519", 253],
		"1.3.101.113": ["Ed448", 456],
	};
}

function curves(): Readonly<Record<string, readonly [name: string, size: number]>> {
	return {
		"1.2.840.10045.3.1.1": ["P-192", 192],
		"1.3.132.0.33": ["P-224", 224],
		"1.2.840.10045.3.1.7": ["P-256", 256],
		"1.3.132.0.34": ["P-384", 384],
		"1.3.132.0.35": ["P-521", 521],
		"1.3.132.0.10": ["secp256k1", 256],
		"1.3.36.3.3.2.8.1.1.7": ["brainpoolP256r1", 256],
		"1.3.36.3.3.2.8.1.1.11": ["brainpoolP384r1", 384],
		"1.3.36.3.3.2.8.1.1.13": ["brainpoolP512r1", 512],
	};
}

function copy(part: Uint8Array): ArrayBuffer {
	return new Uint8Array(part).buffer;
}

function sha256(data: Uint8Array): Uint8Array<ArrayBuffer> {
	const digest = new Uint8Array(32);
	check(Library.digest(data, digest));
	return digest;
}

/** Of a number that is not negative. */
function bitLength(content: Uint8Array): number {
	let at = 0;
	while (at < content.length && content[at] === 0) at++;
	return at === content.length ? 0 : (content.length - at) * 8 - (Math.clz32(content[at]) - 24);
}

function publicKey(element: Element): PublicKey {
	const parts = open(element.whole, SEQUENCE);
	const algorithm = parts.inside(SEQUENCE);
	const identifier = objectIdentifier(algorithm.next(OBJECT_IDENTIFIER).content);
	const key = bitString(parts.next(BIT_STRING).content);
	const [type, fixedSize] = keyTypes()[identifier] ?? [identifier, undefined];
	let size = fixedSize;
	let curve: string | undefined;
	if (type === "EC") {
		const parameter = algorithm.next();
		if (parameter.tag === OBJECT_IDENTIFIER) {
			const name = objectIdentifier(parameter.content);
			[curve, size] = curves()[name] ?? [name, undefined];
		}
	} else if (type === "RSA" || type === "RSA-PSS") size = bitLength(open(key, SEQUENCE).next(INTEGER).content);
	const der = copy(element.whole);
	return freeze({
		type,
		size,
		curve,
		der,
		get sha256() {
			return sha256(new Uint8Array(der)).buffer;
		},
	});
}

/** What an extension holds, by the extension's identifier. */
function readExtensions(body: Elements): Map<string, Uint8Array> {
	const found = new Map<string, Uint8Array>();
	/* Unique identifiers, which nobody uses, may stand before. */
	body.optional(0x81) ?? body.optional(0xa1);
	body.optional(0x82) ?? body.optional(0xa2);
	const wrapper = body.optional(0xa3);
	if (!body.done) malformed("something stands behind the extensions");
	if (wrapper === undefined) return found;
	const list = open(wrapper.content, SEQUENCE);
	while (!list.done) {
		const extension = list.inside(SEQUENCE);
		const identifier = objectIdentifier(extension.next(OBJECT_IDENTIFIER).content);
		extension.optional(BOOLEAN);
		if (found.has(identifier)) malformed(`the extension ${identifier} is there twice`);
		found.set(identifier, extension.next(OCTET_STRING).content);
	}
	return found;
}

function purposes(list: Elements): readonly string[] {
	const names = purposeNames();
	const result: string[] = [];
	while (!list.done) {
		const identifier = objectIdentifier(list.next(OBJECT_IDENTIFIER).content);
		result.push(names[identifier] ?? identifier);
	}
	return freeze(result);
}

/**
 * One certificate, read from its DER. Text in it comes from whoever made it.
 *
 *	const { subject, validTo } = new Certificate(tls.negotiated.peerCertificates[0]);
 *	console.log(subject.text, validTo.toISOString());
 */
export default class Certificate {
	/** The certificate itself. */
	readonly der: ArrayBuffer;
	readonly subject: DistinguishedName;
	readonly issuer: DistinguishedName;
	/** The names and addresses it is for; a check of names uses these and not the subject. */
	readonly subjectAlternativeNames: readonly AlternativeName[];
	readonly validFrom: Date;
	readonly validTo: Date;
	/** Hexadecimal digits, upper case. */
	readonly serialNumber: string;
	readonly publicKey: PublicKey;
	/** Whether it may issue others (basicConstraints). */
	readonly isAuthority: boolean;
	/** How many authorities may stand between it and an end; undefined if that is not limited. */
	readonly pathLength: number | undefined;
	/** RFC 5280, 4.2.1.3, such as "digitalSignature"; undefined if the certificate does not say. */
	readonly keyUsage: readonly string[] | undefined;
	/** RFC 5280, 4.2.1.12, such as "serverAuth", or an identifier in digits; undefined if the certificate does not say. */
	readonly extendedKeyUsage: readonly string[] | undefined;

	/**
	 * @param der one certificate; the bytes are copied.
	 * @throws TypeError for what is no byte buffer; TLSError ERR_TLS_CERTIFICATE_FORMAT for bytes that are not a certificate.
	 */
	constructor(der: ByteBuffer) {
		const whole = new Uint8Array(view(bytes(der, "certificate")));
		this.der = whole.buffer;
		const parts = open(whole, SEQUENCE);
		const body = parts.inside(SEQUENCE);
		parts.next(SEQUENCE);
		parts.next(BIT_STRING);
		if (!parts.done) malformed("something stands behind its signature");

		body.optional(0xa0);
		this.serialNumber = serialNumber(body.next(INTEGER).content);
		body.next(SEQUENCE);
		this.issuer = distinguishedName(body.inside(SEQUENCE));
		const validity = body.inside(SEQUENCE);
		this.validFrom = time(validity.next());
		this.validTo = time(validity.next());
		this.subject = distinguishedName(body.inside(SEQUENCE));
		this.publicKey = publicKey(body.next(SEQUENCE));

		const extensions = readExtensions(body);
		const inside = (identifier: string) => {
			const content = extensions.get(identifier);
			return content === undefined ? undefined : open(content, SEQUENCE);
		};
		const names = inside("2.5.29.17");
		this.subjectAlternativeNames = names === undefined ? freeze([]) : alternativeNames(names);
		const constraints = inside("2.5.29.19");
		this.isAuthority = (constraints?.optional(BOOLEAN)?.content[0] ?? 0) !== 0;
		const limit = constraints?.optional(INTEGER)?.content;
		this.pathLength = limit === undefined ? undefined : limit.length === 1 ? limit[0] : malformed("its path length is no number");
		const usage = extensions.get("2.5.29.15");
		this.keyUsage = usage === undefined ? undefined : bitNames(openBits(usage), usageNames);
		const extended = inside("2.5.29.37");
		this.extendedKeyUsage = extended === undefined ? undefined : purposes(extended);
		freeze(this);
	}

	/** SHA-256 of the certificate as Node writes it: "AB:CD:...". */
	get fingerprint256(): string {
		return hexadecimal(sha256(new Uint8Array(this.der)), ":");
	}

	/** The subject, escaped, so that a certificate can be printed. */
	toString(): string {
		return this.subject.text;
	}
}

function serialNumber(content: Uint8Array): string {
	if (content.length === 0) malformed("it has no serial number");
	return hexadecimal(content.length > 1 && content[0] === 0 ? content.subarray(1) : content);
}

function openBits(content: Uint8Array): Uint8Array {
	const outer = new Elements(content);
	const bits = outer.next(BIT_STRING).content;
	if (!outer.done || bits.length === 0) malformed("its key usage is no bit string");
	return bits;
}
