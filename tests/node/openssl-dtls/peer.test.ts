// sim: --clock virtual --net latency=5ms --seed 23
// simulator only: Node has no DTLS
/* openssl-dtls: peers, of a server and of a client. */
import UDP from "embedded:io/socket/udp";
import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Peer } from "openssl-dtls";
import * as assert from "uvu/assert";
import type { Failure } from "../../support/failure.ts";
import { ca, dial, identity, local, pem, serve } from "../../support/openssl-dtls.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: peer");

test("O19 O20 O22 O24 a peer sends and is sent messages, and its address is one object", async () => {
	const { port, take, log } = await serve();
	const { client, log: events } = dial(port);
	await events.next("secureConnection");
	const [info] = await log.next("connection");
	const { peer, log: told } = await take();
	assert.is(peer.address(), info);
	assert.is(peer.address(), peer.address());
	client.send(Buffer.from("question"));
	assert.equal(await told.next("message"), ["question"]);
	assert.is(peer.send(Buffer.from("answer")), undefined);
	assert.equal(await events.next("message"), ["answer"]);
	peer.send(Uint8Array.of(104, 105));
	assert.equal(await events.next("message"), ["hi"]);
});

test("O20 a peer that nobody was told of has an address too", async () => {
	const server = createServer(identity("localhost"));
	closeAfterTest(() => server.close());
	await new Promise<void>((resolve) => server.bind(0, resolve));
	const { client } = dial(server.socket.address().port);
	const [peer] = (await once(server, "secureConnection")) as [Peer];
	assert.is(peer.address().address, `::ffff:${local}`);
	assert.is(peer.address().family, "IPv6");
	assert.ok(peer.address().port > 0);
	client.end();
});

test("O21 getCertChain is the whole chain as PEM, also after the end", async () => {
	const { port, take } = await serve({ ca, requestCert: true });
	const long = identity("long-chain");
	assert.ok(long.cert.length > 2000);
	dial(port, { key: long.key, cert: Buffer.concat([long.cert, long.cert, long.cert]) });
	const { peer } = await take();
	const chain = peer.getCertChain();
	assert.ok(Buffer.isBuffer(chain) && chain.length > 4096, `${chain.length}`);
	assert.is(chain.toString(), Buffer.concat([long.cert, long.cert, long.cert]).toString());
	peer.end();
	assert.is(peer.getCertChain().toString(), chain.toString());
	const other = dial(port, identity("client"));
	const second = await take();
	await other.log.next("secureConnection");
	other.client.end();
	await second.log.next("close");
	assert.is(second.peer.getCertChain().toString(), pem("client.pem").toString());
	assert.ok(second.peer.authorized);
});

test("O22 send refuses what is no buffer, and throws after the end", async () => {
	const { port, take } = await serve();
	dial(port);
	const { peer } = await take();
	for (const bad of ["text", 5, null, undefined, {}])
		assert.throws(
			() => Reflect.apply(peer.send, peer, [bad]),
			(error: Error) => error.message === "Argument 0 must be a buffer",
		);
	peer.end();
	assert.throws(
		() => peer.send(Buffer.from("x")),
		(error: Failure) => error.code === "ERR_TLS_CLOSED",
	);
});

test("O23 O25 end says goodbye, tells 'close' at once and only once; the other side closes too", async () => {
	const { port, take } = await serve();
	const { log } = dial(port);
	const { peer, log: told } = await take();
	let closed = 0;
	peer.on("close", () => closed++);
	peer.end();
	assert.is(closed, 1);
	peer.end();
	assert.is(closed, 1);
	assert.equal(await log.next("close"), []);
	assert.equal(told.names, ["close"]);
	assert.not(log.has("error"));
});

test("O24 records that come in one datagram are a message each", async () => {
	/* A proxy that joins what the client sends within ten milliseconds. */
	const { port, take } = await serve();
	let joined: Uint8Array[] | undefined;
	let back: { address: string; port: number } | undefined;
	const proxy = new UDP({
		address: local,
		onReadable() {
			for (let datagram = this.read(); datagram !== undefined; datagram = this.read()) {
				if (datagram.port === port && back !== undefined) this.write(datagram, back.address, back.port);
				else {
					back = datagram;
					if (joined === undefined) this.write(datagram, local, port);
					else joined.push(new Uint8Array(datagram));
				}
			}
		},
	});
	closeAfterTest(() => proxy.close());
	const { client, log } = dial(proxy.port);
	await log.next("secureConnection");
	const { log: told } = await take();
	joined = [];
	for (const text of ["one", "two", "three"]) client.send(Buffer.from(text));
	await sleep(30);
	proxy.write(Buffer.concat(joined), local, port);
	for (const text of ["one", "two", "three"]) assert.equal(await told.next("message"), [text]);
});

test("O26 a Peer tells 'error' with an Error, and the client's is not swallowed", async () => {
	const { port } = await serve();
	const { log } = dial(port, { ca: pem("unknown-authority.pem") });
	const [code, error] = await log.next("error");
	assert.is(code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	assert.ok(error instanceof Error);
	await log.next("close");
});

test("O28 a client that begins anew from the same address and port takes the place of what it was", async () => {
	const { port, take, log } = await serve();
	const socket = createSocket("udp4");
	closeAfterTest(() => {
		socket.close();
	});
	await new Promise<void>((resolve) => socket.bind(0, local, resolve));
	const first = silent(socket);
	await dial(port, { socket: first.socket }).log.next("secureConnection");
	const old = await take();
	/* It has lost its memory, and says no goodbye. */
	first.stop();
	const { client, log: events } = dial(port, { socket });
	await events.next("secureConnection");
	const again = await take();
	assert.equal(old.log.names, ["close"]);
	client.send(Buffer.from("back"));
	assert.equal(await again.log.next("message"), ["back"]);
	assert.is(again.peer.address().port, old.peer.address().port);
	assert.not(log.has("error"));
	assert.is(log.names.filter((name) => name === "connection").length, 2);
});

/** A socket that shares the port of another one, until it is stopped. */
function silent(socket: Socket): { socket: Socket; stop(): void } {
	let on = true;
	const shared = new Proxy(socket, {
		get(target, name) {
			if (name === "send") return (...values: unknown[]) => on && Reflect.apply(target.send, target, values);
			if (name === "on")
				return (event: string, listener: (...values: unknown[]) => void) => {
					target.on(event, (...values: unknown[]) => on && listener(...values));
				};
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
	return {
		socket: shared,
		stop() {
			on = false;
		},
	};
}

test.run();
