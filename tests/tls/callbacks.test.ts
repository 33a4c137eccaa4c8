// sim: --clock virtual
/* Callbacks and settings of a server's program that behave badly: what they do reaches someone, ends at most their own connection, and leaves nothing behind. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import Timer from "timer";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { Connection, connectTLS, type StreamError, type TLSOptions } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("callbacks");
/* The time limit of a test is a timer too. */
const LIMIT = 100_000_000;

const identity = {
	certificate: [certificate("localhost.der"), certificate("intermediate.der")],
	key: certificate("localhost.key.der"),
};

interface Told {
	readonly error: StreamError;
	readonly remote: object | undefined;
}

interface Served {
	readonly listener: TLSListener;
	readonly port: number;
	readonly told: Told[];
	readonly arrivals: number[];
}

function serve(tls: object, options: object = {}): Served {
	const told: Told[] = [];
	const arrivals: number[] = [];
	const listener = new TLSListener({
		Listener: { io: MemoryListener },
		tls,
		onReadable: (count) => arrivals.push(count),
		onError: (error, remote) => told.push({ error, remote }),
		...options,
	});
	closeAfterTest(() => listener.close());
	return { listener, port: listener.port ?? 0, told, arrivals };
}

const connect = (port: number, tls: object = {}) => connectTLS(port, tls, { TCP: { io: Memory } });
const dial = (port: number) => new Connection((callbacks) => new Memory({ port, ...callbacks }));
const collect = () => native("xs_sim_collect").call<void>(undefined);
const wait = (milliseconds: number) => new Promise<void>((resolve) => void Timer.set(() => resolve(), milliseconds));

test("G11 G13 an answer that settles twice, at once or not, opens one session", async () => {
	const context = new TLSContext(identity);
	for (const settle of [
		(done: (value: unknown) => void) => {
			done(context);
			done(context);
		},
		(done: (value: unknown) => void) => {
			Timer.set(() => {
				done(context);
				done(undefined);
			});
		},
	]) {
		// biome-ignore lint/suspicious/noThenProperty: an object of a program that is no Promise
		const { port, told } = serve({ onServerName: () => ({ then: settle }) });
		const client = connect(port);
		await client.ready();
		await rounds(3);
		assert.equal(told, []);
		client.close();
	}
});

test("G11 G13 an answer whose then is a getter that throws ends the handshake", async () => {
	// biome-ignore lint/suspicious/noThenProperty: it is the getter that is tested
	const answer = Object.defineProperty({}, "then", {
		get() {
			throw new Error("no then");
		},
	});
	const { port, told } = serve({ ...identity, onServerName: () => answer });
	assert.is((await connect(port).refusal()).alert, 112);
	assert.match(told[0].error.message, /no then/);
});

/** A stream that keeps what is thrown in its callbacks. */
class Catching extends Memory {
	static caught: unknown[] = [];
	constructor(options: object & { readonly from?: object; readonly onReadable?: (count: number) => void }) {
		super({
			...options,
			onReadable(this: Memory, count: number) {
				try {
					options.onReadable?.call(this, count);
				} catch (error) {
					Catching.caught.push(error);
				}
			},
		});
	}
}

class CatchingListener extends MemoryListener {
	override read(): Memory | undefined {
		const from = super.read();
		return from && new Catching({ from });
	}
}

for (const callback of ["onServerName", "onVerify"]) {
	test(`G13 E13 ${callback} that closes the listener and throws then: nothing is written to a closed transport, and the exception is not lost`, async () => {
		let listener: TLSListener | undefined;
		const reason = new Error("thrown after close");
		const close = () => {
			listener?.close();
			throw reason;
		};
		const tls = { ...identity, ca: certificate("authority.der"), clientAuthentication: "require", [callback]: close };
		const served = serve(tls, { Listener: { io: CatchingListener } });
		listener = served.listener;
		Catching.caught = [];
		const own = {
			clientCertificate: [certificate("client.der"), certificate("intermediate.der")],
			clientKey: certificate("client.key.der"),
		};
		const client = connect(served.port, { ...own, maximumVersion: "TLSv1.2" });
		await client.failure();
		await rounds(3);
		assert.equal(served.told, []);
		assert.equal(Catching.caught, [reason]);
	});

	test(`G13 E13 ${callback} that closes the listener and whose promise is rejected then: it is for nobody`, async () => {
		let listener: TLSListener | undefined;
		const close = async () => {
			listener?.close();
			throw new Error("rejected after close");
		};
		const served = serve({ ...identity, ca: certificate("authority.der"), clientAuthentication: "require", [callback]: close });
		listener = served.listener;
		const client = connect(served.port, {
			clientCertificate: [certificate("client.der"), certificate("intermediate.der")],
			clientKey: certificate("client.key.der"),
		});
		await client.failure();
		await rounds(3);
		assert.equal(served.told, []);
	});
}

