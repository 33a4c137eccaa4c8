import * as assert from "uvu/assert";
import { CLOSED, type Connection, connectTLS, type Stream } from "../support/connection.ts";
import { Noise } from "../support/noise.js";
import { peerSuite, startPeer, startProxy } from "../support/peers.ts";
import { seed } from "../support/random.ts";

const test = peerSuite("transfer");

const MEGABYTE = 1 << 20;

/** Counts the bytes that arrive and compares them with the noise of `seed`; gives the count at the end of the stream, which must be one in order. */
async function download(client: Connection<Stream>): Promise<number> {
	const noise = new Noise(seed);
	let count = 0;
	client.pipe((bytes) => {
		assert.ok(noise.matches(bytes), `seed ${seed}: other bytes than the server sent, in ${bytes.length} after ${count}`);
		count += bytes.length;
	});
	const error = await client.failure();
	if (error.code !== CLOSED) throw error;
	return count;
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const opensslVersion = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";

	for (const chunk of [16384, 4096, 100]) {
		test(`E33 E44 ${version}: a long download in writes of ${chunk}`, async () => {
			const bytes = chunk === 100 ? 100_000 : MEGABYTE;
			const peer = await startPeer("node", { version, behaviour: "source", bytes, chunk, seed });
			assert.is(await download(connectTLS(peer.port)), bytes);
		});

		test(`E35 E42 E78 ${version}: a long upload in writes of at most ${chunk}`, async () => {
			const bytes = chunk === 100 ? 100_000 : MEGABYTE;
			const peer = await startPeer("node", { version, behaviour: "sink", expect: bytes, seed });
			await connectTLS(peer.port).send(new Noise(seed).take(bytes), chunk);
			const received = await peer.event("received");
			assert.is(received.bytes, bytes);
			assert.ok(received.matches, `seed ${seed}`);
		});
	}

	test(`E33 ${version}: 16 KiB records of openssl`, async () => {
		const peer = await startPeer("openssl", { flags: [opensslVersion, "-WWW"], file: 300_000, seed });
		const client = connectTLS(peer.port);
		await client.send("GET /file HTTP/1.0\r\n\r\n");
		const all = await client.readAll();
		const header = new TextDecoder().decode(all.subarray(0, 100)).indexOf("\r\n\r\n") + 4;
		assert.is(all.length - header, 300_000);
		assert.ok(new Noise(seed).matches(all.subarray(header)), `seed ${seed}`);
	});

	test(`E35 ${version}: openssl receives what was sent`, async () => {
		const peer = await startPeer("openssl", { flags: [opensslVersion], expect: 200_000, seed });
		await connectTLS(peer.port).send(new Noise(seed).take(200_000));
		assert.ok((await peer.event("received")).matches, `seed ${seed}`);
	});

	test(`E77 ${version}: the handshake and data delivered one byte at a time, both ways`, async () => {
		const peer = await startPeer("node", { version });
		const proxy = await startProxy(peer, { toClient: { chunk: 1 }, toServer: { chunk: 1 } });
		const client = connectTLS(proxy.port);
		await client.send(new Noise(seed).take(700));
		assert.ok(new Noise(seed).matches(await client.readBytes(700)), `seed ${seed}`);
	});

	test(`E33 ${version}: pieces of 1000 bytes that end anywhere in records`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 200_000, chunk: 5000, seed });
		const proxy = await startProxy(peer, { toClient: { chunk: 1000 } });
		assert.is(await download(connectTLS(proxy.port)), 200_000);
	});

	test(`E42 E78 ${version}: a server that does not read makes the writable count fall to 0, and onWritable comes when it reads again`, async () => {
		const peer = await startPeer("node", { version, behaviour: "sink", paused: true, expect: 1, seed });
		const client = connectTLS(peer.port);
		await client.ready();
		const noise = new Noise(seed);
		let sent = 0;
		const fill = (): void => {
			while (client.writable > 0) {
				const part = noise.take(Math.min(client.writable, 16384));
				client.writable = client.io.write(part);
				sent += part.length;
			}
		};
		fill();
		// Loopback sockets take a few megabytes; a round trip to the service lets the event loop run between the attempts.
		for (let quiet = 0; quiet < 5; ) {
			const before = sent;
			await peer.tell("facts");
			fill();
			quiet = sent === before ? quiet + 1 : 0;
		}
		assert.is(client.writable, 0);
		assert.throws(() => client.io.write(new Uint8Array(1)));
		const events = client.events.length;
		await peer.tell("resume");
		await client.until(() => (client.writable > 0 ? true : undefined));
		assert.ok(client.events.slice(events).includes("onWritable"));
		client.close();
		const end = await peer.event("end");
		assert.is(end.bytes, sent);
		assert.ok(end.matches, `seed ${seed}`);
	});

	test(`E33 E37 ${version}: a client that does not read holds the server back, and nothing is lost`, async () => {
		const bytes = 8 * MEGABYTE;
		const peer = await startPeer("node", { version, behaviour: "source", bytes, seed });
		const proxy = await startProxy(peer);
		const client = connectTLS(proxy.port).hold();
		await client.until(() => (client.announced > 0 ? true : undefined));
		let before = -1;
		for (let now = 0; now !== before; ) {
			before = now;
			for (let round = 0; round < 20; round++) now = (await proxy.tell("delivered")).bytes ?? 0;
		}
		assert.ok(before < bytes, `${before} bytes went through to a client that read none`);
		const count = download(client);
		client.release();
		assert.is(await count, bytes);
	});
}

