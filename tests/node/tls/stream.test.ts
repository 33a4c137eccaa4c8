/* tls.TLSSocket as a stream: writing, reading, back-pressure, and the end of each side. */
import { Buffer } from "node:buffer";
import { Writable } from "node:stream";
import tls, { type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";
import { pem } from "../support/certificates.ts";
import { bounded, client, closing, event, line, readAll, serve } from "../support/tls.ts";

const test = boundedSuite("TLSSocket as a stream");
const ca = pem("authority.pem");

/** A connection that stands, from both sides. */
async function connected(options: object = {}): Promise<{ socket: TLSSocket; peer: TLSSocket }> {
	const { port, accepted } = await serve({ ...options });
	const socket = client(port, options);
	await event(socket, "secureConnect");
	return { socket, peer: await accepted };
}

function noise(length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let index = 0, state = 1; index < length; index++) {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		bytes[index] = state >> 16;
	}
	return bytes;
}

test("T90 write takes a string or a Buffer, and calls back when the chunk is on its way", async () => {
	const { socket, peer } = await connected();
	const told: string[] = [];
	socket.write("text, ", () => told.push("text"));
	socket.write("74657874", "hex", () => told.push("hex"));
	const last = new Promise<void>((resolve) => {
		socket.write(Buffer.from(", bytes"), () => resolve());
	});
	socket.end();
	assert.is(await readAll(peer), "text, text, bytes");
	await last;
	assert.equal(told, ["text", "hex"]);
	const wrong: unknown = 7;
	assert.is(thrown(() => socket.write(wrong as string)).code, "ERR_INVALID_ARG_TYPE");
});

test("T90 write gives false when as much waits as highWaterMark says, and 'drain' tells when to go on", async () => {
	const { socket, peer } = await connected();
	socket.on("error", () => undefined);
	const chunk = Buffer.alloc(64 * 1024);
	let written = 0;
	/* Nobody reads. */
	peer.pause();
	while (socket.write(chunk)) {
		written += chunk.length;
		assert.ok(written < 64 * 1024 * 1024, "no back-pressure");
	}
	assert.is(socket.writableNeedDrain, true);
	const drained = event(socket, "drain");
	peer.resume();
	await drained;
	assert.is(socket.writableNeedDrain, false);
});

test("T91 T99 what is written before the handshake is done is sent after it, and before the listeners of 'secureConnect' write", async () => {
	const { port, accepted } = await serve();
	const socket = client(port);
	const events: string[] = [];
	for (const name of ["lookup", "connect", "ready", "secureConnect"]) socket.on(name, () => events.push(name));
	socket.on("secureConnect", () => socket.end("second"));
	socket.write("first, ");
	assert.is(await readAll(await accepted), "first, second");
	assert.equal(events, ["lookup", "connect", "ready", "secureConnect"]);
});

test("T91 nothing leaves in clear", async () => {
	const [near, far] = line();
	const seen: Uint8Array[] = [];
	far.on("data", (chunk: Uint8Array) => seen.push(chunk));
	const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca }));
	socket.on("error", () => undefined);
	socket.write("a secret");
	socket.end("another secret");
	await new Promise<void>((resolve) => {
		far.once("data", () => resolve());
	});
	const all = Buffer.concat(seen).toString("latin1");
	assert.is(all.includes("secret"), false);
	assert.is(all.charCodeAt(0), 22);
});

test("T92 write after end is an 'error' ERR_STREAM_WRITE_AFTER_END, told to the callback too", async () => {
	const { socket } = await connected();
	socket.end();
	const failed = new Promise<Error & { code?: string }>((resolve) => socket.once("error", resolve));
	const called = new Promise<(Error & { code?: string }) | null | undefined>((resolve) => {
		socket.write("too late", resolve as () => void);
	});
	assert.is((await failed).code, "ERR_STREAM_WRITE_AFTER_END");
	assert.is((await called)?.code, "ERR_STREAM_WRITE_AFTER_END");
});

test("T93 write to a socket that was destroyed tells its callback ERR_STREAM_DESTROYED", async () => {
	const { socket } = await connected();
	socket.destroy();
	socket.on("error", () => undefined);
	const error = await new Promise<(Error & { code?: string }) | null | undefined>((resolve) => {
		socket.write("nowhere", resolve as () => void);
	});
	assert.is(error?.code, "ERR_STREAM_DESTROYED");
});

