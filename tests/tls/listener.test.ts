/* The TLS listener: whom it lets in, what it does with the others, and what it does for those who wait. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { Connection, connectTLS } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { address, chain, dial, identity, rsa, rsaIdentity, Server } from "../support/tls-listener.ts";
import { Wire } from "../support/wire.ts";

const test = boundedSuite("TLS listener");

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

/** A transport that fails when it is asked where its peer is, once it is in use. */
class Nowhere extends Wire {
	get remoteAddress(): string {
		if (this.target !== undefined) throw new Error("nobody knows");
		return "here";
	}
}

class Door {
	static waiting: object[] = [];
	static last: Door;
	readonly options: { onReadable(count: number): void };
	constructor(options: { onReadable(count: number): void }) {
		this.options = options;
		Door.last = this;
	}
	read(): object | undefined {
		return Door.waiting.shift();
	}
	close(): void {
		Door.waiting.length = 0;
	}
}

test("G15 a connection whose transport cannot even say where its peer is is closed when it has failed", () => {
	const server = new Server(identity, { Listener: { io: Door } });
	Door.waiting.push(Reflect.construct(Nowhere, [{}]));
	Door.last.options.onReadable(1);
	const wire = Wire.last;
	wire.fail();
	assert.ok(wire.closed);
	assert.match(server.failures[0].message, /does not say where the client is: .*nobody knows/);
	assert.is(server.failures[0].remoteAddress, undefined);
	server.listener.close();
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
