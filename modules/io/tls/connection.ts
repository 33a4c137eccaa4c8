/*
 * A connection: what it has, and what is done with it. Its other parts are functions: pump.ts drives the session of the engine, report.ts tells the owner what the
 * session says, flow.ts is what the owner reads and writes, wire.ts moves the bytes, and in transport.ts the events begin.
 *
 * All work is done in events: the transport's, or a timer's when an application has read outside of its callbacks. So no callback of the owner ever runs inside
 * one of its methods. In: transport -> input buffer -> step (the record is decrypted where it lies) -> onReadable -> read -> the application's buffer.
 * Out: write -> the plaintext part of the output buffer, if it is little -> a record in the ciphertext part -> transport, at the end of the turn.
 *
 * Questions. A handshake may need to know something of the application: then step reports it, and from there on nothing is stepped, read or sent until the answer
 * is there, however long that takes. What ends meanwhile is noticed after the answer; close() ends it all at any moment.
 */

import Timer from "timer";
import { ANNOUNCED, AVAILABLE, AWAITING, CURSOR_LENGTH, GATHERED, IN_END, IN_START, INCOMING, OUT_LENGTH, ROOM } from "tls419/cursor";
import { Entrance } from "tls419/entrance";
import { check, type TLSError, unconnectedError } from "tls419/errors";
import { flushLater, NOBODY } from "tls419/flow";
import { Handshake, type Shaking } from "tls419/handshake";
import type { Negotiated } from "tls419/negotiated";
import { pump } from "tls419/pump";
import type { Questions } from "tls419/questions";
import type { Reception } from "tls419/reception";
import { announceFinish, announceWritable, type Owner, tellOfRoom, unheard } from "tls419/report";
import { NOT_CONNECTED } from "tls419/results";
import type { Session } from "tls419/session";
import type { Staging, Tenant } from "tls419/staging";
import { Deadline, type Expiring, type Timeouts } from "tls419/timeouts";
import type { Transport } from "tls419/transport";
import { abandon, ENDING, fill, GONE, inputOf, OPEN, outputOf, send } from "tls419/wire";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Places = Int32Array;
const Bytes = Uint8Array;

/** A fatal alert (RFC 8446, 5.1 and 6) in clear. */
const ALERT_RECORD = 21;
const FATAL = 2;

export class Connection implements Tenant, Expiring, Shaking {
	/* In the order of how often they are looked up: XS walks from one to the next. */
	/** What the native calls and the scripts tell each other: see the places in cursor.ts. */
	readonly cursor = new Places(CURSOR_LENGTH);
	/** True when nothing is to be told: the connection has ended, or has nobody, or, until its turn, a new owner. */
	halted = false;
	/** While there is a limit to how long something may take. */
	deadline: Deadline | undefined;
	readonly session: Session;
	readonly state = this.cursor.buffer;
	transport: Transport | undefined;
	/** The buffers, as long as it is their tenant. */
	outputLease: Staging<Connection> | undefined;
	inputLease: Staging<Connection> | undefined;
	/** Whether the owner has been told that it has ended. */
	over = false;
	owner: Owner | undefined;
	/** Where there is more to a handshake than its steps, and until it is done. */
	handshake: Handshake | undefined;
	/** How far the end of our own side has come: OPEN, ENDING, GONE, TOLD. */
	ending = OPEN;
	/** Whether the handshake is done. */
	connected = false;
	/** Ciphertext before anything that the transport has: it had to leave the input buffer, or was read already and is to be read again. */
	front: Uint8Array | undefined;
	/** Why the transport ended, once it has. */
	end: unknown;
	/** For a turn of its own. */
	timer: Timer | undefined;
	/** Who sees to what the owner reads and writes now: NOBODY, CALLER, or FLUSH. */
	keeper = NOBODY;
	/** Whether the owner knows that the peer has ended its side, and may still write. */
	half = false;
	/* Declared, and not there where there is nothing to say: on XS it takes as long to make a field as to look for it twice. */
	/** How a server receives its client, if anything has to be known of it. */
	declare readonly reception: Reception | undefined;
	declare readonly host: string | undefined;
	/** Plaintext that had to leave the output buffer, while it is not there. */
	declare kept: Uint8Array | undefined;
	/** What the handshake has settled, once somebody has asked. */
	declare negotiated: Negotiated | undefined;

	/**
	 * @param timeouts if there is a limit to anything.
	 * @param reception of a server, whose session was made with its `usual` configuration.
	 */
	constructor(
		session: Session,
		host: string | undefined,
		owner: Owner,
		timeouts: Timeouts | undefined,
		questions?: Questions,
		reception?: Reception,
	) {
		this.session = session;
		this.owner = owner;
		if (host !== undefined) this.host = host;
		if (reception !== undefined) {
			this.reception = reception;
			if (reception.usual !== undefined) this.cursor[AWAITING] = 1;
			else this.handshake = new Handshake(this, questions, new Entrance(reception));
		} else if (questions !== undefined) this.handshake = new Handshake(this, questions, undefined);
		if (timeouts !== undefined) this.deadline = new Deadline(timeouts, reception !== undefined, this);
	}

	/** Goes on in a turn of its own. */
	later(): void {
		if (this.timer === undefined) this.timer = Timer.set(() => this.turn());
	}

