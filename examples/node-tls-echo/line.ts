/* A line in memory: what is written into one of its ends comes out of the other. TLS stands on it as it would on a serial line, or on a radio's. */

import { Duplex } from "node:stream";

class End extends Duplex {
	other: End | undefined;
	/** Goes on writing when this end has room again. */
	#waiting: (() => void) | undefined;

	override _read(): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.();
	}

	override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
		const { other } = this;
		if (other === undefined || other.destroyed || other.push(chunk)) callback();
		else other.#waiting = callback;
	}

	override _final(callback: () => void): void {
		this.other?.push(null);
		callback();
	}
}

/** The two ends of a new line. */
export function line(): [Duplex, Duplex] {
	const [one, other] = [new End(), new End()];
	one.other = other;
	other.other = one;
	return [one, other];
}
