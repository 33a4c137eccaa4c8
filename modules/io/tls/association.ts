/*
 * One peer of DTLS: drives a session of the engine with datagrams, and tells its owner what the session says.
 *
 * As with a connection all work is done in events, and no callback of the owner runs inside one of its methods. A datagram that comes is decrypted where it lies;
 * the next one is looked at when the owner has read it. What cannot be looked at yet waits, a few datagrams at most: others are lost, as any may be on their way.
 *
 * While a question to the application is open nothing is stepped, and the timer of the handshake stands still.
 *
 * What is known of an association is here, and how it begins and ends. What it does with that are functions, because XS takes long to find the methods of an object that
 * has many fields: carrier.ts moves its datagrams, datagram_steps.ts does what is to be done in a turn, datagram_report.ts tells the owner, which reads and writes in
 * datagram_flow.ts.
 */

import Timer from "timer";
import { type Arrival, abandon, hold, keep, output, provide, sendLast, sendPlain, taken } from "tls419/carrier";
import { DATAGRAM_READABLE, PROGRESS_LENGTH } from "tls419/cursor";
import { rest } from "tls419/datagram_flow";
import { run, settle } from "tls419/datagram_steps";
import { check, type TLSError } from "tls419/errors";
import type { Handshake, Shaking } from "tls419/handshake";
import type { Pace } from "tls419/pace";
import type { Owner } from "tls419/report";
import type { Session } from "tls419/session";
import { Silence } from "tls419/silence";
import type { Timeouts } from "tls419/timeouts";
import type { Datagram, Origin, Place, Socket } from "tls419/udp";

/** The socket, as an association sees it. */
export interface Way {
	/** As long as it is open. */
	readonly socket: Socket | undefined;
	/** The association can take another datagram. A socket that is read for others as well does not wait for that. */
	ready?: (() => void) | undefined;
	/** Whether a datagram that was taken out of the socket is the peer's for sure. If not, it has been taken care of. */
	owns(peer: Association, datagram: Datagram, length: number): boolean;
	/** The peer has another address from now on. */
	moved(peer: Association, from: Place): void;
	/** The handshake is done. */
	stands(peer: Association): void;
	/** The association has ended, of itself if there is an error. */
	gone(peer: Association, error?: TLSError): void;
}

/** What an application has said about an association; a listener about all of its own. */
export interface Terms {
	/** The name of the peer, for errors. */
	readonly host: string | undefined;
	/** The most bytes of a datagram. */
	readonly mtu: number;
	readonly timeouts: Timeouts;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Places = Int32Array;
const Bytes = Uint8Array;

/** A fatal alert in clear (RFC 6347, 4.1), with a number that no earlier record of ours had. */
const ALERT_RECORD: readonly number[] = Object.freeze([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2]);

/* What is needed most comes first, because XS looks for it from the beginning. */
export class Association implements Shaking {
	readonly session: Session;
	/** What the native calls tell: see the places in cursor.ts. */
	readonly progress = new Places(PROGRESS_LENGTH);
	readonly state = this.progress.buffer;
	/** Where the peer is. */
	remote: Place;
	/** The socket, while the owner is told of a datagram, has read it, and may be given those that come behind it as long as it reads on. */
	inlet: Socket | undefined;
	readonly way: Way;
	/** Whether a datagram that comes can be given to the session at once: the association is connected and has an owner, nothing waits, and nothing else is to be done. */
	direct = false;
	/** True while an event is being handled. */
	active = false;
	/** Whether the owner has been told that it has ended, which may happen wherever the socket is called. */
	over = false;
	/** Whether there is a datagram that can be read. */
	unread = false;
	owner: Owner | undefined;
	/** See Silence. */
	stirred = true;
	/** Whether the owner knows of the datagram that can be read. */
	announced = false;
	/** Whether the handshake is done. */
	connected = false;
	/** What a step has said that was done while the owner was reading, when it cannot be told; 0 for nothing. */
	untold = 0;
	/** True while a step is worth it although nothing has arrived. */
	awake = true;
	/** The datagram that is looked at next, and where it has come from. */
	bytes: Uint8Array | undefined;
	from: Origin | undefined;
	/** Where the datagram is from that was looked at last, as long as there are records of it left in the session. */
	source: Origin | undefined;
	/** As long as something may have to be done before the next step. */
	handshake: Handshake | undefined;
	/** Where the handshake or the silence behind it has a limit. */
	silence: Silence | undefined;
	/** True from a change of owners until the new one has been told. */
	assigned = false;
	/** How many datagrams wait whose sender is told whether they were genuine. */
	introduced = 0;
	/** What the socket has thrown last, for the error that may come of it. */
	lost: unknown;
	/** Whether anything has left yet. */
	sent = false;
	/** The datagrams behind the next one. */
	waiting: Arrival[] | undefined;
	/** When a flight is sent again, if not as the engine says. */
	pace: Pace | undefined;
	/** Until a flight is sent again. */
	retransmission: Timer | undefined;
	interval = 0;
	/** Until the turn that later() has asked for. */
	turning: Timer | undefined;
	readonly terms: Terms;

