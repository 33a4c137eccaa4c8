/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/secure_context" {
	import TLSContext from "embedded:io/socket/tcp/tls/context";
	import type { OpaqueKey } from "tls419/der";
	import { type PEM } from "tls419/node/pem";
	import { type Versions } from "tls419/node/tls/versions";
	import type { PreSharedKey } from "tls419/psk";
	/** A key and what opens it. */
	export interface KeyWithPassphrase {
		readonly pem: PEM;
		readonly passphrase?: string;
	}
	export type KeyOption = PEM | OpaqueKey | KeyWithPassphrase;
	export interface SecureContextOptions {
		/** The authorities to trust, each value with one certificate or several. Default: the host's certificate store. */
		readonly ca?: PEM | readonly PEM[];
		/** The own certificate, and those that lead to an authority, behind it or in a list. */
		readonly cert?: PEM | readonly PEM[];
		readonly key?: KeyOption | readonly KeyOption[];
		readonly passphrase?: string;
		/** Revocation lists. */
		readonly crl?: PEM | readonly PEM[];
		/** OpenSSL's cipher list. */
		readonly ciphers?: string;
		/** Groups such as "X25519:P-256", or "auto". */
		readonly ecdhCurve?: string;
		/** Signature algorithms such as "ecdsa_secp256r1_sha256:RSA+SHA256". */
		readonly sigalgs?: string;
		readonly minVersion?: string;
		readonly maxVersion?: string;
		readonly secureProtocol?: string;
		/** 48 bytes that seal a server's tickets. */
		readonly ticketKeys?: Uint8Array;
		/** Seconds for which a session can be resumed. */
		readonly sessionTimeout?: number;
	}
	/** What connections take of a context, under the names of the classes below. */
	export interface ContextSettings extends Versions {
		readonly context: TLSContext;
		readonly cipherSuites?: readonly string[];
		readonly groups?: readonly string[];
		readonly signatureAlgorithms?: readonly string[];
	}
	/** 48 bytes. */
	export function ticketKeysOf(value: unknown, name: string): Uint8Array;
	export class SecureContext {
		/** What the classes below call a context. */
		readonly context: TLSContext;
		/** @param psk what both sides know, in place of certificates or beside them. */
		constructor(options: SecureContextOptions, psk?: PreSharedKey);
	}
	/**
	 * Reads certificates and keys, once for any number of connections.
	 * @throws TypeError, Error, TLSError for what cannot be read, or does not belong together.
	 */
	export function createSecureContext(options?: SecureContextOptions): SecureContext;
	/** Whether a value is one, and not only looks like it. */
	export function secureContextOf(value: unknown, name: string): SecureContext;
}
