// sim: --clock virtual
/* What those can do who may write any address on a datagram, and have seen all that went over the network: as little as possible. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import * as assert from "uvu/assert";
import { deliver, MemoryUDP } from "../support/datagrams.ts";
import { address, connect, dial, io, isHello, port, psk, Server, server, watch } from "../support/intruders.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("intruders of DTLS");

test("G16 an address moves with the datagram that proved it, and not with one that waits behind it", async () => {
	const { sides } = new Server({ psk }, { lazy: true });
	const one = dial({ connectionId: true }, { address: "10.0.0.7", port: 7000 });
	await sleep(500);
	const held: Uint8Array[] = [];
	MemoryUDP.filter = ({ bytes, to }) => {
		if (to === server) held.push(bytes);
		return to !== server;
	};
	one.say("first");
	one.say("second");
	/* Two records in one datagram, as others send them, and behind it one with the same connection ID from elsewhere, for which nothing but the ID is needed. */
	const both = Uint8Array.from([...held[0], ...held[1]]);
	deliver(both, "10.0.0.7", 7000, server);
	deliver(Uint8Array.from([...held[1].subarray(0, 40), ...new Uint8Array(20)]), "203.0.113.66", 666, server);
	await sleep(100);
	const { dtls } = sides[0];
	assert.is(dtls.read()?.byteLength, 5);
	await sleep(100);
	assert.is(dtls.read()?.byteLength, 6);
	await sleep(100);
	assert.is(dtls.remoteAddress, "10.0.0.7");
});

test("G16 a client that moves to another one's address does not push that one aside", async () => {
	const { sides } = new Server();
	const victim = await connect({}, { address: "10.0.0.2", port: 5684 });
	const enemy = await connect({ connectionId: true }, { address: "10.0.0.66", port: 666 });
	/* Its records are genuine, and the address on them is not. */
	MemoryUDP.filter = ({ bytes, from, to }) => {
		if (from === "10.0.0.66 666") deliver(bytes, "10.0.0.2", 5684, to);
		return from !== "10.0.0.66 666";
	};
	enemy.say("I am there now");
	await sleep(100);
	assert.is(sides[1].dtls.remoteAddress, "10.0.0.2");
	victim.say("still me");
	await sleep(100);
	assert.equal(sides[0].messages.splice(1), ["still me"]);
});

test("G16 a hello of earlier, which somebody has kept with its cookie, does not end an association", async () => {
	const { sides } = new Server();
	const seen = watch();
	const own = { address: "10.0.0.2", port: 7002 };
	const first = await connect({}, own);
	const old = seen.filter(isHello).map(({ bytes }) => bytes);
	assert.is(old.length, 2);
	first.dtls.close();
	await sleep(100);
	const second = await connect({}, own);
	const before = seen.length;
	deliver(old[1], own.address, own.port, server);
	await sleep(100);
	assert.ok(seen.slice(before).every(({ bytes }) => bytes.length <= old[1].length));
	second.say("still here");
	await sleep(100);
	assert.equal(second.messages, ["still here"]);
	assert.equal(sides[1].errors, []);
});

test("a client that restarts, and shows that it hears what is sent to it, takes the place of what it was", async () => {
	const { sides, listener } = new Server();
	const own = { address: "10.0.0.2", port: 7003 };
	const first = await connect({}, own);
	MemoryUDP.filter = ({ from }) => from !== "10.0.0.2 7003";
	first.dtls.close();
	MemoryUDP.filter = undefined;
	await connect({}, own);
	assert.equal(sides[0].errors, ["ECONNRESET"]);
	assert.is(listener.peers, 1);
});

/** Where the records of a datagram without connection IDs end. */
function records(bytes: Uint8Array): Uint8Array[] {
	const all: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; ) {
		const end = at + 13 + bytes[at + 11] * 256 + bytes[at + 12];
		all.push(bytes.subarray(at, end));
		at = end;
	}
	return all;
}

test("G16 whoever guesses a connection ID does not end a handshake from elsewhere", async () => {
	const { sides } = new Server({ psk, connectionId: 1 });
	let guesses = 0;
	MemoryUDP.filter = ({ bytes, to }) => {
		if (to !== server || bytes[13] !== 16) return true;
		/* The client's last flight arrives in two parts, and guesses while the Finished is awaited. */
		const [exchange, change, ...rest] = records(bytes);
		deliver(Uint8Array.from([...exchange, ...change]), "10.0.0.2", 7005, server);
		for (let id = 0; id < 256; id++, guesses++)
			deliver(Uint8Array.from([25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, id, 0, 40, ...new Uint8Array(40)]), "203.0.113.66", 666, server);
		deliver(Uint8Array.from(rest.flatMap((record) => [...record])), "10.0.0.2", 7005, server);
		return false;
	};
	const one = dial({ connectionId: true }, { address: "10.0.0.2", port: 7005 });
	await sleep(5000);
	assert.ok(guesses >= 256);
	assert.equal(one.errors, []);
	assert.ok(one.connected);
	assert.is(sides.length, 1);
});

test("identifiers are long enough for as many peers as there may be", () => {
	for (const [connectionId, maximumPeers] of [
		[1, 129],
		[1, 1000],
		[2, 40_000],
	])
		assert.throws(
			() => new DTLSListener({ address, port, UDP: { io }, tls: { psk, connectionId, maximumPeers } } as object as never),
			/tls\.connectionId of \d bytes is too short for \d+ peers/,
		);
	new Server({ psk, connectionId: 1, maximumPeers: 128 });
});

test("G16 in clear nothing ends an association that is connected: alerts, hellos, and what looks like them", async () => {
	const { sides } = new Server();
	const own = { address: "10.0.0.2", port: 7006 };
	const seen = watch();
	const one = await connect({}, own);
	const record = (type: number, epoch: number, ...content: number[]) =>
		Uint8Array.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 1, 0, 0, content.length, ...content]);
	const said = seen.map(({ bytes, to }) => ({ bytes, to }));
	for (const invented of [
		record(21, 0, 1, 0),
		record(21, 0, 2, 0),
		record(21, 0, 2, 40),
		record(21, 0, 1, 100),
		record(21, 1, 2, 40),
		record(20, 0, 1),
		record(23, 0, 1, 2, 3),
		record(23, 1, ...new Uint8Array(32)),
		record(22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
	]) {
		deliver(invented, own.address, own.port, server);
		deliver(invented, address, port, "10.0.0.2 7006");
	}
	for (const { bytes, to } of said)
		if (to === server) deliver(bytes, own.address, own.port, server);
		else deliver(bytes, address, port, to);
	await sleep(1000);
	one.say("still here");
	await sleep(100);
	assert.equal(one.messages, ["still here"]);
	assert.equal([...one.errors, ...sides[0].errors], []);
});

test.run();
