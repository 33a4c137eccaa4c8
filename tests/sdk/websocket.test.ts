/* The SDK's WebSocket clients, unmodified: the one of ECMA-419 under both of its names, and the browser's class on top of it. */

import WebSocket from "WebSocket";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import WebSocketClient, { type WebSocketClientOptions } from "embedded:network/websocket/client";
import NamedByStandard from "embedded:network/ws/client";
import * as assert from "uvu/assert";
import { Noise } from "../support/noise.js";
import { type Peer, peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { certificate, clientIdentity } from "./certificates.ts";
import { configureForTest, dns, resolveHere, secureEntry, socket, withIdentity } from "./clients.ts";

resolveHere();

const test = peerSuite("SDK: WebSocket client");

interface Message {
	binary: boolean;
	bytes: Uint8Array;
}

/** A client whose messages, controls and end can be waited for. */
class Chat {
	readonly client: WebSocketClient;
	readonly messages: Message[] = [];
	readonly controls: { opcode: number; text: string }[] = [];
	ended: "close" | "error" | undefined;
	#parts: number[] = [];
	#unsent: { bytes: Uint8Array; options: object }[] = [];
	#writable = 0;
	#wake: (() => void) | undefined;

	constructor(options: Partial<WebSocketClientOptions>) {
		this.client = new WebSocketClient({
			host: "localhost",
			path: "/socket",
			dns,
			socket,
			...options,
			onWritable: (count) => {
				this.#writable = count;
				this.#flush();
			},
			onReadable: (count, { more, binary }) => {
				for (const byte of new Uint8Array(this.client.read(count) ?? new ArrayBuffer(0))) this.#parts.push(byte);
				if (more) return;
				this.messages.push({ binary: binary ?? false, bytes: Uint8Array.from(this.#parts) });
				this.#parts = [];
				this.#wake?.();
			},
			onControl: (opcode, data) => {
				/* A close begins with its code in two bytes. */
				this.controls.push({ opcode, text: String.fromArrayBuffer(opcode === WebSocketClient.close ? data.slice(2) : data) });
				this.#wake?.();
			},
			onClose: () => this.#end("close"),
			onError: () => this.#end("error"),
		});
		closeAfterTest(() => {
			if (this.ended === undefined) this.client.close();
		});
	}

	#end(how: "close" | "error"): void {
		this.ended = how;
		this.#wake?.();
	}

	#flush(): void {
		for (let next = this.#unsent[0]; next !== undefined && this.#writable > 0; next = this.#unsent[0]) {
			const part = next.bytes.subarray(0, this.#writable);
			next.bytes = next.bytes.subarray(part.length);
			const more = next.bytes.length > 0;
			if (!more) this.#unsent.shift();
			this.#writable = this.client.write(part, more ? { ...next.options, more } : next.options);
		}
	}

	send(data: string | Uint8Array, options: object = { binary: typeof data !== "string" }): void {
		this.#unsent.push({ bytes: typeof data === "string" ? new TextEncoder().encode(data) : data, options });
		this.#flush();
	}

	/** Waits until there is something, or the connection has ended. */
	async until<Thing>(find: () => Thing | undefined): Promise<Thing> {
		for (;;) {
			const found = find();
			if (found !== undefined) return found;
			if (this.ended !== undefined) throw new Error(`the connection has ended: ${this.ended}`);
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	async end(): Promise<"close" | "error"> {
		while (this.ended === undefined)
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		return this.ended;
	}
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E90 E94 ${version}: text there and back`, async () => {
		const peer = await startPeer("web", { version });
		const chat = new Chat({ port: peer.port });
		chat.send("in text over wss");
		const { binary, bytes } = await chat.until(() => chat.messages[0]);
		assert.is(binary, false);
		assert.is(new TextDecoder().decode(bytes), "in text over wss");
		const seen = await peer.event("connection");
		assert.is(seen.version, version);
		assert.is(seen.serverName, "localhost");
		assert.is(seen.alpn, "http/1.1");
	});
}

test("E78 E90 100 kB in binary, in fragments of what can be written", async () => {
	const peer = await startPeer("web");
	const chat = new Chat({ port: peer.port });
	chat.send(new Noise(5).take(100_000));
	const { binary, bytes } = await chat.until(() => chat.messages[0]);
	assert.is(binary, true);
	assert.is(bytes.length, 100_000);
	assert.ok(new Noise(5).matches(bytes));
});

test("E90 pings of both sides are answered", async () => {
	const peer = await startPeer("web");
	const chat = new Chat({ port: peer.port });
	chat.send("hello");
	await chat.until(() => chat.messages[0]);
	chat.send("my ping", { opcode: WebSocketClient.ping });
	assert.is((await chat.until(() => chat.controls.find(({ opcode }) => opcode === WebSocketClient.pong))).text, "my ping");
	chat.send("ping me");
	assert.is((await chat.until(() => chat.controls.find(({ opcode }) => opcode === WebSocketClient.ping))).text, "are you there");
	assert.is((await peer.event("pong")).text, "are you there");
});

test("E90 the client closes", async () => {
	const peer = await startPeer("web");
	const chat = new Chat({ port: peer.port });
	chat.send("hello");
	await chat.until(() => chat.messages[0]);
	chat.send(Uint8Array.of(0x03, 0xe8), { opcode: WebSocketClient.close });
	assert.is((await peer.event("closed")).code, 1000);
	assert.is(await chat.end(), "close");
});

test("E90 the server closes", async () => {
	const peer = await startPeer("web");
	const chat = new Chat({ port: peer.port });
	chat.send("close me");
	const { text } = await chat.until(() => chat.controls.find(({ opcode }) => opcode === WebSocketClient.close));
	assert.is(text, "as you wish");
	assert.is((await peer.event("closed")).code, 4000);
	assert.is(await chat.end(), "close");
});

test("D1 D2 D3 Moddable's words for the options", async () => {
	const peer = await startPeer("web");
	const chat = new Chat({ port: peer.port, socket: { io: TLS, TCP: { io: TCP }, secure: { certificate: certificate("authority.der") } } });
	chat.send("hello");
	await chat.until(() => chat.messages[0]);
	assert.is((await peer.event("connection")).serverName, "localhost");
});

test("D37 the standard's name for the module is the same class", () => {
	assert.is(NamedByStandard, WebSocketClient);
});

test("G4 a client certificate", async () => {
	const peer = await startPeer("web", { clientAuthority: "authority" });
	const chat = new Chat({ port: peer.port, socket: { ...socket, tls: { ...socket.tls, ...clientIdentity() } } });
	chat.send("hello");
	await chat.until(() => chat.messages[0]);
	assert.is((await peer.event("connection")).client, "client");
});

test("G1 a certificate for another name ends in onError, and in a reason for onFailure", async () => {
	const failures = configureForTest();
	const peer = await startPeer("web", { certificate: "wrong-name" });
	const chat = new Chat({ ...secureEntry("wss"), port: peer.port });
	assert.is(await chat.end(), "error");
	assert.equal(
		failures.map(({ code }) => code),
		["ERR_TLS_CERT_ALTNAME_INVALID"],
	);
});

/** The browser's class on device.network.wss. */
function open(peer: Peer, onMessage: (data: string | ArrayBuffer, it: WebSocket) => void, first: string | ArrayBuffer): Promise<void> {
	return new Promise((resolve, reject) => {
		const it = new WebSocket(`wss://localhost:${peer.port}/socket`);
		it.onopen = () => it.send(first);
		it.onmessage = ({ data }) => onMessage(data, it);
		it.onclose = () => resolve();
		it.onerror = () => reject(new Error("onerror"));
	});
}

test("E91 D36 WebSocket on device.network.wss: text, bytes, close", async () => {
	const peer = await startPeer("web");
	const received: (string | ArrayBuffer)[] = [];
	const onMessage = (data: string | ArrayBuffer, it: WebSocket) => {
		received.push(data);
		if (received.length === 1) it.send(new Noise(6).take(50_000).buffer);
		else it.send("close me");
	};
	await open(peer, onMessage, "a text");
	assert.is(received[0], "a text");
	assert.ok(received[1] instanceof ArrayBuffer && new Noise(6).matches(new Uint8Array(received[1])));
	assert.is((await peer.event("connection")).serverName, "localhost");
});

test("G4 WebSocket with a client certificate", async () => {
	configureForTest(withIdentity);
	const peer = await startPeer("web", { clientAuthority: "authority" });
	await open(peer, () => undefined, "close me");
	assert.is((await peer.event("connection")).client, "client");
});

test.run();
