// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 41
/* Sessions of node-mbed-dtls that outlive their sockets: saved, found again, moved to another address, come back to. */
import { Buffer } from "node:buffer";
import type { DtlsServerSocket } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite } from "../../support/suite.ts";
import { bound, device, type Found, moved } from "./device.ts";
import { ca, chain, dial, key, keyed, local, port, psk, serve, shared } from "./sides.ts";

const test = boundedSuite("sessions of node-mbed-dtls");

test("M42 M46 a server that has restarted asks 'resumeSession' for whom it does not know, and the datagram comes after 'secureConnection'", async () => {
	const side = await serve();
	const one = await device(side);
	const saved = Buffer.from(one.peer.socket.session.toString("base64"), "base64");
	const counter = one.peer.socket.outCounter;
	one.peer.socket.sendClose = false;
	side.server.close();
	await side.log.next("close");
	const again = await serve();
	const asked: unknown[] = [];
	again.server.on("resumeSession", (where: string, client: DtlsServerSocket, found: Found) => {
		asked.push(where, client.connected);
		setTimeout(() => found(null, saved), 100);
	});
	const order: string[] = [];
	again.server.on("secureConnection", (client: DtlsServerSocket) => {
		order.push("secured");
		client.on("data", () => order.push("data"));
	});
	one.socket.write("after the restart");
	const woken = await again.secured();
	assert.equal(asked, [`${local}:4601`, false]);
	assert.is(await woken.log.text(), "after the restart");
	assert.equal(order, ["secured", "data"]);
	assert.equal([woken.socket.resumed, woken.socket.connected, woken.socket.selfRestored], [true, true, false]);
	assert.equal(woken.socket.pskIdentity, shared.PSKIdent);
	assert.ok(woken.socket.outCounter.readUIntBE(2, 6) >= counter.readUIntBE(2, 6) + 65536);
	woken.socket.write("welcome back");
	assert.is(await one.log.text(), "welcome back");
	assert.ok(woken.session.length > 0);
});

test("M42 a datagram that is not genuine makes no connection, and the true one that comes later does", async () => {
	const side = await serve();
	const one = await device(side);
	const saved = one.peer.socket.session;
	one.peer.socket.sendClose = false;
	side.server.close();
	await side.log.next("close");
	const again = await serve();
	let asked = 0;
	again.server.on("resumeSession", (_where: string, _client: DtlsServerSocket, found: Found) => {
		asked++;
		found(null, saved);
	});
	one.own.send(Buffer.from([23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 99, 0, 16, ...new Array<number>(16).fill(5)]), port, local);
	await sleep(200);
	assert.is(asked, 1);
	assert.not.ok(again.log.has("secureConnection"));
	again.server.getConnections((count) => assert.is(count, 0));
	one.socket.write("the true one");
	const woken = await again.secured();
	assert.is(await woken.log.text(), "the true one");
	assert.is(asked, 1);
});

test("M42 no session, a wrong one or an error closes the stranger's socket; so does an application that never answers; there is a bound to how many ask", async () => {
	const { server, clients } = await serve();
	const stranger = await bound(4601);
	const record = Buffer.from([23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 1, 0, 16, ...new Array<number>(16).fill(5)]);
	let answer: ((found: Found) => void) | undefined = (found) => found(null, null);
	server.on("resumeSession", (_where: string, _client: DtlsServerSocket, found: Found) => answer?.(found));
	const answers: ((found: Found) => void)[] = [
		(found) => found(null, null),
		(found) => found(new Error("no")),
		(found) => found(null, Buffer.from("nonsense")),
		(found) => found(null, Buffer.alloc(0)),
		(found) => found(null, { ciphersuite: 1 }),
	];
	for (const next of answers) {
		answer = next;
		stranger.send(record, port, local);
		await sleep(50);
		assert.is(clients.at(-1)?.socket.destroyed, true);
	}
	answer = undefined;
	const count = clients.length;
	for (let own = 0; own < 40; own++) {
		const other = await bound(5000 + own);
		other.send(record, port, local);
		other.send(record, port, local);
	}
	await sleep(100);
	assert.ok(clients.length - count <= 40 && clients.filter(({ socket }) => !socket.destroyed).length === 32, `${clients.length - count}`);
	await sleep(61_000);
	assert.is(clients.filter(({ socket }) => !socket.destroyed).length, 0);
	/* Without a listener a stranger is nobody's client. */
	const before = clients.length;
	server.removeAllListeners("resumeSession");
	stranger.send(record, port, local);
	await sleep(50);
	assert.is(clients.length, before);
}, 200_000);

