/* tls.TLSSocket: what one can ask a connection, and tell it. How it comes about is in secure_socket.ts. */

import type TLS from "embedded:io/socket/tcp/tls";
import { Buffer } from "node:buffer";
import { opensslName } from "tls419/choice";
import { view } from "tls419/der";
import { coded, invalidType, optionalFunction, outOfRange, unavailable } from "tls419/node/errors";
import { describeCertificate, describeChain, describePeer, type PeerCertificate } from "tls419/node/tls/peer_certificate";
import { SecureSocket } from "tls419/node/tls/secure_socket";
import type { ByteBuffer } from "tls419/validate";

export interface CipherDescription {
	/** OpenSSL's name. */
	readonly name: string;
	/** IANA's name. */
	readonly standardName: string;
	readonly version: string;
}

/* Node gives an empty object for what is not there yet, and null for what is gone. */
function absent(tls: TLS | undefined): Record<string, never> | null {
	return tls === undefined ? null : {};
}

export class TLSSocket extends SecureSocket {
	/** A client's: "TLSv1.2" or "TLSv1.3", "unknown" before the handshake is done, null when it is over. A server's: null, as Node's documentation has it. */
	getProtocol(): string | null {
		if (this.accepts) return null;
		if (this.established !== undefined) return this.established.negotiated?.version ?? null;
		return this.destroyed ? null : "unknown";
	}

	/** The cipher suite; undefined before the handshake is done, null when the connection is over. */
	getCipher(): CipherDescription | undefined | null {
		const tls = this.established;
		if (tls === undefined) return this.destroyed ? null : undefined;
		const { cipherSuite, version } = tls.negotiated ?? { cipherSuite: "", version: "" };
		return { name: opensslName(cipherSuite), standardName: cipherSuite, version };
	}

	/**
	 * The peer's certificate: an empty object if there is none, or not yet; null when the connection is over.
	 * @param detailed adds the certificates that the peer has sent with it, each as its `issuerCertificate`
	 */
	getPeerCertificate(detailed = false): PeerCertificate | Record<string, never> | null {
		const tls = this.established;
		if (tls === undefined) return this.destroyed ? null : {};
		return describeChain(tls.negotiated?.peerCertificates ?? [], detailed, describePeer) ?? {};
	}

	/** The certificate that this side shows: an empty object if it has none; null when the connection is over. */
	getCertificate(): PeerCertificate | Record<string, never> | null {
		if (this.destroyed) return null;
		const own = this.ownCertificate;
		return own === undefined ? absent(this.established) : describeCertificate(new Uint8Array(own).buffer);
	}

	/** A client's session, a secret, for the option `session` of a later connection. In TLS 1.3 it comes behind the handshake: wait for "session". */
	getSession(): Buffer | undefined {
		return this.lastSession === undefined ? undefined : Buffer.from(this.lastSession);
	}

	/** Whether the keys come from an earlier connection. */
	isSessionReused(): boolean {
		return this.established?.negotiated?.resumed === true;
	}

	/** Undefined: the engine has the ticket inside of the session, and not by itself. */
	getTLSTicket(): undefined {
		return undefined;
	}

	/** Undefined: the engine does not give the messages that end a handshake; exportKeyingMaterial makes a channel binding (RFC 9266). */
	getFinished(): undefined {
		return undefined;
	}
	/** Undefined, as getFinished(). */
	getPeerFinished(): undefined {
		return undefined;
	}

	/** A client's: an empty object, since the engine does not tell which group it has used; a server's: null. */
	getEphemeralKeyInfo(): Record<string, never> | null {
		return this.accepts ? null : {};
	}

	/** Empty: the engine does not tell what the client has offered. */
	getSharedSigalgs(): string[] {
		return [];
	}

	/**
	 * Key material that both sides can derive and nobody else (RFC 5705).
	 * @throws Error ERR_TLS_INVALID_STATE before the handshake is done; TypeError, RangeError.
	 */
	exportKeyingMaterial(length: number, label: string, context?: ByteBuffer): Buffer {
		if (typeof length !== "number") throw invalidType("length", "a number", length);
		if (!(Number.isInteger(length) && length > 0)) throw outOfRange("length", "a whole number above 0", length);
		if (typeof label !== "string") throw invalidType("label", "a string", label);
		const tls = this.established;
		if (tls === undefined) throw coded(new Error("there is no key material before the handshake is done"), "ERR_TLS_INVALID_STATE");
		return Buffer.from(tls.exportKeyingMaterial(length, label, context === undefined ? undefined : view(context)));
	}

	/** The engine's records are as long as its buffers, or as negotiated. @returns false: nothing was changed. */
	setMaxSendFragment(size: number): boolean {
		if (typeof size !== "number") throw invalidType("size", "a number", size);
		return false;
	}

	/** There is no renegotiation: TLS 1.3 has none, and in TLS 1.2 it has been a hole. @returns false, and tells the callback. */
	renegotiate(options: object, callback?: (error: Error | null) => void): boolean {
		if (typeof options !== "object" || options === null) throw invalidType("options", "an object", options);
		const told = optionalFunction<(error: Error | null) => void>(callback, "callback");
		if (told !== undefined) {
			const error = coded(new Error("renegotiation is not available: open a new connection"), "ERR_TLS_RENEGOTIATION_DISABLED");
			Promise.resolve().then(() => told(error));
		}
		return false;
	}

	/** Nothing to be done: there is none. */
	disableRenegotiation(): void {
		/* What is asked for holds already. */
	}

	/** @throws Error: "keylog" and tshark show what a connection carries. */
	enableTrace(): never {
		throw unavailable("enableTrace", 'listen to "keylog", and have tshark or Wireshark read the secrets');
	}
}
