// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 53
/* The stream of node-mbed-dtls: how it carries datagrams, ends and fails. */

import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { connect } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import type { Failure } from "../../support/failure.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { dial, local, PSKIdent, port, serve, shared } from "./sides.ts";

const test = boundedSuite("the stream of node-mbed-dtls");

test("M11 'error' brings an Error that is its number too, and its sentence; 'close' says that there was one", async () => {
	await serve();
	const { socket, log } = dial({ psk: Buffer.alloc(16), PSKIdent, handshakeTimeoutMin: 100, handshakeTimeoutMax: 200 });
	const [error, message] = await log.next("error");
	assert.instance(error, Error);
	const failure = error as Failure;
	assert.ok((failure.number ?? 0) < 0 && typeof failure.code === "string");
	assert.is(failure.valueOf(), failure.number);
	assert.ok((error as number) < 0);
	assert.is(message, failure.message);
	assert.equal(await log.next("close"), [true]);
	assert.is(socket.listenerCount("error"), 0);
});

test("M11 a write that waits for the handshake fails with it, and the error is told as well", async () => {
	await serve();
	const { socket, log } = dial({ psk: Buffer.alloc(16), PSKIdent, handshakeTimeoutMin: 100, handshakeTimeoutMax: 200 });
	socket.write("early");
	await log.next("error");
	assert.equal(await log.next("close"), [true]);
});

test("M12 a clean close says false, and no listener stays", async () => {
	const { secured } = await serve();
	const { socket, log } = dial();
	await log.next("secureConnect");
	const peer = await secured();
	socket.end();
	assert.equal(await log.next("close"), [false]);
	assert.equal(await peer.log.next("close"), [false]);
	for (const name of ["secureConnect", "data", "end", "error", "close"]) assert.is(socket.listenerCount(name), 0);
	assert.not.ok(log.has("error"));
});

test("M13 the peer's goodbye ends the stream, whether somebody reads or not", async () => {
	const { secured } = await serve();
	const { log } = dial();
	const peer = await secured();
	peer.socket.end();
	await log.next("end");
	assert.equal(await log.next("close"), [false]);
	assert.equal(
		log.names.filter((name) => name !== "session"),
		["secureConnect", "closing", "end", "close"],
	);
	const silent = connect({ host: local, port, ...shared });
	const closed = new Promise((resolve) => silent.on("close", resolve));
	(await secured()).socket.end();
	assert.is(await closed, false);
});

test("M14 one datagram is one chunk, in both directions; the callback of write comes when it has left", async () => {
	const { secured } = await serve();
	const { socket, log } = dial();
	await log.next("secureConnect");
	const peer = await secured();
	assert.is(socket.allowHalfOpen, false);
	const left: string[] = [];
	for (const text of ["one", "two", "three"]) socket.write(text, () => left.push(text));
	for (const text of ["one", "two", "three"]) assert.is(await peer.log.text(), text);
	assert.equal(left, ["one", "two", "three"]);
	peer.socket.write(Buffer.from([0, 1, 255]));
	assert.equal((await log.next("data"))[0], Buffer.from([0, 1, 255]));
	/* Also for who reads when he likes: datagrams are not joined. */
	const { socket: slow } = dial();
	slow.removeAllListeners("data");
	slow.pause();
	const other = await secured();
	for (const text of ["a", "b", "c"]) other.socket.write(text);
	await sleep(100);
	assert.equal(
		[slow.read(), slow.read(), slow.read(), slow.read()].map((chunk) => chunk && String(chunk)),
		["a", "b", "c", null],
	);
});

test("M14 who does not read has a bounded number of datagrams waiting", async () => {
	const { secured } = await serve();
	const { socket } = dial();
	socket.removeAllListeners("data");
	socket.pause();
	const { socket: peer } = await secured();
	for (let count = 0; count < 200; count++) {
		peer.write(`${count}`);
		await sleep(1);
	}
	await sleep(100);
	let read = 0;
	while (socket.read() !== null) read++;
	assert.ok(read >= 16 && read < 150, `${read}`);
	assert.is(socket.destroyed, false);
});

