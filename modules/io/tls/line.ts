/* The socket of a client for DTLS, which is for one peer. */

import type { Association, Way } from "tls419/association";
import { Drain } from "tls419/drain";
import { transportError } from "tls419/errors";
import { type Datagram, type Place, type Socket, type SocketListener, sameAddress } from "tls419/udp";

export class Line extends Drain implements Way, SocketListener {
	socket: Socket | undefined;
	association: Association | undefined;
	readonly #peer: Place;

	constructor(peer: Place) {
		super();
		this.#peer = peer;
	}

	send(bytes: Uint8Array, to: Place): void {
		this.socket?.write(bytes, to.address, to.port);
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
		if (association === undefined || association.blocked) return false;
		const datagram = this.#read();
		if (datagram === undefined) return false;
		/* What is from others is not for this one. */
		if (datagram.port === this.#peer.port && sameAddress(datagram.address, this.#peer.address) && datagram.byteLength > 0)
			association.receive(new Uint8Array(datagram), this.#peer);
		return true;
	}

	#read(): Datagram | undefined {
		try {
			return this.socket?.read();
		} catch (error) {
			this.socketFailed(error);
			return undefined;
		}
	}
}
