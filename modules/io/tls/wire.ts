/*
 * The lower half of a connection: how its bytes pass between the transport and the buffers that all connections share; see Session.exchange. These are functions, and
 * not methods: XS looks for a method behind all that a connection has.
 */

import Timer from "timer";
import type { Connection } from "tls419/connection";
import { AVAILABLE, CALLING, GATHERED, IN_END, IN_START, INCOMING, OUT_LENGTH, OWED } from "tls419/cursor";
import { transportError } from "tls419/errors";
import { Library } from "tls419/library";
import { HAS_THROWN, STEP_MORE } from "tls419/results";
import { gathered, Pool, type Staging } from "tls419/staging";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;

/* The values of Connection.ending. */
export const OPEN = 0;
/** Nothing is written any more, and the goodbye waits for what was written before. */
export const ENDING = 1;
/** close_notify was sealed. */
export const GONE = 2;
/** And the owner knows. */
export const TOLD = 3;

/* Made when first needed: what exists when modules are preloaded is frozen. */
let inputs: Pool<Connection> | undefined;
let outputs: Pool<Connection> | undefined;

/** The input buffer, for ciphertext. Its size (`config.tlsInputSize`, bytes) is how far a connection reads ahead. */
export function inputOf(wire: Connection): Staging<Connection> {
	return wire.inputLease ?? leaseInput(wire);
}

function leaseInput(wire: Connection): Staging<Connection> {
	inputs ??= new Pool("tlsInputSize", keepInput);
	const input = inputs.lease(wire);
	wire.inputLease = input;
	return input;
}

/** The output buffer: ciphertext, and behind it plaintext that waits. Its size (`config.tlsOutputSize`, bytes) bounds a single write. */
export function outputOf(wire: Connection): Staging<Connection> {
	let output = wire.outputLease;
	if (output !== undefined) return output;
	outputs ??= new Pool("tlsOutputSize", keepOutput);
	output = wire.outputLease = outputs.lease(wire);
	if (wire.cursor[GATHERED] > 0) takeBack(wire, output);
	return output;
}

/** Brings the plaintext back that had to leave the output buffer. */
function takeBack(wire: Connection, output: Staging<Connection>): void {
	const kept = wire.kept;
	if (kept === undefined) return;
	Library.copy(gathered(output, kept.length), kept);
	kept.fill(0);
	wire.kept = undefined;
}

/** The input buffer, if there may be ciphertext that was not used yet. */
export function ciphertextOf(wire: Connection): Uint8Array | undefined {
	if (wire.front === undefined) return wire.inputLease?.bytes;
	const input = inputOf(wire).bytes;
	refill(wire, input);
	return input;
}

/** Reads, decrypts and sends until there is something to tell; see Session.exchange. */
export function exchange(wire: Connection): number {
	const output = wire.outputLease ?? outputAfterReading(wire);
	/* After the other one, since what was sent may have brought us out of this one. */
	const input = wire.inputLease ?? leaseInput(wire);
	if (wire.front !== undefined) return exchangeFront(wire, input.bytes, output.bytes);
	return wire.session.exchange(wire.transport, input.bytes, output.bytes, wire.state);
}

/** To lease the output buffer may send what another connection has left there, which may bring more, of which not every transport tells. So what is known of is read first. */
function outputAfterReading(wire: Connection): Staging<Connection> {
	if (outputs?.first.tenant !== undefined && wire.front === undefined && wire.cursor[INCOMING] > 0) fill(wire, inputOf(wire).bytes);
	return outputOf(wire);
}

/** The same where there is ciphertext that comes first. */
function exchangeFront(wire: Connection, input: Uint8Array, output: Uint8Array): number {
	refill(wire, input);
	if (wire.front === undefined) return wire.session.exchange(wire.transport, input, output, wire.state);
	/* Not a byte from the transport before the last one of these: so it is not called meanwhile, and what is made of them is sent behind it. */
	const events = wire.session.exchange(undefined, input, output, wire.state);
	if (events !== 0) return events < 0 ? events : events | STEP_MORE;
	send(wire);
	const cursor = wire.cursor;
	return cursor[OWED] > 0 && cursor[AVAILABLE] === 0 ? 0 : STEP_MORE;
}

