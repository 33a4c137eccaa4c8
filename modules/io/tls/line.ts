/* The socket of a client for DTLS, which is for one peer. */

import type { Association, Way } from "tls419/association";
import { arrive } from "tls419/datagram_flow";
import { Drain } from "tls419/drain";
import { addFailure, type TLSError } from "tls419/errors";
import { type Datagram, landing, type Place, type Socket, type SocketListener, sameAddress } from "tls419/udp";

/** What is from others is not for this association. */
function isFrom(datagram: Place, peer: Place): boolean {
	return datagram.port === peer.port && (datagram.address === peer.address || sameAddress(datagram.address, peer.address));
}

export class Line extends Drain implements Way, SocketListener {
	socket: Socket | undefined;
	association: Association | undefined;

	owns(association: Association, datagram: Datagram): boolean {
		return isFrom(datagram, association.remote);
	}

	calm(): void {
		this.association?.calm();
	}

	/** Reads as long as the association can take what comes. What it cannot take yet waits in the socket. */
	ready(): void {
		this.drain();
	}

	failed(error: TLSError): void {
		this.association?.fail(error);
	}

	moved(): void {
		/* What comes is compared with the address that the association has for the peer. */
	}

	stands(): void {
		/* Its owner was told. */
	}

	gone(_association: Association, error?: TLSError): void {
		const socket = this.socket;
		this.socket = this.association = undefined;
		this.dam();
		try {
			socket?.close();
		} catch (failure) {
			/* Why the association has ended is what its owner has to hear, and of this with it. */
			if (error === undefined) throw failure;
			addFailure(error, "the socket could not be closed", failure);
		}
	}

	fetch(most: number): boolean {
		let left = most;
		while (left-- > 0) {
			const association = this.association;
			if (association === undefined || (!association.direct && association.blocked)) return false;
			const got = this.socket?.read(landing);
			if (got === undefined) return false;
			const datagram = typeof got === "number" ? landing : got;
			if (got === 0 || !isFrom(datagram, association.remote)) continue;
			this.looking = true;
			arrive(association, datagram, typeof got === "number" ? got : got.byteLength, association.remote);
			this.looking = false;
		}
		return true;
	}
}
