/* tls.TLSSocket: how much it keeps, and what it stands on. */
import { Buffer } from "node:buffer";
import net from "node:net";
import { Duplex } from "node:stream";
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

/** A line in memory that takes all that is written, whatever its other end has read. */
function careless(): [Duplex, Duplex] {
	const ends: Duplex[] = [];
	for (const other of [1, 0])
		ends.push(
			new Duplex({
				readableHighWaterMark: 64,
				read: () => undefined,
				write(chunk, _encoding, callback) {
					ends[other]?.push(chunk);
					callback();
				},
				final(callback) {
					ends[other]?.push(null);
					callback();
				},
			}),
		);
	const [one, other] = ends as [Duplex, Duplex];
	return [bounded(one), bounded(other)];
}

/** Both sides of TLS over such a line, and the line. */
async function overCareless(): Promise<{ socket: TLSSocket; peer: TLSSocket; near: Duplex }> {
	const [near, far] = careless();
	const peer = bounded(new tls.TLSSocket(far, { isServer: true, ...identity() }));
	/* Who tests the end of the other side has nothing to say of this one's. */
	peer.on("error", () => undefined);
	const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca, highWaterMark: 128 } as object));
	await event(socket, "secureConnect");
	return { socket, peer, near };
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

test("G15 what is below takes all at once, and who writes more than one buffer goes on", async () => {
	const { socket, peer } = await overCareless();
	socket.resume();
	await new Promise<void>((resolve) => peer.write(Buffer.alloc(100_000), () => resolve()));
});

test("T15 what comes below a socket that does not read is read when it does", async () => {
	const { socket, peer } = await overCareless();
	const total = 40_000;
	let received = 0;
	/* The first is announced and not read to its end, the others come meanwhile. */
	for (let sent = 0; sent < total; sent += 1000) {
		peer.write(Buffer.alloc(1000, 1));
		await new Promise<void>((resolve) => setTimeout(resolve));
	}
	await new Promise<void>((resolve, reject) => {
		socket.on("error", reject);
		socket.on("data", (chunk: Uint8Array) => {
			received += chunk.length;
			if (received === total) resolve();
		});
	});
});

test("T15 the end of what is below is told although it came with the last bytes", async () => {
	const { socket, peer, near } = await overCareless();
	const closed = closing(socket);
	socket.on("error", () => undefined);
	socket.resume();
	peer.write("the last word");
	near.push(null);
	await closed;
});

test("T15 the end of what is below is told although it came while nobody read", async () => {
	const { socket, peer, near } = await overCareless();
	const over = Promise.race([closing(socket), new Promise<void>((resolve) => socket.once("end", () => resolve()))]);
	socket.on("error", () => undefined);
	await new Promise<void>((resolve) => peer.write(Buffer.alloc(20_000), () => resolve()));
	near.push(null);
	await new Promise<void>((resolve) => setTimeout(resolve));
	socket.resume();
	await over;
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
