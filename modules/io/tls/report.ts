/*
 * The middle of a connection: what its owner is told, and knows. It is told in events only, never inside of a method that it calls; see connection.ts.
 */

import { TLSError } from "tls419/errors";
import type { Remote } from "tls419/server";
import { ANNOUNCED, AVAILABLE, OUT_LENGTH, READABLE, ROOM, type Session } from "tls419/session";
import { GONE, OPEN, TOLD, Wire } from "tls419/wire";

/** What a connection tells, and whom: `this` of each function is `instance`. */
export interface Owner {
	readonly instance: object;
	readonly onReadable: ((count: number) => void) | undefined;
	readonly onWritable: ((count: number) => void) | undefined;
	readonly onError: ((error: TLSError) => void) | undefined;
	/** Only where it is given: it changes what the peer's goodbye means. */
	onEnd?: () => void;
	/** Only where it is given: this side has ended, and all that was written has left. */
	onFinish?: () => void;
	/** Over datagrams, where it is given: the peer has another address from now on; the one before. */
	onRemoteChange?: (before: Remote) => void;
	/** Only where it is given: else there are no sessions to save. */
	onSession?: (session: ArrayBuffer) => void;
}

/** The owner of what a listener gives, until the application gives it to another one. */
export const nobody: Owner = Object.freeze({
	instance: Object.freeze({}),
	onReadable: undefined,
	onWritable: undefined,
	onError: undefined,
});

const TLS13 = 0x0304;

/** Bytes of ciphertext that are worth telling of. */
const LITTLE = 128;

export abstract class Report extends Wire {
	readonly host: string | undefined;
	/** Whether the handshake is done. */
	connected = false;
	/** Whether the owner has been told that it has ended. */
	over = false;

	owner: Owner | undefined;
	/** True from a change of owners until the new one has been told. */
	moved = false;
	/** Whether the owner knows that the peer has ended its side, and may still write. */
	half = false;
	/** True while an event is being handled: what is written now leaves when it is done. */
	active = false;
	/** The most room that the transport was seen to have. */
	#most = 0;

	constructor(session: Session, host: string | undefined, owner: Owner) {
		super(session);
		this.host = host;
		this.owner = owner;
	}

	/** Ends the connection and tells the owner why. */
	abstract fail(error: TLSError): void;

	/**
	 * The peer's close_notify. It ends a connection of TLS 1.2 (RFC 5246, 7.2.1), and in TLS 1.3 only the peer's side (RFC 8446, 6.1), for an owner who wants to
	 * know the difference; when both sides have ended, so has the connection.
	 */
	peerHasEnded(): void {
		const onEnd = this.owner?.onEnd;
		const gone = this.ending >= GONE;
		if (!gone && onEnd !== undefined && !this.half && this.session.version() === TLS13) {
			this.half = true;
			onEnd.call(this.owner?.instance);
		} else if (gone || (!this.half && this.ending === OPEN))
			this.fail(new TLSError("EOF", "the peer has closed the connection in good order"));
	}

	/** The goodbye has left, and all that was written before it. */
	announceFinish(): void {
		if (this.ending !== GONE || this.over) return;
		this.ending = TOLD;
		this.notify(this.owner?.onFinish, undefined);
	}

	/** Tells the owner what it does not know yet. Returns whether it has read all that it was told about. */
	announceReadable(): boolean {
		const cursor = this.cursor;
		const readable = cursor[READABLE];
		if (readable <= cursor[ANNOUNCED]) return readable === 0;
		const input = this.input();
		cursor[ANNOUNCED] = readable;
		input.busy = true;
		try {
			this.notify(this.owner?.onReadable, readable);
		} finally {
			input.busy = false;
		}
		return cursor[READABLE] === 0 || cursor[READABLE] > cursor[ANNOUNCED];
	}

	/** Tells the owner of room for as long as it uses what it is told of; but others want their turn too. */
	offer(): void {
		for (let count = 0; count < 32; count++) {
			this.send();
			if (!this.announceWritable()) return;
		}
		this.send();
		this.later();
	}

	/**
	 * Tells the owner of room that it does not know of. Returns whether it has used some.
	 *
	 * Not where the transport has little room, and has had more: then it will have more again. Who is told of a few bytes uses them for a record, which is nearly all
	 * frame; and who counts on several writes finds no room for the second.
	 */
	announceWritable(): boolean {
		const cursor = this.cursor;
		const left = cursor[AVAILABLE] - cursor[OUT_LENGTH];
		if (left > this.#most) this.#most = left;
		if (this.over || (left < LITTLE && left < this.#most / 2)) return false;
		const room = this.session.offer((this.outputLease ?? this.output()).bytes, this.state);
		if (room === 0) return false;
		this.notify(this.owner?.onWritable, room);
		return cursor[ROOM] < room;
	}

	/** Tells the owner of a session that can be resumed later. */
	announceSession(): void {
		const session = this.session.save();
		if (session !== undefined) this.notify(this.owner?.onSession, session);
	}

	/** Calls the owner; what it writes meanwhile is sent by the caller. */
	notify<T>(callback: ((value: T) => void) | undefined, value: T): void {
		if (callback === undefined) return;
		const active = this.active;
		this.active = true;
		try {
			callback.call(this.owner?.instance, value);
		} finally {
			this.active = active;
		}
	}
}