test("M41 M42 a device that comes from elsewhere to a server that has restarted is found, restored, and moved", async () => {
	const side = await serve();
	const one = await device(side);
	const saved = one.peer.socket.session;
	one.peer.socket.sendClose = false;
	side.server.close();
	await side.log.next("close");
	const again = await serve();
	again.server.on("lookupKey", (_id: string, found: Found) => found(null, { address: local, port: 4601 }));
	again.server.on("resumeSession", (where: string, _client: DtlsServerSocket, found: Found) =>
		where === `${local}:4601` ? found(null, saved) : found(new Error("who?")),
	);
	const elsewhere = await bound(4602);
	one.by((bytes) => ({ bytes: moved(bytes, "device-7"), by: elsewhere }));
	one.socket.write("elsewhere");
	const woken = await again.secured();
	assert.is(await woken.log.text(), "elsewhere");
	assert.is(woken.socket.remotePort, 4602);
	assert.equal(
		woken.log.names.filter((name) => name !== "secureConnect"),
		["ipChanged", "data"],
	);
});

test("M44 M45 resumeSocket goes on with a session at once, before anything arrives; not where there is a client already", async () => {
	const side = await serve();
	const one = await device(side);
	const saved = one.peer.socket.session;
	assert.is(side.server.resumeSocket({ address: local, port: 4601 }, saved), false);
	one.peer.socket.sendClose = false;
	side.server.close();
	await side.log.next("close");
	const again = await serve();
	assert.is(again.server.resumeSocket({ address: local, port: 4601 }, Buffer.from("nonsense")), false);
	assert.is(again.server.resumeSocket({ address: local, port: 4601 }, saved), true);
	const { socket, log } = await again.secured();
	assert.equal([socket.selfRestored, socket.resumed, socket.connected], [true, true, true]);
	socket.write("good morning");
	assert.is(await one.log.text(), "good morning");
	one.socket.write("you too");
	assert.is(await log.text(), "you too");
	again.server.getConnections((count) => assert.is(count, 1));
	await sleep(10);
});

test("M45 the application may resume a client's session itself", async () => {
	const side = await serve();
	const one = await device(side);
	const saved = one.peer.socket.session;
	one.peer.socket.sendClose = false;
	side.server.close();
	await side.log.next("close");
	const again = await serve();
	const results: boolean[] = [];
	again.server.on("resumeSession", (_where: string, client: DtlsServerSocket) => {
		results.push(client.resumeSession(undefined), client.resumeSession(saved), client.resumeSession(saved));
	});
	one.socket.write("first");
	await sleep(50);
	one.socket.write("second");
	const woken = await again.secured();
	assert.is(await woken.log.text(), "second");
	assert.equal(results, [false, true, false]);
});

