/* How an association's deadline learns that something has moved: to set it anew, or to look at the time, for each datagram would take longer than all else. */

import Timer from "timer";
import type { Deadline } from "tls419/timeouts";

/** How many times in its limit the deadline is set anew, at most. */
const GRAINS = 16;

/** Who is silent, or not. */
export interface Stirring {
	/** Whether something has moved since the deadline was set anew, and nobody needs to be told again. */
	stirred: boolean;
}

export class Silence {
	readonly #peer: Stirring;
	readonly #deadline: Deadline;
	readonly #grain: number;
	/** While what moves is not worth telling the deadline again. */
	#calm: Timer | undefined;

	/** @param limit milliseconds of the deadline. */
	constructor(peer: Stirring, deadline: Deadline, limit: number) {
		this.#peer = peer;
		this.#deadline = deadline;
		this.#grain = limit / GRAINS;
	}

	/** Something has moved. It need not be said while `stirred` is set. */
	broken(): void {
		if (this.#calm !== undefined) {
			this.#peer.stirred = true;
			return;
		}
		this.#deadline.touch();
		this.#calm = Timer.set(() => {
			this.#calm = undefined;
			if (!this.#peer.stirred) return;
			this.#peer.stirred = false;
			this.broken();
		}, this.#grain);
	}

	/** Nothing is watched any more. */
	end(): void {
		Timer.clear(this.#calm);
		this.#calm = undefined;
	}
}
