/* Reads a socket in turns: whoever sends without end does not keep all else waiting. */

import Timer from "timer";
import { type TLSError, transportError } from "tls419/errors";
import { isEnlarged, type Socket } from "tls419/udp";

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
	/** The socket, once it is made and until it is closed. */
	abstract socket: Socket | undefined;
	/** Tells that the socket has failed, if there is anybody to hear of it. */
	abstract failed(error: TLSError): void;
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

	socketFailed(error: unknown): void {
		const failure = transportError(error ?? new Error("the socket has failed"));
		/* While it is being made nobody has what stands on it as yet, and nothing could close it. */
		if (this.socket === undefined) Timer.set(() => this.failed(failure));
		else this.failed(failure);
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
