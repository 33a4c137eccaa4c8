/* A server's client. */

import DTLS from "embedded:io/socket/udp/dtls";
import { Buffer } from "node:buffer";
import type { TLSError } from "tls419/errors";
import type { Gate } from "tls419/node/mbed-dtls/gate";
import { pack } from "tls419/node/mbed-dtls/session";
import { DtlsSocket } from "tls419/node/mbed-dtls/socket";
import type { Place } from "tls419/udp";

/** What a client needs of its server. */
export interface Home {
	readonly gate: Gate;
	/** Its handshake is done, or its session has proven to be alive. */
	secured(client: DtlsServerSocket): void;
	moved(client: DtlsServerSocket, before: Place): void;
	gone(client: DtlsServerSocket): void;
	/** Makes it an association that was saved. Returns whether that could be. */
	restore(client: DtlsServerSocket, session: unknown): boolean;
}

export class DtlsServerSocket extends DtlsSocket {
	/** Whether it was made by resumeSocket. */
	readonly selfRestored: boolean;
	/** By what lookupKey was asked for it, in hexadecimal; undefined if it was not. */
	deviceId: string | undefined;
	#home: Home | undefined;
	/** Whether the peer has yet to show that it is there, since its session comes from elsewhere. */
	#unproven = false;

	constructor(home: Home, { address, port }: Place, sendClose: boolean, selfRestored = false) {
		super();
		this.#home = home;
		this.remoteAddress = address;
		this.remotePort = port;
		this.sendClose = sendClose;
		this.selfRestored = selfRestored;
	}

	/** Makes it the association that a session has saved. Returns whether that could be done. */
	resumeSession(session: unknown): boolean {
		return this.association === undefined && !this.destroyed && this.#home?.restore(this, session) === true;
	}

	/** Forgets the association without a word: 'close' comes at once, and no listener stays. */
	reset(): void {
		this.sendClose = false;
		this.emit("close", false);
		this.resumed = false;
		this.connected = false;
		this.destroy();
	}

	get session(): Buffer {
		if (!this.connected) return Buffer.alloc(0);
		const kept = this.association?.kept;
		return pack({
			association: this.save(),
			identifier: kept && new Uint8Array(kept.identifier),
			resumption: kept?.session && new Uint8Array(kept.session),
		});
	}

	/** Whether there is an association, proven or not. */
	get standing(): boolean {
		return this.association !== undefined;
	}

	/** Takes over an association. @param unproven whether only a genuine datagram tells that its peer is there */
	adopt(from: DTLS, unproven: boolean): void {
		this.#unproven = unproven;
		if (unproven) this.resumed = true;
		this.association = new DTLS({ from, ...this.callbacks() });
	}

	/** Has it look at a datagram that was for it, though it came from elsewhere. `judged` hears whether it was genuine and newer than all before. */
	introduce(message: Uint8Array, from: Place, judged?: (newer: boolean) => void): void {
		const hears = (newer: boolean) => {
			if (newer) this.prove();
			judged?.(newer);
		};
		if (this.association?.receive(message, from, hears) !== true) judged?.(false);
	}

	/** The peer is there. */
	prove(): void {
		this.#unproven = false;
		this.confirm();
	}

	protected get gate(): Gate | undefined {
		return this.#home?.gate;
	}

	protected override opened(): void {
		if (!this.#unproven) this.confirm();
	}

	protected announce(): void {
		this.emit("secureConnect");
		this.#home?.secured(this);
	}

	protected override moved(before: Place): void {
		super.moved(before);
		this.#home?.moved(this, before);
	}

	protected override failed(error: TLSError): void {
		if (error.code !== "ECONNRESET") {
			super.failed(error);
			return;
		}
		/* The client has begun anew: what follows is another socket's. */
		this.emit("reconnect", this);
		this.destroy();
	}

	protected released(done: () => void): void {
		this.#home?.gone(this);
		this.#home = undefined;
		done();
	}
}
