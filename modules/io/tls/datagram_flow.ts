/*
 * What the owner of an association reads and writes, and how a datagram gets there. Most of them bring data when there is nothing else to do: these take a short way, and are not
 * handled as events. An owner that reads on while it is told of one gets those that have come behind it, without being told of each; nothing but data is told it
 * meanwhile.
 */

import type { Association } from "tls419/association";
import { hold, keep, made, output, schedule, seal, transmit } from "tls419/carrier";
import { DATAGRAM_EVENTS, DATAGRAM_LEFT, DATAGRAM_MORE, DATAGRAM_PAYLOAD, DATAGRAM_READABLE } from "tls419/cursor";
import { announce, sizeError } from "tls419/datagram_report";
import { run } from "tls419/datagram_steps";
import { sessionError, transportError } from "tls419/errors";
import { NEWER, OVERFLOW, SEND_TIMER, STEP_LENGTH, STEP_MORE, STEP_OUTPUT, STEP_READABLE, STEP_TAKEN, STEP_TIMER } from "tls419/results";
import { type Datagram, landing, type Place } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

/** All that a step may tell of a datagram, but for its number and its length. */
const TOLD = (STEP_LENGTH - 1) & ~NEWER;
/** What it tells of one that brings data; as long as that is not read there may be more. */
const PLAIN = STEP_TAKEN | STEP_READABLE;
/** How many datagrams are looked at while an owner reads, before others have their turn. */
const MOST_PULLED = 64;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;

/** Reads a datagram into a buffer; the count, or 0 if there is none, or one that does not fit. */
export function read(association: Association, target: ByteBuffer): number {
	if (association.unread) {
		const result = association.session.readDatagram(target, association.state);
		if (result > 0) wasRead(association);
		return result;
	}
	const inlet = association.inlet;
	return inlet === undefined ? 0 : pulled(association, -1, inlet.read(landing), target);
}

/** Sends one datagram, or throws. Returns the most that one carries. */
export function write(association: Association, data: ByteBuffer): number {
	let length = association.session.sendDatagram(data, output, association.state);
	if (length < 0 || length >= SEND_TIMER) {
		length = seal(association, data, length, OVERFLOW);
		if (length === OVERFLOW) throw sizeError(association, data.byteLength);
		if (length < 0) throw sessionError(length, association.session, association.terms.host);
	}
	try {
		const remote = association.remote;
		association.way.socket?.write(made(length), remote.address, remote.port);
	} catch (error) {
		throw transportError(error);
	}
	if (!association.stirred) association.silence?.broken();
	return association.progress[DATAGRAM_PAYLOAD];
}

/** A datagram has come, which lies where the next one will lie. Whoever calls this calls calm() of the association behind it if something was thrown. */
export function arrive(association: Association, bytes: ArrayBuffer, length: number, from: Place): void {
	const remote = association.remote;
	const isElsewhere = from !== remote && (from.port !== remote.port || from.address !== remote.address);
	if (!association.direct || isElsewhere || association.active) {
		receive(association, new Bytes(bytes.slice(0, length)), isElsewhere ? { address: from.address, port: from.port } : remote);
		return;
	}
	association.active = true;
	const events = association.session.stepDatagram(length, bytes, undefined, output, association.state);
	if (events > 0 && (events & TOLD & ~STEP_MORE) === PLAIN) {
		association.unread = true;
		association.progress[DATAGRAM_LEFT] = MOST_PULLED;
		if (!association.stirred) association.silence?.broken();
		const isDone = announce(association) && association.inlet !== undefined;
		rest(association);
		if (isDone) return;
	} else {
		if (events >= 0 && !(events & STEP_TAKEN)) keep(association, new Bytes(bytes.slice(0, length)), remote);
		postpone(association, events);
	}
	run(association);
}

/** The same for one of which nobody else has a view. */
export function receive(association: Association, bytes: Uint8Array, from: Place): void {
	if (association.over) return;
	keep(association, bytes, from);
	if (!association.active) run(association);
}

/** Whether there is a datagram that take() gives. */
export function fetch(association: Association): boolean {
	const inlet = association.inlet;
	if (inlet !== undefined) pulled(association, -1, inlet.read(landing), undefined);
	return association.unread;
}

/** Takes the datagram that can be read. */
export function take(association: Association): ArrayBuffer {
	const result = association.session.takeDatagram(association.state);
	wasRead(association);
	return result;
}

/**
 * Looks at a datagram that was taken out of the socket while the owner reads, unless it has gone the short way: it may be another one's, bring no data or not only data,
 * or be the last that may be. Returns the count that was read.
 * @param count what Session.pullDatagram has given; -1 if it was not asked
 * @param got what the socket has given
 */
export function pulled(
	association: Association,
	count: number,
	got: Datagram | number | undefined,
	target: ByteBuffer | undefined,
): number {
	if (got === undefined) return 0;
	const progress = association.progress;
	const datagram = typeof got === "number" ? landing : got;
	const length = typeof got === "number" ? got : got.byteLength;
	let events = progress[DATAGRAM_EVENTS];
	if (count < 0) {
		progress[DATAGRAM_LEFT]--;
		events = STEP_TAKEN;
		if (association.way.owns(association, datagram, length))
			events = association.session.stepDatagram(length, datagram, target, output, association.state);
	}
	if (progress[DATAGRAM_LEFT] <= 0) association.inlet = undefined;
	if (events >= 0 && !(events & STEP_TAKEN)) keep(association, new Bytes(datagram.slice(0, length)), association.remote);
	if (events === STEP_TAKEN || events === (STEP_TAKEN | NEWER)) {
		if (target !== undefined) return read(association, target);
		fetch(association);
		return 0;
	}
	const told = events < 0 ? events : events & TOLD;
	if (target === undefined && (told & ~STEP_MORE) === PLAIN) {
		association.unread = true;
		association.inlet = undefined;
	} else if (told !== STEP_TAKEN) postpone(association, events);
	return told >= 0 && !(told & STEP_READABLE) ? events >> 16 : 0;
}

/** Nothing is being done any more. */
export function rest(association: Association): void {
	association.active = false;
	association.inlet = undefined;
	association.progress[DATAGRAM_LEFT] = 0;
}

function wasRead(association: Association): void {
	const progress = association.progress;
	association.unread = progress[DATAGRAM_READABLE] > 0;
	association.announced = false;
	schedule(association);
	/* Another record may have come in the same datagram. */
	association.awake = progress[DATAGRAM_MORE] !== 0;
	if (association.awake) hold(association);
	else if (progress[DATAGRAM_LEFT] > 0) association.inlet = association.way.socket;
	if (!association.active) association.later();
}

/** Does at once what has to be done after a step, since others use the buffer as well, and leaves the rest to the next turn. */
function postpone(association: Association, events: number): void {
	hold(association);
	association.unread = events >= 0 && (events & STEP_READABLE) !== 0;
	association.untold = events;
	association.source = association.remote;
	if (events < 0 || events & STEP_OUTPUT) transmit(association);
	if (events >= 0 && events & STEP_TIMER && !association.over) schedule(association);
}
