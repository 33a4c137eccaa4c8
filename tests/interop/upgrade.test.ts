import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { Connection, connectTLS, type TLSOptions } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("from");

const tls = { host: "localhost", ca: certificate("authority.der") };

function connectTCP(port: number): Connection<TCP> {
	return new Connection((callbacks) => new TCP({ address: "127.0.0.1", port, ...callbacks }));
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E41 E81 ${version}: STARTTLS, a TCP connection that has spoken in clear becomes TLS`, async () => {
		const peer = await startPeer("node", { version, startTls: true });
		const plain = connectTCP(peer.port);
		assert.is(await plain.readText(11), "220 ready\r\n");
		await plain.send("STARTTLS\r\n");
		assert.is(await plain.readText(14), "220 go ahead\r\n");
		const events = plain.events.length;
		const client = new Connection((callbacks) => new TLS({ from: plain.io, tls, ...callbacks } as TLSOptions));
		await client.send("secret");
		assert.is(await client.readText(6), "secret");
		assert.is(client.io.negotiated?.version, version);
		assert.is(plain.events.length, events);
		assert.throws(() => plain.io.read());
		assert.not.throws(() => plain.io.close());
		await client.send("still open");
		assert.is(await client.readText(10), "still open");
	});

	test(`D16 E95 ${version}: new x.constructor({from: x}) moves the session without a new handshake`, async () => {
		const peer = await startPeer("node", { version });
		const first = connectTLS(peer.port);
		await first.send("one");
		assert.is(await first.readText(3), "one");
		const { negotiated } = first.io;
		const events = first.events.length;
		const second = new Connection((callbacks) => {
			const Kind = first.io.constructor as typeof TLS;
			return new Kind({ from: first.io, ...callbacks } as TLSOptions);
		});
		await second.ready();
		assert.is(second.io.negotiated, negotiated);
		await second.send("two");
		assert.is(await second.readText(3), "two");
		assert.is(first.events.length, events);
		assert.throws(() => first.io.read());
		first.io.close();
		await second.send("three");
		assert.is(await second.readText(5), "three");
		await peer.event("connection");
		assert.not(peer.has("connection"));
	});
}

test("D16 E41 unread data is announced again after the move, asynchronously, and format is buffer again", async () => {
	const peer = await startPeer("node");
	const first = connectTLS(peer.port);
	await first.ready();
	first.hold();
	first.io.write(new TextEncoder().encode("waiting"));
	await first.until(() => (first.announced === 7 ? true : undefined));
	first.io.format = "number";
	const second = new Connection((callbacks) => new TLS({ from: first.io, ...callbacks } as TLSOptions));
	assert.equal(second.events, []);
	assert.is(second.io.format, "buffer");
	assert.is(await second.readText(7), "waiting");
});

test("D16 a session can be moved in the middle of its handshake", async () => {
	const peer = await startPeer("node");
	const first = connectTLS(peer.port);
	const second = new Connection((callbacks) => new TLS({ from: first.io, ...callbacks } as TLSOptions));
	await second.send("moved");
	assert.is(await second.readText(5), "moved");
	assert.equal(first.events, []);
});

test("E41 a `from` that is closed makes the constructor throw", async () => {
	const peer = await startPeer("node");
	const first = connectTLS(peer.port);
	await first.ready();
	first.close();
	assert.throws(() => new TLS({ from: first.io } as TLSOptions));
	assert.throws(() => new TLS({ from: first.io, tls } as TLSOptions));
});

test("E41 a `from` that is no connection makes the constructor throw", () => {
	for (const from of [{}, 1, "tcp", new Map()]) assert.throws(() => Reflect.construct(TLS, [{ from, tls }]));
});

test("E81 `from` a TLS connection together with `tls` is TLS inside TLS", async () => {
	const inner = await startPeer("node");
	// A second server whose decrypted bytes go to the first: openssl has no such thing, so the outer layer is a tunnel of Node's.
	const tunnel = await startPeer("node", { behaviour: "tunnel", tunnel: inner.port });
	const outer = connectTLS(tunnel.port);
	await outer.ready();
	const client = new Connection((callbacks) => new TLS({ from: outer.io, tls, ...callbacks } as TLSOptions));
	await client.send("nested");
	assert.is(await client.readText(6), "nested");
	assert.is((await inner.event("connection")).serverName, "localhost");
});

test.run();
