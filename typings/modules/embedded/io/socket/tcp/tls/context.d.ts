/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/tcp/tls/context" {
	import { type ByteSource, type OpaqueKey } from "tls419/der";
	import { type PreSharedKey } from "tls419/psk";
	import { type TicketOptions } from "tls419/resumption";
	import { type ByteBuffer } from "tls419/validate";
	export interface TLSContextOptions extends TicketOptions {
		/** The authorities to trust, DER. Default: the host's certificate store. */
		readonly ca?: ByteSource | readonly ByteSource[];
		/** Revocation lists (RFC 5280, 5), DER: see `crl` of a connection's options. */
		readonly crl?: ByteSource | readonly ByteSource[];
		/** The chain to show to a peer, the own certificate first, DER. */
		readonly certificate?: ByteSource | readonly ByteSource[];
		/** A bundle of authorities to trust (`npx tls419 bundle`), in place of the host's store. A Resource is read in place, other buffers are copied. */
		readonly store?: ByteSource;
		/** The key of the certificate, DER (PKCS#8, SEC1, PKCS#1), or one that PSA keeps. */
		readonly key?: ByteSource | OpaqueKey;
		/** Opens an encrypted key. */
		readonly passphrase?: string | ByteSource;
		/** A key that both sides have; see `psk` of a connection. */
		readonly psk?: PreSharedKey;
	}
	export default class TLSContext {
		#private;
		/**
		 * Parses certificates and keys.
		 * @throws TypeError, RangeError for options that cannot be used; TLSError for certificates and keys that cannot.
		 */
		constructor(options?: TLSContextOptions);
		/**
		 * Seals tickets with another key from now on. The one before still opens its tickets for one lifetime, and the one before that no longer.
		 * @param keys 48 secret random bytes, which then stay until the next call. Default: random ones, which are replaced once a lifetime.
		 * @throws TypeError, RangeError for what is no such key.
		 */
		rotateTicketKeys(keys?: ByteBuffer): void;
	}
}
