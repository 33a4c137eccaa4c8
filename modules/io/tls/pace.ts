/*
 * When a flight of a handshake is sent again, where the application says so itself (tls.handshakeTimeout.retransmission).
 *
 * The engine has one rule only, doubling. So it doubles from the least there is, and what it asks for is not a time then, but tells how often it has asked.
 */

/** Gives the milliseconds to wait before a flight is sent again, from those that were waited before; 0 at first. */
export type Retransmission = (last: number) => number;

/** What the engine asks for first, and the most: so it gives up when a flight was sent twenty times. */
export const FIRST = 1;
export const LAST = 600_000;

export class Pace {
	readonly #rule: Retransmission | false;
	#asked = 0;
	#interval = 0;

	/** @param rule false for never: a flight is sent again when the peer says its own again. */
	constructor(rule: Retransmission | false) {
		this.#rule = rule;
	}

	/** The milliseconds to wait, 0 for ever. @throws what the application's function throws; RangeError for what is no time. */
	after(asked: number): number {
		if (this.#rule === false) return 0;
		/* The same once more is the rest of a wait that something has interrupted. */
		if (asked === this.#asked) return this.#interval;
		const interval: unknown = this.#rule(asked === FIRST ? 0 : this.#interval);
		if (typeof interval !== "number" || !(interval > 0 && interval < 0x7fffffff))
			throw new RangeError(`tls.handshakeTimeout.retransmission must give milliseconds, more than 0, and not ${String(interval)}`);
		this.#asked = asked;
		this.#interval = interval;
		return interval;
	}
}
