/* Made by `npm run typings` from the module itself. */
declare module "tls419/errors" {
	export interface TLSErrorDetails {
		/** mbedTLS's number, negative; 0 where no call of mbedTLS has failed. */
		number?: number;
		/** The alert that the peer sent (RFC 8446, 6), 0 to 255. */
		alert?: number;
		cause?: unknown;
	}
	/** A failure of a TLS connection. */
	export class TLSError extends Error {
		name: string;
		/** Node's code for the failure where Node has one, such as "CERT_HAS_EXPIRED". */
		readonly code: string;
		/** mbedTLS's number, negative; 0 where no call of mbedTLS has failed. */
		readonly number: number;
		/** The fatal alert that the peer sent, if it sent one. */
		readonly alert: number | undefined;
		constructor(code: string, sentence: string, details?: TLSErrorDetails);
	}
	/** What a session knows about its failure. */
	export interface Circumstances {
		alert(): number;
		verdict(): number;
		explanation(): string;
		/** 0 until the handshake is done. */
		version(): number;
		/** Whether the handshake stood or fell with a pre-shared key. */
		usesKey(): boolean;
	}
}
