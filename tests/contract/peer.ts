/* The other side of a connection, made of any stream class. */
import { closeAfterTest } from "../support/suite.ts";
import type { Peer, Stream, StreamClass } from "./observer.ts";

interface Wanted {
	count: number;
	resolve(bytes: Uint8Array): void;
	reject(error: Error): void;
}

export class StreamPeer implements Peer {
	readonly stream: Stream;
	/* Whole pieces, because an array of single bytes is copied with each that is added where every chunk comes from malloc (the sanitize variant). */
	#received: Uint8Array[] = [];
	#wanted: Wanted[] = [];
	#unsent: Uint8Array[] = [];
	#room = 0;
	#closing = false;
	#ended: Error | undefined;

	/** @param options lead to a connected stream: `from` for one that was accepted. */
	constructor(Class: StreamClass, options: object) {
		const peer = this;
		this.stream = new Class({
			...options,
			onReadable(this: Stream) {
				const data = this.read();
				if (data instanceof ArrayBuffer) peer.#received.push(new Uint8Array(data));
				peer.#serve();
			},
			onWritable(this: Stream, count: number) {
				peer.#room = count;
				peer.#send();
			},
			onError(this: Stream, error: Error) {
				peer.#ended = error;
				peer.#serve();
				this.close();
			},
		});
		closeAfterTest(() => this.stream.close());
	}

	write(bytes: Uint8Array): void {
		this.#unsent.push(bytes.slice());
		this.#send();
	}

	read(count: number): Promise<Uint8Array> {
		return new Promise((resolve, reject) => {
			this.#wanted.push({ count, resolve, reject });
			this.#serve();
		});
	}

	close(): void {
		this.#closing = true;
		this.#send();
	}

	/** Bytes that could not leave yet. */
	get unsent(): number {
		return this.#unsent.reduce((sum, bytes) => sum + bytes.length, 0);
	}

	#send(): void {
		while (this.#ended === undefined && this.#room > 0 && this.#unsent.length > 0) {
			const first = this.#unsent[0];
			const part = first.subarray(0, this.#room);
			if (part.length === first.length) this.#unsent.shift();
			else this.#unsent[0] = first.subarray(part.length);
			this.#room = Number(this.stream.write(part));
		}
		if (this.#closing && this.#unsent.length === 0) this.stream.close();
	}

	get #available(): number {
		return this.#received.reduce((sum, bytes) => sum + bytes.length, 0);
	}

	#take(count: number): Uint8Array {
		const taken = new Uint8Array(count);
		for (let length = 0; length < count; ) {
			const part = this.#received[0].subarray(0, count - length);
			taken.set(part, length);
			length += part.length;
			if (part.length === this.#received[0].length) this.#received.shift();
			else this.#received[0] = this.#received[0].subarray(part.length);
		}
		return taken;
	}

	#serve(): void {
		while (this.#wanted.length > 0) {
			const { count, resolve, reject } = this.#wanted[0];
			if (this.#available >= count) resolve(this.#take(count));
			else if (this.#ended) reject(this.#ended);
			else return;
			this.#wanted.shift();
		}
	}
}
