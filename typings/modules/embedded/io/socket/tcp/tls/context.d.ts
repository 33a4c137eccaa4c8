/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/tcp/tls/context" {
	import { type OpaqueKey } from "tls419/der";
	import { type ByteBuffer } from "tls419/validate";
	export interface TLSContextOptions {
		/** The authorities to trust, DER. Default: the host's certificate store. */
		readonly ca?: ByteBuffer | readonly ByteBuffer[];
		/** The chain to show to a peer, the own certificate first, DER. */
		readonly certificate?: ByteBuffer | readonly ByteBuffer[];
		/** A bundle of authorities to trust (`npx tls419 bundle`), in place of the host's store. A Resource is read in place, other buffers are copied. */
		readonly store?: ByteBuffer;
		/** The key of the certificate, DER (PKCS#8, SEC1, PKCS#1), or one that PSA keeps. */
		readonly key?: ByteBuffer | OpaqueKey;
		/** Opens an encrypted key. */
		readonly passphrase?: string | ByteBuffer;
	}
	export default class TLSContext {
		#private;
		/**
		 * Parses certificates and keys.
		 * @throws TypeError, RangeError for options that cannot be used; TLSError for certificates and keys that cannot.
		 */
		constructor(options?: TLSContextOptions);
	}
}
