/*
 * One peer of DTLS: drives a session of the engine with datagrams, and tells its owner what the session says.
 *
 * As with a connection all work is done in events, and no callback of the owner runs inside one of its methods. A datagram that comes is decrypted where it lies;
 * the next one is looked at when the owner has read it. What cannot be looked at yet waits, a few datagrams at most: others are lost, as any may be on their way.
 *
 * While a question to the application is open nothing is stepped, and the timer of the handshake stands still.
 */

import type { Way as WayOf } from "tls419/carrier";
import { DatagramReport } from "tls419/datagram_report";
import type { Entrance } from "tls419/entrance";
import { check, sessionError, TLSError, transportError } from "tls419/errors";
import { Handshake, type Shaking } from "tls419/handshake";
import { tellKeys } from "tls419/keylog";
import type { Questions } from "tls419/questions";
import type { Owner } from "tls419/report";
import {
	CONNECTED,
	DATAGRAM_MORE,
	DATAGRAM_PAYLOAD,
	DATAGRAM_READABLE,
	ENDED,
	NEWER,
	OVERFLOW,
	QUESTIONS,
	SEND_TIMER,
	type Session,
	STEP_LENGTH,
	STEP_MORE,
	STEP_OUTPUT,
	STEP_READABLE,
	STEP_TAKEN,
	STEP_TIMER,
	TICKET,
	YIELD,
} from "tls419/session";
import { Silence } from "tls419/silence";
import { Deadline, type Expiring, type Timeouts } from "tls419/timeouts";
import type { Origin, Place } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

export type Way = WayOf<Association>;

/** A fatal alert in clear (RFC 6347, 4.1), with a number that no earlier record of ours had. */
const ALERT_RECORD: readonly number[] = Object.freeze([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2]);

/** All that a step may tell of a datagram, but for its number; and what it tells of one that brings data, which most do. As long as that is not read there may be more. */
const TOLD = (STEP_LENGTH - 1) & ~NEWER;
const TOLD_UNREAD = TOLD & ~STEP_MORE;
const PLAIN = STEP_TAKEN | STEP_READABLE;
/** How many datagrams are looked at while an owner reads, before others have their turn. */
const MOST_PULLED = 64;

export class Association extends DatagramReport<Association> implements Shaking, Expiring {
	#handshake: Handshake | undefined;
	#deadline: Deadline | undefined;
	/** Once connected, while silence has a limit. */
	#silence: Silence | undefined;
	readonly #idle: number;
	/** Where the datagram is from of which there are records left in the session. */
	#source: Origin | undefined;
	#active = false;
	/** What a step has said that was done while the owner was reading, when it cannot be told; 0 for nothing. */
	#untold = 0;
	/** How many datagrams were looked at while the owner was reading. */
	#pulled = 0;
	/** How many datagrams wait whose sender is told whether they were genuine. */
	#introduced = 0;
	/** True from a change of owners until the new one has been told. */
	#assigned = false;

	/** @param entrance of a listener's peer, whose `session` it will open. */
	constructor(
		session: Session,
		host: string | undefined,
		owner: Owner,
		way: Way,
		remote: Place,
		mtu: number,
		timeouts: Timeouts,
		questions?: Questions,
		entrance?: Entrance,
	) {
		super(session, host, owner, way, remote, mtu);
		if (questions !== undefined || entrance !== undefined) this.#handshake = new Handshake(this, questions, entrance);
		this.#idle = timeouts.idle;
		this.#deadline = new Deadline(timeouts, true, this);
	}

