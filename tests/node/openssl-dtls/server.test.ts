// sim: --clock virtual --net latency=5ms --seed 23
// simulator only: Node has no DTLS
/* openssl-dtls: a server, its socket, and what it tells of those who come. */
import UDP from "embedded:io/socket/udp";
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { EventEmitter, once } from "node:events";
import * as named from "openssl-dtls";
import DTLS, { createServer, Peer, Server } from "openssl-dtls";
import * as assert from "uvu/assert";
import type { Failure } from "../../support/failure.ts";
import { ca, createUnbound, dial, identity, local, serve } from "../../support/openssl-dtls.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: server");

test("O1 Server, Peer and createServer are exported, and the client beside them", async () => {
	assert.equal(Object.keys(DTLS).sort(), ["Client", "Peer", "Server", "connect", "createServer"]);
	for (const [name, value] of Object.entries(DTLS)) assert.is(Reflect.get(named, name), value);
	const { server, port, take } = await serve();
	assert.ok(server instanceof Server && server instanceof EventEmitter);
	const { client, log } = dial(port);
	await log.next("secureConnection");
	const { peer } = await take();
	assert.ok(peer instanceof Peer && peer instanceof EventEmitter && client instanceof Peer);
});

test("O10 the socket is of both families unless one is given, and 'error' of it is the server's", async () => {
	const { server } = await serve({}, "::");
	assert.is(server.socket.type, "udp6");
	const { port } = server.socket.address();
	for (const host of [local, "::1"]) {
		const { log } = dial(port, { host });
		await log.next("secureConnection");
	}
	const second = createServer(identity("localhost"));
	closeAfterTest(() => second.close());
	const failed = once(second, "error");
	second.bind(port, "::");
	assert.is(((await failed)[0] as Failure).code, "EADDRINUSE");
});

test("O10 a socket that was given may be bound already, and is closed with the server", async () => {
	const socket = createSocket("udp4");
	await new Promise<void>((resolve) => socket.bind(0, local, resolve));
	const server = createServer({ ...identity("localhost"), socket });
	assert.is(server.socket, socket);
	const { log } = dial(socket.address().port);
	await log.next("secureConnection");
	const closed = once(socket, "close");
	server.close();
	await closed;
	assert.is(socket.listenerCount("message"), 0);
	await log.next("close");
});

test("O15 bind passes its arguments on to the socket, and gives nothing back", async () => {
	const server = createUnbound({});
	const listening = new Promise<void>((resolve) => {
		assert.is(server.bind({ port: 0, address: "::1" }, resolve), undefined);
	});
	await listening;
	assert.is(server.socket.address().address, "::1");
	assert.throws(() => server.bind(1), /already bound/);
});

test("O16 close says goodbye to every peer, closes the socket and calls back; once more it throws", async () => {
	const { server, port, take } = await serve();
	const clients = [dial(port), dial(port)];
	const peers = [await take(), await take()];
	await new Promise<void>((resolve) => server.close(resolve));
	for (const { log } of clients) assert.equal(await log.next("close"), []);
	for (const { log } of clients) assert.not(log.has("error"));
	for (const { log } of peers) assert.ok(log.has("close"));
	assert.throws(() => server.close(), /Not running/);
	assert.throws(() => server.socket.address(), /Not running/);
});

test("O16 close without a callback, and before bind", () => {
	createServer(identity("localhost")).close();
});

test("O17 'connection' is told of each new address once, whatever its datagram is", async () => {
	const { port, log } = await serve();
	const strangers = [1, 2].map(() => new UDP({ address: local }));
	for (const stranger of strangers) {
		closeAfterTest(() => stranger.close());
		for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(100), Uint8Array.of(0)]) stranger.write(bytes, local, port);
	}
	const { client } = dial(port);
	await once(client, "secureConnection");
	client.send(Buffer.from("x"));
	await sleep(100);
	const infos = log.events
		.filter(([name]) => name === "connection")
		.map(([, info]) => info as { port: number; address: string; size: number });
	assert.is(infos.length, 3);
	assert.equal(infos[0], { address: local, family: "IPv4", port: strangers[0].port, size: 3 });
	assert.is(infos[1].port, strangers[1].port);
});

test("O17 O27 strangers cost no more than a small table, however many there are", async () => {
	const { port, log } = await serve();
	const stranger = new UDP({ address: local });
	closeAfterTest(() => stranger.close());
	stranger.write(Uint8Array.of(1), local, port);
	for (let count = 0; count < 100; count++) {
		const other = new UDP({ address: local });
		other.write(Uint8Array.of(1), local, port);
		other.close();
	}
	await sleep(50);
	assert.is(log.names.filter((name) => name === "connection").length, 101);
	/* It was pushed out by the others, and is told of again. */
	stranger.write(Uint8Array.of(1), local, port);
	await sleep(50);
	assert.is(log.names.filter((name) => name === "connection").length, 102);
});

test("O18 a peer that fails after its handshake tells 'error' and then 'close', and the server tells it too", async () => {
	const { server, port, take, log } = await serve();
	const { client, log: events } = dial(port);
	await events.next("secureConnection");
	const { peer, log: told } = await take();
	/* A fatal alert that only its own association could send is not to be had; a socket that is closed under it is. */
	const failed = log.next("error");
	peer.emit("error", Object.assign(new Error("broken"), { code: "EBROKEN" }));
	assert.equal((await failed).slice(0, 2), ["EBROKEN", peer.address()]);
	assert.ok(told.has("error"));
	assert.ok(server.listenerCount("error") > 0);
	client.end();
});

test("O18 what strangers do ends no program that listens to no 'error'", async () => {
	const server = createServer({ ...identity("localhost"), ca, rejectUnauthorized: true });
	closeAfterTest(() => server.close());
	await new Promise<void>((resolve) => server.bind(0, resolve));
	const { log } = dial(server.socket.address().port);
	await log.next("error");
});

test.run();
