/*
 * Stands between a dgram.Socket and the DTLS classes: who owns it sees each datagram before they do, and learns what they send. To them it is a socket.
 */

import { nextTick } from "node:process";
import type { RemoteInfo } from "tls419/dgram/types";
import type { DatagramSocket } from "tls419/dgram/udp";

/** As much of a dgram.Socket as is used. */
export interface Socket extends DatagramSocket {
	once(event: string, listener: (...values: never[]) => void): unknown;
	bind(...values: unknown[]): unknown;
	close(): unknown;
	address(): { address: string; family: string; port: number };
}

type Sent = (error: Error | null) => void;
type Hear = (message: Uint8Array, remote: RemoteInfo) => void;

export class Gate implements DatagramSocket {
	readonly socket: Socket;
	readonly #owned: boolean;
	readonly #hear: Hear;
	/** Is told of the size of what is sent, and where. */
	onSend: ((size: number, address: string, port: number) => void) | undefined;
	/** The DTLS class's, which is the only one and hears of nothing else: to look it up for each datagram would take longer than to call it. */
	#listener: Hear | undefined;
	/** Who waits for what is sent next. */
	#sent: Sent | undefined;
	#gone = false;

	/** @param owned whether the socket is closed with the gate. @param hear gets what arrives, and passes it on or not. */
	constructor(socket: Socket, owned: boolean, hear: Hear) {
		this.socket = socket;
		this.#owned = owned;
		this.#hear = hear;
		socket.on("message", hear);
		socket.once("close", this.#closed);
	}

	/** Gives a datagram to the DTLS class. */
	pass(message: Uint8Array, remote: RemoteInfo): void {
		this.#listener?.(message, remote);
	}

	on(event: string, listener: (...values: never[]) => void): void {
		if (event === "message") this.#listener = listener as Hear;
	}

	removeListener(event: string): void {
		if (event === "message") this.#listener = undefined;
	}

	/** Does something that sends one datagram, and tells when that has left. */
	track(send: () => void, sent: Sent): void {
		this.#sent = sent;
		try {
			send();
		} finally {
			this.#sent = undefined;
		}
	}

	send(bytes: Uint8Array, port: number, address: string, callback: Sent): void {
		const sent = this.#sent;
		this.#sent = undefined;
		this.onSend?.(bytes.length, address, port);
		this.socket.send(bytes, port, address, (error) => {
			callback(error);
			sent?.(error);
		});
	}

	address(): { address: string; family: string; port: number } {
		return this.socket.address();
	}

	/** Leaves the socket, and closes it if it is owned; `done` follows. */
	close(done?: () => void): void {
		const { socket } = this;
		socket.removeListener("message", this.#hear);
		socket.removeListener("close", this.#closed);
		this.#listener = undefined;
		if (this.#gone || !this.#owned) {
			if (done !== undefined) nextTick(done);
			return;
		}
		this.#gone = true;
		if (done !== undefined) socket.once("close", done);
		socket.close();
	}

	readonly #closed = (): void => {
		this.#gone = true;
	};
}
