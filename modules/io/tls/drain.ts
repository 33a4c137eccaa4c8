/* Reads a socket until it is dry, in turns: whoever sends without end does not keep all else waiting. */

import Timer from "timer";
import { isEnlarged } from "tls419/udp";

/** How many datagrams are looked at before others have their turn. */
const MOST = 64;

export abstract class Drain {
	/** True while the socket is read until it is dry: whoever takes a datagram may ask for more meanwhile. */
	#reading = false;
	#turn: Timer | undefined;

	/** True while the socket is called; anything else that throws is the application. */
	fetching = false;

	/** Takes one datagram. Returns whether there was one. */
	abstract next(): boolean;
	/** The socket has failed. */
	abstract socketFailed(error: unknown): void;
	/** Nothing is being looked at any more, although something may have been thrown. */
	abstract calm(): void;

	drain(): void {
		if (this.#reading) return;
		this.#reading = true;
		try {
			let left = MOST;
			while (left > 0 && this.next()) left--;
			if (left === 0) this.#later();
		} catch (error) {
			if (!this.fetching) throw error;
			if (isEnlarged(error)) this.#later();
			else this.socketFailed(error);
		} finally {
			this.fetching = false;
			this.#reading = false;
			this.calm();
		}
	}

	/** What is left is not looked at. */
	dam(): void {
		Timer.clear(this.#turn);
		this.#turn = undefined;
	}

	#later(): void {
		this.#turn ??= Timer.set(() => {
			this.#turn = undefined;
			this.drain();
		});
	}
}
