/* How long a connection may take to stand, to shake hands, and to be silent. */

import Time from "time";
import Timer from "timer";
import { TLSError } from "tls419/errors";
import { kindOf } from "tls419/validate";

/** Milliseconds each; 0 for as long as it takes. */
export interface Timeouts {
	/** Until the transport stands. */
	readonly connect: number;
	/** From then on until the handshake is done. */
	readonly handshake: number;
	/** Without a byte in either direction, after that. */
	readonly idle: number;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze } = Object;

/* Longer than any that is meant, and as long as a timer can be set. */
const LONGEST = 0x7fffffff;

const forClients: Timeouts = freeze({ connect: 30_000, handshake: 30_000, idle: 0 });
const forServers: Timeouts = freeze({ connect: 0, handshake: 10_000, idle: 0 });

/** Milliseconds since then. The clock has 32 bits and begins again after 49 days, or with numbers below zero after half of them. */
export function elapsed(then: number, now: number = Time.ticks): number {
	return (now - then) >>> 0;
}

/** @throws RangeError for what is no number of milliseconds. @returns 0 for no limit. */
export function milliseconds(value: unknown, name: string): number {
	if (typeof value !== "number" || !(value >= 0))
		throw new RangeError(`${name} must be a number of milliseconds; 0 or Infinity for no limit, and not ${kindOf(value)}`);
	return value > LONGEST ? 0 : value;
}

/** Reads `connectTimeout`, `handshakeTimeout` and `idleTimeout`. */
export function readTimeouts(get: (name: string, convert: typeof milliseconds) => number | undefined, server: boolean): Timeouts {
	const standard = server ? forServers : forClients;
	const connect = server ? undefined : get("connectTimeout", milliseconds);
	const handshake = get("handshakeTimeout", milliseconds);
	const idle = get("idleTimeout", milliseconds);
	/* Most connections share the standard ones. */
	if (connect === undefined && handshake === undefined && idle === undefined) return standard;
	return freeze({ connect: connect ?? standard.connect, handshake: handshake ?? standard.handshake, idle: idle ?? standard.idle });
}

/** What a handshake ends with that took too long. */
export function handshakeTimeout(limit: number): TLSError {
	return new TLSError("ERR_TLS_HANDSHAKE_TIMEOUT", `the TLS handshake was not done in ${limit} ms (tls.handshakeTimeout)`);
}

/** What too much silence ends with. */
export function idleTimeout(limit: number): TLSError {
	return new TLSError("ERR_TLS_IDLE_TIMEOUT", `nothing was sent or received for ${limit} ms (tls.idleTimeout)`);
}

const CONNECT = 0;
const HANDSHAKE = 1;
const IDLE = 2;
const PAUSED = 3;

/** What is told when time is up, in a turn of its own, once at most. */
export interface Expiring {
	fail(error: TLSError): void;
}

/* Its methods are private in TypeScript only: on XS those with a # are properties of each instance. */
/** The clock of one connection. It has one timer at most, and none when nothing is limited any more. */
export class Deadline {
	#phase = CONNECT;
	#timer: Timer | undefined;
	readonly #timeouts: Timeouts;
	readonly #owner: Expiring;

	constructor(timeouts: Timeouts, server: boolean, owner: Expiring) {
		this.#timeouts = timeouts;
		this.#owner = owner;
		if (server) this.start(HANDSHAKE, timeouts.handshake);
		else this.start(CONNECT, timeouts.connect);
	}

	/** The handshake is done. Returns whether there is anything to watch over from now on. */
	done(): boolean {
		const idle = this.#timeouts.idle;
		if (idle > 0) this.start(IDLE, idle);
		else this.clear();
		return idle > 0;
	}

	/** Bytes have moved, or the transport has given another sign of life. */
	touch(): void {
		if (this.#phase === HANDSHAKE) return;
		if (this.#phase === IDLE) this.start(IDLE, this.#timeouts.idle);
		else if (this.#phase === CONNECT) this.start(HANDSHAKE, this.#timeouts.handshake);
	}

	/** Stops the clock until resume(), although bytes move meanwhile. The handshake is done. */
	pause(): void {
		this.#phase = PAUSED;
		this.clear();
	}

	/** There is a new owner. */
	resume(): void {
		if (this.#phase === PAUSED) this.#phase = IDLE;
		this.touch();
	}

	/** Stops the clock. */
	clear(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
	}

	private start(phase: number, limit: number): void {
		this.#phase = phase;
		if (limit === 0) this.clear();
		else if (this.#timer !== undefined) Timer.schedule(this.#timer, limit);
		else this.#timer = Timer.set(() => this.expire(), limit);
	}

	private expire(): void {
		const { connect, handshake, idle } = this.#timeouts;
		this.#timer = undefined;
		if (this.#phase === CONNECT) {
			const sentence = `the peer could not be reached in ${connect} ms (tls.connectTimeout)`;
			this.#owner.fail(new TLSError("ERR_TLS_CONNECT_TIMEOUT", sentence));
		} else this.#owner.fail(this.#phase === HANDSHAKE ? handshakeTimeout(handshake) : idleTimeout(idle));
	}
}