	/** Reads a datagram into a buffer; the count, or 0 if there is none, or one that does not fit. */
	read(target: ByteBuffer): number {
		if (this.progress[DATAGRAM_READABLE] === 0) return this.#pull(target);
		const result = this.session.readDatagram(target, this.state);
		if (result > 0) this.#wasRead();
		return result;
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
			this.way.send(this.viewed === made ? this.view : this.made(made), this.remote);
		} catch (error) {
			throw transportError(error);
		}
		if (!this.stirred) this.#stir();
		return this.progress[DATAGRAM_PAYLOAD];
	}

	/**
	 * A datagram has come, and lies where the next one will lie. If it brings data and there is nothing else to do, which is so for most, this is all that is done.
	 * Whoever calls this calls calm() behind it if something was thrown.
	 */
	arrive(bytes: Uint8Array, length: number, from: Place): void {
		const { remote } = this;
		const isElsewhere = from.port !== remote.port || from.address !== remote.address;
		if (!this.direct || isElsewhere || this.#active) {
			this.receive(bytes.slice(0, length), isElsewhere ? { address: from.address, port: from.port } : remote);
			return;
		}
		this.#active = true;
		const events = this.session.stepDatagram(length, bytes, undefined, this.output, this.state);
		if (events > 0 && (events & TOLD_UNREAD) === PLAIN) {
			if (!this.stirred) this.#stir();
			this.#pulled = 0;
			if (this.announce() && this.direct && !this.awake) {
				this.#active = false;
				return;
			}
		} else {
			if (events >= 0 && !(events & STEP_TAKEN)) this.keep(bytes.slice(0, length), remote);
			this.#postpone(events);
		}
		this.#active = false;
		this.turn();
	}

	/** Something was thrown, and nothing is being done any more. */
	calm(): void {
		this.#active = false;
		if (this.#untold !== 0) this.later();
	}

	/** Whether the session is open: a listener's is when it is known how. */
	get entered(): boolean {
		return this.#handshake?.entered !== false;
	}

	get asking(): boolean {
		return this.#handshake?.asking === true;
	}

	/** Whether another datagram would have to wait. */
	get blocked(): boolean {
		return this.incoming > 0 || this.progress[DATAGRAM_READABLE] > 0 || this.over || this.asking;
	}

	/** Takes the association from its owner. What arrives waits until there is another one. */
	park(): void {
		this.#deadline?.pause();
		this.owner = undefined;
	}

	/** Gives it to another owner, who is told in a turn of its own what the first one knew. */
	assign(owner: Owner): void {
		this.owner = owner;
		this.#assigned = true;
		this.announced = false;
		this.#deadline?.resume();
		this.later();
	}

	/** The same for one of which nobody else has a view. */
	receive(bytes: Uint8Array, from: Place): void {
		if (this.over) return;
		this.keep(bytes, from);
		if (!this.#active) this.turn();
	}

	/** The same for one that somebody else has received, in a turn of its own. Returns false if too many wait. */
	introduce(bytes: Uint8Array, from: Origin): boolean {
		if (this.over || !this.keep(bytes, from)) return false;
		if (from.judged !== undefined) this.#introduced++;
		this.later();
		return true;
	}

	/** Whether there is a datagram that take() gives. */
	fetch(): boolean {
		return this.progress[DATAGRAM_READABLE] > 0 || (this.#pull(undefined) >= 0 && this.progress[DATAGRAM_READABLE] > 0);
	}

	/** Takes the datagram that can be read. */
	take(): ArrayBuffer {
		const result = this.session.takeDatagram(this.state);
		this.#wasRead();
		return result;
	}

	/** Saves what another association can go on with. */
	save(): ArrayBuffer {
		const saved = new ArrayBuffer(check(this.session.suspendLength()));
		const length = check(this.session.suspend(saved));
		return length === saved.byteLength ? saved : saved.slice(0, length);
	}

	/** The same, and ends this one without a word: for the peer it goes on elsewhere. */
	suspend(): ArrayBuffer {
		const saved = this.save();
		this.close(true);
		return saved;
	}

	/** Ends the association for its owner at once, and for the peer with a goodbye, which may be lost. */
	close(silently = false): void {
		this.owner = undefined;
		if (this.connected && !this.over && !silently) {
			this.session.closeDatagram(this.output, this.state);
			this.transmit();
		}
		this.over = true;
		this.#release();
		this.session.delete();
		this.way.gone(this);
	}

	/** Ends the association and tells its owner. */
	fail(error: TLSError): void {
		if (this.over) return;
		this.over = true;
		this.#release();
		this.way.gone(this);
		this.owner?.onError?.call(this.owner.instance, error);
	}

	refuse(error: TLSError): void {
		check(this.session.refuse());
		this.sendLast();
		this.fail(error);
	}

	turnAway(error: TLSError, alert: number): void {
		this.sendPlain([...ALERT_RECORD, alert]);
		this.fail(error);
	}

	turn(): void {
		if (this.#active) return;
		this.#active = true;
		try {
			while (this.#step());
		} finally {
			this.#active = false;
		}
		this.direct = this.connected && this.owner !== undefined && !this.blocked && !this.awake && !this.#assigned && this.#introduced === 0;
		if (!this.blocked) this.way.ready();
	}

	#wasRead(): void {
		this.announced = false;
		this.schedule();
		/* Another record may have come in the same datagram. */
		this.awake = this.progress[DATAGRAM_MORE] !== 0;
		if (!this.#active) this.later();
	}

	/** Something has moved. */
	#stir(): void {
		if (this.#silence === undefined) this.stirred = true;
		else this.#silence.broken();
	}

	/**
	 * Has datagrams looked at while the owner is reading, until one brings data: an owner that reads on does not have to be told of each. What else they bring is told
	 * when it has read.
	 * @returns the count that was read into the buffer, or 0.
	 */
	#pull(target: ByteBuffer | undefined): number {
		while (this.direct && this.#active && !this.awake && this.#pulled < MOST_PULLED) {
			this.#pulled++;
			const events = this.way.pull(this, target);
			if (events === 0) break;
			/* One that brings nothing, since it is not the peer's, or has come before. */
			if (events === STEP_TAKEN) continue;
			const isPlain = events > 0 && (target === undefined ? (events & TOLD_UNREAD) === PLAIN : (events & TOLD) === STEP_TAKEN);
			if (!isPlain) this.#postpone(events);
			else if (!this.stirred) this.#stir();
			return events < STEP_LENGTH || events & STEP_READABLE ? 0 : (events - (events % STEP_LENGTH)) / STEP_LENGTH;
		}
		return 0;
	}

	/** Does at once what has to be done after a step, since others use the buffer as well, and leaves the rest to the next turn. */
	#postpone(events: number): void {
		this.direct = false;
		this.#untold = events;
		this.#source = this.remote;
		if (events < 0 || events & STEP_OUTPUT) this.transmit();
		if (events >= 0 && events & STEP_TIMER) this.schedule();
	}

	/** One datagram at most, in or out. Returns whether there is more to do. */
	#step(): boolean {
		if (this.over) return false;
		if (this.#untold !== 0) {
			const events = this.#untold;
			this.#untold = 0;
			return this.#heed(events, this.#source, false);
		}
		if (this.#assigned) {
			this.#assigned = false;
			if (this.connected) this.announceWritable();
			return true;
		}
		const handshake = this.#handshake;
		const instance = this.owner?.instance;
		const more = handshake?.before(instance);
		if (more !== undefined) {
			this.awake = true;
			return more;
		}
		const { progress, bytes, from } = this;
		if (progress[DATAGRAM_READABLE] > 0) return this.announce();
		if (bytes === undefined && !this.awake) return false;
		this.awake = false;
		const events = this.session.stepDatagram(bytes === undefined ? 0 : bytes.length, bytes, undefined, this.output, this.state);
		const isTaken = (events & STEP_TAKEN) !== 0 && bytes !== undefined;
		const source = isTaken ? from : this.#source;
		if (events >= 0) {
			this.#source = events & STEP_MORE ? source : undefined;
			if (isTaken) this.taken();
			if (events & STEP_OUTPUT) this.transmit();
			if (events & STEP_TIMER) this.schedule();
		}
		/* An address that the socket does not take will not be taken later. */
		if (!this.sent && this.lost !== undefined) {
			this.fail(transportError(this.lost));
			return false;
		}
		const onKeyLog = handshake?.questions?.onKeyLog;
		if (onKeyLog !== undefined) tellKeys(this, onKeyLog, instance);
		return !this.over && this.#heed(events, source, isTaken);
	}

	/** Does what the events of a step ask for. Returns whether there is more to do. @param isNew whether the datagram from there was looked at for the first time. */
	#heed(events: number, from: Origin | undefined, isNew: boolean): boolean {
		if (events < 0) {
			this.transmit();
			this.sendLast();
			this.fail(this.errorOf(events));
			return false;
		}
		if (events & YIELD) {
			this.later();
			return false;
		}
		if (events & NEWER) {
			if (!this.stirred) this.#stir();
			if (from !== undefined && (from.port !== this.remote.port || from.address !== this.remote.address)) this.#follow(from);
		}
		if (events & QUESTIONS && this.#handshake !== undefined) return this.#handshake.ask(events, this.owner?.instance);
		if (events & CONNECTED) {
			this.connected = true;
			this.#handshake = undefined;
			if (this.#deadline?.done() === false) this.#deadline = undefined;
			else if (this.#deadline !== undefined) this.#silence = new Silence(this, this.#deadline, this.#idle);
			this.stirred = false;
			this.announceWritable();
		}
		if (this.#introduced > 0 && isNew && from?.judged !== undefined) {
			this.#introduced--;
			from.judged((events & NEWER) !== 0);
		}
		if (events & TICKET && !this.over) this.announceSession();
		if (this.over) return false;
		if (this.progress[DATAGRAM_READABLE] > 0) return this.announce();
		if (events & ENDED) {
			/* A goodbye is answered with one (RFC 5246, 7.2.1). */
			this.session.closeDatagram(this.output, this.state);
			this.transmit();
			this.fail(new TLSError("EOF", "the peer has closed the association in good order"));
			return false;
		}
		this.awake = (events & STEP_MORE) !== 0;
		return this.awake || this.bytes !== undefined;
	}

	/** The peer has another address if a genuine datagram, newer than all before, comes from there. */
	#follow(from: Place): void {
		const before = this.remote;
		this.remote = { address: from.address, port: from.port };
		this.way.moved(this, before);
		this.owner?.onRemoteChange?.call(this.owner.instance, { remoteAddress: before.address, remotePort: before.port });
	}

	/** Lets go of what is needed only as long as there is something to wait for. */
	#release(): void {
		this.abandon();
		this.#silence?.end();
		this.#silence = undefined;
		this.#deadline?.clear();
		this.#deadline = undefined;
		this.#handshake?.drop();
	}
}
