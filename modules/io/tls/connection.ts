/*
 * The upper half of a connection: drives the session of the engine, and tells its owner what the session says.
 *
 * All work is done in events: the transport's, or a timer's when an application has read outside of its callbacks. So no callback of the owner ever runs inside
 * one of its methods. In: transport -> input buffer -> step (the record is decrypted where it lies) -> onReadable -> read -> the application's buffer.
 * Out: write -> the plaintext part of the output buffer, if it is little -> a record in the ciphertext part -> transport, at the end of the turn.
 *
 * Questions. A handshake may need to know something of the application: then step reports it, and from there on nothing is stepped, read or sent until the answer
 * is there, however long that takes. What ends meanwhile is noticed after the answer; close() ends it all at any moment.
 */

import { Entrance } from "tls419/entrance";
import { check, sessionError, TLSError, unconnectedError } from "tls419/errors";
import { Flow } from "tls419/flow";
import { Handshake, type Shaking } from "tls419/handshake";
import { tellKeys } from "tls419/keylog";
import type { Questions } from "tls419/questions";
import type { Reception } from "tls419/reception";
import type { Owner } from "tls419/report";
import {
	ANNOUNCED,
	AVAILABLE,
	AWAITING,
	CONNECTED,
	ENDED,
	GATHERED,
	INCOMING,
	NOT_CONNECTED,
	OWED,
	QUESTIONS,
	READABLE,
	ROOM,
	type Session,
	STEP_HELLO,
	STEP_MORE,
	STEP_OWING,
	STEP_READABLE,
	TICKET,
	YIELD,
} from "tls419/session";
import { Deadline, type Expiring, type Timeouts } from "tls419/timeouts";
import type { TransportListener } from "tls419/transport";
import { clamp, ENDING, OPEN } from "tls419/wire";

/** A fatal alert (RFC 8446, 5.1 and 6) in clear. */
const ALERT_RECORD = 21;
const FATAL = 2;

export class Connection extends Flow implements TransportListener, Expiring, Shaking {
	/** Where there is more to a handshake than its steps, and until it is done. */
	#handshake: Handshake | undefined;

	/** How a server receives its client, if anything has to be known of it. */
	declare private readonly reception: Reception | undefined;

	/** @param reception of a server, whose session was made with its `usual` configuration. */
	constructor(session: Session, host: string | undefined, owner: Owner, timeouts: Timeouts, questions?: Questions, reception?: Reception) {
		super(session, host, owner);
		this.reception = reception;
		if (reception?.usual !== undefined) this.cursor[AWAITING] = 1;
		else if (reception !== undefined) this.#handshake = new Handshake(this, questions, new Entrance(reception));
		else if (questions !== undefined) this.#handshake = new Handshake(this, questions, undefined);
		this.deadline = new Deadline(timeouts, reception !== undefined, this);
	}

	/** Gives the connection to another owner, who is told in a turn of its own what the first one knew. */
	assign(owner: Owner): void {
		this.owner = owner;
		this.moved = true;
		this.half = false;
		this.deadline?.resume();
		const cursor = this.cursor;
		cursor[ANNOUNCED] = 0;
		/* It can write at once, at least as much as the first one could, and is told of it later all the same. */
		if (cursor[ROOM] === 0 && this.connected && this.ending === OPEN) this.session.offer(this.output().bytes, this.state);
		this.later();
	}

	/** Whether this is a server's connection, and its client has not said yet what it wants. */
	get silent(): boolean {
		return this.cursor[AWAITING] !== 0 || this.#handshake?.silent === true;
	}

	/** Takes the connection from its owner. What arrives stays where it is until there is another one. */
	park(): void {
		this.send();
		this.deadline?.pause();
		this.owner = undefined;
		this.moved = true;
	}

	/** Ends the connection for its owner at once, and for the peer with a goodbye where that can be sent. */
	close(): void {
		this.owner = undefined;
		if (this.connected && this.end === undefined) {
			this.send();
			/* A goodbye says that nothing is missing. */
			if (this.cursor[GATHERED] === 0) this.session.close(this.output().bytes, this.state);
			this.send();
		}
		this.abandon();
		this.over = true;
		this.#release();
		this.session.delete();
		this.transport?.close();
	}

	/** Whether the session is open: a server's is when its client has spoken. */
	get entered(): boolean {
		return this.cursor[AWAITING] === 0 && this.#handshake?.entered !== false;
	}

	/** Ends our side: says goodbye behind all that was written, and goes on reading. Told by onError, code EOF, when the peer has ended its side too. */
	endSide(): void {
		if (this.ending !== OPEN) return;
		if (!this.connected) throw unconnectedError(NOT_CONNECTED, "this side cannot be ended");
		this.ending = ENDING;
		if (!this.active && !this.flushing) this.flushLater(false);
	}

	transportReadable(count: number): void {
		this.cursor[INCOMING] = clamp(count);
		this.deadline?.touch();
		if (this.inside || this.transport === undefined) postpone(this);
		else this.#pump();
	}