/** Reads what the transport has announced. What it throws is told by the next step. */
export function fill(wire: Connection, input: Uint8Array): void {
	if (wire.session.exchange(wire.transport, input, undefined, wire.state) < 0) keepThrown(wire);
}

/** Seals what was gathered and hands all that is sealed to the transport. */
export function send(wire: Connection): void {
	const cursor = wire.cursor;
	if (cursor[GATHERED] > 0) transmit(wire);
	if (wire.ending === ENDING && cursor[GATHERED] === 0) sayGoodbye(wire);
	if (cursor[OUT_LENGTH] > 0) transmit(wire);
}

function transmit(wire: Connection): void {
	const result = wire.session.exchange(wire.transport, undefined, outputOf(wire).bytes, wire.state);
	if (result >= 0) return;
	if (result === HAS_THROWN) keepThrown(wire);
	/* A failure is told by the next step. */
	wire.later();
}

/** Seals close_notify behind all that was written. Where there is no room for it, it waits like anything else that is owed. */
function sayGoodbye(wire: Connection): void {
	if (wire.session.close(outputOf(wire).bytes, wire.state) > 0) return;
	wire.ending = GONE;
	/* The next turn has to tell that it is said, of a failure, or that the other side has ended before and nothing is left to wait for. */
	wire.later();
}

/** What the transport has thrown is told like any other end of it, and not from inside the method that has called it. */
export function keepThrown(wire: Connection): void {
	wire.end ??= transportError(wire.session.thrown);
	wire.session.thrown = undefined;
}

/** Moves as much of what is to be read again to the input buffer as has room behind what is left there. */
function refill(wire: Connection, input: Uint8Array): void {
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

function keepInput(wire: Connection, staging: Staging<Connection>): void {
	const cursor = wire.cursor;
	if (cursor[IN_START] < cursor[IN_END]) {
		const length = cursor[IN_END] - cursor[IN_START];
		const front = wire.front;
		const kept = new Bytes(front === undefined ? length : length + front.length);
		Library.copy(kept, staging.bytes.subarray(cursor[IN_START], cursor[IN_END]));
		if (front !== undefined) Library.copy(kept.subarray(length), front);
		wire.front = kept;
		wire.discard();
	}
	wire.inputLease = undefined;
}

/** What the transport has no room for must not stay in a buffer that another connection gets: it would be taken for the other's. */
function keepOutput(wire: Connection, staging: Staging<Connection>): void {
	send(wire);
	const length = wire.cursor[GATHERED];
	if (length > 0) {
		const waiting = gathered(staging, length);
		wire.kept = new Bytes(length);
		Library.copy(wire.kept, waiting);
		waiting.fill(0);
	}
	wire.outputLease = undefined;
}

/** Drops what can no longer be sent or read: a turn or a flush that was promised finds nothing, and no plaintext stays in a shared buffer. */
export function abandon(wire: Connection): void {
	const cursor = wire.cursor;
	const input = wire.inputLease;
	const output = wire.outputLease;
	const waiting = cursor[GATHERED];
	if (waiting > 0) {
		if (output !== undefined) gathered(output, waiting).fill(0);
		else wire.kept?.fill(0);
		cursor[GATHERED] = 0;
	}
	cursor[OUT_LENGTH] = 0;
	wire.ending = GONE;
	if (wire.timer !== undefined) Timer.clear(wire.timer);
	if (wire.front !== undefined) wire.front = undefined;
	/* What is being moved just now has its place until it is. */
	if (cursor[CALLING] !== 0) return;
	if (input !== undefined) wire.inputLease = input.tenant = undefined;
	if (output !== undefined) wire.outputLease = output.tenant = undefined;
}
