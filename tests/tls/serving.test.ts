// sim: --clock virtual
/* Settings of a server's program that cannot be, and connections that come, wait and break: what is wrong reaches someone, and the next one is served. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { LIMIT } from "../support/clock.ts";
import { Connection, connectTLS, type TLSOptions } from "../support/connection.ts";
import { fragmented, realHello } from "../support/hello.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { connect, dial, identity, serve, wait } from "../support/served.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("serving");

test(
	"G12 E51 the clock of silence does not run while a connection waits to be read",
	async () => {
		const { listener, port, arrivals } = serve({ ...identity, idleTimeout: 1000 });
		const client = connect(port);
		await client.ready();
		while (arrivals.length === 0) await rounds(1);
		await client.send("hello");
		await wait(5000);
		const from = listener.read();
		const connection = new Connection((callbacks) => new TLS({ from, ...callbacks } as TLSOptions));
		assert.is(await connection.readText(5), "hello");
		assert.is((await connection.failure()).code, "ERR_TLS_IDLE_TIMEOUT");
	},
	LIMIT,
);

test(
	"G15 the figures of a server whose client has said nothing are there, also in onError",
	async () => {
		let told: object | undefined;
		const port = Memory.listen((from) => {
			const tls = new TLS({
				from,
				tls: { server: true, ...identity, handshakeTimeout: 100 },
				onError() {
					told = this.statistics;
				},
			} as TLSOptions);
			assert.is(tls.statistics.bytesIn, 0);
			closeAfterTest(() => tls.close());
		});
		await dial(port).ready();
		await wait(200);
		assert.equal(told, { bytesIn: 0, bytesOut: 0, plainIn: 0, plainOut: 0, recordsIn: 0, recordsOut: 0 });
	},
	LIMIT,
);

test("G11 a hello that comes whole, in two parts, byte by byte or in several records is answered, whether somebody is asked about it or not", async () => {
	const whole = realHello("TLSv1.2");
	const records = fragmented(whole, 50);
	const ways = [[whole], [whole.subarray(0, 3), whole.subarray(3)], Array.from(whole, (byte) => Uint8Array.of(byte)), [records]];
	ways.push([records.subarray(0, 40), records.subarray(40, 130), records.subarray(130)]);
	for (const settings of [{}, { onServerName: () => undefined }]) {
		const { port, told } = serve({ ...identity, ...settings });
		for (const parts of ways) {
			const client = dial(port);
			await client.ready();
			for (const part of parts) {
				await client.send(part);
				await rounds(2);
			}
			const [type, , , , , message] = await client.readBytes(6);
			assert.equal([type, message], [22, 2], "a ServerHello");
			client.close();
		}
		await rounds(10);
		assert.equal(
			told.map(({ error }) => error.code),
			ways.map(() => "ECONNRESET"),
		);
	}
});

test("G15 maximumPending: so many connections shake hands or wait to be read, and not one more", async () => {
	for (const maximumPending of [1, 2, 5]) {
		const { listener, port, arrivals } = serve({ ...identity, maximumPending });
		const clients = [connect(port)];
		/* One waits to be read when the others come. */
		while (arrivals.length === 0) await rounds(1);
		while (clients.length < 4 * maximumPending) clients.push(connect(port));
		await rounds(200);
		assert.is(Math.max(...arrivals), maximumPending);
		for (let served = 0; served < clients.length; served++) {
			let tls = listener.read();
			while (tls === undefined) {
				await rounds(1);
				tls = listener.read();
			}
			tls.close();
		}
		listener.close();
	}
});

test("E13 E14 end() and close() in one turn, when the transport has ended before: nothing is thrown later", async () => {
	let server: Memory | undefined;
	const port = Memory.listen((from) => {
		server = from;
	});
	const client = connect(port);
	while (server === undefined) await rounds(1);
	const from = server;
	const peer = new Connection((callbacks) => new TLS({ from, tls: { server: true, ...identity }, ...callbacks } as TLSOptions));
	await client.ready();
	client.hold();
	await peer.ready();
	peer.io.write(new Uint8Array(6));
	peer.close();
	await rounds(3);
	client.io.end();
	client.io.close();
	await rounds(3);
});

