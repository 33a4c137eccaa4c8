// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 59
/* Clients of node-mbed-dtls whose address changes. */
import { Buffer } from "node:buffer";
import * as assert from "uvu/assert";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite } from "../../support/suite.ts";
import { bound, device, type Found, hex, moved, type Place, relay } from "./device.ts";
import { dial, local, port, serve, shared } from "./sides.ts";

const test = boundedSuite("addresses that change in node-mbed-dtls");

test("M41 a datagram of type 254 asks 'lookupKey' who it is from, and the client moves to its new address with it", async () => {
	const side = await serve();
	const asked: string[] = [];
	const one = await device(side);
	side.server.on("lookupKey", (id: string, found: Found) => {
		asked.push(id);
		setTimeout(() => found(null, { address: local, port: 4601 }), 100);
	});
	const elsewhere = await bound(4602);
	one.by((bytes) => ({ bytes: moved(bytes, "Device-7"), by: elsewhere }));
	one.socket.write("from elsewhere");
	assert.is(await one.peer.log.text(), "from elsewhere");
	assert.equal(asked, [hex("Device-7")]);
	assert.equal(one.peer.log.all.find(([name]) => name === "ipChanged")?.[1], { address: local, port: 4601 });
	assert.is(one.peer.socket.remotePort, 4602);
	assert.is(one.peer.socket.deviceId, hex("Device-7"));
	const answer = new Promise<void>((resolve) => elsewhere.once("message", () => resolve()));
	one.peer.socket.write("answer");
	await answer;
	/* From now on it is known there, and nobody is asked. */
	one.by((bytes) => ({ bytes, by: elsewhere }));
	one.socket.write("again");
	assert.is(await one.peer.log.text(), "again");
	assert.is(asked.length, 1);
	assert.not.ok(side.log.has("forceDeviceRehandshake"));
});

test("M41 M51 who cannot prove it moves nobody, and 'forceDeviceRehandshake' tells; neither does a datagram that was seen before", async () => {
	const side = await serve();
	const one = await device(side);
	side.server.on("lookupKey", (_id: string, found: Found) => found(null, { address: local, port: 4601 }));
	const intruder = await bound(4603);
	const seen: Uint8Array[] = [];
	one.by((bytes) => {
		seen.push(Uint8Array.from(bytes));
		return { bytes, by: one.own };
	});
	one.socket.write("seen");
	await one.peer.log.text();
	const forged = Uint8Array.from(seen[0]);
	forged[forged.length - 1] ^= 1;
	for (const bytes of [seen[0], forged]) {
		intruder.send(moved(bytes, "device-7"), port, local);
		const [remote, id] = await side.log.next("forceDeviceRehandshake");
		assert.is((remote as Place).port, 4603);
		assert.is(id, hex("device-7"));
		assert.is(one.peer.socket.remotePort, 4601);
	}
	one.socket.write("still here");
	assert.is(await one.peer.log.text(), "still here");
});

test("M41 without a listener, or from the same address, a datagram of type 254 is a usual one; what is none is dropped", async () => {
	const side = await serve();
	const one = await device(side);
	one.by((bytes) => ({ bytes: moved(bytes, "device-7"), by: one.own }));
	one.socket.write("nobody asks");
	assert.is(await one.peer.log.text(), "nobody asks");
	let asked = 0;
	side.server.on("lookupKey", (_id: string, found: Found) => {
		asked++;
		found(null, { address: local, port: 4601 });
		found(null, { address: local, port: 9 });
	});
	one.socket.write("the same address");
	assert.is(await one.peer.log.text(), "the same address");
	assert.is(asked, 1);
	for (const bytes of [
		[254, 1, 2, 3],
		[254, 1, 2, 200],
		[254, ...new Array<number>(13).fill(1), 0],
		[254, ...new Array<number>(12).fill(1), 1],
	])
		one.own.send(Buffer.from(bytes), port, local);
	await sleep(100);
	assert.not.ok(one.peer.log.has("ipChanged"));
	assert.not.ok(side.log.has("error"));
});

test("M51 'forceDeviceRehandshake' is emitted for a device that nobody knows, and when the new address could not be noted", async () => {
	const side = await serve();
	const one = await device(side);
	let answer: [unknown, unknown] = [null, undefined];
	side.server.on("lookupKey", (_id: string, found: Found) => found(...answer));
	const elsewhere = await bound(4602);
	one.by((bytes) => ({ bytes: moved(bytes, "device-7"), by: elsewhere }));
	for (const nobody of [
		[null, undefined],
		[new Error("no such device"), { address: local, port: 4601 }],
		[null, { address: local, port: 4999 }],
	] as const) {
		answer = [nobody[0], nobody[1]];
		one.socket.write("who am I");
		const [remote, id] = await side.log.next("forceDeviceRehandshake");
		assert.equal([(remote as Place).port, id], [4602, hex("device-7")]);
	}
	answer = [null, { address: local, port: 4601 }];
	const told: unknown[] = [];
	one.peer.socket.on("ipChanged", (before: Place, pending: () => void, noted: (error?: unknown) => void) => {
		told.push(before.port, typeof pending);
		pending();
		noted(new Error("the database is shut"));
	});
	one.socket.write("here I am");
	assert.is(await one.peer.log.text(), "here I am");
	assert.equal(told, [4601, "function"]);
	assert.is((await side.log.next("forceDeviceRehandshake"))[1], hex("device-7"));
});

test("M41 a client with a connection ID (RFC 9146) moves without being asked for", async () => {
	const side = await serve();
	const own = await bound(4601);
	const elsewhere = await bound(4602);
	let by = own;
	const { socket, log } = dial({ ...shared, connectionId: true, socket: relay(own, (bytes) => ({ bytes, by })) });
	await log.next("secureConnect");
	const peer = await side.secured();
	socket.write("one");
	await peer.log.text();
	by = elsewhere;
	socket.write("two");
	assert.is(await peer.log.text(), "two");
	assert.equal((await peer.log.next("ipChanged"))[0], { address: local, port: 4601 });
	assert.is(peer.socket.remotePort, 4602);
});

test("M41 M44 two clients that have moved to one place are both known by their connection IDs, and both end with the server", async () => {
	const side = await serve();
	const elsewhere = await bound(4603);
	const peers = [];
	for (const own of [4601, 4602]) {
		let by = await bound(own);
		const { socket, log } = dial({ ...shared, connectionId: true, socket: relay(by, (bytes) => ({ bytes, by })) });
		await log.next("secureConnect");
		const peer = await side.secured();
		socket.write("from here");
		await peer.log.text();
		by = elsewhere;
		socket.write(`from ${own}`);
		assert.is(await peer.log.text(), `from ${own}`);
		peers.push(peer);
	}
	side.server.getConnections((count) => assert.is(count, 2));
	await sleep(10);
	side.server.close();
	await side.log.next("close");
	for (const peer of peers) assert.equal(await peer.log.next("close"), [false]);
});

test.run();
