// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 61
/* The clients of a server of node-mbed-dtls: how they come, who they are, and how they go. */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { connect, createServer, type DtlsServerSocket } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import { clientIdentity } from "../../support/certificates.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { ca, chain, dial, key, keyed, local, over, PSKIdent, port, psk, serve, shared } from "./sides.ts";

const test = boundedSuite("clients of a server of node-mbed-dtls");

test("M38 M39 'connection' tells of a client before it has proven anything, 'secureConnection' when it has, with its session", async () => {
	const { clients, log, secured } = await serve();
	const { socket } = dial();
	const [client] = await log.next("connection");
	assert.is((client as DtlsServerSocket).connected, false);
	assert.is((client as DtlsServerSocket).session.length, 0);
	const { session, ...found } = await secured();
	assert.is(found.socket, client);
	assert.ok(Buffer.isBuffer(session) && session.length > 0);
	assert.is(clients.length, 1);
	await sleep(50);
	assert.is(socket.connected, true);
	assert.is(clients[0].socket.remotePort, socket.address().port);
});

test("M38 the application may send a client away before anything is spent on it", async () => {
	const { server, log } = await serve();
	server.on("connection", (client: DtlsServerSocket) => client.end());
	const { log: client } = dial();
	await client.next("error");
	assert.not.ok(log.has("secureConnection"));
	assert.not.ok(log.has("clientError"));
});

test("M40 'clientError' tells why a handshake has failed, and of whom; the server goes on", async () => {
	const { log, clients, server } = await serve();
	dial({ psk, PSKIdent: "nobody" });
	const [error, client] = await log.next("clientError");
	assert.instance(error, Error);
	assert.is(client, clients[0].socket);
	assert.match(`${error}`, /./);
	await clients[0].log.next("close");
	/* Once it is connected, what goes wrong is the client's own affair. */
	await dial().log.next("secureConnect");
	server.getConnections((count) => assert.is(count, 1));
	await sleep(10);
});

test("M45 a server's client has addresses, keys and counters; without a certificate the key is empty", async () => {
	const { secured } = await serve({ key, certificate: chain, CACert: ca, rejectUnauthorized: false, ...keyed });
	const { clientCertificate, clientKey } = clientIdentity("client");
	const one = dial({ servername: "localhost", CACert: ca, certificate: clientCertificate, key: Buffer.from(clientKey) });
	await one.log.next("secureConnect");
	const { socket } = await secured();
	assert.is(socket.remoteAddress, local);
	assert.is(socket.remotePort, one.socket.address().port);
	assert.equal([socket.connected, socket.resumed, socket.selfRestored, socket.sendClose], [true, false, false, true]);
	assert.is(socket.publicKey[0], 0x30);
	assert.match(socket.publicKeyPEM.toString(), "BEGIN PUBLIC KEY");
	assert.is(socket.outCounter.length, 8);
	assert.is(socket.outCounter[1], 1);
	const { publicKey } = socket;
	one.socket.end();
	await sleep(50);
	assert.equal(socket.publicKey, publicKey);
	const two = dial();
	await two.log.next("secureConnect");
	const keyless = (await secured()).socket;
	assert.is(keyless.publicKey.length, 0);
	assert.is(keyless.publicKeyPEM.length, 0);
	assert.equal(keyless.pskIdentity, PSKIdent);
	const early = connect({ host: local, port, ...shared });
	closeAfterTest(() => {
		early.destroy();
	});
	assert.equal([early.session.length, early.outCounter.length, early.publicKey.length, early.authorized], [0, 0, 0, false]);
});

test("M45 a stranger's certificate that cannot be read in full has no key, and the server goes on", async () => {
	const { secured, log } = await serve({ key, certificate: chain, CACert: ca, rejectUnauthorized: false });
	const { clientCertificate, clientKey } = clientIdentity("client");
	const [own] = clientCertificate;
	/* Text of two bytes a character that has eleven. */
	const bad = new Uint8Array(own).map((byte, at, all) => (byte === 0x0c && all[at + 1] === 11 ? 0x1e : byte));
	const one = dial({ servername: "localhost", CACert: ca, certificate: bad, key: Buffer.from(clientKey) });
	await one.log.next("secureConnect");
	const peer = await secured();
	assert.is(peer.socket.authorized, false);
	assert.is(peer.socket.publicKey.length, 0);
	one.socket.end();
	await peer.log.next("close");
	assert.not.ok(log.has("error"));
});

