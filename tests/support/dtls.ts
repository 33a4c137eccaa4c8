/* What the tests of DTLS share: a client and a listener's association whose events are waited for, and a listener whose associations echo. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import UDP from "embedded:io/socket/udp";
import DTLS from "embedded:io/socket/udp/dtls";
import { certificate, localhostIdentity } from "./certificates.ts";
import type { Failure } from "./failure.ts";
import { closeAfterTest } from "./suite.ts";

export const address = "127.0.0.1";
export const port = 5684;
export const ca = certificate("authority.der");
export const server = localhostIdentity;
export const client = { host: "localhost", ca };
export const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };

/** A client or a listener's association, whose events are waited for. */
export class Side {
	dtls!: DTLS;
	readonly messages: string[] = [];
	readonly errors: Failure[] = [];
	readonly sessions: ArrayBuffer[] = [];
	readonly moves: unknown[] = [];
	writable: number[] = [];
	#waiting: (() => void)[] = [];

	constructor(options: object, echo = false) {
		const side: Side = this;
		this.dtls = new DTLS({
			...options,
			onReadable(count) {
				while (count-- > 0) {
					const datagram = this.read();
					if (datagram === undefined) break;
					side.messages.push(String.fromCharCode(...new Uint8Array(datagram)));
					if (echo) this.write(datagram);
				}
				side.#wake();
			},
			onWritable(count) {
				side.writable.push(count);
				side.#wake();
			},
			onError(error) {
				side.errors.push(error);
				side.#wake();
			},
			onRemoteChange(before) {
				side.moves.push(before);
				side.#wake();
			},
			onSession(session) {
				side.sessions.push(session);
				side.#wake();
			},
		} as ConstructorParameters<typeof DTLS>[0]);
		closeAfterTest(() => this.dtls.close());
	}
	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	async until(done: () => boolean): Promise<void> {
		while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
	async connected(): Promise<this> {
		await this.until(() => this.writable.length > 0 || this.errors.length > 0);
		if (this.errors.length > 0) throw this.errors[0];
		return this;
	}
	send(text: string): number {
		return this.dtls.write(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
	}
	async message(): Promise<string> {
		await this.until(() => this.messages.length > 0);
		return this.messages.shift() as string;
	}
	async error(): Promise<Failure> {
		await this.until(() => this.errors.length > 0);
		return this.errors[0];
	}
}

export interface Refused extends Failure {
	remote?: { remoteAddress?: string; remotePort?: number };
}

export class Server {
	readonly listener: DTLSListener;
	readonly sides: Side[] = [];
	readonly failures: Refused[] = [];
	#waiting: (() => void)[] = [];

	constructor(tls: object = server, echo = true, options: object = {}) {
		const self: Server = this;
		this.listener = new DTLSListener({
			address,
			port,
			tls,
			onReadable() {
				for (let from = this.read(); from !== undefined; from = this.read()) self.sides.push(new Side({ from }, echo));
				self.#wake();
			},
			onError(error, remote) {
				self.failures.push(Object.assign(error, { remote }));
				self.#wake();
			},
			...options,
		} as ConstructorParameters<typeof DTLSListener>[0]);
		closeAfterTest(() => this.listener.close());
	}
	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	async until(done: () => boolean): Promise<void> {
		while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
}

/** A listener whose associations send back what comes: none of them is kept here, and each is closed when it fails. */
export function echo(tls: object, at = port): DTLSListener {
	const listener = new DTLSListener({
		address,
		port: at,
		tls,
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read())
				new DTLS({
					from,
					onReadable() {
						const datagram = this.read();
						if (datagram !== undefined) this.write(datagram);
					},
					onError() {
						this.close();
					},
				});
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	return listener;
}

export function dial(tls: object = client, options: object = {}): Side {
	return new Side({ address, port, tls, ...options });
}

/** A UDP class whose port can change, as a router changes it, and that can go silent. */
export class Router {
	static last: Router | undefined;
	static readonly port = 43999;
	#muted = false;
	#options: object;
	#socket: UDP;
	target?: unknown;

	constructor(options: { target?: unknown; onReadable?: (this: unknown, count: number) => void }) {
		this.target = options.target;
		this.#options = { onReadable: (count: number) => options.onReadable?.call(this, count) };
		this.#socket = new UDP({ ...this.#options, port: Router.port });
		Router.last = this;
	}
	mute(): void {
		this.#muted = true;
	}
	move(to: number): void {
		this.#socket.close();
		this.#socket = new UDP({ ...this.#options, port: to });
	}
	read(): ArrayBuffer | undefined {
		return this.#socket.read();
	}
	write(data: Uint8Array, to: string, at: number): void {
		if (!this.#muted) this.#socket.write(data, to, at);
	}
	close(): void {
		this.#socket.close();
	}
}
