/*
 * What the owner of a connection reads and writes. None of it calls the owner: what follows is done in an event, or in a turn of its own.
 */

import Timer from "timer";
import { sessionError } from "tls419/errors";
import { type Owner, Report } from "tls419/report";
import { ANNOUNCED, OVERFLOW, PENDING, READABLE, ROOM, type Session } from "tls419/session";
import type { Deadline } from "tls419/timeouts";
import type { ByteBuffer } from "tls419/validate";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Later = Promise;

export abstract class Flow extends Report {
	/** True while a turn of its own is promised to what was written. */
	flushing = false;

	/** While there is a limit to how long something may take. */
	deadline: Deadline | undefined;

	/* On XS one that is not written takes an array of what it is called with, and an iterator. */
	constructor(session: Session, host: string | undefined, owner: Owner) {
		super(session, host, owner);
	}

	/** Reads `count` bytes, of which there are as many, into a new ArrayBuffer. */
	take(count: number): ArrayBuffer {
		const result = this.session.take(count, this.ciphertext(), this.state);
		if (!this.active) this.readOn();
		return result;
	}

	takeByte(): number {
		const result = this.session.takeByte(this.ciphertext(), this.state);
		if (!this.active) this.readOn();
		return result;
	}

	/** Fills the buffer as far as ciphertext has arrived, record after record; the count. */
	read(buffer: ByteBuffer): number {
		/* The first without a call: this is done for each record of a large transfer. */
		const result = this.session.read(buffer, this.inputLease?.bytes ?? this.ciphertext(), this.state);
		if (!this.active) this.readOn();
		return result;
	}

	/** Takes all of `data`, to be sent at the end of the turn (or, with `more`, in the next one), or throws. Returns what can be written next. */
	write(data: ByteBuffer, more: boolean): number {
		let result = this.session.write(data, this.output().bytes, this.state);
		if (result === OVERFLOW && makeRoom(this, data.byteLength)) result = this.session.write(data, this.output().bytes, this.state);
		return wasWritten(this, result, more);
	}

	writeByte(byte: number, more: boolean): number {
		let result = this.session.writeByte(byte, this.output().bytes, this.state);
		if (result === OVERFLOW && makeRoom(this, 1)) result = this.session.writeByte(byte, this.output().bytes, this.state);
		return wasWritten(this, result, more);
	}

	/** Sends what was written in a turn of its own: the end of this one or, with `more`, the next one. */
	flushLater(more: boolean): void {
		const flush = () => {
			this.flushing = false;
			this.send();
		};
		this.flushing = true;
		if (more) Timer.set(flush);
		else Later.resolve().then(flush);
	}

	/** After a read that was not made in onReadable: what it leaves, and what comes next, needs a turn of its own. */
	readOn(): void {
		const cursor = this.cursor;
		const readable = cursor[READABLE];
		const more = readable > 0 ? readable > cursor[ANNOUNCED] : this.unused || cursor[PENDING] !== 0 || this.end !== undefined;
		if (more) this.later();
	}
}

/** Whether the output buffer was all that stood in the way of a write; then it is empty now. */
function makeRoom(flow: Flow, length: number): boolean {
	if (length > flow.cursor[ROOM]) return false;
	flow.send();
	return true;
}

function wasWritten(flow: Flow, result: number, more: boolean): number {
	if (result < 0) throw sessionError(result, flow.session, flow.host);
	flow.deadline?.touch();
	if (!flow.active && !flow.flushing) flow.flushLater(more);
	return result;
}
