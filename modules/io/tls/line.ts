/* The socket of a client for DTLS, which is for one peer. */

import type { Association, Way } from "tls419/association";
import { Drain } from "tls419/drain";
import { transportError } from "tls419/errors";
import { STEP_TAKEN } from "tls419/session";
import { type Datagram, landingOf, type Place, readLarge, type Socket, type SocketListener, sameAddress } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

const Bytes = Uint8Array;

export class Line extends Drain implements Way, SocketListener {
	socket: Socket | undefined;
	association: Association | undefined;
	readonly #peer: Place;
	readonly #landing = landingOf();

	constructor(peer: Place) {
		super();
		this.#peer = peer;
	}

	send(bytes: Uint8Array, to: Place): void {
		this.socket?.write(bytes, to.address, to.port);
	}

	pull(association: Association, into: ByteBuffer | undefined): number {
		const { socket } = this;
		if (socket === undefined) return 0;
		const landing = this.#landing;
		let got: Datagram | number | undefined;
		let bytes: Uint8Array = landing;
		try {
			got = socket.read(landing);
		} catch {
			/* next() meets the same, and tells: here the owner is reading. */
			return 0;
		}
		if (got === undefined) return 0;
		if (!this.#isPeer(typeof got === "number" ? landing : got)) return STEP_TAKEN;
		if (typeof got !== "number") {
			bytes = new Bytes(got);
			got = got.byteLength;
		}
		const events = association.session.stepDatagram(got, bytes, into, association.output, association.state);
		if (events >= 0 && !(events & STEP_TAKEN)) association.keep(bytes.slice(0, got), this.#peer);
		return events;
	}

	calm(): void {
		this.association?.calm();
	}

	/** Reads as long as the association can take what comes. What it cannot take yet waits in the socket. */
	ready(): void {
		this.drain();
	}

	socketReadable(): void {
		this.drain();
	}

	socketFailed(error: unknown): void {
		this.association?.fail(transportError(error ?? new Error("the socket has failed")));
	}

	moved(): void {
		/* What comes from elsewhere was dropped. */
	}

	gone(): void {
		const { socket } = this;
		this.socket = this.association = undefined;
		this.dam();
		socket?.close();
	}

	next(): boolean {
		const { association } = this;
		if (association === undefined || (!association.direct && association.blocked)) return false;
		const landing = this.#landing;
		const got = this.#read(landing);
		if (got === undefined) return false;
		if (!this.#isPeer(typeof got === "number" ? landing : got)) return true;
		if (typeof got !== "number") association.arrive(new Bytes(got), got.byteLength, this.#peer);
		else if (got > 0) association.arrive(landing, got, this.#peer);
		return true;
	}

	/** What is from others is not for this association. */
	#isPeer(from: Place): boolean {
		const peer = this.#peer;
		return from.port === peer.port && (from.address === peer.address || sameAddress(from.address, peer.address));
	}

	#read(landing: Uint8Array): Datagram | number | undefined {
		try {
			return this.socket?.read(landing);
		} catch (error) {
			return this.#readLarge(error);
		}
	}

	#readLarge(failure: unknown): Datagram | undefined {
		try {
			return this.socket === undefined ? undefined : readLarge(this.socket, failure);
		} catch (error) {
			this.socketFailed(error);
			return undefined;
		}
	}
}
