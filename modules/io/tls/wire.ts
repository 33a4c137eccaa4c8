/*
 * The lower half of a connection: where its bytes lie, and how they pass between the transport and the buffers that all connections share. It holds no bytes
 * itself, except those that had to leave a shared buffer because another connection needed it.
 */

import Timer from "timer";
import { transportError } from "tls419/errors";
import { Library } from "tls419/library";
import {
	AVAILABLE,
	CALLING,
	CURSOR_LENGTH,
	GATHERED,
	IN_END,
	IN_START,
	INCOMING,
	OUT_LENGTH,
	type Session,
	STEP_MORE,
	WRITING,
} from "tls419/session";
import { gathered, leaseInput, leaseOutput, release, type Staging, type Tenant } from "tls419/staging";
import type { Transport } from "tls419/transport";

/* Looked up once: on XS a lookup of a global walks over all of them. */
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
	/** Why the transport ended, once it has. */
	end: unknown;
	/** True while bytes are moved, which calls the transport. */
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

	/** How much ciphertext the transport has announced and not given yet. */
	get incoming(): number {
		return this.cursor[INCOMING];
	}

	/** Whether there is ciphertext that was not used yet. */
	get unused(): boolean {
		const cursor = this.cursor;
		return cursor[INCOMING] > 0 || cursor[IN_START] < cursor[IN_END] || this.#tail !== undefined || this.front !== undefined;
	}

	/** Reads, decrypts and sends until there is something to tell; see Session.exchange. */
	exchange(): number {
		const input = this.input();
		if (this.front === undefined) return this.#move(input.bytes, this.output().bytes, this.transport);
		this.#refill(input);
		/* Not a byte from the transport before the last one of these. */
		const events = this.#move(input.bytes, this.output().bytes, this.front === undefined ? this.transport : undefined);
		return events < 0 || this.front === undefined ? events : events | STEP_MORE;
	}

	/** All ciphertext that is there. It stays in the input buffer, which is another connection's as soon as that one asks for it. */
	collect(): Uint8Array {
		const cursor = this.cursor;
		const bytes = this.input().bytes;
		this.#move(bytes, undefined, this.transport);
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
		/* A failure is told by the next step. */
		if (cursor[GATHERED] > 0 && this.#move(undefined, this.output().bytes, this.transport) < 0) this.later();
		if (this.ending === ENDING && cursor[GATHERED] === 0) this.#sayGoodbye();
		if (cursor[OUT_LENGTH] > 0) this.#move(undefined, this.output().bytes, this.transport);
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
		/* What is being moved just now has its place until it is. */
		if (!this.inside) {
			release(this.inputLease, this);
			release(output, this);
		}
		Timer.clear(this.#timer);
		this.front = this.#kept = this.#tail = this.inputLease = this.#outputLease = undefined;
	}

	/** Moves bytes through buffers of ours, and keeps what the transport throws. */
	#move(input: Uint8Array | undefined, output: Uint8Array | undefined, transport: Transport | undefined): number {
		const inside = this.inside;
		this.inside = true;
		try {
			return this.session.exchange(transport, input, output, this.state);
		} catch (error) {
			return this.#failed(error);
		} finally {
			this.inside = inside;
		}
	}

	/** What the transport has thrown is told like any other end of it, and not from inside the method that has called it. Returns that there is more to do. */
	#failed(error: unknown): number {
		const cursor = this.cursor;
		const calling = cursor[CALLING];
		if (calling === 0) throw error;
		cursor[CALLING] = 0;
		this.end ??= transportError(error);
		if (calling === WRITING) {
			cursor[AVAILABLE] = 0;
			this.later();
		}
		return STEP_MORE;
	}

	/** Moves as much of what is to be read again to the input buffer as has room behind what is left there. */
	#refill(input: Staging): void {
		const cursor = this.cursor;
		const front = this.front;
		const left = cursor[IN_END] - cursor[IN_START];
		/* A record's header; see binding_exchange.c. */
		if (front === undefined || left >= 5) return;
		const bytes = input.bytes;
		if (left > 0) bytes.copyWithin(0, cursor[IN_START], cursor[IN_END]);
		const count = Library.copy(left > 0 ? bytes.subarray(left) : bytes, front);
		this.front = count < front.length ? front.subarray(count) : undefined;
		cursor[IN_START] = 0;
		cursor[IN_END] = left + count;
	}
}
