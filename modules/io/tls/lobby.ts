/*
 * Those who wait at a listener: clients whose handshake is under way, and behind them connections that wait to be read. Both are bounded together. When there is no
 * place, the next client waits where it is, with the listener underneath; but one that has been silent for a while gives way to it, so that silence cannot keep others
 * out.
 *
 * How long a handshake may take is watched here, for all of them with one timer: they came one behind the other, and all have the same time.
 */

import Time from "time";
import Timer from "timer";
import type { Connection } from "tls419/connection";
import { addFailure, TLSError, transportError } from "tls419/errors";
import type { Owner } from "tls419/report";
import type { Remote } from "tls419/server";
import { elapsed, handshakeTimeout } from "tls419/timeouts";

/** What a lobby needs of its listener. Its callbacks are called in events only. */
export interface Front {
	/** `this` of the callbacks among the TLS options. */
	readonly instance: object;
	/** The next connection of the listener underneath; undefined if none waits. */
	accept(): object | undefined;
	/** Starts TLS on it, for a candidate, who has a connection then. What it throws is told; both are closed then. */
	open(from: object, candidate: Candidate): void;
	/** So many connections wait to be read. */
	ready(count: number): void;
	/** A handshake has failed; without `remote`, the listener underneath. */
	failed(error: TLSError, remote?: Remote): void;
}

/** Milliseconds that a client may be silent while others wait for its place. It speaks first, so a lost packet that is sent again is within that. */
const GRACE = 1000;

/** Closes what is not taken in, or not any more. What that throws is told with the failure that it is closed for. */
function dismiss(from: unknown, failure?: TLSError): void {
	if (typeof from !== "object" || from === null) return;
	try {
		if ("close" in from && typeof from.close === "function") from.close();
	} catch (reason) {
		if (failure === undefined) throw reason;
		addFailure(failure, "its transport could not be closed", reason);
	}
}

/** A client whose handshake is under way. Its fields are declared, because XS would make each of them twice: once empty, and once by its constructor. */
export class Candidate implements Owner {
	/** `this` of onWritable and onError, which one has for all: itself. */
	declare readonly instance: object;
	/** Nothing is read before somebody takes the connection. */
	declare readonly onReadable: undefined;
	declare readonly lobby: Lobby;
	declare readonly since: number;
	declare connection: Connection | undefined;

	constructor(lobby: Lobby) {
		this.instance = this;
		this.lobby = lobby;
		this.since = Time.ticks;
	}

	get asker(): object {
		return this.lobby.front.instance;
	}

	onWritable(): void {
		this.lobby.done(this);
	}

	onError(error: TLSError): void {
		this.lobby.failed(this, error);
	}
}

/* Its methods are private in TypeScript only: on XS those with a # are properties of each instance. */
export class Lobby {
	readonly front: Front;
	/** How many may shake hands or wait to be read at a time. Nobody may before the listener underneath stands. */
	#maximum = 0;
	/** How many milliseconds a handshake may take; 0 for as long as it takes. */
	readonly #limit: number;
	/** The one that came first is the first. */
	readonly #pending = new Set<Candidate>();
	readonly #ready: Connection[] = [];
	/** How many wait at the listener underneath, as far as it has told. */
	#waiting = 0;
	#timer: Timer | undefined;
	/** For the limit: it runs for as long as there is a handshake, and looks then for the one that came first. */
	#clock: Timer | undefined;
	#closed = false;

	constructor(front: Front, limit: number) {
		this.front = front;
		this.#limit = limit;
	}

	/** The listener underneath stands. */
	open(maximum: number): void {
		this.#maximum = maximum;
		this.later();
	}

	/** The listener underneath has told that so many clients wait. */
	arrived(count: number): void {
		this.#waiting = count;
		this.admit();
	}

