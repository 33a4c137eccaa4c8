/* Reads a socket in turns: whoever sends without end does not keep all else waiting. */

import Timer from "timer";
import { isEnlarged } from "tls419/udp";

/** How many datagrams are looked at before others have their turn. */
const MOST = 64;

export abstract class Drain {
	/** True while a datagram is looked at: what throws then is the application, and anything else the socket. */
	looking = false;
	/** True while the socket is read: whoever takes a datagram may ask for more meanwhile. */
	#reading = false;
	#turn: Timer | undefined;

	/** Takes so many datagrams at most, as long as there are any that it can use. Returns whether there may be more. */
	abstract fetch(most: number): boolean;
	/** The socket has failed. */
	abstract socketFailed(error: unknown): void;
	/** Nothing is being looked at any more, because something was thrown. */
	abstract calm(): void;

	drain(): void {
		if (this.#reading) return;
		this.#reading = true;
		try {
			if (this.fetch(MOST)) this.#later();
			this.#reading = false;
		} catch (error) {
			const isApplication = this.looking;
			this.looking = this.#reading = false;
			this.calm();
			if (isApplication) throw error;
			if (isEnlarged(error)) this.#later();
			else this.socketFailed(error);
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
