/* The socket of a client for DTLS, which is for one peer. */

import type { Association, Way } from "tls419/association";
import type { Carrier } from "tls419/carrier";
import { Drain } from "tls419/drain";
import { transportError } from "tls419/errors";
import { type Datagram, firstLanding, landing, type Place, type Socket, type SocketListener, sameAddress } from "tls419/udp";

/** What is from others is not for this association. */
function isFrom(datagram: Place, peer: Place): boolean {
	return datagram.port === peer.port && (datagram.address === peer.address || sameAddress(datagram.address, peer.address));
}

export class Line extends Drain implements Way, SocketListener {
	socket: Socket | undefined;
	association: Association | undefined;

	owns(association: Carrier<Association>, datagram: Datagram): boolean {
		return isFrom(datagram, association.remote);
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
		/* What comes is compared with the address that the association has for the peer. */
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
		if (!isFrom(typeof got === "number" ? spot : got, association.remote)) return true;
		if (typeof got !== "number") association.arrive(got, got.byteLength, association.remote);
		else if (got > 0) association.arrive(spot, got, association.remote);
		return true;
	}
}
