/*
 * The lower half of a connection: where its bytes lie, and how they pass between the transport and the buffers that all connections share. It holds no bytes
 * itself, except those that had to leave a shared buffer because another connection needed it.
 */

import Timer from "timer";
import { TLSError, transportError } from "tls419/errors";
import { Library } from "tls419/library";
import { AVAILABLE, CURSOR_LENGTH, GATHERED, IN_END, IN_START, OUT_LENGTH, OVERFLOW, type Session } from "tls419/session";
import { gathered, leaseInput, leaseOutput, release, type Staging, type Tenant } from "tls419/staging";
import type { Transport } from "tls419/transport";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { isInteger } = Number;
const Places = Int32Array;
const Bytes = Uint8Array;

/** What a transport says of its bytes; a transport that has no end of room says Infinity. */
export function clamp(count: number): number {
	if (count > 0x7fffffff) return 0x7fffffff;
	return count > 0 ? count : 0;
}

function copyOf(source: Uint8Array): Uint8Array {
	const copy = new Bytes(source.length);
	Library.copy(copy, source);
	return copy;
}

/* The values of Wire.ending. */
export const OPEN = 0;
/** Nothing is written any more, and the goodbye waits for what was written before. */
export const ENDING = 1;
/** close_notify was sealed. */
export const GONE = 2;

export abstract class Wire implements Tenant {
	readonly session: Session;
	transport: Transport | undefined;
	/** What the native calls and this class tell each other: see the places in session.ts. */
	readonly cursor = new Places(CURSOR_LENGTH);
	readonly state = this.cursor.buffer;
	/** How much ciphertext the transport has announced and not given yet. */
	incoming = 0;
	/** Why the transport ended, once it has. */
	end: unknown;
	/** True while the transport is read or written. */
	inside = false;
	/** How far the end of our own side has come: OPEN, ENDING, GONE. */
	ending = OPEN;

	/** The buffers that were leased last, for as long as we are their tenant. */
	inputLease: Staging | undefined;
	#outputLease: Staging | undefined;
	/** What was read already and is to be read again, before anything that the transport has. */
	front: Uint8Array | undefined;
	/** Ciphertext that had to leave the input buffer. */
	#tail: Uint8Array | undefined;
	/** Plaintext that had to leave the output buffer. */
	#kept: Uint8Array | undefined;
	#timer: Timer | undefined;

	constructor(session: Session) {
		this.session = session;
	}

	/** What is done in a turn of its own. */
	abstract turn(): void;