for (const maximumFragmentLength of [512, 1024, 2048, 4096]) {
	test(`E75 TLS 1.2: no record is longer than maximumFragmentLength ${maximumFragmentLength}, either way`, async () => {
		const peer = await startPeer("openssl", { flags: ["-tls1_2", "-WWW"], file: 20_000, seed });
		const proxy = await startProxy(peer);
		const client = connectTLS(proxy.port, { maximumFragmentLength, maximumVersion: "TLSv1.2" });
		await client.send(`GET /file HTTP/1.0\r\n${`X: ${"x".repeat(1000)}\r\n`.repeat(6)}\r\n`);
		assert.ok((await client.readAll()).length > 20_000);
		const { toClient, toServer } = await proxy.tell("captured");
		const overhead = 8 + 16;
		for (const direction of [toClient, toServer]) {
			const data = (direction?.records ?? []).filter(({ type }) => type === 23).map(({ length }) => length);
			assert.ok(data.length > 1 && Math.max(...data) <= maximumFragmentLength + overhead, `records of ${data}`);
		}
	});
}

test("E75 maximumFragmentLength is rounded down to an allowed value", async () => {
	const peer = await startPeer("openssl", { flags: ["-tls1_2", "-WWW"], file: 5000, seed });
	const proxy = await startProxy(peer);
	const client = connectTLS(proxy.port, { maximumFragmentLength: 1500, maximumVersion: "TLSv1.2" });
	await client.send("GET /file HTTP/1.0\r\n\r\n");
	await client.readAll();
	const { toClient } = await proxy.tell("captured");
	const longest = Math.max(...(toClient?.records ?? []).filter(({ type }) => type === 23).map(({ length }) => length));
	assert.ok(longest > 1024 && longest <= 1024 + 24, `${longest}`);
});

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E75 ${version}: maximumFragmentLength does not stand in the way of a server that answers it in TLS 1.3`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 50_000, seed });
		assert.is(await download(connectTLS(peer.port, { maximumFragmentLength: 512 })), 50_000);
	});
}

test("E79 small writes in one turn leave in few records", async () => {
	const peer = await startPeer("node", { version: "TLSv1.2", behaviour: "sink", expect: 1000 });
	const proxy = await startProxy(peer);
	const client = connectTLS(proxy.port);
	await client.ready();
	for (let index = 0; index < 100; index++) client.io.write(new Uint8Array(10), { more: index < 99, byteLength: 1000 });
	await peer.event("received");
	const { toServer } = await proxy.tell("captured");
	assert.ok((toServer?.records ?? []).filter(({ type }) => type === 23).length < 100);
});

test("E43 a sequence that stays shorter than its byteLength leaves all the same", async () => {
	const peer = await startPeer("node", { behaviour: "echo" });
	const client = connectTLS(peer.port);
	await client.ready();
	client.io.write(new TextEncoder().encode("short"), { more: true, byteLength: 100 });
	assert.is(await client.readText(5), "short");
});

test("E34 E36 E82 D10 number format reads and writes bytes", async () => {
	const peer = await startPeer("node");
	const client = connectTLS(peer.port);
	await client.ready();
	client.io.format = "number";
	const received: number[] = [];
	for (const byte of [0, 127, 128, 255]) client.io.write(byte);
	while (received.length < 4) {
		await client.until(() => (client.announced > 0 ? true : undefined));
		for (let byte = client.io.read(); typeof byte === "number"; byte = client.io.read()) received.push(byte);
		client.consumed();
	}
	assert.equal(received, [0, 127, 128, 255]);
});

test("E31 D7 the format can be switched between reads of one record", async () => {
	const peer = await startPeer("node");
	const client = connectTLS(peer.port);
	await client.ready();
	client.hold();
	client.io.write(new TextEncoder().encode("abcdefgh"));
	await client.until(() => (client.announced === 8 ? true : undefined));
	client.io.format = "number";
	assert.is(client.io.read(), 97);
	assert.is(client.io.read(), 98);
	client.io.format = "buffer";
	assert.is(new TextDecoder().decode(client.io.read(3) as ArrayBuffer), "cde");
	client.io.format = "number";
	assert.is(client.io.read(), 102);
	client.io.format = "buffer";
	assert.is(new TextDecoder().decode(client.io.read() as ArrayBuffer), "gh");
	assert.is(client.io.read(), undefined);
});

test("E78 D12 a write of more than the writable count throws and sends nothing", async () => {
	const peer = await startPeer("node", { behaviour: "sink" });
	const client = connectTLS(peer.port);
	const writable = await client.ready();
	assert.throws(() => client.io.write(new Uint8Array(writable + 100_000)));
	await client.send("ok");
	client.close();
	assert.is((await peer.event("end")).bytes, 2);
});

test("E78 exactly the writable count can be written", async () => {
	const peer = await startPeer("node", { behaviour: "sink" });
	const client = connectTLS(peer.port);
	const writable = await client.ready();
	client.io.write(new Uint8Array(writable));
	client.close();
	assert.is((await peer.event("end")).bytes, writable);
});

test.run();
