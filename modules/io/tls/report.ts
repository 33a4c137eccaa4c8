/*
 * The middle of a connection: what its owner is told. It is told in events only, never inside of a method that it calls; see connection.ts.
 */

import type { Connection } from "tls419/connection";
import { ANNOUNCED, READABLE, ROOM } from "tls419/cursor";
import { TLSError } from "tls419/errors";
import { CALLER, readOn } from "tls419/flow";
import type { Remote } from "tls419/server";
import { GONE, inputOf, OPEN, outputOf, send, TOLD } from "tls419/wire";

/** What a connection tells, and whom: `this` of each function is `instance`. */
export interface Owner {
	readonly instance: object;
	/** `this` of those who are asked about the handshake, where it is not `instance`. */
	readonly asker?: object;
	readonly onReadable: ((count: number) => void) | undefined;
	readonly onWritable: ((count: number) => void) | undefined;
	readonly onError: ((error: TLSError) => void) | undefined;
	/** Only where it is given: it changes what the peer's goodbye means. */
	onEnd?: (() => void) | undefined;
	/** Only where it is given: this side has ended, and all that was written has left. */
	onFinish?: (() => void) | undefined;
	/** Over datagrams, where it is given: the peer has another address from now on; the one before. */
	onRemoteChange?: (before: Remote) => void;
	/** Only where it is given: else there are no sessions to save. */
	onSession?: ((session: ArrayBuffer) => void) | undefined;
}

/**
 * The owner of what a listener gives, until the application gives it to another one: nothing is called. It has the instance, because that must not be collected before it
 * is closed, even if the application has dropped it.
 */
export function unheard(instance: object): Owner {
	return { instance, onReadable: undefined, onWritable: undefined, onError: undefined };
}

const TLS13 = 0x0304;

/** `this` of those who are asked about the handshake. */
export function askerOf({ owner }: Connection): object | undefined {
	return owner?.asker ?? owner?.instance;
}

/**
 * The peer's close_notify. It ends a connection of TLS 1.2 (RFC 5246, 7.2.1), and in TLS 1.3 only the peer's side (RFC 8446, 6.1), for an owner who wants to
 * know the difference; when both sides have ended, so has the connection.
 */
export function peerHasEnded(connection: Connection): void {
	if (connection.ending < GONE) {
		if (connection.half) return;
		const onEnd = connection.owner?.onEnd;
		if (onEnd !== undefined && connection.session.version() === TLS13) {
			connection.half = true;
			notify(connection, onEnd, undefined);
			return;
		}
		if (connection.ending !== OPEN) return;
	}
	connection.fail(new TLSError("EOF", "the peer has closed the connection in good order"));
}

/** The goodbye has left, and all that was written before it. */
export function announceFinish(connection: Connection): void {
	if (connection.over) return;
	connection.ending = TOLD;
	const onFinish = connection.owner?.onFinish;
	if (onFinish !== undefined) notify(connection, onFinish, undefined);
}

/** Tells the owner what it does not know yet. Returns whether it has read all that it was told about. */
export function announceReadable(connection: Connection): boolean {
	const cursor = connection.cursor;
	const readable = cursor[READABLE];
	if (readable <= cursor[ANNOUNCED]) return readable === 0;
	cursor[ANNOUNCED] = readable;
	const input = connection.inputLease ?? inputOf(connection);
	const owner = connection.owner;
	const keeper = connection.keeper;
	input.busy = true;
	connection.keeper = CALLER;
	try {
		owner?.onReadable?.call(owner.instance, readable);
	} finally {
		input.busy = false;
		connection.keeper = keeper;
	}
	return cursor[READABLE] === 0 || cursor[READABLE] > cursor[ANNOUNCED];
}

/** Tells the owner of room for as long as it uses what it is told of; but others want their turn too. */
function offer(connection: Connection): void {
	for (let count = 0; count < 32; count++) {
		send(connection);
		if (!announceWritable(connection)) return;
	}
	send(connection);
	connection.later();
}

/**
 * Tells the owner of room, who may also read when it hears of it. If it has not, nothing has changed since bytes were moved: what was left then, the beginning of a record's
 * header or a goodbye that is known, would be left again, and the next turn would be followed by another one without end.
 */
export function tellOfRoom(connection: Connection): void {
	const announced = connection.cursor[ANNOUNCED];
	offer(connection);
	if (!connection.over && connection.cursor[ANNOUNCED] !== announced) readOn(connection);
}

/** Tells the owner of room that it does not know of. Returns whether it has used some. */
export function announceWritable(connection: Connection): boolean {
	if (connection.over) return false;
	const output = connection.outputLease ?? outputOf(connection);
	const room = connection.session.offer(output.bytes, connection.state);
	const onWritable = connection.owner?.onWritable;
	if (room === 0 || onWritable === undefined) return false;
	notify(connection, onWritable, room);
	return connection.cursor[ROOM] < room;
}

/** Tells the owner of a session that can be resumed later. */
export function announceSession(connection: Connection): void {
	const onSession = connection.owner?.onSession;
	const session = connection.session.save();
	if (session !== undefined && onSession !== undefined) notify(connection, onSession, session);
}

/** Calls the owner; what it writes meanwhile is sent by the caller. */
function notify<T>(connection: Connection, callback: (value: T) => void, value: T): void {
	const keeper = connection.keeper;
	connection.keeper = CALLER;
	try {
		callback.call(connection.owner?.instance, value);
	} finally {
		connection.keeper = keeper;
	}
}
