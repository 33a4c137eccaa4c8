/* The native side of what belongs to no connection: keys that PSA keeps, and questions to the engine. See session.ts. */

import type { Owner } from "tls419/report";
import type { ByteBuffer, Callback, Convert } from "tls419/validate";

/** Keys that PSA keeps; each is known by a handle above zero. */
export class KeyStore {
	/** Makes a key on P-256, P-384 or P-521; its handle. `kept` is 0, or the identifier by which it outlives a restart. */
	static generate(bits: number, kept: number): number {
		return native("xs_tls_key_generate").call(this, bits, kept);
	}
	/** Takes a key in DER; its handle. */
	static import(kept: number, der: ByteBuffer, passphrase: ByteBuffer | undefined): number {
		return native("xs_tls_key_import").call(this, kept, der, passphrase);
	}
	/** Writes a certificate that the key has signed itself to the end of `target`; its length. */
	static certify(handle: number, target: Uint8Array): number {
		return native("xs_tls_key_certify").call(this, handle, target);
	}
	/** Writes the SubjectPublicKeyInfo to the end of `target`; its length. */
	static publicKey(handle: number, target: Uint8Array): number {
		return native("xs_tls_key_public").call(this, handle, target);
	}
	static destroy(handle: number): number {
		return native("xs_tls_key_destroy").call(this, handle);
	}
}

/** Cookies of DTLS, with which strangers show that their address is their own; see tls.h. */
export class Cookies extends Native("xs_tls_cookies_destructor") {
	constructor() {
		super();
		native("xs_tls_cookies").call(this);
	}
	open(): number {
		return native("xs_tls_cookies_open").call(this);
	}
	/**
	 * 1 for a hello that may begin, 0 for what is none, an error, or the length of the answer. The datagram is the first `count` bytes of the buffer, and from that address.
	 * @param mark of the hello with which the peer has begun that is there, if there is one.
	 */
	judge(address: string, port: number, mark: number | undefined, count: number, datagram: ByteBuffer, answer: Uint8Array): number {
		return native("xs_tls_cookies_judge").call(this, address, port, mark, count, datagram, answer);
	}
	delete(): void {
		native("xs_tls_cookies_delete").call(this);
	}
}

/** What belongs to no connection. */
export class Library {
	/**
	 * Reads a ClientHello; see hello.ts. The server name if it is whole, in lower case and without a final dot, empty if it names nobody; 0 if there has to be more, or an
	 * error.
	 */
	static readHello(bytes: Uint8Array, facts: ArrayBuffer): string | number {
		return native("xs_tls_hello_read").call(this, bytes, facts);
	}
	/** The same for the first datagram of DTLS, which is whole. */
	static readHelloDatagram(bytes: Uint8Array, facts: ArrayBuffer): string | number {
		return native("xs_tls_hello_readDatagram").call(this, bytes, facts);
	}
	/** Tells a hello of DTLS, the first `count` bytes of a buffer, from others. */
	static markHello(count: number, datagram: ByteBuffer): number {
		return native("xs_tls_hello_mark").call(this, count, datagram);
	}
	/**
	 * Reads the callbacks among the options of a connection, onReadable to onSession, for an owner whose `instance` is that one. What is neither a function nor null nor
	 * undefined `convert` refuses.
	 */
	static readOwner(options: object, instance: object, convert: Convert<unknown>): Owner {
		return native("xs_tls_options_owner").call(this, options, instance, convert);
	}
	/** Options for the TCP class: those of a connection that are the transport's business alone, each looked up once and passed on as it is, and these. */
	static transportOptions(options: object, target: object, onReadable: Callback, onWritable: Callback, onError: Callback): object {
		return native("xs_tls_options_transport").call(this, options, target, onReadable, onWritable, onError);
	}
	/** The server name that the client of a saved association has asked for; undefined if there is none. */
	static associationName(saved: ByteBuffer): string | undefined {
		return native("xs_tls_association_name").call(this, saved);
	}
	/** Copies as many bytes as there is room for; their count. On XS `set` and `slice` of a Uint8Array make a number of each byte. */
	static copy(target: Uint8Array, source: Uint8Array): number {
		return native("xs_tls_copy").call(this, target, source);
	}
	/** The digest of `bytes` into `target`: SHA-256 into 32 bytes, SHA-512 into 64, SHA-1 into 20. An error where the build lacks it. */
	static digest(bytes: ByteBuffer, target: Uint8Array): number {
		return native("xs_tls_digest").call(this, bytes, target);
	}
	/** Fills `target` with bytes that nobody can guess. */
	static random(target: Uint8Array): number {
		return native("xs_tls_random").call(this, target);
	}
	/** The name of an error number, such as "SSL_INVALID_MAC". */
	static errorName(number: number): string | undefined {
		return native("xs_tls_error_name").call(this, number);
	}
	/** The name, and below the number, of the `index`-th thing of a kind that can be chosen; see tls_choice_at in tls.h. */
	static choiceName(choice: number, index: number): string | undefined {
		return native("xs_tls_choice_name").call(this, choice, index);
	}
	static choiceNumber(choice: number, index: number): number {
		return native("xs_tls_choice_number").call(this, choice, index);
	}
	/** See tls_capabilities and tls_limit in tls.h. */
	static capabilities(): number {
		return native("xs_tls_capabilities").call(this);
	}
	static limit(kind: number): number {
		return native("xs_tls_limit").call(this, kind);
	}
	/** Whether this host has a certificate store, which may have to be loaded for that. */
	static hasStore(): boolean {
		return native("xs_tls_has_store").call(this);
	}
	/** mbedTLS's version, such as 0x03060700. */
	static version(): number {
		return native("xs_tls_library_version").call(this);
	}
	/** A figure of tls_statistics in tls.h; statistics.ts knows which. */
	static statistic(index: number): number {
		return native("xs_tls_statistics").call(this, index);
	}
}