	private turn(): void {
		this.timer = undefined;
		if (this.owner === undefined || this.over) return;
		let told = false;
		if (this.halted) {
			this.halted = false;
			if (this.connected) {
				/* Who does not want to hear of room has what the owner before had. */
				told = this.owner.onWritable === undefined;
				if (!told) {
					this.cursor[ROOM] = 0;
					told = !announceWritable(this);
				}
			}
		}
		if (this.ending === GONE) announceFinish(this);
		pump(this);
		if (this.connected && !this.over && !told) tellOfRoom(this);
	}

	/** Gives the connection to another owner, who is told in a turn of its own what the first one knew. */
	assign(owner: Owner): void {
		this.owner = owner;
		this.halted = true;
		this.half = false;
		this.deadline?.resume();
		const cursor = this.cursor;
		cursor[ANNOUNCED] = 0;
		/* It can write at once, at least as much as the first one could, and is told of it later all the same. */
		if (cursor[ROOM] === 0 && this.connected && this.ending === OPEN) this.session.offer(outputOf(this).bytes, this.state, true);
		this.later();
	}

	/** Takes the connection from its owner. What arrives stays where it is until there is another one. */
	park(): void {
		send(this);
		this.deadline?.pause();
		this.owner = undefined;
		this.halted = true;
	}

	/** Ends the connection: time is up, say. */
	fail(error: TLSError): void {
		if (this.over) return;
		release(this);
		this.owner?.onError?.call(this.owner.instance, error);
	}

	/** Goes on behind park(), for an instance that hears nothing as yet. */
	unpark(instance: object): void {
		this.owner = unheard(instance);
		this.deadline?.resume();
		this.later();
	}

	/** Ends the connection for its owner at once, and for the peer with a goodbye where that can be sent. */
	close(): void {
		this.owner = undefined;
		if (this.connected && this.end === undefined) {
			const cursor = this.cursor;
			if (cursor[GATHERED] > 0 || cursor[OUT_LENGTH] > 0) send(this);
			/* A goodbye says that nothing is missing. */
			if (cursor[GATHERED] === 0) this.session.close(outputOf(this).bytes, this.state);
			send(this);
		}
		abandon(this);
		if (!this.over) release(this);
		this.session.delete();
		this.transport?.close();
	}

	/** Ends our side: says goodbye behind all that was written, and goes on reading. Told by onError, code EOF, when the peer has ended its side too. */
	endSide(): void {
		if (this.ending !== OPEN) return;
		if (!this.connected) throw unconnectedError(NOT_CONNECTED, "this side cannot be ended");
		this.ending = ENDING;
		if (this.keeper === NOBODY) flushLater(this, false);
	}

	/** Ends a handshake that the application has refused, or failed to answer. */
	refuse(error: TLSError): void {
		check(this.session.refuse());
		/* The result is the refusal. */
		this.session.step(undefined, outputOf(this).bytes, this.state);
		send(this);
		this.fail(error);
	}

	/** Ends a handshake that has no session yet, with an alert that no session has made, if there is room for it. */
	turnAway(error: TLSError, alert: number): void {
		const record = [ALERT_RECORD, 3, 3, 0, 2, FATAL, alert];
		const cursor = this.cursor;
		if (cursor[AVAILABLE] >= record.length) {
			outputOf(this).bytes.set(record);
			cursor[OUT_LENGTH] = record.length;
			send(this);
		}
		this.fail(error);
	}

	/** Whether the session is open: a server's is when its client has spoken. */
	get entered(): boolean {
		return this.cursor[AWAITING] === 0 && this.handshake?.entered !== false;
	}

	/** Whether this is a server's connection, and its client has not said yet what it wants. */
	get silent(): boolean {
		return this.cursor[AWAITING] !== 0 || this.handshake?.silent === true;
	}

	/** How much ciphertext has come, or was announced, that nobody has used yet. */
	get incoming(): number {
		const cursor = this.cursor;
		return cursor[INCOMING] + cursor[IN_END] - cursor[IN_START];
	}

	/** Whether there is ciphertext that was not used yet. */
	get unused(): boolean {
		const cursor = this.cursor;
		return cursor[INCOMING] > 0 || cursor[IN_START] < cursor[IN_END] || this.front !== undefined;
	}

	/** All ciphertext that is there. It stays in the input buffer, which is another connection's as soon as that one asks for it. */
	collect(): Uint8Array {
		const cursor = this.cursor;
		const bytes = inputOf(this).bytes;
		fill(this, bytes);
		return new Bytes(bytes.buffer, cursor[IN_START], cursor[IN_END] - cursor[IN_START]);
	}

	/** Takes all ciphertext out of the input buffer. */
	discard(): void {
		this.cursor[IN_START] = this.cursor[IN_END] = 0;
	}

	/** Has these bytes read again. */
	putBack(bytes: Uint8Array): void {
		this.front = bytes;
	}
}

/** Ends it, and lets go of what is needed only as long as there is something to wait for. */
function release(connection: Connection): void {
	connection.over = connection.halted = true;
	if (connection.deadline !== undefined) {
		connection.deadline.clear();
		connection.deadline = undefined;
	}
	connection.handshake?.drop();
}
