/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/tcp/tls/certificate" {
	import { type AlternativeName, type DistinguishedName } from "tls419/names";
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
		constructor(der: ByteBuffer);
		/** SHA-256 of the certificate as Node writes it: "AB:CD:...". */
		get fingerprint256(): string;
		/** The subject, escaped, so that a certificate can be printed. */
		toString(): string;
	}
}
