/*
 * What an application says about the verification of its peer's certificate, besides whom it trusts.
 */

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