test("M45 reset forgets a client without a word: 'close' at once, and no listener stays", async () => {
	const { secured, server } = await serve();
	const { log } = dial();
	await log.next("secureConnect");
	const peer = await secured();
	peer.socket.reset();
	assert.equal(peer.log.all.at(-1), ["close", false]);
	assert.is(peer.socket.listenerCount("data"), 0);
	await sleep(200);
	assert.not.ok(log.has("close"));
	server.getConnections((count) => assert.is(count, 0));
	await sleep(10);
});

test("M48 a stranger that only says hello gets a cookie, shorter than the hello, and is no client", async () => {
	const { clients } = await serve();
	/* Only the first datagram of a client goes out. */
	const socket = createSocket("udp4");
	const answers: number[] = [];
	await new Promise<void>((resolve) => socket.bind(4502, local, resolve));
	const sent: number[] = [];
	const once = over(socket, {
		on: () => undefined,
		once: () => undefined,
		removeListener: () => undefined,
		address: () => socket.address(),
		send: (bytes: Uint8Array, to: number, host: string) => {
			sent.push(bytes.length);
			socket.send(bytes, to, host);
		},
	});
	socket.on("message", (message: Uint8Array) => answers.push(message.length));
	closeAfterTest(() => {
		socket.close();
	});
	const { socket: client } = dial({ ...shared, socket: once });
	await sleep(500);
	client.destroy();
	assert.is(clients.length, 0);
	assert.equal(answers, [44]);
	assert.ok(answers[0] < sent[0]);
});

test("M49 a client that begins anew from the same address and port closes what it was, and is a new client", async () => {
	const { clients, log, secured } = await serve();
	const own = createSocket("udp4");
	await new Promise<void>((resolve) => own.bind(4503, local, resolve));
	closeAfterTest(() => {
		own.close();
	});
	const one = dial({ ...shared, socket: own, sendClose: false });
	await one.log.next("secureConnect");
	await secured();
	one.socket.end();
	await one.log.next("close");
	await sleep(3000);
	const two = dial({ ...shared, socket: own });
	await two.log.next("secureConnect");
	await secured();
	assert.is(clients.length, 2);
	assert.equal(clients[0].log.names.slice(-3), ["reconnect", "closing", "close"]);
	assert.equal(clients[0].log.all.at(-1), ["close", false]);
	assert.not.ok(clients[0].log.has("error"));
	assert.equal(
		log.names.filter((name) => name !== "listening"),
		["connection", "secureConnection", "connection", "secureConnection"],
	);
	two.socket.write("here");
	assert.is(await clients[1].log.text(), "here");
});

test("M50 clients are asked for certificates where that is wanted, and their keys are known also if nobody vouches for them", async () => {
	assert.throws(() => createServer({ key, requestCert: true }), /requestCert needs CACert/);
	const { secured, server, log } = await serve({ key, requestCert: true, rejectUnauthorized: false });
	const { clientKey } = clientIdentity("client");
	await dial({ rejectUnauthorized: false, key: Buffer.from(clientKey) }).log.next("secureConnect");
	const { socket } = await secured();
	assert.is(socket.authorized, false);
	assert.ok(socket.publicKey.length > 0);
	server.close();
	await log.next("close");
	const asked: number[] = [];
	const judged = await serve({
		key,
		rejectUnauthorized: false,
		verify: (der, depth) => {
			asked.push(depth);
			return der.length < 1;
		},
	});
	await dial({ rejectUnauthorized: false, key: Buffer.from(clientKey) }).log.next("error");
	await judged.log.next("clientError");
	assert.equal(asked, [0]);
});

test.run();
