/*
 * The lower half of an association: the datagrams that have come and wait, the buffer in which one is made that leaves at once, and the timer after which a flight is sent
 * again.
 */

import Timer from "timer";
import { callbackError } from "tls419/answer";
import type { TLSError } from "tls419/errors";
import type { Pace } from "tls419/pace";
import {
	DATAGRAM_LEFT,
	DATAGRAM_LENGTH,
	DATAGRAM_READABLE,
	DATAGRAM_TIMER,
	PROGRESS_LENGTH,
	SEND_TIMER,
	type Session,
} from "tls419/session";
import type { Datagram, Origin, Place, Socket } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

/** The socket, as an association sees it. */
export interface Way<Peer> {
	/** As long as it is open. */
	readonly socket: Socket | undefined;
	/** The association can take another datagram. */
	ready(): void;
	/** Whether a datagram that was taken out of the socket is the peer's for sure. If not, it has been taken care of. */
	owns(peer: Carrier<Peer>, datagram: Datagram, length: number): boolean;
	/** The peer has another address from now on. */
	moved(peer: Peer, from: Place): void;
	/** The handshake is done. */
	stands(peer: Peer): void;
	/** The association has ended, of itself if there is an error. */
	gone(peer: Peer, error?: TLSError): void;
}

/** A datagram that waits, and where it has come from. */
interface Arrival {
	readonly bytes: Uint8Array;
	readonly from: Origin;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Places = Int32Array;
const Bytes = Uint8Array;

/** How many datagrams may wait. */
const MOST_WAITING = 8;
/** Bytes of a record with all that may be around it (RFC 6347, 4.1; RFC 9146, 4). */
const LONGEST = 13 + 32 + 16384 + 2048;
/** How many datagrams a failure may take to be told: an alert behind the rest of a flight. */
const MOST_LAST = 64;

/* Where datagrams are made that leave at once: as large as the largest that anybody may send. */
let output: Uint8Array | undefined;

function outputOf(size: number): Uint8Array {
	if (output === undefined || output.length < size) output = new Bytes(size);
	return output;
}

/* What is needed for each datagram comes first, because XS looks for it from the beginning. */
export abstract class Carrier<Peer> {
	readonly session: Session;
	/** What the native calls tell: see the places in session.ts. */
	readonly progress = new Places(PROGRESS_LENGTH);
	readonly state = this.progress.buffer;
	/** Where the peer is. */
	remote: Place;
	/** The socket, while the owner is told of a datagram, has read it, and may be given those that come behind it as long as it reads on. */
	inlet: Socket | undefined = undefined;
	readonly way: Way<Peer>;
	/** Where datagrams are made. */
	readonly output: Uint8Array;
	/** See Silence. */
	stirred = true;
	/** What was sent last, and its length: datagrams of one size follow each other. */
	view: Uint8Array;
	viewed: number;
	/** Whether there is a datagram that can be read. */
	unread = false;
	/** Whether a datagram that comes can be given to the session at once: the association is connected and has an owner, nothing waits, and nothing else is to be done. */
	direct = false;
	/** The most bytes of a datagram. */
	readonly mtu: number;
	/** The datagram that is looked at next, and where it has come from. */
	bytes: Uint8Array | undefined;
	from: Origin | undefined;
	/** When a flight is sent again, if not as the engine says. */
	pace: Pace | undefined;
	/** What the socket has thrown last, for the error that may come of it. */
	lost: unknown;
	/** Whether anything has left yet. */
	sent = false;
	/** True while a step is worth it although nothing has arrived. */
	awake = true;

	/** Those behind it. */
	#waiting: Arrival[] | undefined;
	/** Until a flight is sent again. */
	#retransmission: Timer | undefined;
	#interval = 0;
	#turn: Timer | undefined;

	constructor(session: Session, way: Way<Peer>, remote: Place, mtu: number) {
		this.session = session;
		this.way = way;
		this.remote = remote;
		this.mtu = mtu;
		this.output = this.view = outputOf(mtu);
		this.viewed = this.view.length;
	}

	/** What is done in a turn of its own. */
	abstract turn(): void;
	/** Ends it. */
	abstract fail(error: TLSError): void;
	/** Whether the timer of the handshake stands still. */
	abstract get asking(): boolean;
	/** Whether it has ended, which may happen wherever the socket is called. */
	abstract over: boolean;

	/** The bytes of the datagram that can be read; 0 if there is none. */
	get readable(): number {
		return this.progress[DATAGRAM_READABLE];
	}

