/* Made by `npm run typings` from the module itself. */
declare module "tls419/verification" {
	import { type ByteBuffer } from "tls419/validate";
	/** The SHA-256 of a SubjectPublicKeyInfo: 32 bytes, or "sha256/" and their base64. */
	export type Pin = ByteBuffer | string;
	export type TimePolicy = "require" | "allow-unset" | "ignore";
	/** A certificate that is to be judged. */
	export interface CertificateQuestion {
		/** DER. */
		readonly certificate: ArrayBuffer;
		/** Its place in the chain: 0 is the peer's own certificate, 1 its issuer's, and so on. */
		readonly depth: number;
		/** What was found wrong with it: codes of Node's, such as "CERT_HAS_EXPIRED". Empty unless `verify` is false. */
		readonly flags: readonly string[];
	}
	/** True accepts, false refuses. */
	export type OnVerify = (question: CertificateQuestion) => boolean | PromiseLike<boolean>;
}
