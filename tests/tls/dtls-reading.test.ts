// sim: --clock virtual
/* Datagrams that come in a row, and an owner that reads on while it is told of the first one: whose they are, and what comes between them. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { deliver, MemoryUDP } from "../support/datagrams.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("reading datagrams of DTLS");
const address = "192.0.2.1";
const port = 5684;
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };
const cipherSuites = "TLS_PSK_WITH_AES_128_CCM_8";

type Options = ConstructorParameters<typeof DTLS>[0];
type Datagram = ArrayBuffer & { address: string; port: number };

/** A class that reads into a buffer, where the other one gives a new one each time. */
class PouringUDP extends MemoryUDP {
	#next: Datagram | undefined;

	override read(): Datagram | undefined;
	override read(into: ArrayBuffer): number | undefined;
	override read(into?: ArrayBuffer): Datagram | number | undefined {
		this.#next ??= super.read();
		const datagram = this.#next;
		if (datagram === undefined) return undefined;
		if (into !== undefined && into.byteLength < datagram.byteLength) throw new RangeError("too small");
		this.#next = undefined;
		if (into === undefined) return datagram;
		new Uint8Array(into).set(new Uint8Array(datagram));
		Object.assign(into, { address: datagram.address, port: datagram.port });
		return datagram.byteLength;
	}
}

/** Reads on into one buffer as long as there is something, and notes it. */
class Side {
	readonly dtls: DTLS;
	readonly messages: string[] = [];
	/** How often it was told. */
	told = 0;

	constructor(options: object) {
		const side: Side = this;
		const into = new Uint8Array(64) as Uint8Array & { port?: number };
		this.dtls = new DTLS({
			...options,
			onReadable() {
				side.told++;
				for (let count = this.read(into); count !== undefined; count = this.read(into)) {
					side.messages.push(String.fromCharCode(...into.subarray(0, count)));
					assert.is(into.port, this.remotePort);
				}
			},
		} as Options);
		closeAfterTest(() => this.dtls.close());
	}
	say(text: string): void {
		this.dtls.write(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
	}
}

function listen(io: unknown): Side[] {
	const sides: Side[] = [];
	MemoryUDP.filter = undefined;
	const listener = new DTLSListener({
		address,
		port,
		UDP: { io },
		tls: { psk },
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read()) sides.push(new Side({ from }));
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	return sides;
}

async function connect(io: unknown, connectionId: boolean | number): Promise<Side> {
	const side = new Side({ address, port, tls: { psk, cipherSuites, connectionId }, UDP: { io } });
	await sleep(500);
	return side;
}

const words = (name: string) => Array.from({ length: 10 }, (_, index) => `${name}${index}`);

/* Connection IDs: none, the listener's alone, and both sides'. */
const ways = [false, true, 4];

for (const io of [PouringUDP, MemoryUDP])
	test(`G6 G16 who reads on gets what is its own, in order, also when others' datagrams come between (${io.name})`, async () => {
		const sides = listen(io);
		const clients: Side[] = [];
		for (const way of ways) clients.push(await connect(io, way));
		assert.is(sides.length, ways.length);
		/* In a row, and then one of each in turn. */
		for (const [index, one] of clients.entries()) for (const word of words(`${index}a`)) one.say(word);
		for (let count = 0; count < 10; count++) for (const [index, one] of clients.entries()) one.say(`${index}b${count}`);
		await sleep(100);
		for (const [index, side] of sides.entries()) {
			assert.equal(side.messages, [...words(`${index}a`), ...words(`${index}b`)]);
			assert.ok(side.told < 20, `told ${side.told} times`);
			for (const word of words(`${index}c`)) side.say(word);
		}
		await sleep(100);
		for (const [index, one] of clients.entries()) {
			assert.equal(one.messages, words(`${index}c`));
			assert.is(one.told, 1);
		}
	});

test("G16 what strangers send between a peer's datagrams is passed over, and not one of the peer's is lost", async () => {
	const sides = listen(PouringUDP);
	const one = await connect(PouringUDP, false);
	let client = "";
	MemoryUDP.filter = ({ to }) => {
		client = to;
		deliver(new Uint8Array(80).fill(23), "203.0.113.66", 666, to);
		/* From the peer's own address, and still nothing that it has said. */
		deliver(Uint8Array.of(23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 20, ...new Uint8Array(20)), address, port, to);
		deliver(Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40), address, port, to);
		return true;
	};
	for (const word of words("")) sides[0].say(word);
	MemoryUDP.filter = undefined;
	await sleep(100);
	assert.equal(one.messages, words(""));
	assert.not.equal(client, "");
});

test("M41 a client whose peer has moved takes what comes from the new address", async () => {
	const sides = listen(PouringUDP);
	const one = await connect(PouringUDP, false);
	const caught: Uint8Array[] = [];
	let client = "";
	MemoryUDP.filter = ({ bytes, to }) => {
		caught.push(bytes);
		client = to;
		return false;
	};
	for (const word of words("")) sides[0].say(word);
	MemoryUDP.filter = undefined;
	one.dtls.receive(caught[0], { address: "192.0.2.9", port: 9 });
	await sleep(100);
	assert.is(one.dtls.remoteAddress, "192.0.2.9");
	for (const bytes of caught.slice(1)) deliver(bytes, "192.0.2.9", 9, client);
	await sleep(100);
	assert.equal(one.messages, words(""));
});

test.run();
