/*
 * What the owner of an association reads and writes, and how a datagram gets there. Most of them bring data when there is nothing else to do: these take a short way, and are not
 * handled as events. An owner that reads on while it is told of one gets those that have come behind it, without being told of each; nothing but data is told it
 * meanwhile.
 */

import type { Way } from "tls419/carrier";
import { DatagramReport } from "tls419/datagram_report";
import { sessionError, transportError } from "tls419/errors";
import type { Owner } from "tls419/report";
import {
	DATAGRAM_MORE,
	DATAGRAM_PAYLOAD,
	DATAGRAM_READABLE,
	NEWER,
	OVERFLOW,
	SEND_TIMER,
	type Session,
	STEP_LENGTH,
	STEP_MORE,
	STEP_OUTPUT,
	STEP_READABLE,
	STEP_TAKEN,
	STEP_TIMER,
} from "tls419/session";
import { Silence } from "tls419/silence";
import type { Timeouts } from "tls419/timeouts";
import type { Origin, Place } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

/** All that a step may tell of a datagram, but for its number and its length; as long as it is not read there may be more. */
export const TOLD = (STEP_LENGTH - 1) & ~NEWER;
const TOLD_UNREAD = TOLD & ~STEP_MORE;
/** What it tells of one that brings data. */
const PLAIN = STEP_TAKEN | STEP_READABLE;
/** How many datagrams are looked at while an owner reads, before others have their turn. */
const MOST_PULLED = 64;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;

export abstract class DatagramFlow<Peer> extends DatagramReport<Peer> {
	/** True while an event is being handled. */
	active = false;
	/** What a step has said that was done while the owner was reading, when it cannot be told; 0 for nothing. */
	untold = 0;
	/** Where the datagram is from of which there are records left in the session. */
	source: Origin | undefined;
	/** Where the handshake or the silence behind it has a limit. */
	silence: Silence | undefined;

	constructor(session: Session, host: string | undefined, owner: Owner, way: Way<Peer>, remote: Place, mtu: number, timeouts: Timeouts) {
		super(session, host, owner, way, remote, mtu);
		if (timeouts.handshake > 0 || timeouts.idle > 0) this.silence = new Silence(this, timeouts);
	}

	/** Reads a datagram into a buffer; the count, or 0 if there is none, or one that does not fit. DTLS.read() does the same for one that brings data and nothing else. */
	read(target: ByteBuffer): number {
		if (this.unread) {
			const result = this.session.readDatagram(target, this.state);
			if (result > 0) this.#wasRead();
			return result;
		}
		return this.pulling ? this.pulled(this.way.pull(this, target), target) : 0;
	}

	/** Sends one datagram, or throws. Returns the most that one carries. */
	write(data: ByteBuffer): number {
		let made = this.session.sendDatagram(data, this.output, this.state);
		if (made < 0 || made >= SEND_TIMER) {
			made = this.seal(data, made, OVERFLOW);
			if (made === OVERFLOW) throw this.sizeError(data.byteLength);
			if (made < 0) throw sessionError(made, this.session, this.host);
		}
		try {
			const remote = this.remote;
			this.way.socket?.write(this.viewed === made ? this.view : this.made(made), remote.address, remote.port);
		} catch (error) {
			throw transportError(error);
		}
		if (!this.stirred) this.stir();
		return this.progress[DATAGRAM_PAYLOAD];
	}

	/** A datagram has come, which lies where the next one will lie. Whoever calls this calls calm() behind it if something was thrown. */
	arrive(bytes: ArrayBuffer, length: number, from: Place): void {
		const remote = this.remote;
		const isElsewhere = from !== remote && (from.port !== remote.port || from.address !== remote.address);
		if (!this.direct || isElsewhere || this.active) {
			this.receive(new Bytes(bytes.slice(0, length)), isElsewhere ? { address: from.address, port: from.port } : remote);
			return;
		}
		this.active = true;
		const events = this.session.stepDatagram(length, bytes, undefined, this.output, this.state);
		if (events > 0 && (events & TOLD_UNREAD) === PLAIN) {
			this.unread = this.pulling = true;
			this.pulls = MOST_PULLED;
			if (!this.stirred) this.stir();
			if (this.announce() && this.pulling) {
				this.active = this.pulling = false;
				return;
			}
		} else {
			if (events >= 0 && !(events & STEP_TAKEN)) this.keep(new Bytes(bytes.slice(0, length)), remote);
			this.#postpone(events);
		}
		this.active = this.pulling = false;
		this.turn();
	}

	/** The same for one of which nobody else has a view. */
	receive(bytes: Uint8Array, from: Place): void {
		if (this.over) return;
		this.keep(bytes, from);
		if (!this.active) this.turn();
	}

	/** Something may have been thrown, and nothing is being done any more. */
	calm(): void {
		this.active = this.pulling = false;
		if (this.untold !== 0) this.later();
	}

	/** Whether there is a datagram that take() gives. */
	fetch(): boolean {
		if (!this.unread && this.pulling) {
			const events = this.way.pull(this, undefined);
			if ((events & TOLD_UNREAD) === PLAIN && events > 0 && this.pulls-- > 0) this.unread = true;
			else this.pulled(events, undefined);
		}
		return this.unread;
	}

	/** Takes the datagram that can be read. */
	take(): ArrayBuffer {
		const result = this.session.takeDatagram(this.state);
		this.#wasRead();
		return result;
	}

	/** Something has moved. It need not be told while `stirred` is set. */
	stir(): void {
		this.silence?.broken();
	}

	#wasRead(): void {
		this.unread = this.progress[DATAGRAM_READABLE] > 0;
		this.announced = false;
		this.schedule();
		/* Another record may have come in the same datagram. */
		if (this.progress[DATAGRAM_MORE] !== 0) {
			this.awake = true;
			this.direct = this.pulling = false;
		} else this.awake = false;
		if (!this.active) this.later();
	}

	/** What a datagram has told that was pulled: it may bring no data, or not only data, or be the last that may be. Returns the count that was read. */
	pulled(events: number, target: ByteBuffer | undefined): number {
		if ((events & TOLD) === STEP_TAKEN && events > STEP_LENGTH && this.pulls-- > 0) return events >> 16;
		const isVain = events === STEP_TAKEN || events === (STEP_TAKEN | NEWER);
		if (this.pulls <= 0) this.pulling = false;
		if (isVain && this.pulling) {
			this.pulls--;
			return target === undefined ? Number(this.fetch()) : this.read(target);
		}
		if (events === 0 || isVain) return 0;
		if (events < 0 || (events & TOLD & ~STEP_READABLE) !== STEP_TAKEN || events & STEP_READABLE) this.#postpone(events);
		return events > STEP_LENGTH && !(events & STEP_READABLE) ? events >> 16 : 0;
	}

	/** Does at once what has to be done after a step, since others use the buffer as well, and leaves the rest to the next turn. */
	#postpone(events: number): void {
		this.direct = this.pulling = false;
		this.unread = events >= 0 && (events & STEP_READABLE) !== 0;
		this.untold = events;
		this.source = this.remote;
		if (events < 0 || events & STEP_OUTPUT) this.transmit();
		if (events >= 0 && events & STEP_TIMER) this.schedule();
	}
}