	later(): void {
		this.#timer ??= Timer.set(() => {
			this.#timer = undefined;
			this.turn();
		});
	}

	/** The input buffer, with what is left of the ciphertext in it. */
	input(): Staging {
		let input = this.inputLease;
		if (input?.tenant === this) return input;
		input = this.inputLease = leaseInput(this);
		const tail = this.#tail;
		if (tail !== undefined) {
			Library.copy(input.bytes, tail);
			this.cursor[IN_START] = 0;
			this.cursor[IN_END] = tail.length;
			this.#tail = undefined;
		}
		return input;
	}

	/** The output buffer, with what waits in it. */
	output(): Staging {
		let output = this.#outputLease;
		if (output?.tenant === this) return output;
		output = this.#outputLease = leaseOutput(this);
		const kept = this.#kept;
		if (kept !== undefined) {
			Library.copy(gathered(output, kept.length), kept);
			kept.fill(0);
			this.#kept = undefined;
		}
		return output;
	}

	/** The input buffer, if there may be ciphertext that was not used yet. */
	ciphertext(): Uint8Array | undefined {
		const input = this.inputLease;
		if (input !== undefined && input.tenant === this) return input.bytes;
		return this.#tail === undefined ? undefined : this.input().bytes;
	}

	/** Whether there is ciphertext that was not used yet. */
	get unused(): boolean {
		return this.incoming > 0 || this.cursor[IN_START] < this.cursor[IN_END] || this.#tail !== undefined;
	}

	/** Reads from the transport behind what is left in the input buffer, if that is less than a record's header. */
	fill(input: Staging): void {
		const cursor = this.cursor;
		const left = cursor[IN_END] - cursor[IN_START];
		if (this.incoming === 0 || left >= 5) return;
		if (left > 0 && cursor[IN_START] > 0) input.bytes.copyWithin(0, cursor[IN_START], cursor[IN_END]);
		const announced = this.incoming;
		this.incoming = 0;
		/* Not more than was announced: Moddable's TCP refuses to read into a buffer that is larger than what there is. */
		const room = input.bytes.length - left;
		const length = announced < room ? announced : room;
		const count = this.#receive(input, left > 0 ? input.bytes.subarray(left, left + length) : input.beginning(length));
		cursor[IN_START] = 0;
		cursor[IN_END] = left + count;
		/* What the transport has announced meanwhile is newer. */
		if (this.incoming === 0 && announced > count && count > 0) this.incoming = announced - count;
	}

	/** All ciphertext that is there. It stays in the input buffer, which is another connection's as soon as that one asks for it. */
	collect(): Uint8Array {
		const input = this.input();
		this.fill(input);
		return input.bytes.subarray(this.cursor[IN_START], this.cursor[IN_END]);
	}

	/** Takes all ciphertext out of the input buffer. */
	discard(): void {
		this.cursor[IN_START] = this.cursor[IN_END] = 0;
	}

	/** Has these bytes read again. */
	putBack(bytes: Uint8Array): void {
		this.front = bytes;
		this.incoming += bytes.length;
	}

	/** Sends bytes that no session has made, if there is room for them. */
	sendPlain(bytes: readonly number[]): void {
		const cursor = this.cursor;
		if (cursor[AVAILABLE] < bytes.length) return;
		this.output().bytes.set(bytes);
		cursor[OUT_LENGTH] = bytes.length;
		this.send();
	}

	/** Seals what was gathered and hands all that is sealed to the transport. */
	send(): void {
		const cursor = this.cursor;
		if (cursor[GATHERED] > 0) {
			const output = this.output();
			let result = this.session.seal(output.bytes, this.state);
			if (result === OVERFLOW) {
				this.#transmit(output);
				result = this.session.seal(output.bytes, this.state);
			}
			/* A failure is told by the next step. Without room what was gathered waits until the transport has some. */
			if (result < 0 && result !== OVERFLOW) this.later();
		}
		if (this.ending === ENDING && cursor[GATHERED] === 0) this.#sayGoodbye();
		if (cursor[OUT_LENGTH] > 0) this.#transmit(this.output());
	}

	/** Seals close_notify behind all that was written. Where there is no room for it, it waits like anything else that is owed. */
	#sayGoodbye(): void {
		if (this.session.close(this.output().bytes, this.state) > 0) return;
		this.ending = GONE;
		/* The next turn has to tell that it is said, of a failure, or that the other side has ended before and nothing is left to wait for. */
		this.later();
	}

	keepInput(staging: Staging): void {
		const cursor = this.cursor;
		if (cursor[IN_START] < cursor[IN_END]) this.#tail = copyOf(staging.bytes.subarray(cursor[IN_START], cursor[IN_END]));
		cursor[IN_START] = cursor[IN_END] = 0;
	}

	/** What the transport has no room for must not stay in a buffer that another connection gets: it would be taken for the other's. */
	keepOutput(staging: Staging): void {
		this.send();
		if (this.cursor[GATHERED] > 0) {
			const waiting = gathered(staging, this.cursor[GATHERED]);
			this.#kept = copyOf(waiting);
			waiting.fill(0);
		}
	}

	/** Drops what can no longer be sent or read: a turn or a flush that was promised finds nothing, and no plaintext stays in a shared buffer. */
	abandon(): void {
		const output = this.#outputLease;
		if (output?.tenant === this) gathered(output, this.cursor[GATHERED]).fill(0);
		this.#kept?.fill(0);
		this.cursor[GATHERED] = this.cursor[OUT_LENGTH] = 0;
		this.ending = GONE;
		release(this);
		Timer.clear(this.#timer);
		this.front = this.#kept = this.#tail = this.inputLease = this.#outputLease = undefined;
	}

	/** Reads from the transport into the input buffer; the count, which is 0 after a failure. */
	#receive(input: Staging, into: Uint8Array): number {
		const front = this.front;
		if (front !== undefined) {
			const part = front.subarray(0, into.length);
			Library.copy(into, part);
			this.front = part.length < front.length ? front.subarray(part.length) : undefined;
			return part.length;
		}
		let count = 0;
		this.inside = input.busy = true;
		try {
			count = this.transport?.read(into) ?? 0;
			if (!isInteger(count) || count < 0 || count > into.length)
				throw new TLSError("ERR_TLS_TRANSPORT", `the transport says that it has read ${count} bytes into a buffer of ${into.length}`);
		} catch (error) {
			/* Told by the pump, which is at work: nothing more will come. */
			this.end ??= transportError(error);
			count = 0;
		} finally {
			this.inside = input.busy = false;
		}
		return count;
	}

	#transmit(output: Staging): void {
		const cursor = this.cursor;
		const length = cursor[OUT_LENGTH];
		if (length === 0 || this.transport === undefined) return;
		cursor[OUT_LENGTH] = 0;
		this.inside = output.busy = true;
		try {
			cursor[AVAILABLE] = clamp(this.transport.write(output.beginning(length)));
		} catch (error) {
			/* The owner hears of it like of any other end of the transport, and not from inside the method that it called. */
			this.end ??= transportError(error);
			cursor[AVAILABLE] = 0;
			this.later();
		} finally {
			this.inside = output.busy = false;
		}
	}
}
