// sim: --clock virtual --net latency=5ms --seed 7
/* DTLS over the UDP class: what an association is told, and how datagrams are written and read. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { address, ca, client, dial, port, Server, server } from "../support/dtls.ts";
import type { Failure } from "../support/failure.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("DTLS");

test("G3 G16 a client and a listener shake hands and exchange datagrams, each with its sender", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	assert.ok(one.writable[0] > 1100 && one.writable[0] < 1232, `${one.writable[0]}`);
	one.send("hello");
	assert.is(await one.message(), "hello");
	assert.is(sides.length, 1);
	assert.is(one.dtls.negotiated?.version, "DTLSv1.2");
	assert.is(one.dtls.negotiated?.authorized, true);
	assert.is(one.dtls.remotePort, port);
	assert.is(sides[0].dtls.remoteAddress, address);
	assert.is(sides[0].dtls.negotiated?.serverName, "localhost");
});

test("read gives a datagram with address and port, or fills a buffer that is large enough", async () => {
	new Server();
	const one = await dial().connected();
	let seen = 0;
	const reader = new DTLS({
		from: one.dtls,
		onReadable() {
			const buffer = new Uint8Array(5) as Uint8Array & { address?: string; port?: number };
			assert.throws(() => this.read(new Uint8Array(3)), RangeError);
			assert.is(this.read(buffer), 5);
			assert.is(buffer.address, address);
			assert.is(buffer.port, port);
			assert.is(this.read(), undefined);
			seen++;
		},
		onWritable() {
			seen += 10;
		},
	});
	closeAfterTest(() => reader.close());
	reader.write(new Uint8Array(5));
	await sleep(100);
	assert.is(seen, 11);
	assert.throws(() => one.dtls.read(), /closed/);
});

test("a datagram that is too large throws, names the limit, and nothing is sent", async () => {
	new Server();
	const one = await dial({ ...client, mtu: 400 }).connected();
	const [most] = one.writable;
	try {
		one.dtls.write(new Uint8Array(most + 1));
		assert.unreachable();
	} catch (error) {
		assert.is((error as Failure).code, "EMSGSIZE");
		assert.match((error as Failure).message, `${most}`);
		assert.match((error as Failure).message, "tls.mtu is 400");
	}
	assert.throws(() => one.dtls.write(new Uint8Array(0)), /one byte at least/);
	assert.is(one.dtls.write(new Uint8Array(most)), most);
	assert.is((await one.message()).length, most);
});

test("nothing can be written before the handshake, and nothing is left after close", async () => {
	new Server();
	const one = dial();
	assert.throws(() => one.send("early"), /before the handshake is done/);
	assert.is(one.dtls.read(), undefined);
	await one.connected();
	one.dtls.close();
	one.dtls.close();
	assert.throws(() => one.send("late"), /closed/);
});

test("many datagrams that come at once are read one after the other, also when they are not read in the callback", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	one.send("hello");
	await one.message();
	for (let count = 0; count < 600; count++) sides[0].send(`${count}`);
	await one.until(() => one.messages.length === 600);
	assert.equal(
		one.messages,
		Array.from({ length: 600 }, (_, count) => `${count}`),
	);
	one.messages.length = 0;
	let told = 0;
	const lazy = new DTLS({ from: one.dtls, onReadable: () => told++ } as ConstructorParameters<typeof DTLS>[0]);
	closeAfterTest(() => lazy.close());
	for (let count = 0; count < 5; count++) sides[0].send(`${count}`);
	for (let count = 0; count < 5; count++) {
		await sleep(100);
		assert.is(told, count + 1);
		assert.is(lazy.read()?.byteLength, 1);
		assert.is(lazy.read(), undefined);
	}
});

test("close says goodbye, which the other side hears as EOF", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	one.send("hello");
	await one.message();
	one.dtls.close();
	assert.is((await sides[0].error()).code, "EOF");
});

test("a handshake that is not answered ends in time, and says so", async () => {
	const one = dial({ ...client, handshakeTimeout: { minimum: 100, maximum: 800 } }, { port: 9 });
	assert.is((await one.error()).code, "ETIMEDOUT");
	const two = dial({ ...client, handshakeTimeout: { total: 3000 } }, { port: 9 });
	assert.is((await two.error()).code, "ERR_TLS_HANDSHAKE_TIMEOUT");
});

test("an address that the socket does not take is told at once, with the socket's own words", async () => {
	const one = dial(client, { address: "device.example" });
	assert.match((await one.error()).message, /"device\.example" is no IP address/);
});

test("wrong options throw with the names used in the documents, before a socket is opened", () => {
	const wrong: [object, RegExp][] = [
		[{ ...client, mtu: 100 }, /tls\.mtu must be a whole number from 256/],
		[{ ...client, handshakeTimeout: 5 }, /tls\.handshakeTimeout must be an object/],
		[{ ...client, handshakeTimeout: { minimum: 9, maximum: 5 } }, /tls\.handshakeTimeout\.minimum is above/],
		[{ ...client, connectionId: "yes" }, /tls\.connectionId must be/],
		[{ ...client, minimumVersion: "TLSv1.2" }, /tls\.minimumVersion must be "DTLSv1\.2"/],
		[{ ...client, certificate: ca }, /tls\.certificate is a server's/],
		[{ ca }, /tls\.host is missing/],
		[{ ...server, server: true }, /a server of DTLS is a DTLSListener/],
	];
	for (const [tls, message] of wrong) assert.throws(() => dial(tls), message);
	assert.throws(() => new DTLS({ address, port, host: "localhost" } as ConstructorParameters<typeof DTLS>[0]), /tls is missing/);
	assert.throws(() => new DTLS({ port, tls: client } as ConstructorParameters<typeof DTLS>[0]), /address is missing/);
	assert.throws(() => new DTLSListener({ port, tls: { ...server, verify: false } as object }), /tls\.verify is for clients/);
	assert.throws(() => new DTLSListener({ port, tls: {} }), /tls\.certificate is missing/);
	assert.throws(() => new DTLS({ address, port, tls: client, UDP: { io: 5 } }), /UDP\.io must be a class/);
});

test.run();
