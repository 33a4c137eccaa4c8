// sim: --clock virtual --net latency=3ms,jitter=2ms
/*
 * A listener for DTLS among those who mean it no good: whatever datagrams come from wherever, it keeps serving, answers nobody with more bytes than it got, has no more
 * peers than it was told, and as much memory afterwards as before.
 */
import DTLSListener from "embedded:io/socket/listener/dtls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import UDP from "embedded:io/socket/udp";
import DTLS from "embedded:io/socket/udp/dtls";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { address, echo, port } from "../support/dtls.ts";
import { random } from "../support/random.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { used } from "../support/usage.ts";

const test = boundedSuite("siege of DTLS");
const LIMIT = 5_000_000;

const trust = new TLSContext({ ca: certificate("authority.der") });
const identity = new TLSContext({
	...localhostIdentity,
	/* Kept sessions would be memory that is kept. */
	sessionCache: 0,
});

/** Sees all that goes through it, and can say it again. */
class Spy {
	static heard: Uint8Array[] = [];
	#socket: UDP;
	target?: unknown;

	constructor(options: { target?: unknown; onReadable?: (this: unknown, count: number) => void }) {
		this.target = options.target;
		this.#socket = new UDP({ onReadable: (count: number) => options.onReadable?.call(this, count) });
	}
	read(): ArrayBuffer | undefined {
		return this.#socket.read();
	}
	write(data: Uint8Array, to: string, at: number): void {
		Spy.heard.push(data.slice());
		this.#socket.write(data, to, at);
	}
	close(): void {
		this.#socket.close();
	}
}

/** A client that means it well is answered. */
function friend(): Promise<boolean> {
	return new Promise((resolve) => {
		new DTLS({
			address,
			port,
			UDP: { io: Spy },
			tls: { host: "localhost", context: trust, handshakeTimeout: { minimum: 500, maximum: 8000 } },
			onWritable() {
				this.write(Uint8Array.of(1, 2, 3));
			},
			onReadable() {
				resolve(new Uint8Array(this.read() ?? new ArrayBuffer(0)).length === 3);
				this.close();
			},
			onError() {
				resolve(false);
				this.close();
			},
		} as ConstructorParameters<typeof DTLS>[0]);
	});
}

/** What an enemy sends: noise, what friends have said before, and that with a few bytes changed, some of it as a beginning. */
function ammunition(): Uint8Array {
	const heard = Spy.heard[random(Spy.heard.length)];
	if (heard === undefined || random(5) === 0) return Uint8Array.from({ length: random(1500) }, () => random(256));
	const bytes = heard.slice(0, random(3) ? heard.length : random(heard.length));
	for (let count = random(4); count > 0 && bytes.length > 0; count--) bytes[random(bytes.length)] = random(256);
	return bytes;
}

class Enemy {
	sent = 0;
	received = 0;
	#socket: UDP;

	constructor() {
		const self: Enemy = this;
		this.#socket = new UDP({
			onReadable(count) {
				while (count-- > 0) self.received += this.read()?.byteLength ?? 0;
			},
		});
	}
	attack(count: number): void {
		for (; count > 0; count--) {
			const bytes = ammunition();
			if (bytes.length === 0) continue;
			this.sent += bytes.length;
			this.#socket.write(bytes, address, port);
		}
	}
	close(): void {
		this.#socket.close();
	}
}

async function besiege(enemies: number, volleys: number): Promise<number> {
	const listener = echo({ context: identity, maximumPeers: 8 });
	const all = Array.from({ length: enemies }, () => new Enemy());
	let served = 0;
	Spy.heard = [];
	if (await friend()) served++;
	for (let volley = 0; volley < volleys; volley++) {
		for (const enemy of all) enemy.attack(10);
		if (volley % 4 === 0 && (await friend())) served++;
		await sleep(50);
		assert.ok(listener.peers <= 8);
	}
	for (const enemy of all) assert.ok(enemy.received <= enemy.sent, `${enemy.received} bytes for ${enemy.sent}`);
	await sleep(70_000);
	if (await friend()) served++;
	await rounds(20);
	for (const enemy of all) enemy.close();
	listener.close();
	Spy.heard = [];
	await rounds(20);
	return served;
}

test(
	"G16 G23 enemies repeat, cut and change what others have said: good ones are served, nobody is answered at length, and no memory is kept",
	async () => {
		await besiege(4, 4);
		const before = used();
		const served = await besiege(20, 20);
		const after = used();
		assert.is(served, 7);
		assert.ok(after.tls <= before.tls + 64, `${after.tls - before.tls} bytes of native memory are kept`);
		assert.ok(after.heap <= before.heap + 2000, `${after.heap - before.heap} bytes of the heap are kept`);
	},
	LIMIT,
);

/** Twenty clients that have been answered, and stay. */
async function fill(): Promise<DTLS[]> {
	const held: DTLS[] = [];
	for (let count = 0; count < 20; count++)
		await new Promise<void>((resolve, reject) => {
			held.push(
				new DTLS({
					address,
					port,
					tls: { host: "localhost", context: trust },
					onWritable() {
						this.write(Uint8Array.of(1));
					},
					onReadable() {
						this.read();
						resolve();
					},
					onError: reject,
				} as ConstructorParameters<typeof DTLS>[0]),
			);
		});
	return held;
}

async function empty(held: DTLS[]): Promise<void> {
	for (const one of held) one.close();
	held.length = 0;
	await sleep(1000);
}

test(
	"the memory of peers that have gone is free again, and one costs what its session does",
	async () => {
		const listener = echo({ context: identity, maximumPeers: 64 });
		/* PSA's table of keys grows with the first of them, and stays. */
		await empty(await fill());
		const before = used();
		const held = await fill();
		const full = used();
		const tls = Math.round((full.tls - before.tls) / 40);
		const heap = Math.round((full.heap - before.heap) / 20);
		console.log(`an association: ${tls} bytes of native memory; a client and a peer of a listener: ${heap} bytes of the heap`);
		assert.ok(tls < 40_000, `${tls}`);
		assert.ok(heap < 6000, `${heap}`);
		await empty(held);
		const after = used();
		assert.is(listener.peers, 0);
		assert.ok(after.tls <= before.tls + 64, `${after.tls - before.tls} bytes of native memory are kept`);
	},
	LIMIT,
);

test("a listener that is closed gives its memory back at once, certificates and cookies as well", async () => {
	const open = () =>
		new DTLSListener({
			address,
			port,
			tls: localhostIdentity,
		} as ConstructorParameters<typeof DTLSListener>[0]);
	open().close();
	const before = memory().tls;
	for (let count = 0; count < 5; count++) open().close();
	assert.is(memory().tls, before);
	const taken = new UDP({ address, port });
	closeAfterTest(() => taken.close());
	for (let count = 0; count < 5; count++) assert.throws(open);
	assert.is(memory().tls, before);
});

test.run();