test("G13 a transport that throws what has no code is told as that, not as an end in order", async () => {
	class Broken extends Memory {
		static broken = false;
		override write(...values: Parameters<Memory["write"]>): number {
			if (Broken.broken) throw new Error("the wire is cut");
			return super.write(...values);
		}
	}
	const { port } = serve(identity);
	const client = connectTLS(port, {}, { TCP: { io: Broken } });
	await client.ready();
	Broken.broken = true;
	client.io.write(new Uint8Array(3));
	const error = await client.failure();
	assert.is(error.code, "ERR_TLS_TRANSPORT");
	assert.match(error.message, /the wire is cut/);
});

test("E4 E50 options of a listener for the connections it gives are checked when it is made", () => {
	for (const keepAlive of [-1, 0, 1.5, "soon", undefined]) assert.throws(() => serve(identity, { keepAlive }), /keepAlive/);
});

test("G3 G13 a connection that cannot be taken over is told, with where it came from, and the next one is served", async () => {
	let count = 0;
	class Odd extends MemoryListener {
		override read(): Memory | undefined {
			const from = super.read();
			if (from === undefined || count++ > 0) return from;
			let open = true;
			const address = { get: () => (open ? "somewhere" : assert.unreachable("asked behind close")) };
			return Object.defineProperties(
				{
					read: 0,
					close: () => {
						open = false;
						from.close();
					},
				} as never,
				{ remoteAddress: address },
			);
		}
	}
	const { port, told } = serve(identity, { Listener: { io: Odd } });
	assert.is((await connect(port).refusal()).code, "ECONNRESET");
	assert.is(told[0].error.code, "ERR_TLS_TRANSPORT");
	assert.equal(told[0].remote, { remoteAddress: "somewhere", remotePort: undefined });
	await connect(port).ready();
});

test("G3 G13 a listener underneath that throws when it is read is told, without a client", async () => {
	class Exhausted extends MemoryListener {
		override read(): Memory | undefined {
			throw new Error("no more descriptors");
		}
	}
	const { port, told } = serve(identity, { Listener: { io: Exhausted } });
	await dial(port).ready();
	await rounds(3);
	assert.is(told.length, 1);
	assert.is(told[0].error.code, "ERR_TLS_TRANSPORT");
	assert.match(told[0].error.message, /no more descriptors/);
	assert.is(told[0].remote, undefined);
});

test("E4 G4 a server that could serve nobody, or would ask nobody for the certificate it requires, is not made", () => {
	const nobody = new TLSContext({ ca: certificate("authority.der") });
	assert.throws(() => serve({ context: nobody }), /no certificate and no psk/);
	const { listener } = serve(identity);
	assert.throws(() => {
		listener.context = nobody;
	}, /no certificate and no psk/);
	assert.is(listener.context, undefined);
	const psk = { identity: "pump 7", key: "sixteen bytes of" };
	for (const clientAuthentication of ["request", "require"])
		assert.throws(() => serve({ psk, clientAuthentication, ca: certificate("authority.der") }), /tls.clientAuthentication asks nobody/);
	assert.throws(() => serve({ psk, clientAuthentication: "require", onVerify: () => true }), /tls.onVerify has no certificate to judge/);
	assert.throws(() => serve({ context: Object.create(TLSContext.prototype) }), /tls.context must be a TLSContext/);
});

test("E17 E93 configure of a subclass gives that subclass", () => {
	class Own extends TLSListener {}
	const Secure = Own.configure(identity);
	const listener = new Secure({ Listener: { io: MemoryListener } });
	assert.instance(listener, Own);
	listener.close();
});

test.run();
