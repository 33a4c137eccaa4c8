/** A message that comes in: a request at a server, a response at a client. */
import { nextTick } from "node:process";
import { Readable } from "node:stream";
import { checkCallback, connectionReset } from "tls419/node/http/errors";
import { collect, collectDistinct, type IncomingFields } from "tls419/node/http/fields";
import type { Socket } from "tls419/node/http/socket";

export class IncomingMessage extends Readable {
	socket: Socket;
	httpVersionMajor = 1;
	httpVersionMinor = 1;
	/** All of the message has come. */
	complete = false;
	/** The connection ended before the message did. */
	aborted = false;
	rawHeaders: string[] = [];
	rawTrailers: string[] = [];
	/** Of a request: what follows the method. Of a response: the whole URL that was asked for. */
	url = "";
	method: string | null = null;
	statusCode: number | null = null;
	statusMessage: string | null = null;
	upgrade = false;
	/** It waits for 100 Continue before it sends its body. */
	expects = false;
	/** Of a response: what was asked. */
	req: { responseOver(): void } | undefined;
	#headers: IncomingFields | undefined;
	#dumped = false;

	constructor(socket: Socket) {
		// What is buffered beyond one read of the socket is paused there.
		super({ autoDestroy: true, highWaterMark: 1 });
		this.socket = socket;
	}

	get connection(): Socket {
		return this.socket;
	}

	get httpVersion(): string {
		return `${this.httpVersionMajor}.${this.httpVersionMinor}`;
	}

	/** By name in lower case. Made when it is first asked for. */
	get headers(): IncomingFields {
		this.#headers ??= collect(this.rawHeaders);
		return this.#headers;
	}

	get headersDistinct(): Record<string, string[] | undefined> {
		return collectDistinct(this.rawHeaders);
	}

	get trailers(): IncomingFields {
		return collect(this.rawTrailers);
	}

	get trailersDistinct(): Record<string, string[] | undefined> {
		return collectDistinct(this.rawTrailers);
	}

	/** On inactivity of the connection, 'timeout' is emitted here too. */
	setTimeout(milliseconds: number, callback?: () => void): this {
		if (callback !== undefined) {
			checkCallback(callback);
			this.on("timeout", callback);
		}
		this.socket.setTimeout(milliseconds);
		return this;
	}

	/** What comes from now on is read and forgotten: nobody wants it. */
	dump(): void {
		if (this.#dumped) return;
		this.#dumped = true;
		this.resume();
	}

	/** A piece of the body, from the connection. The socket rests while nobody takes it. */
	receive(chunk: Uint8Array): void {
		if (this.destroyed || this.#dumped) return;
		if (!this.push(chunk)) this.socket.pause();
	}

	/** The message is complete, says the connection. */
	finish(trailers: string[]): void {
		this.complete = true;
		this.rawTrailers = trailers;
		this.push(null);
	}

	/** The connection ended before the message. */
	cut(error?: Error): void {
		if (this.complete || this.destroyed) return;
		this.destroy(error ?? connectionReset("aborted"));
	}

	override _read(): void {
		if (!this.socket.destroyed) this.socket.resume();
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		if (!this.complete && !this.aborted) {
			this.aborted = true;
			this.emit("aborted");
		}
		// A message that its application gives up takes its connection with it: nobody could tell where the next one begins.
		if (!this.complete && !this.socket.destroyed) this.socket.destroy(error ?? undefined);
		// As in Node: the error is emitted where someone listens. Who does not has 'aborted', and the request's 'error'.
		nextTick(() => {
			callback(this.listenerCount("error") > 0 ? error : null);
			this.req?.responseOver();
		});
	}
}
