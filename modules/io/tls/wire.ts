/*
 * The lower half of a connection: where its bytes lie, and how they pass between the transport and the buffers that all connections share; see Session.exchange. It
 * holds no bytes itself, except those that had to leave a shared buffer because another connection needed it.
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
	OWED,
	type Session,
	STEP_MORE,
	WRITING,
} from "tls419/session";
import { gathered, leaseInput, leaseOutput, type Staging, type Tenant } from "tls419/staging";
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
/** And the owner knows. */
export const TOLD = 3;

export abstract class Wire implements Tenant {
	/* In the order of how often they are looked up: XS walks from one to the next. */
	readonly session: Session;
	/** What the native calls and this class tell each other: see the places in session.ts. */
	readonly cursor = new Places(CURSOR_LENGTH);
	readonly state = this.cursor.buffer;
	/** True while bytes are moved, which calls the transport. */
	inside = false;
	transport: Transport | undefined;
	/** The buffers, as long as we are their tenant. */
	inputLease: Staging | undefined;
	outputLease: Staging | undefined;
	/** Ciphertext before anything that the transport has: it had to leave the input buffer, or was read already and is to be read again. */
	front: Uint8Array | undefined;
	/** How far the end of our own side has come: OPEN, ENDING, GONE, TOLD. */
	ending = OPEN;
	/** Why the transport ended, once it has. */
	end: unknown;

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

	/** The input buffer. */
	input(): Staging {
		this.inputLease ??= leaseInput(this);
		return this.inputLease;
	}

	/** The output buffer, with what waits in it. */
	output(): Staging {
		let output = this.outputLease;
		if (output !== undefined) return output;
		output = this.outputLease = leaseOutput(this);
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
		if (this.front === undefined) return this.inputLease?.bytes;
		const input = this.input().bytes;
		refill(this, input);
		return input;
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

	/** Reads, decrypts and sends until there is something to tell; see Session.exchange. */
	exchange(): number {
		let output = this.outputLease;
		if (output === undefined) {
			/* To lease this one may send what another connection has left there, which may bring more, of which not every transport tells. So what is known of is read first. */
			if (this.front === undefined && this.cursor[INCOMING] > 0) this.#move(this.input().bytes, undefined, this.transport);
			output = this.output();
		}
		/* After the other one, since what was sent may have brought us out of this one. */
		const input = (this.inputLease ?? this.input()).bytes;
		if (this.front === undefined) return this.#move(input, output.bytes, this.transport);
		refill(this, input);
		if (this.front === undefined) return this.#move(input, output.bytes, this.transport);
		/* Not a byte from the transport before the last one of these: so it is not called meanwhile, and what is made of them is sent behind it. */
		const events = this.#move(input, output.bytes, undefined);
		if (events !== 0) return events < 0 ? events : events | STEP_MORE;
		this.send();
		const cursor = this.cursor;
		return cursor[OWED] > 0 && cursor[AVAILABLE] === 0 ? 0 : STEP_MORE;
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
		if (this.ending === ENDING && cursor[GATHERED] === 0) sayGoodbye(this);
		if (cursor[OUT_LENGTH] > 0) this.#move(undefined, this.output().bytes, this.transport);
	}

	keepInput(staging: Staging): void {
		const cursor = this.cursor;
		const length = cursor[IN_END] - cursor[IN_START];
		if (length > 0) {
			const front = this.front;
			const kept = new Bytes(front === undefined ? length : length + front.length);
			Library.copy(kept, staging.bytes.subarray(cursor[IN_START], cursor[IN_END]));
			if (front !== undefined) Library.copy(kept.subarray(length), front);
			this.front = kept;
		}
		cursor[IN_START] = cursor[IN_END] = 0;
		this.inputLease = undefined;
	}

	/** What the transport has no room for must not stay in a buffer that another connection gets: it would be taken for the other's. */
	keepOutput(staging: Staging): void {
		this.send();
		if (this.cursor[GATHERED] > 0) {
			const waiting = gathered(staging, this.cursor[GATHERED]);
			this.#kept = copyOf(waiting);
			waiting.fill(0);
		}
		this.outputLease = undefined;
	}

	/** Drops what can no longer be sent or read: a turn or a flush that was promised finds nothing, and no plaintext stays in a shared buffer. */
	abandon(): void {
		const cursor = this.cursor;
		const input = this.inputLease;
		const output = this.outputLease;
		if (output !== undefined && cursor[GATHERED] > 0) gathered(output, cursor[GATHERED]).fill(0);
		this.#kept?.fill(0);
		cursor[GATHERED] = cursor[OUT_LENGTH] = 0;
		this.ending = GONE;
		Timer.clear(this.#timer);
		this.front = this.#kept = undefined;
		/* What is being moved just now has its place until it is. */
		if (this.inside) return;
		if (input !== undefined) input.tenant = undefined;
		if (output !== undefined) output.tenant = undefined;
		this.inputLease = this.outputLease = undefined;
	}

	/** Moves bytes through buffers of ours, and keeps what the transport throws. */
	#move(input: Uint8Array | undefined, output: Uint8Array | undefined, transport: Transport | undefined): number {
		const inside = this.inside;
		this.inside = true;
		try {
			return this.session.exchange(transport, input, output, this.state);
		} catch (error) {
			return transportHasThrown(this, error, inside);
		} finally {
			this.inside = inside;
		}
	}
}

/** Seals close_notify behind all that was written. Where there is no room for it, it waits like anything else that is owed. */
function sayGoodbye(wire: Wire): void {
	if (wire.session.close(wire.output().bytes, wire.state) > 0) return;
	wire.ending = GONE;
	/* The next turn has to tell that it is said, of a failure, or that the other side has ended before and nothing is left to wait for. */
	wire.later();
}

/**
 * What the transport has thrown is told like any other end of it, and not from inside the method that has called it. Returns that there is more to do.
 * @param inside whether a call of the transport is under way all the same, which this one was made in, and may throw as well
 */
function transportHasThrown(wire: Wire, error: unknown, inside: boolean): number {
	const cursor = wire.cursor;
	const calling = cursor[CALLING];
	if (calling === 0) throw error;
	if (!inside) cursor[CALLING] = 0;
	wire.end ??= transportError(error);
	if (calling === WRITING) {
		cursor[AVAILABLE] = 0;
		wire.later();
	}
	return STEP_MORE;
}

/** Moves as much of what is to be read again to the input buffer as has room behind what is left there. */
function refill(wire: Wire, input: Uint8Array): void {
	const cursor = wire.cursor;
	const front = wire.front;
	const left = cursor[IN_END] - cursor[IN_START];
	/* A record's header; see binding_exchange.c. */
	if (front === undefined || left >= 5) return;
	if (left > 0) input.copyWithin(0, cursor[IN_START], cursor[IN_END]);
	const count = Library.copy(left > 0 ? input.subarray(left) : input, front);
	wire.front = count < front.length ? front.subarray(count) : undefined;
	cursor[IN_START] = 0;
	cursor[IN_END] = left + count;
}
