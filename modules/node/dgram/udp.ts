/*
 * Any dgram.Socket with the contract of ECMA-419's UDP class, so that DTLS runs on a socket that the application has made: `UDP: { io: SocketUDP, socket }`.
 *
 * The socket stays its owner's: close() only stops listening to it.
 */

import { Buffer } from "node:buffer";
import { stateError } from "tls419/dgram/errors";
import { Socket } from "tls419/dgram/socket";
import type { RemoteInfo } from "tls419/dgram/types";
import type { Datagram, Place } from "tls419/udp";

/** What is needed of a socket. */
export interface DatagramSocket {
	on(event: "message", listener: (message: Uint8Array, remote: RemoteInfo) => void): unknown;
	on(event: "error", listener: (error: Error) => void): unknown;
	on(event: "close", listener: () => void): unknown;
	removeListener(event: string, listener: (...values: never[]) => void): unknown;
	send(bytes: Uint8Array, port: number, address: string, callback: (error: Error | null) => void): void;
	address(): { port: number };
}

export interface SocketUDPOptions {
	readonly socket: DatagramSocket;
	readonly target?: unknown;
	readonly onReadable?: (this: SocketUDP, count: number) => void;
	/** The socket has failed, or was closed. */
	readonly onError?: (this: SocketUDP, error: Error) => void;
	/** A datagram could not be sent, which is known only after write(). */
	readonly onLost?: (error: Error, to: Place) => void;
}

/** How many datagrams wait to be read; more are lost, as any may be on their way. */
const MOST_WAITING = 64;

export class SocketUDP {
	target: unknown;

	readonly #options: SocketUDPOptions;
	#waiting: Datagram[] = [];
	#open = true;

	constructor(options: SocketUDPOptions) {
		this.target = options.target;
		this.#options = options;
		options.socket.on("message", this.#message);
		options.socket.on("error", this.#error);
		options.socket.on("close", this.#close);
	}

	/** The port that the socket is bound to. @throws what the socket throws before it is bound */
	get port(): number {
		return this.#options.socket.address().port;
	}

	get format(): "buffer" {
		return "buffer";
	}

	read(): Datagram | undefined {
		return this.#waiting.shift();
	}

	/** Sends a copy where the socket may have to wait, for a port or a name, or where its send() is not its own. */
	write(data: Uint8Array, address: string, port: number): void {
		const { socket } = this.#options;
		if (socket instanceof Socket && socket.send === Socket.prototype.send && socket.dispatch(data, port, address)) return;
		socket.send(Buffer.from(data), port, address, (error) => {
			if (error && this.#open) this.#options.onLost?.(error, { address, port });
		});
	}

	close(): void {
		const { socket } = this.#options;
		this.#open = false;
		this.#waiting = [];
		socket.removeListener("message", this.#message);
		socket.removeListener("error", this.#error);
		socket.removeListener("close", this.#close);
	}

	/* A copy, since DTLS decrypts a datagram where it lies and others may listen to the socket as well. */
	readonly #message = (message: Uint8Array, { address, port }: RemoteInfo): void => {
		if (this.#waiting.length >= MOST_WAITING) return;
		this.#waiting.push(Object.assign(new Uint8Array(message).buffer, { address, port }));
		this.#options.onReadable?.call(this, this.#waiting.length);
	};

	readonly #error = (error: Error): void => this.#fail(error);

	readonly #close = (): void => this.#fail(stateError("ERR_SOCKET_DGRAM_NOT_RUNNING"));

	#fail(error: Error): void {
		if (this.#open) this.#options.onError?.call(this, error);
	}
}
