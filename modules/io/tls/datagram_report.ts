/*
 * The middle of an association: what its owner is told, and knows. It is told in events only, never inside of a method that it calls; see association.ts.
 */

import { Carrier, type Way } from "tls419/carrier";
import { sessionError, TLSError, transportError } from "tls419/errors";
import type { Owner } from "tls419/report";
import { DATAGRAM_PAYLOAD, OVERFLOW, type Session } from "tls419/session";
import type { Place } from "tls419/udp";

export abstract class DatagramReport<Peer> extends Carrier<Peer> {
	readonly host: string | undefined;
	owner: Owner | undefined;
	/** Whether the handshake is done. */
	connected = false;
	/** Whether the owner has been told that it has ended. */
	over = false;
	/** Whether the owner knows of the datagram that can be read. */
	announced = false;

	constructor(session: Session, host: string | undefined, owner: Owner, way: Way<Peer>, remote: Place, mtu: number) {
		super(session, way, remote, mtu);
		this.host = host;
		this.owner = owner;
	}

	/** The most bytes that a datagram carries; 0 before the handshake is done. */
	get payload(): number {
		return this.progress[DATAGRAM_PAYLOAD];
	}

	/** Tells the owner what a datagram can carry. */
	announceWritable(): void {
		this.owner?.onWritable?.call(this.owner.instance, this.payload);
	}

	/** Tells the owner of a datagram. Returns whether it was read. */
	announce(): boolean {
		const owner = this.owner;
		if (this.announced || owner === undefined) return false;
		this.announced = true;
		owner.onReadable?.call(owner.instance, 1);
		return !this.unread;
	}

	/** Tells the owner of a session that can be resumed later. */
	announceSession(): void {
		const session = this.session.save();
		if (session !== undefined) this.owner?.onSession?.call(this.owner.instance, session);
	}

	/** The error for a number below zero that a step has returned. */
	errorOf(number: number): TLSError {
		const error = sessionError(number, this.session, this.host);
		const { lost } = this;
		return lost === undefined || error.code !== "ETIMEDOUT"
			? error
			: new TLSError(error.code, `${error.message}; what was sent to it may not have left: ${transportError(lost).message}`, {
					number,
					cause: lost,
				});
	}

	/** The error for a datagram that cannot be sent because of its length. */
	sizeError(length: number): TLSError {
		const sentence =
			length === 0
				? "a datagram of DTLS has one byte at least"
				: `a datagram of ${length} bytes is larger than the ${this.payload} that fit into one (tls.mtu is ${this.mtu}); nothing was sent`;
		return new TLSError("EMSGSIZE", sentence, { number: OVERFLOW });
	}
}