test("G11 a client that has not spoken yet when the context is replaced is served", async () => {
	const { listener, port, told, arrivals } = serve(identity);
	const raw = dial(port);
	await raw.ready();
	await rounds(3);
	listener.context = new TLSContext(identity);
	const client = connectTLS(0, {}, { from: raw.io });
	await client.ready();
	await rounds(5);
	assert.equal(told, []);
	assert.equal(arrivals, [1]);
});

test("G11 a client whose name is being looked up when the context is replaced is served", async () => {
	let answer: ((value: undefined) => void) | undefined;
	const { listener, port, told } = serve({
		...identity,
		onServerName: () =>
			new Promise<undefined>((resolve) => {
				answer = resolve;
			}),
	});
	const client = connect(port);
	while (answer === undefined) await rounds(1);
	listener.context = new TLSContext(identity);
	answer(undefined);
	await client.ready();
	assert.equal(told, []);
});

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
	"G12 onServerName that never answers ends at handshakeTimeout, and its late answer is for nobody",
	async () => {
		let answer: ((value: undefined) => void) | undefined;
		const { port, told } = serve({
			...identity,
			handshakeTimeout: 700,
			onServerName: () =>
				new Promise<undefined>((resolve) => {
					answer = resolve;
				}),
		});
		const { sessions } = TLS.statistics;
		const client = connect(port);
		assert.is((await client.refusal()).code, "ECONNRESET");
		client.close();
		assert.is(told[0].error.code, "ERR_TLS_HANDSHAKE_TIMEOUT");
		answer?.(undefined);
		await wait(10_000);
		assert.is(told.length, 1);
		assert.is(TLS.statistics.sessions, sessions);
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

test("E13 G15 a server's connection with keys for tickets gives all native memory back when it is closed", async () => {
	const once = async () => {
		let server: Connection<TLS> | undefined;
		const port = Memory.listen((from) => {
			const tls = { server: true, ...identity, ticketKeys: new Uint8Array(48) };
			server = new Connection((callbacks) => new TLS({ from, tls, ...callbacks } as TLSOptions));
		});
		const client = connect(port);
		await client.ready();
		while (server?.io.negotiated === undefined) await rounds(1);
		client.close();
		server.close();
	};
	await once();
	const before = memory().tls;
	for (let count = 0; count < 5; count++) await once();
	assert.is(memory().tls, before);
});

test("E13 G15 a listener does not hold the key and certificates that it was made of", async () => {
	const bytes = (name: string) => new Uint8Array(certificate(name) as ArrayBuffer).slice();
	const weak = (() => {
		const key = bytes("localhost.key.der");
		serve({ certificate: [bytes("localhost.der"), bytes("intermediate.der")], key });
		return new WeakRef(key);
	})();
	await rounds(2);
	collect();
	await rounds(2);
	assert.is(weak.deref(), undefined);
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

test(
	"E13 G15 a thousand clients that are refused leave nothing behind, native or in JavaScript",
	async () => {
		const openings = [
			[0x47, 0x45, 0x54, 0x20, 0x2f],
			[0x16, 3, 1, 0, 4, 1, 0, 0, 0],
			[0x15, 3, 1, 0, 2, 2, 40],
		];
		const besiege = async (count: number): Promise<number> => {
			let refused = 0;
			const listener = new TLSListener({
				Listener: { io: MemoryListener },
				tls: identity,
				onError: () => {
					refused++;
				},
			});
			for (let index = 0; index < count; index++) {
				await new Promise<void>((resolve) => {
					const raw = new Memory({
						port: listener.port,
						onWritable(this: Memory) {
							this.write(Uint8Array.from(openings[index % openings.length]));
							resolve();
						},
					});
					Timer.set(() => raw.close(), 50);
				});
			}
			await wait(100);
			listener.close();
			return refused;
		};
		const used = () => {
			collect();
			return memory();
		};
		await besiege(1000);
		const before = used();
		assert.is(await besiege(1000), 1000);
		const after = used();
		assert.is(after.tls, before.tls);
		assert.ok(after.heap - before.heap < 10_000, `${after.heap - before.heap} bytes of JavaScript's heap`);
	},
	LIMIT,
);

test.run();
