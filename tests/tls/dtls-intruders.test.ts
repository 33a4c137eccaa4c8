// sim: --clock virtual
/* What those can do who may write any address on a datagram, and have seen all that went over the network: as little as possible. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { deliver, MemoryUDP, type Sent } from "../support/datagrams.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("intruders of DTLS");
const address = "192.0.2.1";
const port = 5684;
const server = `${address} ${port}`;
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };
const cipherSuites = "TLS_PSK_WITH_AES_128_CCM_8";
const io = MemoryUDP;

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** An association that notes what happens to it. */
class Side {
	readonly dtls: DTLS;
	readonly messages: string[] = [];
	readonly errors: (string | undefined)[] = [];
	connected = false;

	constructor(options: object, { echo = false, lazy = false } = {}) {
		const side: Side = this;
		this.dtls = new DTLS({
			...options,
			onWritable() {
				side.connected = true;
			},
			onReadable() {
				if (lazy) return;
				const datagram = this.read();
				if (datagram === undefined) return;
				side.messages.push(String.fromCharCode(...new Uint8Array(datagram)));
				if (echo) this.write(datagram);
			},
			onError(error) {
				side.errors.push((error as Error & { code?: string }).code);
			},
		} as ConstructorParameters<typeof DTLS>[0]);
		closeAfterTest(() => this.dtls.close());
	}
	say(text: string): void {
		this.dtls.write(bytesOf(text));
	}
}

class Server {
	readonly listener: DTLSListener;
	readonly sides: Side[] = [];

	constructor(tls: object = { psk }, how: object = { echo: true }) {
		const { sides } = this;
		MemoryUDP.filter = undefined;
		this.listener = new DTLSListener({
			address,
			port,
			UDP: { io },
			tls,
			onReadable() {
				for (let from = this.read(); from !== undefined; from = this.read()) sides.push(new Side({ from }, how));
			},
		} as ConstructorParameters<typeof DTLSListener>[0]);
		closeAfterTest(() => this.listener.close());
	}
}

function dial(tls: object = {}, own: object = {}): Side {
	return new Side({ address, port, tls: { psk, cipherSuites, ...tls }, UDP: { io, ...own } });
}

/** Notes what is sent, until the end of the test. */
function watch(): Sent[] {
	const seen: Sent[] = [];
	MemoryUDP.filter = (sent) => {
		seen.push(sent);
		return true;
	};
	return seen;
}

async function connect(tls?: object, own?: object): Promise<Side> {
	const side = dial(tls, own);
	await sleep(500);
	assert.ok(side.connected);
	side.say("hello");
	await sleep(100);
	assert.equal(side.messages.splice(0), ["hello"]);
	return side;
}

const isHello = ({ bytes, to }: Sent) => to === server && bytes[0] === 22 && bytes[13] === 1;

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
