/* A connection whose sides end one after the other. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { CLOSED, Connection, type TLSOptions } from "../support/connection.ts";
import { type LineOptions, Memory } from "../support/memory.ts";
import { serverIdentity } from "../support/server.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("half-close");

interface Pair {
	client: Connection<TLS>;
	server: Connection<TLS>;
	/** onEnd as well as the others. */
	ends: string[];
}

/** @param listening whether both sides have onEnd */
async function pair(version: string, listening = true, line: LineOptions = {}, Line = Memory): Promise<Pair> {
	const ends: string[] = [];
	const onEnd = (name: string) => (listening ? { onEnd: () => ends.push(name) } : {});
	const versions = { minimumVersion: version, maximumVersion: version };
	let accept: (server: Connection<TLS>) => void;
	const accepted = new Promise<Connection<TLS>>((resolve) => {
		accept = resolve;
	});
	const port = Memory.listen(
		(from) =>
			accept(
				new Connection(
					(callbacks) => new TLS({ from, tls: { ...serverIdentity, ...versions }, ...callbacks, ...onEnd("server") } as TLSOptions),
				),
			),
		line,
	);
	const tls = { host: "localhost", ca: certificate("authority.der"), ...versions };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Line }, port, tls, ...callbacks, ...onEnd("client") } as TLSOptions));
	const server = await accepted;
	await Promise.all([client.ready(), server.ready()]);
	return { client, server, ends };
}

const rounds = async (count = 20): Promise<void> => {
	for (let round = 0; round < count; round++) await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
};

test("G14 TLS 1.3: after end() of one side the other still sends, and both hear of the end when it has ended too", async () => {
	const { client, server, ends } = await pair("TLSv1.3");
	await client.send("question");
	client.io.end();
	assert.is(await server.readText(8), "question");
	await rounds();
	assert.equal(ends, ["server"]);
	assert.is(server.ended, undefined);
	await server.send("a long answer");
	assert.is(await client.readText(13), "a long answer");
	assert.is(client.ended, undefined);
	server.io.end();
	assert.is((await client.failure()).code, CLOSED);
	assert.is((await server.failure()).code, CLOSED);
	assert.equal(ends, ["server"]);
});

test("G14 end() inside onEnd ends both sides", async () => {
	let server: TLS | undefined;
	const port = Memory.listen((from) => {
		server = new TLS({
			from,
			tls: serverIdentity,
			onEnd() {
				this.end();
			},
			onError() {
				this.close();
			},
		} as TLSOptions);
	});
	const tls = { host: "localhost", ca: certificate("authority.der"), minimumVersion: "TLSv1.3" };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
	await client.ready();
	client.io.end();
	assert.is((await client.failure()).code, CLOSED);
	server?.close();
});

test("G14 without onEnd the peer's goodbye is the end, in TLS 1.2 with it too, and the answer to it is close()'s", async () => {
	for (const [version, listening] of [
		["TLSv1.3", false],
		["TLSv1.2", false],
		["TLSv1.2", true],
	] as const) {
		const { client, server, ends } = await pair(version, listening);
		client.io.end();
		assert.is((await server.failure()).code, CLOSED);
		assert.equal(ends, []);
		assert.is(client.ended, undefined);
		server.close();
		assert.is((await client.failure()).code, CLOSED, `${version} ${listening}`);
	}
});

test("G14 after end() nothing can be written, a second end() does nothing, and no room is offered any more", async () => {
	const { client, server } = await pair("TLSv1.3");
	client.io.end();
	client.io.end();
	assert.throws(
		() => client.io.write(new Uint8Array(1)),
		(error: { code?: string }) => error.code === "ERR_TLS_CLOSED",
	);
	const events = client.events.length;
	await server.send("x");
	await client.readText(1);
	assert.equal(client.events.slice(events), ["onReadable"]);
	server.close();
	await client.failure();
	assert.throws(
		() => client.io.end(),
		(error: { code?: string }) => error.code === "ERR_TLS_CLOSED",
	);
	client.close();
	assert.throws(() => client.io.end());
});

test("G14 end() before the handshake is done throws, and the handshake goes on", async () => {
	const port = Memory.listen((from) => {
		new Connection((callbacks) => new TLS({ from, tls: serverIdentity, ...callbacks } as TLSOptions));
	});
	const tls = { host: "localhost", ca: certificate("authority.der") };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
	assert.throws(
		() => client.io.end(),
		(error: { code?: string }) => error.code === "ERR_TLS_NOT_CONNECTED",
	);
	await client.ready();
});

/* Thousands of pieces, for each of which the sanitizers' build collects garbage: minutes on a busy machine. */
const patient = 500_000;

for (const window of [40, 300, 5000]) {
	/* Enough for the line to be full many times. More takes minutes where memory is collected at every allocation. */
	const length = Math.min(3000, 25 * window);
	test(
		`G14 G15 a line that takes ${window} bytes at a time: all that was written before end() arrives, and the goodbye behind it`,
		async () => {
			for (const version of ["TLSv1.2", "TLSv1.3"]) {
				const { client, server } = await pair(version, true, { window, chunk: 17 });
				await client.send(new Uint8Array(length).fill(7));
				client.io.end();
				const all = await server.readBytes(length);
				assert.ok(all.every((byte) => byte === 7));
				if (version === "TLSv1.3") {
					await server.send(new Uint8Array(length).fill(8));
					server.io.end();
					assert.is((await client.readAll()).length, length);
				}
				assert.is((await server.failure()).code, CLOSED, version);
			}
		},
		patient,
	);
}

