/* tls.TLSSocket: how much it keeps, and what it stands on. */
import { Buffer } from "node:buffer";
import net from "node:net";
import tls, { type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, closing, event, readAll, serve } from "../support/tls.ts";

const test = boundedSuite("TLSSocket below and between");
const ca = pem("authority.pem");

/** A connection that stands, from both sides. */
async function connected(): Promise<{ socket: TLSSocket; peer: TLSSocket }> {
	const { port, accepted } = await serve();
	const socket = client(port);
	await event(socket, "secureConnect");
	return { socket, peer: await accepted };
}

test("G15 a slow reader: the writer waits, and neither side keeps more than its buffers", async () => {
	const { socket, peer } = await connected();
	const piece = Buffer.alloc(16 * 1024, 1);
	const total = 4 * 1024 * 1024;
	let sent = 0;
	let received = 0;
	let most = 0;
	const write = (): void => {
		while (sent < total) {
			sent += piece.length;
			const more = peer.write(piece);
			most = Math.max(most, peer.writableLength + socket.readableLength);
			if (!more) return;
		}
		peer.end();
	};
	peer.on("drain", write);
	write();
	await new Promise<void>((resolve, reject) => {
		socket.on("error", reject);
		socket.on("end", resolve);
		socket.on("data", (chunk: Uint8Array) => {
			received += chunk.length;
			/* A turn of the event loop for each chunk. */
			socket.pause();
			setTimeout(() => socket.resume());
		});
	});
	assert.is(received, total);
	assert.ok(most <= 256 * 1024, `${most} bytes waited`);
});

test("G15 highWaterMark bounds what a socket reads ahead", async () => {
	if (onNode) return;
	const { port } = await serve({}, (peer) => {
		peer.on("error", () => undefined);
		peer.write(Buffer.alloc(100_000));
	});
	const socket = client(port, { highWaterMark: 128 });
	await event(socket, "readable");
	assert.ok(socket.readableLength <= 256, `${socket.readableLength} bytes`);
	assert.is(socket.readableHighWaterMark, 128);
});

test("G17 TLS in TLS: a TLSSocket stands on another", async () => {
	const inner = tls.createServer(identity(), (socket) => {
		socket.on("error", () => undefined);
		socket.pipe(socket);
	});
	const { port } = await serve({}, (peer) => {
		peer.on("error", () => undefined);
		inner.emit("connection", peer);
	});
	const outer = client(port);
	const socket = bounded(tls.connect({ socket: outer, servername: "localhost", ca }));
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	socket.write("twice");
	assert.is(String((await event(socket, "data"))[0]), "twice");
	socket.end();
	await closing(socket);
});

test("G17 STARTTLS: a connection in clear becomes secure", async () => {
	const server = net.createServer((raw) => {
		raw.on("error", () => undefined);
		raw.once("data", (chunk: Uint8Array) => {
			assert.is(String(chunk), "STARTTLS\r\n");
			raw.write("220 go ahead\r\n");
			const peer = new tls.TLSSocket(raw, { isServer: true, ...identity() });
			peer.on("error", () => undefined);
			peer.on("data", (bytes: Uint8Array) => peer.end(bytes));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	closeAfterTest(() => {
		server.close();
	});
	const raw = bounded(net.connect((server.address() as { port: number }).port, "127.0.0.1"));
	raw.write("STARTTLS\r\n");
	assert.is(String((await event(raw, "data"))[0]), "220 go ahead\r\n");
	const socket = bounded(tls.connect({ socket: raw, servername: "localhost", ca }));
	socket.write("in secret");
	assert.is(await readAll(socket), "in secret");
});

test.run();