test("M14 what is written before the handshake is done leaves after it, and never in clear", async () => {
	const { secured } = await serve();
	const { socket } = dial();
	let left = false;
	socket.write("early", () => {
		left = true;
	});
	const peer = await secured();
	assert.is(await peer.log.text(), "early");
	assert.ok(left);
});

test("M15 end sends what was written, then a goodbye, once; during the handshake it closes at once", async () => {
	const { secured } = await serve();
	const { socket, log } = dial();
	await log.next("secureConnect");
	const peer = await secured();
	socket.write("one");
	socket.end("two");
	socket.end();
	assert.is(await peer.log.text(), "one");
	assert.is(await peer.log.text(), "two");
	await peer.log.next("end");
	await log.next("close");
	assert.is(log.names.filter((name) => name === "closing").length, 1);
	const early = dial();
	early.socket.end();
	assert.equal(await early.log.next("close"), [false]);
	assert.not.ok(early.log.has("secureConnect"));
});

test("M16 send sends a part, calls back, and goes to the peer whatever is named; bind and address are the socket's", async () => {
	const { secured } = await serve();
	const { socket, log } = dial();
	const bound = new Promise<void>((resolve) => socket.bind(4444, local, resolve));
	await bound;
	await log.next("secureConnect");
	assert.equal(socket.address(), { address: local, family: "IPv4", port: 4444 });
	assert.is(socket.remoteAddress, local);
	const peer = await secured();
	assert.is(peer.socket.remotePort, 4444);
	await new Promise((resolve) => socket.send(Buffer.from("a message"), 2, 7, 9, "192.0.2.1", resolve));
	assert.is(await peer.log.text(), "message");
	socket.send("all of it");
	assert.is(await peer.log.text(), "all of it");
	await new Promise((resolve) => peer.socket.send(Buffer.from("back"), 0, 4, 1, "192.0.2.1", resolve));
	assert.is(await log.text(), "back");
});

test("M17 duplicates, stray and damaged datagrams do no harm, and a write after the end is an error and no exception", async () => {
	const { secured } = await serve();
	const { socket, log } = dial();
	await log.next("secureConnect");
	const peer = await secured();
	const noise = createSocket("udp4");
	closeAfterTest(() => {
		noise.close();
	});
	for (const bytes of [[], [23], [23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 1, 0, 3, 1, 2, 3], [22, 254, 253], [254, 0, 0, 0, 200]])
		noise.send(Buffer.from(bytes), socket.address().port, local);
	await sleep(50);
	socket.write("still there");
	assert.is(await peer.log.text(), "still there");
	socket.end();
	await log.next("close");
	const errors: Failure[] = [];
	socket.on("error", (error: Failure) => errors.push(error));
	const told = await new Promise((resolve) => socket.write("late", resolve));
	assert.instance(told, Error);
	await sleep(10);
	assert.ok(errors.length <= 1);
});

test("M47 a datagram that is too large is refused with the limit in the sentence, and the association goes on", async () => {
	const { secured } = await serve();
	const { socket, log } = dial({ ...shared, mtu: 400 });
	await log.next("secureConnect");
	const peer = await secured();
	const most = socket.maximumLength;
	const told = (await new Promise((resolve) => socket.write(Buffer.alloc(most + 1), resolve))) as Failure;
	assert.is(told.code, "EMSGSIZE");
	assert.match(told.message, `${most}`);
	socket.write(Buffer.alloc(most + 1));
	assert.is(((await log.next("error"))[0] as Failure).code, "EMSGSIZE");
	socket.write(Buffer.alloc(most));
	assert.is(((await peer.log.next("data"))[0] as Buffer).length, most);
});

test("M45 'send' and 'receive' tell how large each datagram on the wire is", async () => {
	const { clients } = await serve();
	const { socket, log } = dial();
	const sizes: Record<string, number[]> = { send: [], receive: [] };
	for (const name of ["send", "receive"]) socket.on(name, (size: number) => sizes[name].push(size));
	await log.next("secureConnect");
	assert.ok(sizes.send.length >= 3 && sizes.receive.length >= 3);
	assert.is(sizes.receive[0], 44);
	let told = 0;
	clients[0].socket.on("receive", (size: number) => {
		told = size;
	});
	socket.write("12345");
	await clients[0].log.text();
	assert.is(told, sizes.send.at(-1));
});

test.run();
test.run();
