/* How an association's deadline learns that something has moved: to set it anew, or to look at the time, for each datagram would take longer than all else. */

import Timer from "timer";
import type { Deadline } from "tls419/timeouts";

/** How many times in its limit the deadline is set anew, at most. */
const GRAINS = 16;

export class Silence {
	readonly #deadline: Deadline;
	readonly #grain: number;
	/** While what moves is not worth telling the deadline again. */
	#calm: Timer | undefined;
	/** Whether something has moved meanwhile. */
	#stirred = false;

	/** @param limit milliseconds of the deadline. */
	constructor(deadline: Deadline, limit: number) {
		this.#deadline = deadline;
		this.#grain = limit / GRAINS;
	}

	/** Something has moved. */
	broken(): void {
		if (this.#calm !== undefined) {
			this.#stirred = true;
			return;
		}
		this.#deadline.touch();
		this.#calm = Timer.set(() => {
			this.#calm = undefined;
			if (!this.#stirred) return;
			this.#stirred = false;
			this.broken();
		}, this.#grain);
	}

	/** Nothing is watched any more. */
	end(): void {
		Timer.clear(this.#calm);
		this.#calm = undefined;
	}
}
