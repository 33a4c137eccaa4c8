/* What a socket knows of its peer and its association. */

import Certificate from "embedded:io/socket/tcp/tls/certificate";
import type DTLS from "embedded:io/socket/udp/dtls";
import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import type { Negotiated } from "tls419/negotiated";

/** Characters of base64 in a line of PEM. */
const LINE = 64;

/** The key in what a stranger has shown. The engine reads less of a certificate than Certificate does, and lets pass what has no text where text belongs. */
function keyIn(certificate: ArrayBuffer): Buffer {
	try {
		return Buffer.from(new Certificate(certificate).publicKey.der);
	} catch (error) {
		if ((error as { code?: string }).code !== "ERR_TLS_CERTIFICATE_FORMAT") throw error;
		return Buffer.alloc(0);
	}
}

export abstract class PeerFacts extends Duplex {
	/** What can be done with the association, once there is one and as long as it lasts. */
	protected association: DTLS | undefined;
	#negotiated: Negotiated | undefined;
	#publicKey: Buffer | undefined;

	constructor() {
		super({ allowHalfOpen: false, readableObjectMode: true });
	}

	protected get negotiated(): Negotiated | undefined {
		if (this.association !== undefined) this.#negotiated ??= this.association.negotiated;
		return this.#negotiated;
	}

	/** Whether the peer's certificate, or its key, was found good; false before the handshake is done. */
	get authorized(): boolean {
		return this.negotiated?.authorized === true;
	}

	/** Why not, a code; undefined if it was. */
	get authorizationError(): string | undefined {
		return this.negotiated?.authorizationError;
	}

	/** IANA's name of the cipher suite; undefined before the handshake is done. */
	get cipherSuite(): string | undefined {
		return this.negotiated?.cipherSuite;
	}

	/** The identity of the key that both sides have; undefined if there is none. */
	get pskIdentity(): Buffer | undefined {
		const identity = this.negotiated?.pskIdentity;
		return identity && Buffer.from(identity);
	}

	/** The peer's public key, a SubjectPublicKeyInfo in DER; empty if it has shown no certificate, or one that cannot be read. */
	get publicKey(): Buffer {
		if (this.#publicKey === undefined && this.association !== undefined) {
			const certificate = this.negotiated?.peerCertificate;
			if (certificate !== undefined) this.#publicKey = keyIn(certificate);
		}
		return this.#publicKey ?? Buffer.alloc(0);
	}

	/** The same in PEM; empty if there is none. */
	get publicKeyPEM(): Buffer {
		const key = this.publicKey;
		if (key.length === 0) return key;
		const text = key.toString("base64");
		const lines: string[] = [];
		for (let at = 0; at < text.length; at += LINE) lines.push(text.slice(at, at + LINE));
		return Buffer.from(`-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`);
	}

	/** Epoch and number of the next record, 8 bytes; empty before the handshake is done. */
	get outCounter(): Buffer {
		const counter = this.association?.outCounter;
		return counter === undefined ? Buffer.alloc(0) : Buffer.from(counter);
	}
}
