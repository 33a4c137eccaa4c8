// sim: --clock virtual --net latency=5ms --seed 23
// simulator only: Node has no DTLS
/* openssl-dtls: a server's handshakes and silences, and how long they may be. */
import UDP from "embedded:io/socket/udp";
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import * as assert from "uvu/assert";
import { createUnbound, dial, identity, local, refused, type ServerOptions, serve } from "../../support/openssl-dtls.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: timing");
const LIMIT = 5_000_000;

test("O11 a handshake that is not done in time is dropped, and told", async () => {
	const { server, port, log } = await serve({ handshakeTimeout: 2000 });
	assert.is(server.handshakeTimeout, 2000);
	const { client } = await halfway(port);
	const before = performance.now();
	const [code, info] = await log.next("error");
	assert.is(code, "ERR_TLS_HANDSHAKE_TIMEOUT");
	/* How long a hello is depends on what mbedTLS can do. */
	const { size, ...place } = info as { size: number };
	assert.equal(place, { address: local, family: "IPv4", port: client });
	assert.ok(size > 100 && size < 300, `${size}`);
	assert.ok(Math.abs(performance.now() - before - 2000) < 100, `${performance.now() - before} ms`);
	assert.is(createUnbound({}).handshakeTimeout, 30_000);
	assert.is(createUnbound({ handshakeTimeout: 0 }).handshakeTimeout, 30_000);
});

/** A client that brings its cookie and is never heard again. */
async function halfway(port: number): Promise<{ client: number }> {
	const outer = new UDP({ address: local });
	closeAfterTest(() => outer.close());
	/* Its hellos, taken from a client whose network is this proxy. */
	return new Promise((resolve) => {
		let inner: { address: string; port: number } | undefined;
		let passed = 0;
		const proxy = new UDP({
			address: local,
			onReadable() {
				for (let datagram = this.read(); datagram !== undefined; datagram = this.read()) {
					if (datagram.port === port) {
						if (passed++ === 0 && inner !== undefined) this.write(datagram, inner.address, inner.port);
						continue;
					}
					inner = { address: datagram.address, port: datagram.port };
					this.write(datagram, local, port);
					if (passed === 1) {
						resolve({ client: proxy.port });
						client.end();
					}
				}
			},
		});
		closeAfterTest(() => proxy.close());
		const { client } = dial(proxy.port, { handshakeTimeout: 600_000 });
	});
}

test(
	"O12 a peer that is silent is closed, counted from its last message; what is sent to it does not count",
	async () => {
		const { server, port, take } = await serve({ connectionTimeout: 10_000 });
		assert.is(server.connectionTimeout, 10_000);
		const { client, log } = dial(port, { connectionTimeout: Number.POSITIVE_INFINITY });
		await log.next("secureConnection");
		const { peer, log: events } = await take();
		const start = performance.now();
		await sleep(6000);
		client.send(Buffer.from("still here"));
		await events.next("message");
		for (let count = 0; count < 4; count++) {
			await sleep(2000);
			peer.send(Buffer.from("are you?"));
		}
		assert.not(events.has("close"));
		assert.equal(await events.next("close"), []);
		assert.ok(Math.abs(performance.now() - start - 16_000) < 100, `${performance.now() - start} ms`);
		assert.not(events.has("error"));
		await log.next("close");
		assert.is(createUnbound({}).connectionTimeout, 600_000);
		assert.is(createUnbound({ connectionTimeout: 0 }).connectionTimeout, 600_000);
	},
	LIMIT,
);

test(
	"O12 counted from the handshake if no message comes, and never with Infinity",
	async () => {
		const patient = await serve({ connectionTimeout: Number.POSITIVE_INFINITY });
		const { port, take } = await serve({ connectionTimeout: 3000 });
		for (const to of [port, patient.port]) dial(to, { connectionTimeout: Number.POSITIVE_INFINITY });
		const { log } = await take();
		const other = await patient.take();
		await log.next("close");
		await sleep(4_000_000);
		assert.not(other.log.has("close"));
	},
	LIMIT,
);

test("O13 retransmitTimeout is microseconds that double, or a function of those before", async () => {
	const fixed = await flights({ retransmitTimeout: 250_000, handshakeTimeout: 5000 });
	assert.equal(fixed, [0, 250, 750, 1750, 3750]);
	const lasts: number[] = [];
	const own = await flights({
		handshakeTimeout: 3000,
		retransmitTimeout: (last) => {
			lasts.push(last);
			return last === 0 ? 400_000 : last + 500_000;
		},
	});
	assert.equal(own, [0, 400, 1300, 2700]);
	assert.equal(lasts, [0, 400_000, 900_000, 1_400_000]);
	assert.equal(await flights({ handshakeTimeout: 4000 }), [0, 1000, 3000]);
	for (const retransmitTimeout of ["1", -5, Number.POSITIVE_INFINITY, {}])
		refused({ ...identity("localhost"), retransmitTimeout }, /^Option retransmitTimeout must be/);
});

/** When a server says its first flight to a client that does not answer, milliseconds from the first time. */
async function flights(options: Partial<ServerOptions>): Promise<number[]> {
	const socket = createSocket("udp4");
	const times: number[] = [];
	const send = socket.send.bind(socket);
	let first: number | undefined;
	Object.defineProperty(socket, "send", {
		value: (bytes: Uint8Array, ...rest: unknown[]) => {
			const now = performance.now();
			/* Each flight begins with a ServerHello. */
			if (bytes[13] === 2) {
				first ??= now;
				times.push(Math.round(now - first));
			}
			Reflect.apply(send, socket, [bytes, ...rest]);
		},
	});
	const { port, log } = await serve({ socket, ...options });
	await halfway(port);
	await log.next("error");
	return times;
}

test("O13 a function that gives no time ends the handshake, and that is told", async () => {
	const { port, log } = await serve({ retransmitTimeout: () => Number.NaN });
	dial(port);
	const [code, info, error] = await log.next("error");
	assert.is(code, "ERR_TLS_CALLBACK");
	assert.match((error as Error).message, /milliseconds/);
	assert.is((info as { address: string }).address, local);
});

test("O14 with suppressRetransmitsQuirk a flight is not said again by itself", async () => {
	assert.equal(await flights({ suppressRetransmitsQuirk: true, handshakeTimeout: 20_000 }), [0]);
	assert.ok(createUnbound({ suppressRetransmitsQuirk: true }).suppressRetransmitsQuirk);
	assert.not(createUnbound({}).suppressRetransmitsQuirk);
});

test.run();