	/** Looks for clients in a turn of its own. */
	private later(): void {
		if (this.#waiting > 0 && !this.#closed) this.look(0);
	}

	/** The connection that has been ready for the longest time. */
	take(): Connection | undefined {
		const connection = this.#ready.shift();
		if (this.#waiting > 0) this.later();
		return connection;
	}

	/** Closes all that nobody has taken, and throws then what the first of them has thrown that could not be closed. */
	close(): void {
		this.#closed = true;
		Timer.clear(this.#timer);
		Timer.clear(this.#clock);
		let failure: { readonly reason: unknown } | undefined;
		const connections = [...Array.from(this.#pending, (candidate) => candidate.connection), ...this.#ready];
		/* Before any of them is closed, since its transport may call another one: that is nobody's any more. */
		this.#pending.clear();
		this.#ready.length = 0;
		for (const connection of connections) {
			try {
				connection?.close();
			} catch (reason) {
				failure ??= { reason };
			}
		}
		if (failure !== undefined) throw failure.reason;
	}

	private look(after: number): void {
		if (this.#timer !== undefined) Timer.schedule(this.#timer, after);
		else
			this.#timer = Timer.set(() => {
				this.#timer = undefined;
				this.admit();
			}, after);
	}

	private admit(): void {
		while (this.#waiting > 0 && !this.#closed) {
			if (this.#pending.size + this.#ready.length >= this.#maximum) {
				if (!this.makePlace()) return;
				/* The callback that was told of it may have closed the listener. */
				if (this.#closed) return;
			}
			this.begin();
		}
	}

	/** Takes the next client in. */
	private begin(): void {
		const candidate = new Candidate(this);
		let from: Partial<Remote> | undefined;
		let address: string | undefined;
		let port: number | undefined;
		try {
			from = this.front.accept();
			this.#waiting = from === undefined ? 0 : this.#waiting - 1;
			if (from !== undefined) {
				/* Asked for now, since what cannot be taken over is closed. */
				address = from.remoteAddress;
				port = from.remotePort;
				/* Whoever is called here may close the listener, and that does not know of this client yet. */
				if (this.#closed) dismiss(from);
				else this.front.open(from, candidate);
				if (this.#closed) candidate.connection?.close();
				else {
					this.#pending.add(candidate);
					if (this.#limit > 0 && this.#pending.size === 1) this.watch(this.#limit);
				}
			}
		} catch (error) {
			const failure = transportError(error);
			if (candidate.connection !== undefined) dismiss(candidate.connection, failure);
			if (typeof from !== "object" || from === null) {
				/* Others may wait, of whom it tells when one more comes. */
				this.#waiting = 0;
				this.tell(failure);
			} else {
				dismiss(from, failure);
				this.later();
				this.tell(failure, { remoteAddress: address, remotePort: port });
			}
		}
	}

	/** Tells of a failure, unless the listener is closed. */
	tell(error: TLSError, remote?: Remote): void {
		if (!this.#closed) this.front.failed(error, remote);
	}

	/** The handshake of a candidate is done. There are as many as before. */
	done(candidate: Candidate): void {
		const connection = candidate.connection;
		if (connection === undefined || !this.leave(candidate)) return;
		connection.park();
		/* What it has sent may have closed the listener. */
		if (this.#closed) connection.close();
		else this.front.ready(this.#ready.push(connection));
	}

	/** It has failed. */
	failed(candidate: Candidate, error: TLSError): void {
		const { connection } = candidate;
		if (connection === undefined || !this.leave(candidate)) return;
		let remoteAddress: string | undefined;
		let remotePort: number | undefined;
		this.later();
		try {
			remoteAddress = connection.transport?.remoteAddress;
			remotePort = connection.transport?.remotePort;
		} catch (reason) {
			addFailure(error, "its transport does not say where the client is", reason);
		}
		/* Nobody else does. */
		dismiss(connection, error);
		this.tell(error, { remoteAddress, remotePort });
	}

	/** Takes a candidate out, who is no more. Returns whether it was one until now. */
	private leave(candidate: Candidate): boolean {
		if (!this.#pending.delete(candidate)) return false;
		if (this.#clock !== undefined && this.#pending.size === 0) Timer.schedule(this.#clock);
		return true;
	}

	private watch(after: number): void {
		if (this.#clock !== undefined) Timer.schedule(this.#clock, after);
		else this.#clock = Timer.set(() => this.expire(), after);
	}

	/** Ends the handshake that came first if it has taken too long: each one in a turn of its own. */
	private expire(): void {
		this.#clock = undefined;
		for (const candidate of this.#pending) {
			const left = this.#limit - elapsed(candidate.since);
			this.watch(left > 0 ? left : 0);
			if (left <= 0) candidate.connection?.fail(handshakeTimeout(this.#limit));
			return;
		}
	}

	/** Lets the one go that has been silent for the longest time. Returns whether there is a place now; if there will be one, this is done again then. */
	private makePlace(): boolean {
		for (const candidate of this.#pending) {
			if (!candidate.connection?.silent) continue;
			const left = GRACE - elapsed(candidate.since);
			if (left > 0) {
				this.look(left);
				return false;
			}
			const sentence = `a client that had said nothing yet gave way to the next one: ${this.#maximum} were there already (tls.maximumPending)`;
			this.failed(candidate, new TLSError("ERR_TLS_MAXIMUM_PENDING", sentence));
			return true;
		}
		return false;
	}
}
