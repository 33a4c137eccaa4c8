/* DTLS over a network in memory, on which everybody may write any address on a datagram. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { MemoryUDP, type Sent } from "./datagrams.ts";
import { sleep } from "./sleep.ts";
import { closeAfterTest } from "./suite.ts";

export const address = "192.0.2.1";
export const port = 5684;
export const server = `${address} ${port}`;
export const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };
export const cipherSuites = "TLS_PSK_WITH_AES_128_CCM_8";
export const io = MemoryUDP;

export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** An association that notes what happens to it. */
export class Side {
	readonly dtls: DTLS;
	readonly messages: string[] = [];
	readonly errors: (string | undefined)[] = [];
	connected = false;

	constructor(options: object, { echo = false, lazy = false } = {}) {
		const side: Side = this;
		this.dtls = new DTLS({
			...options,
			onWritable() {
				side.connected = true;
			},
			onReadable() {
				if (lazy) return;
				const datagram = this.read();
				if (datagram === undefined) return;
				side.messages.push(String.fromCharCode(...new Uint8Array(datagram)));
				if (echo) this.write(datagram);
			},
			onError(error) {
				side.errors.push((error as Error & { code?: string }).code);
			},
		} as ConstructorParameters<typeof DTLS>[0]);
		closeAfterTest(() => this.dtls.close());
	}
	say(text: string): void {
		this.dtls.write(bytesOf(text));
	}
}

export class Server {
	readonly listener: DTLSListener;
	readonly sides: Side[] = [];

	constructor(tls: object = { psk }, how: object = { echo: true }) {
		const { sides } = this;
		MemoryUDP.filter = undefined;
		this.listener = new DTLSListener({
			address,
			port,
			UDP: { io },
			tls,
			onReadable() {
				for (let from = this.read(); from !== undefined; from = this.read()) sides.push(new Side({ from }, how));
			},
		} as ConstructorParameters<typeof DTLSListener>[0]);
		closeAfterTest(() => this.listener.close());
	}
}

export function dial(tls: object = {}, own: object = {}): Side {
	return new Side({ address, port, tls: { psk, cipherSuites, ...tls }, UDP: { io, ...own } });
}

/** Notes what is sent, until the end of the test. */
export function watch(): Sent[] {
	const seen: Sent[] = [];
	MemoryUDP.filter = (sent) => {
		seen.push(sent);
		return true;
	};
	return seen;
}

export async function connect(tls?: object, own?: object): Promise<Side> {
	const side = dial(tls, own);
	await sleep(500);
	assert.ok(side.connected);
	side.say("hello");
	await sleep(100);
	assert.equal(side.messages.splice(0), ["hello"]);
	return side;
}

export const isHello = ({ bytes, to }: Sent) => to === server && bytes[0] === 22 && bytes[13] === 1;
