/* The socket of a client for DTLS, which is for one peer. */

import type { Association, Way } from "tls419/association";
import type { Carrier } from "tls419/carrier";
import { Drain } from "tls419/drain";
import { transportError } from "tls419/errors";
import { STEP_TAKEN } from "tls419/session";
import { type Datagram, firstLanding, landing, type Place, type Socket, type SocketListener, sameAddress } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

const Bytes = Uint8Array;

export class Line extends Drain implements Way, SocketListener {
	socket: Socket | undefined;
	association: Association | undefined;
	readonly peer: Place;

	constructor(peer: Place) {
		super();
		this.peer = peer;
	}

	pull(association: Carrier<Association>, into: ByteBuffer | undefined): number {
		const spot = landing;
		if (this.socket === undefined || spot === undefined) return 0;
		const got = this.socket.read(spot);
		if (typeof got !== "number") return got === undefined ? 0 : this.#pullNew(association, got, into);
		const peer = this.peer;
		/* What isPeer() says, without calling it: this is done for each datagram. */
		if ((spot.port !== peer.port || spot.address !== peer.address) && !this.#isPeer(spot)) return STEP_TAKEN;
		const events = association.session.stepDatagram(got, spot, into, association.output, association.state);
		if ((events & STEP_TAKEN) === 0 && events >= 0) association.keep(new Bytes(spot.slice(0, got)), association.remote);
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

	stands(): void {
		/* Its owner was told. */
	}

	gone(): void {
		const socket = this.socket;
		this.socket = this.association = undefined;
		this.dam();
		socket?.close();
	}

	next(): boolean {
		const association = this.association;
		const spot = landing ?? firstLanding();
		if (this.socket === undefined || association === undefined || (!association.direct && association.blocked)) return false;
		this.fetching = true;
		const got = this.socket.read(spot);
		this.fetching = false;
		if (got === undefined) return false;
		if (!this.#isPeer(typeof got === "number" ? spot : got)) return true;
		if (typeof got !== "number") association.arrive(got, got.byteLength, association.remote);
		else if (got > 0) association.arrive(spot, got, association.remote);
		return true;
	}

	/** The same for a class that makes a buffer for each datagram. */
	#pullNew(association: Carrier<Association>, datagram: Datagram, into: ByteBuffer | undefined): number {
		if (!this.#isPeer(datagram)) return STEP_TAKEN;
		const events = association.session.stepDatagram(datagram.byteLength, datagram, into, association.output, association.state);
		if (events >= 0 && !(events & STEP_TAKEN)) association.keep(new Bytes(datagram), association.remote);
		return events;
	}

	/** What is from others is not for this association. */
	#isPeer(from: Place): boolean {
		const peer = this.peer;
		return from.port === peer.port && (from.address === peer.address || sameAddress(from.address, peer.address));
	}
}