test("M43 'renegotiate' tells the identifier of the session that a client wants to come back to; its session makes the handshake a short one", async () => {
	const ticketKeys = Buffer.alloc(48, 3);
	const options = { key, certificate: chain, ticketKeys };
	const first = await serve(options);
	const asClient = { servername: "localhost", CACert: ca };
	const one = dial(asClient);
	await one.log.next("session");
	const { session, socket } = await first.secured();
	const asked: string[] = [];
	const remembered = one.socket.session;
	const identifiers = new Set<string>();
	one.socket.end();
	await one.log.next("close");
	assert.is(socket.resumed, false);
	first.server.close();
	await first.log.next("close");
	for (const [answer, resumed] of [
		[(found: Found) => found(null, session), true],
		[(found: Found) => setTimeout(() => found(null, session), 500), true],
		[(found: Found) => found(null), false],
		[(found: Found) => found(null, Buffer.from("nonsense")), false],
		[undefined, false],
	] as const) {
		const next = await serve(options);
		if (answer !== undefined)
			next.server.on("renegotiate", (id: string, client: DtlsServerSocket, found: Found) => {
				asked.push(id);
				identifiers.add(`${id.length} ${client.connected}`);
				answer(found);
			});
		/* Its association is over; what it can come back to is the rest. */
		const again = dial({ ...asClient, session: withoutAssociation(remembered) });
		await again.log.next("secureConnect");
		const secured = await next.secured();
		assert.is(secured.socket.resumed, resumed);
		assert.is(again.socket.resumed, resumed);
		assert.is(again.socket.authorized, true);
		next.server.close();
		await next.log.next("close");
	}
	assert.is(asked.length, 4);
	assert.is(new Set(asked).size, 1);
	assert.equal([...identifiers], ["64 false"]);
	const refusing = await serve(options);
	refusing.server.on("renegotiate", (_id: string, _client: DtlsServerSocket, found: Found) => found(new Error("never again")));
	const refused = dial({ ...asClient, session: withoutAssociation(remembered) });
	await refused.log.next("error");
	assert.equal(refusing.clients[0].log.all.at(-1), ["close", false]);
	assert.not.ok(refusing.log.has("clientError"));
});

/** A session without its first part. */
function withoutAssociation(session: Buffer): Buffer {
	const length = session.readUIntBE(4, 3);
	return Buffer.concat([session.subarray(0, 4), Buffer.alloc(3), session.subarray(7 + length)]);
}

test("M46 a client goes on with its session without a handshake; one that does not suit makes a handshake", async () => {
	const side = await serve();
	const own = await bound(4601);
	const one = dial({ ...shared, socket: own, sendClose: false });
	await one.log.next("secureConnect");
	const peer = await side.secured();
	one.socket.write("one");
	await peer.log.text();
	peer.socket.write("answer");
	await one.log.text();
	const { session } = one.socket;
	one.socket.end();
	await one.log.next("close");
	const two = dial({ ...shared, socket: own, session, sendClose: false });
	await two.log.next("secureConnect");
	assert.is(two.socket.resumed, true);
	two.socket.write("two");
	assert.is(await peer.log.text(), "two");
	peer.socket.write("three");
	assert.is(await two.log.text(), "three");
	assert.is(side.clients.length, 1);
	two.socket.end();
	await two.log.next("close");
	await sleep(3000);
	const other = dial({ ...shared, PSKIdent: shared.PSKIdent, psk, ciphers: "PSK-AES128-CCM8", session: Buffer.from("nonsense") });
	await other.log.next("secureConnect");
	assert.is(other.socket.resumed, false);
	await side.secured();
});

test("M46 session never throws: before the handshake, in it, with a CBC suite, after the end", async () => {
	const side = await serve(keyed);
	const one = dial({ ...shared, ciphers: "PSK-AES128-CBC-SHA256" });
	assert.is(one.socket.session.length, 0);
	await one.log.next("secureConnect");
	const peer = await side.secured();
	assert.ok(peer.session.length > 0 && one.socket.session.length > 0);
	one.socket.write("x");
	await peer.log.text();
	assert.is(side.server.resumeSocket({ address: local, port: 1 }, peer.socket.session), false);
	one.socket.end();
	await one.log.next("close");
	assert.ok(one.socket.session.length > 0 || one.socket.destroyed);
});

test.run();
test.run();
