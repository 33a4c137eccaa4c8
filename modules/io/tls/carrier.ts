/*
 * The lower half of an association: the datagrams that have come and wait, the buffer in which one is made that leaves at once, and the timer after which a flight is sent
 * again.
 */

import Timer from "timer";
import { callbackError } from "tls419/answer";
import type { Association } from "tls419/association";
import { DATAGRAM_LEFT, DATAGRAM_LENGTH, DATAGRAM_TIMER } from "tls419/cursor";
import type { Pace } from "tls419/pace";
import { SEND_TIMER } from "tls419/results";
import type { Origin } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

/** A datagram that waits, and where it has come from. */
export interface Arrival {
	readonly bytes: Uint8Array;
	readonly from: Origin;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;

/** How many datagrams may wait. */
const MOST_WAITING = 8;
/** Bytes of a record with all that may be around it (RFC 6347, 4.1; RFC 9146, 4). */
const LONGEST = 13 + 32 + 16384 + 2048;
/** How many datagrams a failure may take to be told: an alert behind the rest of a flight. */
const MOST_LAST = 64;

/* Where datagrams are made that leave at once: all associations share it, and it is as large as the largest that anybody may send. Made when first needed. */
export let output: Uint8Array;
/* What was sent last, and its length: datagrams of one size follow each other. */
let view: Uint8Array;
let viewed = -1;

/** Makes room for the datagrams of another association. */
export function provide(size: number): void {
	if (viewed >= 0 && output.length >= size) return;
	output = view = new Bytes(size);
	viewed = size;
}

/** The beginning of the output buffer. */
export function made(length: number): Uint8Array {
	if (viewed === length) return view;
	view = new Bytes(output.buffer, 0, length);
	viewed = length;
	return view;
}

/** What comes waits its turn: other things are to be done before. */
export function hold(association: Association): void {
	association.direct = false;
	association.inlet = undefined;
	association.progress[DATAGRAM_LEFT] = 0;
}

/** Keeps a datagram that has come, of which nobody else has a view; too many are lost, and what is too long for any record. Returns whether it was kept. */
export function keep(association: Association, bytes: Uint8Array, from: Origin): boolean {
	if (association.active) hold(association);
	else association.direct = false;
	if (bytes.length > LONGEST) return false;
	if (association.bytes === undefined) {
		association.bytes = bytes;
		association.from = from;
		return true;
	}
	association.waiting ??= [];
	return association.waiting.length < MOST_WAITING && association.waiting.push({ bytes, from }) > 0;
}

/** Goes on to the next one that waits. */
export function taken(association: Association): void {
	const next = association.waiting?.shift();
	association.bytes = next?.bytes;
	association.from = next?.from;
}

/** Seals one datagram; its length, or an error. What was owed before it leaves before it. @param first what the first attempt gave; `overflow` says that it did not fit */
export function seal(association: Association, data: ByteBuffer, first: number, overflow: number): number {
	let result = first;
	while (result === overflow && association.progress[DATAGRAM_LENGTH] > 0) {
		transmit(association);
		result = association.session.sendDatagram(data, output, association.state);
	}
	schedule(association);
	return result < 0 ? result : result & ~SEND_TIMER;
}

/** Sends a datagram that no session has made. */
export function sendPlain(association: Association, bytes: readonly number[]): void {
	output.set(bytes);
	association.progress[DATAGRAM_LENGTH] = bytes.length;
	transmit(association);
}

/** Sends the datagram in the output buffer, if there is one. That it cannot leave is as if it was lost on its way. */
export function transmit(association: Association): void {
	const progress = association.progress;
	const length = progress[DATAGRAM_LENGTH];
	if (length === 0) return;
	progress[DATAGRAM_LENGTH] = 0;
	try {
		const remote = association.remote;
		association.way.socket?.write(made(length), remote.address, remote.port);
		association.lost = undefined;
		association.sent = true;
	} catch (error) {
		association.lost = error;
	}
}

/** Sends what is left to say when a session has failed. */
export function sendLast(association: Association): void {
	for (let count = 0; count < MOST_LAST && !association.over; count++) {
		association.session.stepDatagram(0, undefined, undefined, output, association.state);
		if (association.progress[DATAGRAM_LENGTH] === 0) return;
		transmit(association);
	}
}

/** Sets the timer of the handshake as the session wants it. */
export function schedule(association: Association): void {
	const asked = association.progress[DATAGRAM_TIMER];
	if (asked < 0) return;
	const interval = asked === 0 || association.pace === undefined ? asked : paced(association, association.pace, asked);
	association.interval = interval;
	if (interval === 0) stop(association);
	else if (association.retransmission !== undefined) Timer.schedule(association.retransmission, interval);
	else wait(association);
}

/** Drops what can no longer be sent or read. */
export function abandon(association: Association): void {
	hold(association);
	stop(association);
	if (association.turning !== undefined) Timer.clear(association.turning);
	association.turning = association.waiting = association.bytes = association.from = undefined;
}

/** What the application says; what it throws ends the handshake, in a turn of its own. */
function paced(association: Association, pace: Pace, asked: number): number {
	try {
		return Math.ceil(pace.after(asked));
	} catch (error) {
		Timer.set(() => association.fail(callbackError(error)));
		return 0;
	}
}

function wait(association: Association): void {
	association.retransmission = Timer.set(() => {
		association.retransmission = undefined;
		if (association.asking) {
			wait(association);
			return;
		}
		association.session.expire();
		association.awake = true;
		association.turn();
	}, association.interval);
}

function stop(association: Association): void {
	if (association.retransmission === undefined) return;
	Timer.clear(association.retransmission);
	association.retransmission = undefined;
}
