/*
 * One peer of DTLS: drives a session of the engine with datagrams, and tells its owner what the session says.
 *
 * As with a connection all work is done in events, and no callback of the owner runs inside one of its methods. A datagram that comes is decrypted where it lies;
 * the next one is looked at when the owner has read it. What cannot be looked at yet waits, a few datagrams at most: others are lost, as any may be on their way.
 *
 * While a question to the application is open nothing is stepped, and the timer of the handshake stands still.
 */

import type { Way as WayOf } from "tls419/carrier";
import { DatagramFlow } from "tls419/datagram_flow";
import type { Entrance } from "tls419/entrance";
import { check, TLSError, transportError } from "tls419/errors";
import { Handshake, type Shaking } from "tls419/handshake";
import { tellKeys } from "tls419/keylog";
import type { Questions } from "tls419/questions";
import type { Owner } from "tls419/report";
import {
	CONNECTED,
	ENDED,
	NEWER,
	QUESTIONS,
	type Session,
	STEP_MORE,
	STEP_OUTPUT,
	STEP_READABLE,
	STEP_TAKEN,
	STEP_TIMER,
	TICKET,
	YIELD,
} from "tls419/session";
import type { Timeouts } from "tls419/timeouts";
import type { Origin, Place } from "tls419/udp";

export type Way = WayOf<Association>;

/** What a step tells that is more than the way the datagrams go. */
const NEWS = NEWER | CONNECTED | TICKET | YIELD | QUESTIONS;
/** For a datagram that fills its buffer, or none: more bytes than any has. */
const WHOLE = 0x10000;

/** A fatal alert in clear (RFC 6347, 4.1), with a number that no earlier record of ours had. */
const ALERT_RECORD: readonly number[] = Object.freeze([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2]);

export class Association extends DatagramFlow<Association> implements Shaking {
	#handshake: Handshake | undefined;
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
		super(session, host, owner, way, remote, mtu, timeouts);
		if (questions !== undefined || entrance !== undefined) this.#handshake = new Handshake(this, questions, entrance);
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
		return this.bytes !== undefined || this.unread || this.over || this.asking;
	}

	/** Takes the association from its owner. What arrives waits until there is another one. */
	park(): void {
		this.hold();
		this.silence?.pause();
		this.owner = undefined;
	}

	/** Gives it to another owner, who is told in a turn of its own what the first one knew, if there is anything to tell. */
	assign(owner: Owner): void {
		if (this.owner === undefined) this.silence?.resume();
		else if (!this.stirred) this.stir();
		this.owner = owner;
		this.announced = false;
		if (owner.onWritable !== undefined || this.bytes !== undefined || this.unread || this.awake || this.untold !== 0) {
			this.#assigned = true;
			this.later();
		} else if (!this.active) this.settle();
	}

	/** A datagram has come that somebody else has received: it is looked at in a turn of its own. Returns false if too many wait. */
	introduce(bytes: Uint8Array, from: Origin): boolean {
		if (this.over || !this.keep(bytes, from)) return false;
		if (from.judged !== undefined) this.#introduced++;
		this.later();
		return true;
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
		if (!this.over) {
			if (this.connected && !silently) {
				this.session.closeDatagram(this.output, this.state);
				this.transmit();
			}
			this.over = true;
			this.release();
			this.way.gone(this);
		}
		this.session.delete();
	}

	/** Ends the association and tells its owner. */
	fail(error: TLSError): void {
		if (this.over) return;
		this.over = true;
		this.release();
		this.way.gone(this, error);
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
		if (this.active) return;
		this.active = true;
		try {
			while (this.step());
		} finally {
			this.active = false;
		}
		if (this.settle()) this.way.ready();
	}

	/** Says whether a datagram that comes can be given to the session at once. Returns whether one can come. */
	private settle(): boolean {
		const isReady = !this.blocked;
		this.direct = isReady && this.connected && this.owner !== undefined && !this.awake && !this.#assigned && this.#introduced === 0;
		return isReady;
	}

	/** One datagram at most, in or out. Returns whether there is more to do. */
	private step(): boolean {
		if (this.over) return false;
		if (this.untold !== 0) {
			const events = this.untold;
			this.untold = 0;
			return this.heed(events, this.source, false);
		}
		if (this.#assigned) {
			this.#assigned = false;
			if (this.connected) this.announceWritable();
			return true;
		}
		const handshake = this.#handshake;
		if (handshake !== undefined) {
			const more = handshake.before(this.owner?.instance);
			if (more !== undefined) {
				this.awake = true;
				return more;
			}
		}
		if (this.unread) return this.announce();
		const bytes = this.bytes;
		if (bytes === undefined && !this.awake) return false;
		this.awake = false;
		const events = this.session.stepDatagram(WHOLE, bytes, undefined, this.output, this.state);
		let source = this.source;
		let isNew = false;
		if (events < 0) this.unread = false;
		else {
			if (bytes !== undefined && events & STEP_TAKEN) {
				source = this.from;
				isNew = true;
				this.taken();
			}
			this.unread = (events & STEP_READABLE) !== 0;
			this.source = events & STEP_MORE ? source : undefined;
			if (events & STEP_OUTPUT) {
				this.transmit();
				/* The socket may have closed it. */
				if (this.over) return false;
			}
			if (events & STEP_TIMER) this.schedule();
		}
		/* An address that the socket does not take will not be taken later. */
		if (!this.sent && this.lost !== undefined) {
			this.fail(transportError(this.lost));
			return false;
		}
		const onKeyLog = handshake?.questions?.onKeyLog;
		if (onKeyLog !== undefined) {
			tellKeys(this, onKeyLog, this.owner?.instance);
			if (this.over) return false;
		}
		return this.heed(events, source, isNew);
	}

	/** Does what the events of a step ask for. Returns whether there is more to do. @param isNew whether the datagram from there was looked at for the first time. */
	private heed(events: number, from: Origin | undefined, isNew: boolean): boolean {
		if (events < 0) {
			this.transmit();
			this.sendLast();
			this.fail(this.errorOf(events));
			return false;
		}
		if (events & NEWS || this.#introduced > 0) {
			if (events & YIELD) {
				this.later();
				return false;
			}
			if (events & QUESTIONS && this.#handshake !== undefined) return this.#handshake.ask(events, this.owner?.instance);
			this.tell(events, from, isNew);
			if (this.over) return false;
		}
		if (this.unread) return this.announce();
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

	/** Tells of what a step has brought besides data. */
	private tell(events: number, from: Origin | undefined, isNew: boolean): void {
		if (events & NEWER) {
			if (!this.stirred) this.stir();
			if (from !== undefined && (from.port !== this.remote.port || from.address !== this.remote.address)) this.follow(from);
		}
		if (events & CONNECTED) {
			this.connected = true;
			this.#handshake = undefined;
			this.silence?.begin();
			this.announceWritable();
			this.way.stands(this);
		}
		if (this.#introduced > 0 && isNew && from?.judged !== undefined) {
			this.#introduced--;
			from.judged((events & NEWER) !== 0);
		}
		if (events & TICKET && !this.over) this.announceSession();
	}

	/** The peer has another address if a genuine datagram, newer than all before, comes from there. */
	private follow(from: Place): void {
		const before = this.remote;
		this.remote = { address: from.address, port: from.port };
		this.way.moved(this, before);
		this.owner?.onRemoteChange?.call(this.owner.instance, { remoteAddress: before.address, remotePort: before.port });
	}

	/** Lets go of what is needed only as long as there is something to wait for. */
	private release(): void {
		this.abandon();
		this.silence?.end();
		this.silence = undefined;
		this.#handshake?.drop();
	}
}
