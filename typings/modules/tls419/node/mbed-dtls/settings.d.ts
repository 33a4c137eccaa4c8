/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/settings" {
	import { Buffer } from "node:buffer";
	import type { OpaqueKey } from "tls419/der";
	import { type CipherSuite } from "tls419/node/mbed-dtls/ciphers";
	import { type PEM } from "tls419/node/pem";
	/** Bytes, or text that stands for its UTF-8. */
	export type Secret = Uint8Array | ArrayBuffer | string;
	/** Who this side is, and whom it believes: the same in both roles. PEM or DER. */
	export interface Credentials {
		/** Our private key, or one that PSA keeps. Without a certificate it makes itself one, for peers that know the key. */
		readonly key?: PEM | OpaqueKey | null;
		/** Our certificate and those above it. */
		readonly certificate?: PEM | readonly PEM[] | null;
		/** The same. */
		readonly cert?: PEM | readonly PEM[] | null;
		/** Opens an encrypted key. */
		readonly passphrase?: Secret;
		/** The peer's public key (a SubjectPublicKeyInfo), or several of which it has one. */
		readonly peerPublicKey?: PEM | readonly PEM[] | null;
		/** Those whose certificates are believed. */
		readonly CACert?: PEM | readonly PEM[] | null;
		/** A key that both sides have, and its name. */
		readonly psk?: Secret | null;
		readonly PSKIdent?: Secret | null;
	}
	/** Judges each certificate of the peer's chain, the top first; false refuses. */
	export type Verify = (certificate: Buffer, depth: number, reasons: readonly string[]) => boolean | PromiseLike<boolean>;
	export interface CommonOptions extends Credentials {
		/** Whether a peer that is not believed is refused. Default true. */
		readonly rejectUnauthorized?: boolean;
		readonly verify?: Verify;
		/** Names or numbers of suites in order of preference, as a list or as text with colons between them. Default: all that this build has. */
		readonly ciphers?: CipherSuite | readonly CipherSuite[];
		/** The same. */
		readonly cipherSuites?: CipherSuite | readonly CipherSuite[];
		/** Milliseconds until a flight of the handshake is sent again, doubled each time: 1000 for a client, 3000 for a server. */
		readonly handshakeTimeoutMin?: number;
		/** The longest of these waits. Default 60000. */
		readonly handshakeTimeoutMax?: number;
		/** Milliseconds for all of the handshake; 0 for no limit. Default 120000, for a server 60000. */
		readonly handshakeTimeout?: number;
		/** Milliseconds without a datagram in either direction that end an association; 0 for no limit. */
		readonly idleTimeout?: number;
		/** Bytes of a datagram. Default 1232. */
		readonly mtu?: number;
		/** RFC 9146: see tls.connectionId. */
		readonly connectionId?: boolean | number;
		/** 0 is silent, 1 tells of errors, 2 of what happens, 3 of each datagram. Default 0. */
		readonly debug?: number;
	}
	export interface ClientCredentials extends CommonOptions {
		/** The name that the server's certificate must be for. Default: the host. */
		readonly servername?: string;
	}
	/** Finds the key of an identity: nothing, or nothing in it, refuses the client. */
	export type IdentityCallback = (identity: string, bytes: Buffer) => Secret | null | undefined | PromiseLike<Secret | null | undefined>;
	export interface ServerCredentials extends CommonOptions {
		readonly identityPskCallback?: IdentityCallback | null;
		/** Whether clients are asked for a certificate. Default: whether CACert, peerPublicKey or verify is given. */
		readonly requestCert?: boolean;
		/** 48 secret bytes that several servers, or starts of one, have in common: one opens the sessions that the other has kept. */
		readonly ticketKeys?: Uint8Array;
		/** How many sessions are kept for clients that come back. Default 16. */
		readonly sessionCache?: number;
		/** How many clients there are at most. Default 100. */
		readonly maximumPeers?: number;
	}
	/** A client's `tls`. @param host the name that was asked for. @throws TypeError, RangeError, Error for what cannot be meant */
	export function clientSettings(options: ClientCredentials, host: string): Record<string, unknown>;
	/** A server's `tls`. @throws TypeError, RangeError, Error for what cannot be meant */
	export function serverSettings(options: ServerCredentials): Record<string, unknown>;
}