	/** How many datagrams wait. */
	get incoming(): number {
		return this.bytes === undefined ? 0 : 1 + (this.#waiting?.length ?? 0);
	}

	/** What comes waits its turn: other things are to be done before. */
	hold(): void {
		this.direct = false;
		this.inlet = undefined;
		this.progress[DATAGRAM_LEFT] = 0;
	}

	/** Goes on in a turn of its own. */
	later(): void {
		this.hold();
		this.awake = true;
		this.#turn ??= Timer.set(() => {
			this.#turn = undefined;
			this.turn();
		});
	}

	/** Keeps a datagram that has come, of which nobody else has a view; too many are lost, and what is too long for any record. Returns whether it was kept. */
	keep(bytes: Uint8Array, from: Origin): boolean {
		this.hold();
		if (bytes.length > LONGEST) return false;
		if (this.bytes === undefined) {
			this.bytes = bytes;
			this.from = from;
			return true;
		}
		this.#waiting ??= [];
		return this.#waiting.length < MOST_WAITING && this.#waiting.push({ bytes, from }) > 0;
	}

	/** Goes on to the next one that waits. */
	taken(): void {
		const next = this.#waiting?.shift();
		this.bytes = next?.bytes;
		this.from = next?.from;
	}

	/** The datagram that is next, taken out. */
	collect(): Uint8Array {
		const bytes = this.bytes ?? new Bytes(0);
		this.taken();
		return bytes;
	}

	discard(): void {
		/* What was collected is out already. */
	}

	/** Has it looked at again. */
	putBack(bytes: Uint8Array): void {
		if (this.bytes !== undefined && this.from !== undefined) {
			this.#waiting ??= [];
			this.#waiting.unshift({ bytes: this.bytes, from: this.from });
		}
		this.bytes = bytes;
		this.from = this.remote;
	}

	/** Seals one datagram; its length, or an error. What was owed before it leaves before it. @param made what the first attempt gave; `overflow` says that it did not fit */
	seal(data: ByteBuffer, made: number, overflow: number): number {
		let result = made;
		while (result === overflow && this.progress[DATAGRAM_LENGTH] > 0) {
			this.transmit();
			result = this.session.sendDatagram(data, this.output, this.state);
		}
		this.schedule();
		return result < 0 ? result : result & ~SEND_TIMER;
	}

	/** Sends a datagram that no session has made. */
	sendPlain(bytes: readonly number[]): void {
		this.output.set(bytes);
		this.progress[DATAGRAM_LENGTH] = bytes.length;
		this.transmit();
	}

	/** Sends the datagram in the output buffer, if there is one. That it cannot leave is as if it was lost on its way. */
	transmit(): void {
		const progress = this.progress;
		const length = progress[DATAGRAM_LENGTH];
		if (length === 0) return;
		progress[DATAGRAM_LENGTH] = 0;
		try {
			const remote = this.remote;
			this.way.socket?.write(new Bytes(this.output.buffer, 0, length), remote.address, remote.port);
			this.lost = undefined;
			this.sent = true;
		} catch (error) {
			this.lost = error;
		}
	}

	/** Sends what is left to say when a session has failed. */
	sendLast(): void {
		for (let count = 0; count < MOST_LAST && !this.over; count++) {
			this.session.stepDatagram(0, undefined, undefined, this.output, this.state);
			if (this.progress[DATAGRAM_LENGTH] === 0) return;
			this.transmit();
		}
	}

	/** Sets the timer of the handshake as the session wants it. */
	schedule(): void {
		const asked = this.progress[DATAGRAM_TIMER];
		if (asked < 0) return;
		const interval = asked === 0 || this.pace === undefined ? asked : this.paced(this.pace, asked);
		this.#interval = interval;
		if (interval === 0) this.stop();
		else if (this.#retransmission !== undefined) Timer.schedule(this.#retransmission, interval);
		else this.wait();
	}

	/** Drops what can no longer be sent or read. */
	abandon(): void {
		this.hold();
		this.stop();
		if (this.#turn !== undefined) Timer.clear(this.#turn);
		this.#turn = this.#waiting = this.bytes = this.from = undefined;
	}

	/** The beginning of the output buffer. */
	made(length: number): Uint8Array {
		if (this.viewed === length) return this.view;
		this.viewed = length;
		this.view = this.output.subarray(0, length);
		return this.view;
	}

	/** What the application says; what it throws ends the handshake, in a turn of its own. */
	private paced(pace: Pace, asked: number): number {
		try {
			return Math.ceil(pace.after(asked));
		} catch (error) {
			Timer.set(() => this.fail(callbackError(error)));
			return 0;
		}
	}

	private wait(): void {
		this.#retransmission = Timer.set(() => {
			this.#retransmission = undefined;
			if (this.asking) {
				this.wait();
				return;
			}
			this.session.expire();
			this.awake = true;
			this.turn();
		}, this.#interval);
	}

	private stop(): void {
		if (this.#retransmission !== undefined) Timer.clear(this.#retransmission);
		this.#retransmission = undefined;
	}
}