	transportWritable(count: number): void {
		const connected = this.connected;
		const cursor = this.cursor;
		/* As long as there was room nothing has waited for some, but what is owed. */
		const full = cursor[AVAILABLE] === 0;
		cursor[AVAILABLE] = clamp(count);
		this.deadline?.touch();
		if (this.inside || this.transport === undefined) {
			postpone(this);
			return;
		}
		if (cursor[OWED] > 0 || (!connected && full && this.entered)) this.#pump();
		if (connected) {
			this.offer();
			/* Who is told of room may also have read. */
			if (!this.over) this.readOn();
		}
	}

	transportEnded(error: unknown): void {
		if (!this.over && this.end === undefined) {
			this.end = error ?? new TLSError("EOF", "the transport ended");
			if (this.inside || this.transport === undefined) postpone(this);
			else this.#pump();
		}
	}

	/** Ends the connection: time is up, say. */
	fail(error: TLSError): void {
		if (this.over) return;
		this.over = true;
		this.#release();
		this.owner?.onError?.call(this.owner.instance, error);
	}

	/** Ends a handshake that the application has refused, or failed to answer. */
	refuse(error: TLSError): void {
		check(this.session.refuse());
		/* The result is the refusal. */
		this.session.step(undefined, this.output().bytes, this.state);
		this.send();
		this.fail(error);
	}

	/** Ends a handshake that has no session yet. */
	turnAway(error: TLSError, alert: number): void {
		this.sendPlain([ALERT_RECORD, 3, 3, 0, 2, FATAL, alert]);
		this.fail(error);
	}

	turn(): void {
		if (this.owner === undefined) return;
		let told = false;
		if (this.moved) {
			this.moved = false;
			if (this.connected) {
				this.cursor[ROOM] = 0;
				told = !this.announceWritable();
			}
		}
		this.announceFinish();
		this.#pump();
		if (this.connected && !this.over) {
			if (!told) this.offer();
			if (!this.over) this.readOn();
		}
	}

	/** Moves bytes until there are no more, or the owner leaves some unread. */
	#pump(): void {
		let left = STEP_MORE;
		this.active = true;
		try {
			while (left === STEP_MORE) left = this.#step();
		} finally {
			this.active = false;
		}
		if (this.over || this.moved) return;
		if (left !== 0 || this.ending === ENDING) this.send();
		if (this.end === undefined || left === YIELD || this.#handshake?.asking === true) return;
		/* What has arrived was read by now, or cannot be, since an answer to it would have to be sent first. */
		if (this.cursor[READABLE] === 0) finish(this, this.end);
	}

	/**
	 * What has arrived until there is something to tell, and that. Returns STEP_MORE if there is more to do; 0 if not, and all was sent that could be; else there may be
	 * something to send, and with YIELD more in a turn of its own.
	 */
	#step(): number {
		if (this.over || this.moved) return 0;
		const handshake = this.#handshake;
		if (handshake !== undefined) {
			const more = handshake.before(this.owner?.instance);
			if (more !== undefined) return more ? STEP_MORE : 0;
		}
		const events = this.exchange();
		const onKeyLog = handshake?.questions?.onKeyLog;
		if (onKeyLog !== undefined) {
			/* The transport may have closed the connection when it was called. */
			if (this.over) return 0;
			this.connected = events > 0 && (events & CONNECTED) !== 0;
			tellKeys(this, onKeyLog, this.owner?.instance);
			if (this.over) return 0;
		}
		if (events === 0) return 0;
		if (events < 0) {
			this.send();
			this.fail(sessionError(events, this.session, this.host));
			return 0;
		}
		if (events & YIELD) {
			this.later();
			return YIELD;
		}
		if (events & STEP_HELLO) return this.#meet();
		if (events & QUESTIONS && handshake !== undefined) return handshake.ask(events, this.owner?.instance) ? STEP_MORE : STEP_OWING;
		if (events & CONNECTED) {
			this.connected = true;
			this.#handshake = undefined;
			if (this.deadline?.done() === false) this.deadline = undefined;
			this.announceWritable();
			if (this.over || this.moved) return 0;
		}
		if (events & TICKET) this.announceSession();
		if (events & STEP_READABLE) return this.announceReadable() ? STEP_MORE : STEP_OWING;
		if (events & ENDED) this.peerHasEnded();
		if (this.over || this.moved) return 0;
		if (events & STEP_OWING) {
			this.send();
			return this.cursor[AVAILABLE] > 0 ? STEP_MORE : STEP_OWING;
		}
		return events & STEP_MORE ? STEP_MORE : STEP_OWING;
	}

	/** A client has said something that is not all of its hello, or none. */
	#meet(): number {
		if (this.reception === undefined) return 0;
		this.#handshake = new Handshake(this, undefined, new Entrance(this.reception));
		return STEP_MORE;
	}

	/** Lets go of what is needed only as long as there is something to wait for. */
	#release(): void {
		this.deadline?.clear();
		this.deadline = undefined;
		this.#handshake?.drop();
	}
}

/** The transport calls while it is being made, read or written, when nothing can be done: it is done in a turn of its own. */
function postpone(connection: Connection): void {
	if (!connection.over) connection.later();
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
