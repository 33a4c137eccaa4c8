import * as assert from "uvu/assert";
import { CLOSED, connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer, startProxy } from "../support/peers.ts";

const test = peerSuite("closing");

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const opensslVersion = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";

	test(`E13 D13 ${version}: close() sends close_notify, and the server knows that nothing is missing`, async () => {
		const peer = await startPeer("openssl", { flags: [opensslVersion] });
		const client = connectTLS(peer.port);
		await client.send("last words\n");
		client.close();
		await peer.line(/^last words$/);
		// openssl prints DONE after a close_notify and ERROR after an end without one.
		assert.is(await peer.line(/^(DONE|ERROR)$/), "DONE");
	});

	test(`E13 E44 ${version}: what was written just before close() arrives`, async () => {
		const peer = await startPeer("node", { version, behaviour: "sink" });
		const client = connectTLS(peer.port);
		await client.ready();
		client.io.write(new Uint8Array(1000));
		client.close();
		assert.is((await peer.event("end")).bytes, 1000);
	});

	test(`E45 E80 ${version}: close_notify of the server ends the connection in order, after its data`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 40_000, finish: "end" });
		const client = connectTLS(peer.port);
		const all = await client.readAll();
		assert.is(all.length, 40_000);
		assert.is(client.ended?.code, CLOSED);
		assert.is(client.events.at(-1), "onError");
		assert.is(client.events.filter((event) => event === "onError").length, 1);
	});

	test(`E80 ${version}: an end of TCP without close_notify is a truncation, after the data that came`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 40_000, finish: "cut" });
		const client = connectTLS(peer.port);
		const error = await client.failure();
		assert.is(client.takeAll().length, 40_000);
		assert.is(error.code, "ERR_SSL_UNEXPECTED_EOF_WHILE_READING");
	});

	test(`E80 ${version}: an end in the middle of a record is a truncation, and nothing of that record is given out`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 100_000 });
		const proxy = await startProxy(peer, { toClient: { limit: 30_000, finish: "fin" } });
		const client = connectTLS(proxy.port);
		const error = await client.failure();
		assert.is(error.code, "ERR_SSL_UNEXPECTED_EOF_WHILE_READING");
		assert.is(client.takeAll().length, 16384);
	});

	test(`E80 ${version}: a reset connection is ECONNRESET`, async () => {
		const peer = await startPeer("node", { version, behaviour: "quiet" });
		const client = connectTLS(peer.port);
		await client.ready();
		await peer.event("connection");
		await peer.tell("reset");
		const error = await client.failure();
		assert.is(error.code, "ECONNRESET");
	});

	test(`E13 ${version}: close() in the middle of the handshake is quiet, and the server sees the end`, async () => {
		const peer = await startPeer("node", { version });
		const proxy = await startProxy(peer, { toClient: { limit: 50, finish: "stall" } });
		const client = connectTLS(proxy.port);
		await proxy.event("connection");
		client.close();
		await peer.event("disconnect");
		assert.equal(client.events, []);
	});

	test(`E80 D15 ${version}: close_notify in the middle of the handshake is an error and never a connection`, async () => {
		const peer = await startPeer("node", { version });
		const proxy = await startProxy(peer, { toClient: { inject: { record: 1, hex: "15030300020100" } } });
		const client = connectTLS(proxy.port);
		const error = await client.failure();
		assert.is.not(error.code, CLOSED);
		assert.equal(client.events, ["onError"]);
	});

	test(`E45 ${version}: data still arrives after the own close_notify of the other side has been held back`, async () => {
		const peer = await startPeer("node", { version, behaviour: "quiet", halfOpen: true });
		const client = connectTLS(peer.port);
		await client.ready();
		await peer.event("connection");
		await peer.tell("write", { text: "first" });
		assert.is(await client.readText(5), "first");
		await peer.tell("write", { text: "second" });
		await peer.tell("end");
		assert.is(new TextDecoder().decode(await client.readAll()), "second");
	});

	test(`E13 E14 ${version}: close() inside onReadable ends all callbacks`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 200_000 });
		const client = connectTLS(peer.port);
		let pieces = 0;
		client.pipe(() => {
			pieces++;
			client.close();
		});
		await peer.event("disconnect");
		assert.is(pieces, 1);
		assert.is(client.ended, undefined);
		assert.throws(() => client.io.read());
		assert.throws(() => client.io.write(new Uint8Array(1)));
		assert.not.throws(() => client.close());
	});
}

test("E13 D13 close() sends one close_notify, and only one", async () => {
	const peer = await startPeer("node", { version: "TLSv1.2" });
	const proxy = await startProxy(peer);
	const client = connectTLS(proxy.port);
	await client.ready();
	client.close();
	client.close();
	await proxy.event("close");
	const { toServer } = await proxy.tell("captured");
	assert.is(toServer?.records.filter(({ type }) => type === 21).length, 1);
});

test("E80 nothing listens: ECONNREFUSED", async () => {
	const peer = await startPeer("raw");
	await peer.close();
	const error = await connectTLS(peer.port).failure();
	assert.is(error.code, "ECONNREFUSED");
});

test.run();
