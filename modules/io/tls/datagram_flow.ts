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
	DATAGRAM_EVENTS,
	DATAGRAM_LEFT,
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
import { type Datagram, type Landing, landing, type Origin, type Place } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

/** All that a step may tell of a datagram, but for its number and its length. */
const TOLD = (STEP_LENGTH - 1) & ~NEWER;
/** What it tells of one that brings data; as long as that is not read there may be more. */
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

	/** Reads a datagram into a buffer; the count, or 0 if there is none, or one that does not fit. */
	read(target: ByteBuffer): number {
		if (this.unread) {
			const result = this.session.readDatagram(target, this.state);
			if (result > 0) this.#wasRead();
			return result;
		}
		return this.inlet === undefined ? 0 : this.pulled(-1, this.inlet.read(landing as Landing), target);
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
		if (events > 0 && (events & TOLD & ~STEP_MORE) === PLAIN) {
			this.unread = true;
			this.progress[DATAGRAM_LEFT] = MOST_PULLED;
			if (!this.stirred) this.stir();
			if (this.announce() && this.inlet !== undefined) {
				this.#rest();
				return;
			}
		} else {
			if (events >= 0 && !(events & STEP_TAKEN)) this.keep(new Bytes(bytes.slice(0, length)), remote);
			this.#postpone(events);
		}
		this.#rest();
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
		this.#rest();
		if (this.untold !== 0) this.later();
	}

	/** Whether there is a datagram that take() gives. */
	fetch(): boolean {
		if (this.inlet !== undefined) this.pulled(-1, this.inlet.read(landing as Landing), undefined);
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

	/**
	 * Looks at a datagram that was taken out of the socket while the owner reads, unless it has gone the short way: it may be another one's, bring no data or not only data,
	 * or be the last that may be. Returns the count that was read.
	 * @param count what Session.pullDatagram has given; -1 if it was not asked
	 * @param got what the socket has given
	 */
	pulled(count: number, got: Datagram | number | undefined, target: ByteBuffer | undefined): number {
		if (got === undefined) return 0;
		const progress = this.progress;
		const datagram = typeof got === "number" ? (landing as Landing) : got;
		const length = typeof got === "number" ? got : got.byteLength;
		let events = progress[DATAGRAM_EVENTS];
		if (count < 0) {
			progress[DATAGRAM_LEFT]--;
			events = STEP_TAKEN;
			if (this.way.owns(this, datagram, length)) events = this.session.stepDatagram(length, datagram, target, this.output, this.state);
		}
		if (progress[DATAGRAM_LEFT] <= 0) this.inlet = undefined;
		if (events >= 0 && !(events & STEP_TAKEN)) this.keep(new Bytes(datagram.slice(0, length)), this.remote);
		if (events === STEP_TAKEN || events === (STEP_TAKEN | NEWER)) {
			if (target !== undefined) return this.read(target);
			this.fetch();
			return 0;
		}
		const told = events < 0 ? events : events & TOLD;
		if (target === undefined && (told & ~STEP_MORE) === PLAIN) {
			this.unread = true;
			this.inlet = undefined;
		} else if (told !== STEP_TAKEN) this.#postpone(events);
		return told >= 0 && !(told & STEP_READABLE) ? events >> 16 : 0;
	}

	#wasRead(): void {
		const progress = this.progress;
		this.unread = progress[DATAGRAM_READABLE] > 0;
		this.announced = false;
		this.schedule();
		/* Another record may have come in the same datagram. */
		this.awake = progress[DATAGRAM_MORE] !== 0;
		if (this.awake) this.hold();
		else if (progress[DATAGRAM_LEFT] > 0) this.inlet = this.way.socket;
		if (!this.active) this.later();
	}

	/** Nothing is being done any more. */
	#rest(): void {
		this.active = false;
		this.inlet = undefined;
		this.progress[DATAGRAM_LEFT] = 0;
	}

	/** Does at once what has to be done after a step, since others use the buffer as well, and leaves the rest to the next turn. */
	#postpone(events: number): void {
		this.hold();
		this.unread = events >= 0 && (events & STEP_READABLE) !== 0;
		this.untold = events;
		this.source = this.remote;
		if (events < 0 || events & STEP_OUTPUT) this.transmit();
		if (events >= 0 && events & STEP_TIMER && !this.over) this.schedule();
	}
}
