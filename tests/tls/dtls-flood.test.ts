// sim: --clock virtual
/* Who sends much, or the same again: others get their turn, and nothing is made twice. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import * as assert from "uvu/assert";
import { deliver, MemoryUDP } from "../support/datagrams.ts";
import { address, connect, dial, port, psk, Server, server, watch } from "../support/intruders.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("floods of DTLS");

test("G16 one address that begins again and again costs one handshake each two seconds, and an honest one begins in time", async () => {
	const { listener } = new Server();
	const own = { address: "10.0.0.2", port: 7004 };
	const flights = new Set<string>();
	/* Only the cookies arrive: no handshake gets anywhere. */
	MemoryUDP.filter = ({ bytes, from }) => {
		const answer = from === server && bytes[0] === 22 && bytes[13] !== 3;
		if (answer && bytes[13] === 2) flights.add(String(bytes.subarray(27, 59)));
		return !answer;
	};
	for (let count = 0; count < 100; count++) {
		const one = dial({ handshakeTimeout: { minimum: 60_000 } }, own);
		await sleep(100);
		one.dtls.close();
	}
	assert.ok(flights.size <= 6, `${flights.size} flights in ten seconds`);
	assert.ok(listener.peers <= 1);
	MemoryUDP.filter = undefined;
	const honest = dial({}, own);
	await sleep(5000);
	assert.ok(honest.connected);
});

/** A socket that always has another datagram. */
class Flood extends MemoryUDP {
	static count = 0;
	override read(): ReturnType<MemoryUDP["read"]> {
		const datagram = super.read();
		if (datagram !== undefined || Flood.count === 0) return datagram;
		Flood.count--;
		return Object.assign(new ArrayBuffer(100), { address: "203.0.113.66", port: 666 });
	}
}

test("G16 a flood takes turns with all else, at a client and at a listener", async () => {
	const own = { address: "10.0.0.2", port: 7007 };
	for (const flooded of ["listener", "client"]) {
		MemoryUDP.filter = undefined;
		const listener = new DTLSListener({
			address,
			port,
			UDP: { io: flooded === "listener" ? Flood : MemoryUDP },
			tls: { psk },
		} as ConstructorParameters<typeof DTLSListener>[0]);
		const one = dial({}, flooded === "client" ? { ...own, io: Flood } : own);
		await sleep(500);
		assert.ok(one.connected);
		Flood.count = 100_000;
		let turns = 0;
		let left = 0;
		const tick = () => {
			if (++turns < 20) setTimeout(tick, 0);
			else {
				left = Flood.count;
				Flood.count = 0;
			}
		};
		setTimeout(tick, 0);
		deliver(new Uint8Array(100), "203.0.113.66", 666, flooded === "client" ? "10.0.0.2 7007" : server);
		await sleep(100);
		assert.ok(left > 50_000 && left < 100_000, `${left}`);
		one.dtls.close();
		listener.close();
	}
});

test("G16 a handshake that fails at once keeps its place for a while: so much a second, and no more, can be had of a listener", async () => {
	new Server({ psk, maximumPeers: 4 });
	let flights = 0;
	MemoryUDP.filter = ({ bytes, from, to }) => {
		if (from !== server || bytes[0] !== 22 || bytes[13] !== 2) return true;
		flights++;
		const [toAddress, toPort] = to.split(" ");
		deliver(Uint8Array.from([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40]), toAddress, Number(toPort), server);
		return false;
	};
	for (let count = 0; count < 100; count++) {
		const one = dial({ handshakeTimeout: { minimum: 60_000 } }, { address: `10.0.${count}.1`, port: 7009 });
		await sleep(100);
		one.dtls.close();
	}
	assert.ok(flights > 10 && flights <= 24, `${flights} flights in ten seconds`);
});

test("two associations that are made of the same bytes use different numbers", async () => {
	new Server();
	const own = { address: "10.0.0.2", port: 7008 };
	const one = await connect({ connectionId: true }, own);
	const association = one.dtls.suspend();
	const numbers = new Set<string>();
	for (let count = 0; count < 3; count++) {
		const woken = dial({ connectionId: true, association }, own);
		await sleep(10);
		const seen = watch();
		woken.say("the same bytes");
		const last = seen.at(-1);
		numbers.add(String(last?.bytes.slice(3, 11)));
		woken.dtls.abandon();
	}
	assert.is(numbers.size, 3);
});

test("the same bytes do not make two peers of one listener, nor a second one where a peer is", async () => {
	const before = new Server();
	const own = { address: "10.0.0.2", port: 7010 };
	await connect({ connectionId: true }, own);
	const saved = before.sides[0].dtls.suspend();
	before.listener.close();
	const { listener } = new Server();
	const remote = { address: own.address, port: own.port };
	assert.ok(listener.restore(saved, remote));
	for (const place of [remote, { ...remote, port: 7011 }])
		assert.throws(() => listener.restore(saved, place), /has a peer with the association's identifier/);
	assert.is(listener.peers, 1);
});

test.run();
