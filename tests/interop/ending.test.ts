/* Ends in order, with real peers: what close_notify means to them, and to us. */
import * as assert from "uvu/assert";
import { CLOSED, connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer, startProxy } from "../support/peers.ts";
import { serveTLS } from "../support/server.ts";

const test = peerSuite("ending");

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const flag = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";

	test(`E13 G14 ${version}: end() of a client is told when Node's server has everything and has ended too`, async () => {
		// Node's own answer to a goodbye is now and then an end of TCP without one; so the answer is given here.
		const peer = await startPeer("node", { version, behaviour: "sink", halfOpen: true });
		const client = connectTLS(peer.port);
		await client.send(new Uint8Array(100_000));
		client.io.end();
		assert.is((await peer.event("end")).bytes, 100_000);
		assert.is(client.ended, undefined);
		await peer.tell("end");
		assert.is((await client.failure()).code, CLOSED);
	});

	test(`E13 G14 ${version}: end() of a client is a goodbye to openssl's server`, async () => {
		const peer = await startPeer("openssl", { flags: [flag] });
		const client = connectTLS(peer.port);
		await client.send("last words\n");
		client.io.end();
		await peer.line(/^last words$/);
		assert.is(await peer.line(/^(DONE|ERROR)$/), "DONE");
		assert.is((await client.failure()).code, CLOSED);
	});

	test(`E13 G14 ${version}: end() of a server is told when Node's client has ended too`, async () => {
		const server = serveTLS();
		const peer = await startPeer("node-client", { port: server.port, version, halfOpen: true });
		const connection = await server.accepted;
		await connection.send("last words");
		connection.io.end();
		assert.is((await peer.event("end")).bytes, 10);
		await peer.tell("end");
		assert.is((await connection.failure()).code, CLOSED);
	});
}

test("G14 TLS 1.3: Node's goodbye leaves our side open, when only its close_notify and no end of TCP arrives", async () => {
	const peer = await startPeer("node", { version: "TLSv1.3", behaviour: "sink", halfOpen: true, expect: 5 });
	const proxy = await startProxy(peer, { toClient: { keepOpen: true } });
	let ends = 0;
	const client = connectTLS(proxy.port, {}, { onEnd: () => ends++ });
	await client.ready();
	await peer.event("connection");
	await peer.tell("end");
	while (ends === 0) await peer.tell("facts");
	assert.is(client.ended, undefined);
	await client.send("after");
	assert.is((await peer.event("received")).bytes, 5);
	client.io.end();
	assert.is((await client.failure()).code, CLOSED);
	assert.is((await peer.event("end")).bytes, 5);
});

test("G14 TLS 1.3: our end() leaves Node's side open, and all that it still sends arrives", async () => {
	const peer = await startPeer("node", { version: "TLSv1.3", behaviour: "quiet", halfOpen: true });
	const client = connectTLS(peer.port);
	await client.ready();
	await peer.event("connection");
	client.io.end();
	await peer.event("end");
	await peer.tell("write", { bytes: 50_000 });
	await client.readBytes(50_000);
	await peer.tell("end");
	assert.is((await client.failure()).code, CLOSED);
});

test("G14 a peer that ends TCP after our end() without a goodbye is a truncation all the same", async () => {
	const peer = await startPeer("node", { version: "TLSv1.3", behaviour: "quiet", halfOpen: true });
	const client = connectTLS(peer.port);
	await client.ready();
	await peer.event("connection");
	client.io.end();
	await peer.event("end");
	await peer.tell("cut");
	assert.is((await client.failure()).code, "ERR_SSL_UNEXPECTED_EOF_WHILE_READING");
});

test.run();
