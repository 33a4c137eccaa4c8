/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/socket" {
	import { Buffer } from "node:buffer";
	import { type PeerCertificate } from "tls419/node/tls/peer_certificate";
	import { SecureSocket } from "tls419/node/tls/secure_socket";
	import type { ByteBuffer } from "tls419/validate";
	export interface CipherDescription {
		/** OpenSSL's name. */
		readonly name: string;
		/** IANA's name. */
		readonly standardName: string;
		readonly version: string;
	}
	export class TLSSocket extends SecureSocket {
		/** A client's: "TLSv1.2" or "TLSv1.3", "unknown" before the handshake is done, null when it is over. A server's: null, as Node's documentation has it. */
		getProtocol(): string | null;
		/** The cipher suite; undefined before the handshake is done, null when the connection is over. */
		getCipher(): CipherDescription | undefined | null;
		/**
		 * The peer's certificate: an empty object if there is none, or not yet; null when the connection is over.
		 * @param detailed adds the certificates that the peer has sent with it, each as its `issuerCertificate`
		 */
		getPeerCertificate(detailed?: boolean): PeerCertificate | Record<string, never> | null;
		/** The certificate that this side shows: an empty object if it has none; null when the connection is over. */
		getCertificate(): PeerCertificate | Record<string, never> | null;
		/** A client's session, a secret, for the option `session` of a later connection. In TLS 1.3 it comes behind the handshake: wait for "session". */
		getSession(): Buffer | undefined;
		/** Whether the keys come from an earlier connection. */
		isSessionReused(): boolean;
		/** Undefined: the engine has the ticket inside of the session, and not by itself. */
		getTLSTicket(): undefined;
		/** Undefined: the engine does not give the messages that end a handshake; exportKeyingMaterial makes a channel binding (RFC 9266). */
		getFinished(): undefined;
		/** Undefined, as getFinished(). */
		getPeerFinished(): undefined;
		/** A client's: an empty object, since the engine does not tell which group it has used; a server's: null. */
		getEphemeralKeyInfo(): Record<string, never> | null;
		/** Empty: the engine does not tell what the client has offered. */
		getSharedSigalgs(): string[];
		/**
		 * Key material that both sides can derive and nobody else (RFC 5705).
		 * @throws Error ERR_TLS_INVALID_STATE before the handshake is done; TypeError, RangeError.
		 */
		exportKeyingMaterial(length: number, label: string, context?: ByteBuffer): Buffer;
		/** The engine's records are as long as its buffers, or as negotiated. @returns false: nothing was changed. */
		setMaxSendFragment(size: number): boolean;
		/** There is no renegotiation: TLS 1.3 has none, and in TLS 1.2 it has been a hole. @returns false, and tells the callback. */
		renegotiate(options: object, callback?: (error: Error | null) => void): boolean;
		/** Nothing to be done: there is none. */
		disableRenegotiation(): void;
		/** @throws Error: "keylog" and tshark show what a connection carries. */
		enableTrace(): never;
	}
}