	constructor(session: Session, way: Way, remote: Place, owner: Owner, terms: Terms) {
		this.session = session;
		this.way = way;
		this.remote = remote;
		this.owner = owner;
		this.terms = terms;
		provide(terms.mtu);
		const timeouts = terms.timeouts;
		if (timeouts.handshake > 0 || timeouts.idle > 0) this.silence = new Silence(this, timeouts);
	}

	/** Whether the session is open: a listener's is when it is known how. */
	get entered(): boolean {
		return this.handshake?.entered !== false;
	}

	get asking(): boolean {
		return this.handshake?.asking === true;
	}

	/** Whether another datagram would have to wait. */
	get blocked(): boolean {
		return this.bytes !== undefined || this.unread || this.over || this.asking;
	}

	/** Takes the association from its owner. What arrives waits until there is another one. */
	park(): void {
		hold(this);
		this.silence?.pause();
		this.owner = undefined;
	}

	/** Gives it to another owner, who is told in a turn of its own what the first one knew, if there is anything to tell. */
	assign(owner: Owner): void {
		if (this.owner === undefined) this.silence?.resume();
		else if (!this.stirred) this.silence?.broken();
		this.owner = owner;
		this.announced = false;
		if (owner.onWritable !== undefined || this.bytes !== undefined || this.unread || this.awake || this.untold !== 0) {
			this.assigned = true;
			this.later();
		} else if (!this.active) settle(this);
	}

	/** A datagram has come that somebody else has received: it is looked at in a turn of its own. Returns false if too many wait. */
	introduce(bytes: Uint8Array, from: Origin): boolean {
		if (this.over || !keep(this, bytes, from)) return false;
		if (from.judged !== undefined) this.introduced++;
		this.later();
		return true;
	}

	/** Saves what another association can go on with. */
	save(): ArrayBuffer {
		const saved = new ArrayBuffer(check(this.session.suspendLength()));
		const length = check(this.session.suspend(saved));
		return length === saved.byteLength ? saved : saved.slice(0, length);
	}

	/** Ends the association for its owner at once, and for the peer with a goodbye, which may be lost. */
	close(silently = false): void {
		const isOver = this.over;
		this.owner = undefined;
		if (!isOver) {
			if (this.connected && !silently) this.session.closeDatagram(this.way.socket, this.remote, output);
			this.over = true;
			this.release();
		}
		this.session.delete();
		/* Last, since the socket may throw when it is closed. */
		if (!isOver) this.way.gone(this);
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
		sendLast(this);
		this.fail(error);
	}

	turnAway(error: TLSError, alert: number): void {
		sendPlain(this, [...ALERT_RECORD, alert]);
		this.fail(error);
	}

	turn(): void {
		if (this.active) return;
		try {
			run(this);
		} finally {
			this.active = false;
		}
	}

	/** Something may have been thrown, and nothing is being done any more. */
	calm(): void {
		rest(this);
		if (this.untold !== 0) this.later();
	}

	/** Goes on in a turn of its own. */
	later(): void {
		hold(this);
		this.awake = true;
		this.turning ??= Timer.set(() => {
			this.turning = undefined;
			this.turn();
		});
	}

	/** How many datagrams wait. */
	get incoming(): number {
		return this.bytes === undefined ? 0 : 1 + (this.waiting?.length ?? 0);
	}

	/** The datagram that is next, taken out. */
	collect(): Uint8Array {
		const bytes = this.bytes ?? new Bytes(0);
		taken(this);
		return bytes;
	}

	discard(): void {
		/* What was collected is out already. */
	}

	/** Has it looked at again. */
	putBack(bytes: Uint8Array): void {
		if (this.bytes !== undefined && this.from !== undefined) {
			this.waiting ??= [];
			this.waiting.unshift({ bytes: this.bytes, from: this.from });
		}
		this.bytes = bytes;
		this.from = this.remote;
	}

	/** The bytes of the datagram that can be read; 0 if there is none. */
	get readable(): number {
		return this.progress[DATAGRAM_READABLE];
	}

	/** Lets go of what is needed only as long as there is something to wait for. */
	private release(): void {
		abandon(this);
		this.silence?.end();
		this.silence = undefined;
		this.handshake?.drop();
	}
}
