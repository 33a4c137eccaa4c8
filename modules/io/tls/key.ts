/*
 * "embedded:io/socket/tcp/tls/key": a private key that PSA's key store keeps and never gives away. It is made on the device, taken from bytes, or is there
 * already, in a secure element perhaps.
 */

import { bytes, type OpaqueKey, passphrase } from "tls419/der";
import { check, numberedError } from "tls419/errors";
import { KeyStore } from "tls419/library";
import { type ByteBuffer, integer, oneOf, optionsObject, required } from "tls419/validate";

export type Curve = "P-256" | "P-384" | "P-521";

const curves: readonly Curve[] = Object.freeze(["P-256", "P-384", "P-521"]);

/** The most that a public key needs, of 4096 bits RSA; see TLS_KEY_PUBLIC_SIZE in tls.h. */
const PUBLIC_KEY_SIZE = 1100;
/** The most that its certificate needs. */
const CERTIFICATE_SIZE = 3072;

/** The identifier that an application chooses, 0 for none: PSA leaves these numbers to it. */
function lasting(psaKey: number | undefined): number {
	return psaKey === undefined ? 0 : integer(psaKey, "psaKey", 1, 0x3fffffff);
}

/**
 * Stands for a key. It is as long in the store as the program wants: neither contexts and connections nor the garbage collector destroy it.
 *
 *	const key = PrivateKey.generate();
 *	const certificate = await enroll(key.publicKey);
 *	new TLSContext({ certificate, key });
 */
export default class PrivateKey implements OpaqueKey {
	#handle: number;

	/**
	 * A key that is in the store already.
	 * @param options `psaKey`: its identifier in PSA, 1 to 0x7fffffff.
	 */
	constructor(options: OpaqueKey) {
		this.#handle = required(optionsObject(options), "psaKey", (value, name) => integer(value, name, 1, 0x7fffffff));
	}

	/**
	 * Makes a key in the device's memory, where it stays until destroy() or a restart. It can sign for TLS and nothing else.
	 * @param psaKey an identifier, 1 to 0x3fffffff, by which the key is kept beyond restarts, where PSA has a place for it (on ESP32: NVS).
	 * @throws RangeError for another curve; TLSError for lack of memory or randomness, for a curve that this build lacks, and for an identifier that is taken.
	 */
	static generate(curve: Curve = "P-256", psaKey?: number): PrivateKey {
		const bits = Number(oneOf(curve, "curve", curves).slice(2));
		return new PrivateKey({ psaKey: check(KeyStore.generate(bits, lasting(psaKey))) });
	}

	/**
	 * Takes a key into the device's memory, where it stays until destroy() or a restart. It can sign for TLS and nothing else.
	 * @param der PKCS#8, encrypted or not, SEC1 or PKCS#1.
	 * @param psaKey as for generate().
	 * @throws TLSError for what is no key of a kind that this build knows, or does not open.
	 */
	static import(der: ByteBuffer, secret?: string | ByteBuffer, psaKey?: number): PrivateKey {
		const source = bytes(der, "key");
		const kept = lasting(psaKey);
		const word = secret === undefined ? undefined : passphrase(secret, "passphrase");
		try {
			return new PrivateKey({ psaKey: check(KeyStore.import(kept, source, word)) });
		} finally {
			word?.fill(0);
		}
	}

	/** The identifier in PSA. @throws Error after destroy(). */
	get psaKey(): number {
		if (this.#handle === 0) throw new Error("this key was destroyed");
		return this.#handle;
	}

	/** The public half as a SubjectPublicKeyInfo in DER (RFC 5280, 4.1): what a certificate is asked for with. @throws TLSError if the store lacks the key. */
	get publicKey(): ArrayBuffer {
		const target = new Uint8Array(PUBLIC_KEY_SIZE);
		const length = check(KeyStore.publicKey(this.psaKey, target));
		return target.slice(PUBLIC_KEY_SIZE - length).buffer;
	}

	/**
	 * A certificate in DER that the key has signed itself, with neither name nor end: it carries the raw public key to a peer that knows it by its pin, and is worth
	 * nothing to others. Another one each time. @throws TLSError if the store lacks the key, or its policy does not let it sign a SHA-256.
	 */
	get certificate(): ArrayBuffer {
		const target = new Uint8Array(CERTIFICATE_SIZE);
		const length = check(KeyStore.certify(this.psaKey, target));
		return target.slice(CERTIFICATE_SIZE - length).buffer;
	}

	/** Takes the key out of the store for good. Handshakes that need it fail from now on. May be called twice. */
	destroy(): void {
		const handle = this.#handle;
		this.#handle = 0;
		if (handle === 0) return;
		const result = KeyStore.destroy(handle);
		if (result < 0) throw numberedError(result);
	}
}
