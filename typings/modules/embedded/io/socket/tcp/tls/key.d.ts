/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/tcp/tls/key" {
	import { type OpaqueKey } from "tls419/der";
	import { type ByteBuffer } from "tls419/validate";
	export type Curve = "P-256" | "P-384" | "P-521";
	/**
	 * Stands for a key. It is as long in the store as the program wants: neither contexts and connections nor the garbage collector destroy it.
	 *
	 *	const key = PrivateKey.generate();
	 *	const certificate = await enroll(key.publicKey);
	 *	new TLSContext({ certificate, key });
	 */
	export default class PrivateKey implements OpaqueKey {
		#private;
		/**
		 * A key that is in the store already.
		 * @param options `psaKey`: its identifier in PSA, 1 to 0x7fffffff.
		 */
		constructor(options: OpaqueKey);
		/**
		 * Makes a key in the device's memory, where it stays until destroy() or a restart. It can sign for TLS and nothing else.
		 * @param psaKey an identifier, 1 to 0x3fffffff, by which the key is kept beyond restarts, where PSA has a place for it (on ESP32: NVS).
		 * @throws RangeError for another curve; TLSError for lack of memory or randomness, for a curve that this build lacks, and for an identifier that is taken.
		 */
		static generate(curve?: Curve, psaKey?: number): PrivateKey;
		/**
		 * Takes a key into the device's memory, where it stays until destroy() or a restart. It can sign for TLS and nothing else.
		 * @param der PKCS#8, encrypted or not, SEC1 or PKCS#1.
		 * @param psaKey as for generate().
		 * @throws TLSError for what is no key of a kind that this build knows, or does not open.
		 */
		static import(der: ByteBuffer, secret?: string | ByteBuffer, psaKey?: number): PrivateKey;
		/** The identifier in PSA. @throws Error after destroy(). */
		get psaKey(): number;
		/** The public half as a SubjectPublicKeyInfo in DER (RFC 5280, 4.1): what a certificate is asked for with. @throws TLSError if the store lacks the key. */
		get publicKey(): ArrayBuffer;
		/**
		 * A certificate in DER that the key has signed itself, with neither name nor end: it carries the raw public key to a peer that knows it by its pin, and is worth
		 * nothing to others. Another one each time. @throws TLSError if the store lacks the key, or its policy does not let it sign a SHA-256.
		 */
		get certificate(): ArrayBuffer;
		/** Takes the key out of the store for good. Handshakes that need it fail from now on. May be called twice. */
		destroy(): void;
	}
}
