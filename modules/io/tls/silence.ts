/*
 * How long an association may take to shake hands, and be silent after that. One timer watches over both. It learns once in a while only that something has moved: to set
 * it anew, or to look at the time, for each datagram would take longer than all else.
 */

import Timer from "timer";
import { type Expiring, handshakeTimeout, idleTimeout, type Timeouts } from "tls419/timeouts";

/** How many times in its limit the timer is set anew, at most. */
const GRAINS = 16;

/** Who is silent, or not. */
export interface Stirring extends Expiring {
	/** Whether what moves need not be told: something has, a moment ago, or nothing is watched over. */
	stirred: boolean;
}

export class Silence {
	readonly #peer: Stirring;
	readonly #timeouts: Timeouts;
	/** Milliseconds of silence, 0 for any and as long as the handshake is not done. */
	#limit = 0;
	#timer: Timer | undefined;

	constructor(peer: Stirring, timeouts: Timeouts) {
		this.#peer = peer;
		this.#timeouts = timeouts;
		if (timeouts.handshake > 0) this.set(timeouts.handshake);
	}

	/** The handshake is done. */
	begin(): void {
		const limit = this.#timeouts.idle;
		this.#limit = limit;
		if (limit === 0) this.end();
		else {
			this.#peer.stirred = false;
			this.set(limit);
		}
	}

	/** Something has moved. It need not be said while `stirred` is set. */
	broken(): void {
		this.#peer.stirred = true;
		this.set(this.#limit / GRAINS);
	}

	/** Nothing is watched over until resume(), although something may move. */
	pause(): void {
		this.#peer.stirred = true;
		if (this.#timer !== undefined) Timer.schedule(this.#timer);
	}

	/** Goes on with the limit of silence, if there is one. */
	resume(): void {
		if (this.#limit > 0) this.broken();
	}

	/** Nothing is watched over any more. */
	end(): void {
		if (this.#timer !== undefined) Timer.clear(this.#timer);
		this.#timer = undefined;
	}

	private set(interval: number): void {
		if (this.#timer === undefined) this.#timer = Timer.set(() => this.passed(), interval);
		else Timer.schedule(this.#timer, interval);
	}

	private passed(): void {
		const peer = this.#peer;
		this.#timer = undefined;
		if (this.#limit === 0) peer.fail(handshakeTimeout(this.#timeouts.handshake));
		else if (!peer.stirred) peer.fail(idleTimeout(this.#limit));
		else {
			peer.stirred = false;
			this.set(this.#limit);
		}
	}
}