test("T93 what waits to be written when a socket is destroyed has its callback called with an error", async () => {
	const { port } = await serve();
	const socket = client(port);
	const told = new Promise<unknown>((resolve) => {
		socket.write("never sent", resolve as () => void);
	});
	socket.destroy();
	assert.instance(await told, Error);
});

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	const versions = { minVersion: version, maxVersion: version };

	test(`T94 G14 ${version} end(data) sends all of it, then the goodbye: the peer's 'end' is one in good order`, async () => {
		const { socket, peer } = await connected(versions);
		const events: string[] = [];
		for (const name of ["finish", "end", "close"]) socket.on(name, () => events.push(name));
		socket.resume();
		const closed = closing(socket);
		const bytes = noise(200_000);
		const chunks: Uint8Array[] = [];
		peer.on("data", (chunk: Uint8Array) => chunks.push(chunk));
		const ended = event(peer, "end");
		socket.end(bytes, () => events.push("callback"));
		await ended;
		assert.is(Buffer.compare(Buffer.concat(chunks), bytes), 0);
		await closed;
		assert.equal(events.filter((name) => name === "finish").length, 1, "T98 'finish' comes once");
		assert.is(events.includes("callback"), true);
		assert.is(events.at(-1), "close");
	});

	test(`T94 ${version} end() before the handshake is done loses nothing`, async () => {
		const { port, accepted } = await serve(versions);
		const socket = client(port, versions);
		socket.end("all of it");
		assert.is(await readAll(await accepted), "all of it");
		await closing(socket);
		assert.is(socket.writableFinished, true);
	});

	test(`T97 ${version} own end() is answered by the peer, and brings own 'end'`, async () => {
		const { socket } = await connected(versions);
		socket.resume();
		socket.end();
		await event(socket, "end");
	});

	test(`T104 G15 ${version} a megabyte both ways over one connection, in pieces of any size`, async () => {
		const { port } = await serve(versions, (peer) => {
			peer.on("error", () => undefined);
			peer.pipe(peer);
		});
		const socket = client(port, versions);
		const bytes = noise(1_000_000);
		const chunks: Uint8Array[] = [];
		let length = 0;
		const done = new Promise<void>((resolve) => {
			socket.on("data", (chunk: Uint8Array) => {
				chunks.push(chunk);
				length += chunk.length;
				if (length === bytes.length) resolve();
			});
		});
		for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7 + 1) % 50_000) {
			if (!socket.write(bytes.subarray(at, at + size))) await event(socket, "drain");
		}
		await done;
		assert.is(Buffer.compare(Buffer.concat(chunks), bytes), 0);
	});
}

test("T95 pause keeps data back, 'readable' and read() give it, isPaused tells", async () => {
	const { socket, peer } = await connected();
	socket.pause();
	assert.is(socket.isPaused(), true);
	peer.write("one");
	const arrived = event(socket, "readable");
	await arrived;
	assert.is(String(socket.read()), "one");
	assert.is(socket.read(), null);
	peer.write("two");
	await event(socket, "readable");
	assert.is(String(socket.read(1)), "t");
	assert.is(String(socket.read()), "wo");
});

test("T95 a paused socket gets nothing until resume()", async () => {
	const { socket, peer } = await connected();
	let seen = "";
	socket.on("data", (chunk: Uint8Array) => {
		seen += String(chunk);
	});
	socket.pause();
	await new Promise<void>((resolve) => peer.write("held", () => resolve()));
	peer.end();
	assert.is(seen, "");
	socket.resume();
	await event(socket, "end");
	assert.is(seen, "held");
});

test("T96 'data' brings Buffers; a listener of 'data' resumes; pipe and unpipe", async () => {
	const { socket, peer } = await connected();
	const written: string[] = [];
	const sink = new Writable({
		write(chunk: Uint8Array, _encoding: string, callback: () => void) {
			assert.ok(Buffer.isBuffer(chunk));
			written.push(String(chunk));
			callback();
		},
	} as object);
	assert.is(socket.pipe(sink), sink);
	peer.write("piped");
	await event(socket, "data");
	socket.unpipe(sink);
	assert.is(sink.writableEnded, false);
	const seen = event(socket, "data");
	socket.resume();
	peer.write("not piped");
	assert.is(String((await seen)[0]), "not piped");
	assert.equal(written, ["piped"]);
});

test("T97 the peer's end is 'end', and with allowHalfOpen false the own end follows", async () => {
	const { socket, peer } = await connected();
	socket.resume();
	const finished = event(socket, "finish");
	const closed = closing(socket);
	peer.end();
	await event(socket, "end");
	await finished;
	await closed;
});

test("T98 'finish' and 'close' come once, 'close' without an error", async () => {
	const { socket, peer } = await connected();
	const events: unknown[][] = [];
	for (const name of ["finish", "end", "close"]) socket.on(name, (...values: unknown[]) => events.push([name, ...values]));
	peer.resume();
	socket.resume();
	const closed = closing(socket);
	socket.end();
	await closed;
	assert.equal(events.map(([name]) => name).sort(), ["close", "end", "finish"]);
	assert.equal(events.at(-1), ["close", false]);
});

test("T99 a client's events in their order", async () => {
	const { port } = await serve({}, (peer) => {
		peer.on("error", () => undefined);
		peer.on("data", (chunk: Uint8Array) => peer.end(chunk));
	});
	const socket = client(port);
	const events: string[] = [];
	for (const name of ["lookup", "connect", "ready", "secureConnect", "data", "end", "close"]) socket.on(name, () => events.push(name));
	socket.write("x");
	await closing(socket);
	assert.equal(events, ["lookup", "connect", "ready", "secureConnect", "data", "end", "close"]);
});

test.run();
