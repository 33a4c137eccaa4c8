/*
 * What the owner of a connection reads and writes. None of it calls the owner: what follows is done in an event, or in a turn of its own.
 */

import Timer from "timer";
import type { Connection } from "tls419/connection";
import { ANNOUNCED, PENDING, READABLE, ROOM } from "tls419/cursor";
import { sessionError } from "tls419/errors";
import { OVERFLOW } from "tls419/results";
import type { ByteBuffer } from "tls419/validate";
import { ciphertextOf, outputOf, send } from "tls419/wire";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Later = Promise;

/* The values of Connection.keeper. */
export const NOBODY = 0;
/** A turn of its own is promised to what was written. */
export const FLUSH = 1;
/** Who calls the owner just now sends what that writes, and goes on reading. */
export const CALLER = 2;

/** Reads `count` bytes, of which there are as many, into a new ArrayBuffer. */
export function take(connection: Connection, count: number): ArrayBuffer {
	const result = connection.session.take(count, ciphertextOf(connection), connection.state);
	if (connection.keeper !== CALLER) readOn(connection);
	return result;
}

export function takeByte(connection: Connection): number {
	const result = connection.session.takeByte(ciphertextOf(connection), connection.state);
	if (connection.keeper !== CALLER) readOn(connection);
	return result;
}

/** Fills the buffer as far as ciphertext has arrived, record after record; the count. */
export function read(connection: Connection, buffer: ByteBuffer): number {
	/* The first without a call: this is done for each record of a large transfer. */
	const result = connection.session.read(buffer, connection.inputLease?.bytes ?? ciphertextOf(connection), connection.state);
	if (connection.keeper !== CALLER) readOn(connection);
	return result;
}

/** Takes all of `data`, to be sent at the end of the turn (or, with `more`, in the next one), or throws. Returns what can be written next. */
export function write(connection: Connection, data: ByteBuffer, more: boolean): number {
	const session = connection.session;
	let result = session.write(data, outputOf(connection).bytes, connection.state);
	if (result === OVERFLOW && makeRoom(connection, data.byteLength))
		result = session.write(data, outputOf(connection).bytes, connection.state);
	return wasWritten(connection, result, more);
}

export function writeByte(connection: Connection, byte: number, more: boolean): number {
	const session = connection.session;
	let result = session.writeByte(byte, outputOf(connection).bytes, connection.state);
	if (result === OVERFLOW && makeRoom(connection, 1)) result = session.writeByte(byte, outputOf(connection).bytes, connection.state);
	return wasWritten(connection, result, more);
}

/** Whether the output buffer was all that stood in the way of a write; then it is empty now. */
function makeRoom(connection: Connection, length: number): boolean {
	if (length > connection.cursor[ROOM]) return false;
	send(connection);
	return true;
}

function wasWritten(connection: Connection, result: number, more: boolean): number {
	if (result < 0) throw sessionError(result, connection.session, connection.host);
	connection.deadline?.touch();
	if (connection.keeper === NOBODY) flushLater(connection, more);
	return result;
}

/** Sends what was written in a turn of its own: the end of this one or, with `more`, the next one. */
export function flushLater(connection: Connection, more: boolean): void {
	const flush = () => {
		connection.keeper = NOBODY;
		send(connection);
	};
	connection.keeper = FLUSH;
	if (more) Timer.set(flush);
	else Later.resolve().then(flush);
}

/** After a read that was not made in onReadable: what it leaves, and what comes next, needs a turn of its own. */
export function readOn(connection: Connection): void {
	const cursor = connection.cursor;
	const readable = cursor[READABLE];
	const more = readable > 0 ? readable > cursor[ANNOUNCED] : connection.unused || cursor[PENDING] !== 0 || connection.end !== undefined;
	if (more) connection.later();
}