for (const listening of [true, false]) {
	test(`G14 G15 a goodbye that the line has no room for is waited for, although the other side has ended (${listening ? "with" : "without"} onEnd)`, async () => {
		const { client, server } = await pair("TLSv1.3", listening, { window: 40 });
		server.hold();
		let sent = 0;
		/* The other side reads ahead, and then no more. */
		for (let before = -1; sent !== before; await rounds()) {
			before = sent;
			while (client.writable > 0) {
				sent += client.writable;
				client.writable = client.io.write(new Uint8Array(client.writable));
			}
		}
		client.io.end();
		server.io.end();
		await rounds();
		assert.is(client.ended, undefined);
		server.release();
		assert.is((await server.readAll()).length, sent);
		assert.is((await client.failure()).code, CLOSED);
	});
}

test("G14 an answer and end(), written when the question and its goodbye are there already, leave before onError", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		let code: string | undefined;
		let server: TLS | undefined;
		const port = Memory.listen((from) => {
			server = new TLS({
				from,
				tls: serverIdentity,
				onReadable() {
					this.read();
					this.write(new Uint8Array(10));
					this.end();
				},
				onError(error) {
					code = error.code;
				},
			} as TLSOptions);
		});
		const tls = { host: "localhost", ca: certificate("authority.der"), minimumVersion: version, maximumVersion: version };
		const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
		await client.send("question");
		client.io.end();
		assert.is((await client.readAll()).length, 10);
		await rounds();
		assert.is(code, CLOSED);
		server?.close();
	}
});

test("G14 a half-closed connection moves to another instance, which is told", async () => {
	const { client, server, ends } = await pair("TLSv1.3");
	client.io.end();
	await rounds();
	assert.equal(ends, ["server"]);
	const told: string[] = [];
	const second = new Connection((callbacks) => new TLS({ from: server.io, ...callbacks, onEnd: () => told.push("onEnd") } as TLSOptions));
	await rounds();
	assert.equal(told, ["onEnd"]);
	await second.send("still");
	assert.is(await client.readText(5), "still");
	const third = new Connection((callbacks) => new TLS({ from: second.io, ...callbacks } as TLSOptions));
	assert.is((await third.failure()).code, CLOSED);
});

test("G14 the end of the transport behind the peer's goodbye ends the connection in order, without it not", async () => {
	const one = await pair("TLSv1.3");
	one.client.close();
	assert.is((await one.server.failure()).code, CLOSED);
	assert.equal(one.ends, ["server"]);
	const other = await pair("TLSv1.3");
	other.server.io.end();
	await rounds();
	assert.equal(other.ends, ["client"]);
	assert.is(other.client.ended, undefined);
	other.client.close();
	assert.is((await other.server.failure()).code, CLOSED);
});

/** A line that calls every end one in order. */
class Gentle extends Memory {
	constructor(options: { onError?: (this: object, error: Error) => void }) {
		const { onError } = options;
		super({
			...options,
			onError(this: object) {
				onError?.call(this, Object.assign(new Error("the end"), { code: "EOF" }));
			},
		});
	}
}

test("G14 an end of the transport before the goodbye could be sent is none in order, although the other side had said its own", async () => {
	const { client, server, ends } = await pair("TLSv1.3", true, { window: 40 }, Gentle as typeof Memory);
	server.hold();
	server.io.end();
	await rounds();
	assert.equal(ends, ["client"]);
	for (let sent = 1; sent > 0; await rounds()) {
		sent = client.writable;
		while (client.writable > 0) client.writable = client.io.write(new Uint8Array(client.writable));
	}
	client.io.end();
	await rounds();
	server.close();
	const error = await client.failure();
	assert.is(error.code, "ECONNRESET");
	assert.match(error.message, /before all that was written/);
});

test("E13 E14 G14 close() inside every callback ends all callbacks", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		for (const name of ["onKeyLog", "onWritable", "onReadable", "onEnd", "onError"]) {
			if (version === "TLSv1.2" && name === "onEnd") continue;
			const called: string[] = [];
			let server: TLS | undefined;
			const call = (callback: string) =>
				function (this: TLS) {
					called.push(callback);
					if (callback === "onReadable") this.read();
					if (callback === name) this.close();
				};
			const port = Memory.listen((from) => {
				server = new TLS({
					from,
					tls: serverIdentity,
					onWritable() {
						this.write(new Uint8Array(10));
						this.end();
					},
					onError() {
						this.close();
					},
				} as TLSOptions);
			});
			const versions = { minimumVersion: version, maximumVersion: version };
			const callbacks = { onWritable: call("onWritable"), onReadable: call("onReadable"), onError: call("onError") };
			const client = new TLS({
				TCP: { io: Memory },
				port,
				tls: { host: "localhost", ca: certificate("authority.der"), ...versions, onKeyLog: call("onKeyLog") },
				...callbacks,
				...(name === "onEnd" ? { onEnd: call("onEnd") } : {}),
			} as TLSOptions);
			await rounds(40);
			assert.is(called.at(-1), name, `${version} ${name}: ${called}`);
			assert.is(called.filter((callback) => callback === name).length, 1, `${version} ${name}: ${called}`);
			assert.throws(() => client.read());
			server?.close();
		}
	}
});

test.run();
