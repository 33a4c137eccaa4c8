/* A transport that does what a test says, and TLS connections on it. */
import TLS from "embedded:io/socket/tcp/tls";
import type { ServerSettings } from "tls419/settings";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity } from "./certificates.ts";
import type { StreamError } from "./connection.ts";
import { closeAfterTest } from "./suite.ts";

const ca = certificate("authority.der");
export const client = { host: "localhost", ca };
export const server: ServerSettings = {
	server: true,
	...localhostIdentity,
};

export interface Callbacks {
	target: unknown;
	onReadable(this: unknown, count: number): void;
	onWritable(this: unknown, count: number): void;
	onError(this: unknown, error?: unknown): void;
}

/** A transport that does what a test says, when the test says it. */
export class Wire {
	static last: Wire;
	readonly target: unknown;
	readonly callbacks: Callbacks;
	incoming = new Uint8Array(0);
	outgoing = new Uint8Array(0);
	/** What write says that it takes next. */
	room = 100_000;
	onRead: ((buffer: Uint8Array) => number) | undefined;
	onWrite: (() => void) | undefined;
	closed = false;

	constructor(options: Callbacks) {
		this.target = options.target;
		this.callbacks = options;
		Wire.last = this;
	}
	read(buffer: Uint8Array): number {
		if (this.onRead !== undefined) return this.onRead(buffer);
		const part = this.incoming.subarray(0, buffer.length);
		buffer.set(part);
		this.incoming = this.incoming.subarray(part.length);
		return part.length;
	}
	write(buffer: Uint8Array): number {
		const all = new Uint8Array(this.outgoing.length + buffer.length);
		all.set(this.outgoing);
		all.set(buffer, this.outgoing.length);
		this.outgoing = all;
		this.onWrite?.();
		return this.room;
	}
	close(): void {
		this.closed = true;
	}
	readable(count = this.incoming.length): void {
		this.callbacks.onReadable.call(this, count);
	}
	writable(count = this.room): void {
		this.room = count;
		this.callbacks.onWritable.call(this, count);
	}
	fail(error?: unknown): void {
		this.callbacks.onError.call(this, error);
	}
}

/** A TLS connection on a Wire, and what it has told. */
export class Side {
	readonly io: TLS;
	readonly wire: Wire;
	readonly text: string[] = [];
	readonly errors: StreamError[] = [];
	holding = false;

	constructor(tls: object) {
		const side = this;
		this.io = new TLS({
			TCP: { io: Wire },
			tls,
			onReadable() {
				if (!side.holding) side.drain();
			},
			onError(error) {
				side.errors.push(error);
			},
		});
		this.wire = Wire.last;
		closeAfterTest(() => this.io.close());
	}
	drain(): void {
		const data = this.io.read();
		if (data instanceof ArrayBuffer) this.text.push(String.fromCharCode(...new Uint8Array(data)));
	}
	write(text: string, options?: object): void {
		this.io.write(
			Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
			options,
		);
	}
	/** Brings what this side has sent to the other one. Returns whether that was anything. */
	deliver(to: Side): boolean {
		const bytes = this.wire.outgoing;
		this.wire.outgoing = new Uint8Array(0);
		if (bytes.length === 0) return false;
		to.wire.incoming = bytes;
		to.wire.readable();
		return true;
	}
}

export function pair(): [Side, Side] {
	const one = new Side(client);
	const other = new Side(server);
	one.wire.writable();
	other.wire.writable();
	exchange(one, other);
	assert.ok(one.io.negotiated?.authorized && other.io.negotiated);
	return [one, other];
}

export function exchange(one: Side, other: Side): void {
	for (let more = true; more; ) {
		more = one.deliver(other);
		more = other.deliver(one) || more;
	}
}
