/*
 * Drives the session of a connection: moves bytes, and tells the owner what the session says, until there is nothing more to do. See connection.ts.
 */

import type { Connection } from "tls419/connection";
import { AVAILABLE, GATHERED, OWED, READABLE } from "tls419/cursor";
import { Entrance } from "tls419/entrance";
import { sessionError, TLSError } from "tls419/errors";
import { Handshake } from "tls419/handshake";
import { tellKeys } from "tls419/keylog";
import { announceReadable, announceSession, announceWritable, askerOf, peerHasEnded } from "tls419/report";
import { CONNECTED, ENDED, HAS_THROWN, QUESTIONS, STEP_HELLO, STEP_MORE, STEP_OWING, STEP_READABLE, TICKET, YIELD } from "tls419/results";
import { ENDING, exchange, keepThrown, send } from "tls419/wire";

/** Where the session stands still, or has failed: every number below zero has the bit of its sign. */
const STOPS = YIELD | QUESTIONS | STEP_HELLO | -0x80000000;

/** Moves bytes until there are no more, or the owner leaves some unread. */
export function pump(connection: Connection): void {
	let left: number;
	do {
		if (connection.halted) return;
		const handshake = connection.handshake;
		if (handshake !== undefined) left = shake(connection, handshake);
		else {
			left = exchange(connection);
			if (left !== 0) left = tell(connection, left);
		}
	} while (left === STEP_MORE);
	/* Most often. */
	if (left === 0 && connection.end === undefined && connection.ending !== ENDING) return;
	if (connection.halted) return;
	if (left !== 0 || connection.ending === ENDING) send(connection);
	if (connection.end === undefined || left === YIELD || connection.handshake?.asking === true) return;
	/* What has arrived was read by now, or cannot be, since an answer to it would have to be sent first. */
	if (connection.cursor[READABLE] === 0) finish(connection, connection.end);
}

/** A step of a handshake that needs more than bytes. What it returns is what `tell` returns. */
function shake(connection: Connection, handshake: Handshake): number {
	const more = handshake.before(askerOf(connection));
	if (more !== undefined) return more ? STEP_MORE : 0;
	const questions = handshake.questions;
	/* Then a server's session is open, and that was all. */
	if (questions === undefined) connection.handshake = undefined;
	const events = exchange(connection);
	const onKeyLog = questions?.onKeyLog;
	if (onKeyLog !== undefined) {
		/* The transport may have closed the connection when it was called. */
		if (connection.over) return 0;
		connection.connected = events > 0 && (events & CONNECTED) !== 0;
		tellKeys(connection, onKeyLog, askerOf(connection));
		if (connection.over) return 0;
	}
	return events === 0 ? 0 : tell(connection, events);
}

/**
 * Tells what has happened. Returns STEP_MORE if there is more to do; 0 if not, and all was sent that could be; else there may be something to send, and with YIELD more in
 * a turn of its own.
 */
function tell(connection: Connection, events: number): number {
	if (events & STOPS) return stop(connection, events);
	if (events & CONNECTED) {
		connection.connected = true;
		connection.handshake = undefined;
		if (connection.deadline?.done() === false) connection.deadline = undefined;
		announceWritable(connection);
		if (connection.halted) return 0;
	}
	if (events & TICKET) announceSession(connection);
	if (events & STEP_READABLE) return announceReadable(connection) ? STEP_MORE : STEP_OWING;
	if (events & ENDED) peerHasEnded(connection);
	if (connection.halted) return 0;
	if (events & STEP_OWING) {
		send(connection);
		return connection.cursor[AVAILABLE] > 0 ? STEP_MORE : STEP_OWING;
	}
	return events & STEP_MORE ? STEP_MORE : STEP_OWING;
}

/** The same where the session has failed, or stands still. */
function stop(connection: Connection, events: number): number {
	if (events === HAS_THROWN) {
		keepThrown(connection);
		return STEP_MORE;
	}
	if (events < 0) {
		/* Before the alert leaves, since the transport may close the connection then, and with it what the session knows. */
		const error = sessionError(events, connection.session, connection.host);
		send(connection);
		connection.fail(error);
		return 0;
	}
	if (events & YIELD) {
		connection.later();
		return YIELD;
	}
	if (events & STEP_HELLO) return meet(connection);
	const answered = connection.handshake?.ask(events, askerOf(connection));
	return answered === true ? STEP_MORE : STEP_OWING;
}

/** A client has said something that is not all of its hello, or none. */
function meet(connection: Connection): number {
	if (connection.reception === undefined) return 0;
	connection.handshake = new Handshake(connection, undefined, new Entrance(connection.reception));
	return STEP_MORE;
}

/** The transport has ended and everything that came before was read. */
function finish(connection: Connection, end: unknown): void {
	const code = typeof end === "object" && end !== null && "code" in end && typeof end.code === "string" ? end.code : "EOF";
	if (code !== "EOF") {
		connection.fail(new TLSError(code, end instanceof Error ? end.message : `the transport failed (${code})`, { cause: end }));
		return;
	}
	if (!connection.entered) {
		connection.fail(new TLSError("ECONNRESET", "the peer closed the connection before the TLS handshake was done"));
		return;
	}
	const result = connection.session.end();
	if (result < 0) connection.fail(sessionError(result, connection.session, connection.host));
	else if (connection.cursor[GATHERED] > 0 || connection.cursor[OWED] > 0 || connection.ending === ENDING)
		connection.fail(new TLSError("ECONNRESET", "the peer closed the connection before all that was written could be sent"));
	else connection.fail(new TLSError("EOF", "the peer has closed both sides of the connection in good order"));
}
