/* The TLS listener: whom it lets in, what it does with the others, and what it does for those who wait. */
import TLSListener from "embedded:io/socket/listener/tls";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { Connection, connectTLS, type StreamError } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("TLS listener");

const address = "127.0.0.1";
const chain = [certificate("localhost.der"), certificate("intermediate.der")];
const identity = { certificate: chain, key: certificate("localhost.key.der") };
const rsaIdentity = {
	certificate: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")],
	key: certificate("rsa-localhost.key.der"),
};
const rsa = { ca: certificate("rsa-authority.der") };

interface Failure extends StreamError {
	remoteAddress?: string;
	remotePort?: number;
}

/** A listener whose connections and failures are taken one after the other. */
class Server {
	readonly listener: TLSListener;
	readonly failures: Failure[] = [];
	readonly arrivals: number[] = [];
	#connections: TLS[] = [];
	#waiting: (() => void)[] = [];

	/** @param during is called in onReadable in place of reading all. */
	constructor(tls: object = identity, options: object = {}, during?: (this: TLSListener, count: number) => void) {
		const server: Server = this;
		this.listener = new TLSListener({
			address,
			tls,
			onReadable(count) {
				server.arrivals.push(count);
				if (during) during.call(this, count);
				else for (let tls = this.read(); tls !== undefined; tls = this.read()) server.#connections.push(tls);
				server.#wake();
			},
			onError(error, remote) {
				server.failures.push(Object.assign(error, remote));
				server.#wake();
			},
			...options,
		});
		closeAfterTest(() => this.listener.close());
	}
	get port(): number {
		return this.listener.port ?? 0;
	}
	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	async until(done: () => boolean): Promise<void> {
		while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
	async connection(): Promise<Connection<TLS>> {
		await this.until(() => this.#connections.length > 0);
		const from = this.#connections.shift() as TLS;
		return new Connection((callbacks) => new TLS({ from, ...callbacks }));
	}
	async failure(): Promise<Failure> {
		await this.until(() => this.failures.length > 0);
		return this.failures.shift() as Failure;
	}
}

function dial(port: number): Connection<TCP> {
	return new Connection((callbacks) => new TCP({ address, port, ...callbacks }));
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E50 E51 G3 ${version}: a connection is announced when its handshake is done, and carries data both ways`, async () => {
		const server = new Server({ ...identity, minimumVersion: version, maximumVersion: version });
		const client = connectTLS(server.port);
		const connection = await server.connection();
		await client.send("hello");
		assert.is(await connection.readText(5), "hello");
		await connection.send("welcome");
		assert.is(await client.readText(7), "welcome");
		assert.is(connection.io.negotiated?.version, version);
		assert.is(connection.io.negotiated?.serverName, "localhost");
		assert.is(connection.io.remoteAddress, address);
		assert.is(client.io.negotiated?.authorized, true);
		assert.equal(server.arrivals, [1]);
		client.close();
		assert.is((await connection.failure()).code, "EOF");
	});
}

test("E51 data that arrives before the connection is read stays, and so does the end", async () => {
	const server = new Server(identity, {}, () => undefined);
	const client = connectTLS(server.port);
	await client.send("early words");
	await server.until(() => server.arrivals.length === 1);
	client.close();
	await rounds(20);
	const from = server.listener.read();
	assert.instance(from, TLS);
	const connection = new Connection((callbacks) => new TLS({ from, ...callbacks }));
	assert.is(new TextDecoder().decode(await connection.readAll()), "early words");
});

test("E51 a connection that ends before it is read is read all the same, and then its end is told", async () => {
	const server = new Server(identity, {}, () => undefined);
	const client = connectTLS(server.port);
	await client.ready();
	await server.until(() => server.arrivals.length === 1);
	client.close();
	await rounds(20);
	const from = server.listener.read();
	assert.instance(from, TLS);
	assert.is((await new Connection((callbacks) => new TLS({ from, ...callbacks })).failure()).code, "EOF");
	assert.equal(server.failures, []);
});

test("E51 G15 a client that sends without end before it is read is stopped, and loses nothing", async () => {
	const server = new Server(identity, { Listener: { io: MemoryListener, line: { window: 5000 } } }, () => undefined);
	const client = connectTLS(server.port, {}, { TCP: { io: Memory } });
	const total = 300_000;
	let sent = 0;
	void client.send(new Uint8Array(total).fill(7)).then(() => {
		sent = total;
	});
	await server.until(() => server.arrivals.length === 1);
	await rounds(300);
	assert.is(sent, 0);
	const from = server.listener.read();
	const connection = new Connection((callbacks) => new TLS({ from, ...callbacks }));
	let length = 0;
	connection.pipe((bytes) => {
		length += bytes.length;
	});
	while (length < total) await rounds(1);
	assert.is(sent, total);
});

test("G17 a TLS listener over a TLS listener: both handshakes are done when a connection is announced", async () => {
	const server = new Server(identity, { Listener: { io: TLSListener, tls: rsaIdentity } });
	const outer = connectTLS(server.port, rsa);
	await outer.ready();
	const inner = connectTLS(0, {}, { from: outer.io });
	const connection = await server.connection();
	await inner.send("wrapped twice");
	assert.is(await connection.readText(13), "wrapped twice");
	assert.is(connection.io.remoteAddress, address);
});

test("E95 D16 a connection is rebuilt with the constructor that it has, without options of TLS", async () => {
	const server = new Server();
	const client = connectTLS(server.port);
	const connection = await server.connection();
	const { io } = connection;
	const Class = io.constructor as typeof TLS;
	const again = new Connection((callbacks) => new Class({ from: io, ...callbacks }));
	await client.send("hello");
	assert.is(await again.readText(5), "hello");
	assert.is(again.io.negotiated?.authorized, false);
});

test("G3 a failed handshake is told with its client, and the next one succeeds", async () => {
	const server = new Server();
	const bad = connectTLS(server.port, { host: "another.example" });
	assert.is((await bad.refusal()).code, "ERR_TLS_CERT_ALTNAME_INVALID");
	const failure = await server.failure();
	assert.is(failure.alert, 42);
	assert.is(failure.remoteAddress, address);
	assert.type(failure.remotePort, "number");
	const good = connectTLS(server.port);
	await good.send("hello");
	assert.is(await (await server.connection()).readText(5), "hello");
});

test("T60 G3 a client that is no TLS client is told so by an alert, and the listener by an error", async () => {
	const server = new Server();
	const client = dial(server.port);
	await client.send("GET / HTTP/1.1\r\n\r\n");
	assert.is((await server.failure()).code, "ERR_SSL_WRONG_VERSION_NUMBER");
	assert.equal([...(await client.readBytes(7))], [21, 3, 3, 0, 2, 2, 10]);
});

test("G3 a client that leaves in the middle of its hello is an error of its own", async () => {
	const server = new Server();
	const client = dial(server.port);
	await client.send(Uint8Array.of(0x16, 3, 1, 0, 100, 1));
	client.close();
	assert.is((await server.failure()).code, "ECONNRESET");
});

test("E52 close closes clients whose handshake is under way, and those that wait to be read", async () => {
	const server = new Server(identity, {}, () => undefined);
	const silent = dial(server.port);
	await silent.ready();
	const waiting = connectTLS(server.port);
	await waiting.ready();
	await server.until(() => server.arrivals.length === 1);
	server.listener.close();
	assert.is((await silent.failure()).code, "EOF");
	assert.is((await waiting.failure()).code, "EOF");
	assert.equal(server.failures, []);
});

test("G11 onServerName chooses a context, at once or later, and undefined means the listener's own", async () => {
	const names: string[] = [];
	const other = new TLSContext(rsaIdentity);
	const server = new Server({
		...identity,
		onServerName(this: TLSListener, name: string) {
			names.push(name);
			assert.is(this, server.listener);
			if (name === "localhost") return undefined;
			if (name === "sync.localhost") return other;
			return Promise.resolve(other);
		},
	});
	const plain = connectTLS(server.port);
	await plain.ready();
	for (const name of ["sync.localhost", "ASYNC.localhost"]) {
		const client = connectTLS(server.port, { host: name, verify: false });
		await client.ready();
		const der = new Uint8Array(client.io.negotiated?.peerCertificate ?? new ArrayBuffer(0));
		assert.equal(der, new Uint8Array(rsaIdentity.certificate[0] as ArrayBuffer));
	}
	const unnamed = connectTLS(server.port, { host: "127.0.0.1", verify: false });
	await unnamed.ready();
	assert.equal(names, ["localhost", "sync.localhost", "async.localhost"]);
});

test("G11 a hello whose name is being looked up stays whole while other clients come and go", async () => {
	let answer: ((context: TLSContext | undefined) => void) | undefined;
	const server = new Server({
		...identity,
		onServerName: (name: string) =>
			name === "localhost"
				? undefined
				: new Promise<TLSContext | undefined>((resolve) => {
						answer = resolve;
					}),
	});
	const waiting = connectTLS(server.port, { host: "slow.localhost", verify: false });
	while (answer === undefined) await rounds(1);
	/* The hello lies in the input buffer, which these ask for. */
	for (let count = 0; count < 3; count++) {
		const other = connectTLS(server.port);
		await other.ready();
		other.close();
	}
	answer(undefined);
	await waiting.ready();
	assert.is(waiting.io.negotiated?.serverName, "slow.localhost");
	assert.equal(server.failures, []);
});

test("G11 an answer that comes when the client has left, or the listener is closed, is for nobody: it makes no session", async () => {
	const sessions = TLS.statistics.sessions;
	let answer: ((context: TLSContext) => void) | undefined;
	const asked: string[] = [];
	const server = new Server({
		...identity,
		onServerName(name: string) {
			asked.push(name);
			return new Promise<TLSContext>((resolve) => {
				answer = resolve;
			});
		},
	});
	const client = connectTLS(server.port);
	while (asked.length === 0) await rounds(1);
	client.close();
	assert.is((await server.failure()).code, "ECONNRESET");
	answer?.(new TLSContext(identity));
	const other = connectTLS(server.port);
	while (asked.length === 1) await rounds(1);
	server.listener.close();
	answer?.(new TLSContext(identity));
	assert.is((await other.refusal()).code, "ECONNRESET");
	assert.equal(server.failures, []);
	other.close();
	await rounds(3);
	assert.is(TLS.statistics.sessions, sessions);
});

for (const [what, onServerName] of [
	[
		"throws",
		() => {
			throw new Error("the directory is closed");
		},
	],
	["rejects", () => Promise.reject(new Error("the directory is closed"))],
] as const) {
	test(`G11 onServerName that ${what} ends the handshake with unrecognized_name, and its reason is told`, async () => {
		const server = new Server({ ...identity, onServerName });
		const error = await connectTLS(server.port).refusal();
		assert.is(error.alert, 112);
		const failure = await server.failure();
		assert.is(failure.code, "ERR_SSL_UNRECOGNIZED_NAME");
		assert.match(failure.message, /"localhost": the directory is closed/);
	});
}

test("G11 onServerName that gives something else than a context ends the handshake", async () => {
	for (const answer of [null, {}, "localhost", identity]) {
		const server = new Server({ ...identity, onServerName: () => answer });
		assert.is((await connectTLS(server.port).refusal()).alert, 112);
		assert.match((await server.failure()).message, /TLSContext, undefined, or a Promise/);
	}
});

test("G11 a listener without a certificate of its own serves the names that onServerName knows", async () => {
	const known = new TLSContext(identity);
	const server = new Server({ onServerName: (name: string) => (name === "localhost" ? known : undefined) });
	await connectTLS(server.port).ready();
	assert.is((await connectTLS(server.port, { host: "other.localhost" }).refusal()).alert, 112);
	assert.is((await server.failure()).code, "ERR_SSL_UNRECOGNIZED_NAME");
	assert.is((await connectTLS(server.port, { host: "127.0.0.1" }).refusal()).alert, 112);
	assert.match((await server.failure()).message, /a client that names no server/);
});

test("G11 the context of a listener is replaced while it runs; connections go on", async () => {
	const first = new TLSContext(identity);
	const server = new Server({ context: first });
	assert.is(server.listener.context, first);
	const before = connectTLS(server.port);
	const connection = await server.connection();
	const second = new TLSContext(rsaIdentity);
	server.listener.context = second;
	assert.is(server.listener.context, second);
	await connectTLS(server.port, rsa).ready();
	assert.is((await connectTLS(server.port).refusal()).code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	await before.send("still here");
	assert.is(await connection.readText(10), "still here");
});

test("G11 a listener made of certificate and key takes a context later, and refuses what is none or cannot serve", async () => {
	const server = new Server({ ...identity, ca: certificate("authority.der"), clientAuthentication: "request" });
	assert.is(server.listener.context, undefined);
	assert.throws(() => Reflect.set(server.listener, "context", {}), /must be a TLSContext/);
	const strict = new Server({ ...identity, ca: certificate("authority.der"), clientAuthentication: "require" });
	assert.throws(() => Reflect.set(strict.listener, "context", new TLSContext(rsaIdentity)), /no authorities/);
	await connectTLS(server.port).ready();
	server.listener.context = new TLSContext({ ...rsaIdentity, ca: certificate("authority.der") });
	await connectTLS(server.port, rsa).ready();
});

test("E93 configure binds settings to a class that gets a port and callbacks alone", async () => {
	const Secure = TLSListener.configure(identity);
	const options = Object.freeze({ port: 0, onReadable: () => undefined });
	const listener = new Secure(options);
	closeAfterTest(() => listener.close());
	assert.instance(listener, TLSListener);
	await connectTLS(listener.port ?? 0).ready();
});

test("G3 more clients than may shake hands at a time are all served", async () => {
	const server = new Server({ ...identity, maximumPending: 2 });
	const clients = Array.from({ length: 12 }, () => connectTLS(server.port));
	for (const client of clients) await client.send("hello");
	for (let count = 0; count < 12; count++) assert.is(await (await server.connection()).readText(5), "hello");
	assert.equal(server.failures, []);
});

test("G15 connections that nobody reads are bounded too: the next clients wait, and are served when there is place", async () => {
	const server = new Server({ ...identity, maximumPending: 2 }, {}, () => undefined);
	const clients = Array.from({ length: 7 }, () => connectTLS(server.port));
	const connected = () => clients.filter((client) => client.events.includes("onWritable")).length;
	await server.until(() => server.arrivals.length >= 2);
	await rounds(200);
	assert.ok(connected() <= 4, `${connected()} are connected`);
	for (let count = 0; count < 7; count++) {
		await server.until(() => server.arrivals.length > count);
		assert.instance(server.listener.read(), TLS);
	}
	for (const client of clients) await client.ready();
});

test("E4 settings that cannot be are refused before the port is opened", () => {
	const cases: [object | undefined, RegExp][] = [
		[undefined, /^tls is missing/],
		[{}, /^tls\.certificate is missing/],
		[{ certificate: chain }, /must be given together/],
		[{ ...identity, clientAuthentication: "require" }, /^tls\.ca is missing/],
		[{ ...identity, clientAuthentication: "demand" }, /"none" or "request" or "require"/],
		[{ ...identity, clientAuthentication: undefined }, /"none" or "request" or "require"/],
		[{ ...identity, onServerName: 1 }, /not a function/],
		[{ ...identity, maximumPending: 0 }, /maximumPending/],
		[{ ...identity, handshakeTimeout: -1 }, /handshakeTimeout must be a number of milliseconds/],
		[{ ...identity, handshakeTimeout: "soon" }, /handshakeTimeout must be a number of milliseconds/],
		[{ context: new TLSContext(identity), clientAuthentication: "require" }, /no authorities/],
		[{ ...identity, key: certificate("mismatched.key.der") }, /does not belong/],
	];
	for (const [tls, message] of cases) assert.throws(() => new TLSListener({ port: 1, ...(tls && { tls }) }), message);
	assert.throws(() => new TLSListener({ tls: identity, Listener: { io: 5 as never } }), /Listener.io must be a class/);
});

test("G1 a server does not take secure, where its certificate would be an authority for clients", () => {
	const secure = { ...identity, clientAuthentication: "require" };
	assert.throws(() => Reflect.construct(TLSListener, [{ secure }]), /secure is for clients; a server says "tls"/);
	assert.throws(() => new TLS({ address, port: 1, secure: { ...identity, server: true } as object }), /secure is for clients/);
});

test.run();
