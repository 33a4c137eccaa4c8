// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 37
/* The server of node-mbed-dtls: options, events, methods. */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { capabilities, createServer, type DtlsServerSocket, supported_ciphersuites } from "node-mbed-dtls";
import Time from "time";
import * as assert from "uvu/assert";
import { certificate } from "../../support/certificates.ts";
import type { Failure } from "../../support/failure.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { chain, dial, key, keyed, Log, local, over, overhear, PSKIdent, port, psk, serve, shared } from "./sides.ts";

const test = boundedSuite("the server of node-mbed-dtls");

test("M30 the listener is one of 'secureConnection'", async () => {
	const told: unknown[][] = [];
	const server = createServer(keyed, (...values) => told.push(values));
	closeAfterTest(() => {
		server.close();
	});
	server.listen(port, local);
	for (let count = 1; count <= 2; count++) {
		const { log } = dial();
		await log.next("secureConnect");
		await sleep(50);
		assert.is(told.length, count);
		assert.is((told[count - 1][0] as DtlsServerSocket).connected, true);
	}
});

test("M31 a server needs something to show: a key, or shared keys; the key may be PEM or DER, with a certificate or without", async () => {
	for (const bad of [undefined, {}, { key: null }]) assert.throws(() => createServer(bad), /key is missing/);
	assert.throws(() => createServer({ key: Buffer.from("nothing") }), /key/);
	assert.throws(() => createServer({ key: 7 as unknown as Buffer }), TypeError);
	assert.throws(() => createServer({ key, certificate: certificate("client.der") }), /does not belong|mismatch|belong/i);
	const pem = `-----BEGIN PRIVATE KEY-----\n${key.toString("base64")}\n-----END PRIVATE KEY-----\n`;
	for (const options of [
		{ key: pem },
		{ key },
		{ key: Buffer.from(pem), cert: chain },
		{ key: "certificates/localhost.key.der", cert: "certificates/localhost.pem" },
		{ psk, PSKIdent },
		keyed,
	]) {
		const { server, log } = await serve(options);
		const client = dial("key" in options ? { rejectUnauthorized: false } : shared);
		await client.log.next("secureConnect");
		server.close();
		await log.next("close");
	}
});

test("M32 identityPskCallback gives text or bytes, at once or later; nothing refuses the client, as does what it throws", async () => {
	const answers: Record<string, unknown> = {
		text: psk.toString(),
		bytes: psk,
		later: sleep(2000).then(() => psk),
		nothing: undefined,
		null: null,
		empty: "",
		none: Promise.resolve(null),
		number: 7,
	};
	const asked: [string, string][] = [];
	const { log } = await serve({
		identityPskCallback: (text, bytes) => {
			asked.push([text, bytes.toString("hex")]);
			if (text === "throw") throw new Error("the database is shut");
			return answers[text] as Buffer;
		},
	});
	for (const name of ["text", "bytes", "later"]) await dial({ psk, PSKIdent: name, handshakeTimeoutMin: 5000 }).log.next("secureConnect");
	assert.equal(asked[0], ["text", Buffer.from("text").toString("hex")]);
	for (const name of ["nothing", "null", "empty", "none", "number", "throw"]) {
		await dial({ psk, PSKIdent: name }).log.next("error");
		assert.instance((await log.next("clientError"))[0], Error);
	}
	assert.throws(() => createServer({ identityPskCallback: "key" as never }), TypeError);
});

test("M33 handshakeTimeoutMin is when a flight is sent again, 3000 unless given; a client that stops half-way is dropped in bounded time", async () => {
	for (const [options, first] of [
		[{}, 3000],
		[{ handshakeTimeoutMin: 200 }, 200],
	] as const) {
		const { server, log, clients } = await serve({ ...keyed, ...options, handshakeTimeout: 20_000 });
		/* A client that hears nothing more once the server has spoken. */
		const deaf = createSocket("udp4");
		await new Promise<void>((resolve) => deaf.bind(4501, local, resolve));
		const heard: number[] = [];
		let hears = 0;
		const shell = over(deaf, {
			on(name: string, listener: (...values: never[]) => void) {
				if (name !== "message") return deaf.on(name, listener);
				return deaf.on("message", (message: Uint8Array, from: never) => {
					heard.push(Time.ticks);
					if (hears++ < 1) Reflect.apply(listener, undefined, [message, from]);
				});
			},
			send: (...values: unknown[]) => Reflect.apply(deaf.send, deaf, values),
			bind: () => undefined,
			close: () => undefined,
			address: () => deaf.address(),
			once: () => undefined,
			removeListener: () => undefined,
		});
		const { socket } = dial({ ...shared, socket: shell, handshakeTimeoutMin: 60_000 });
		const began = Time.ticks;
		await log.next("clientError");
		const ended = Time.ticks;
		assert.ok(ended - began <= 20_500, `${ended - began}`);
		assert.is(clients.length, 1);
		assert.is(clients[0].socket.destroyed, true);
		const again = heard.find((time) => time - heard[1] >= 100) ?? 0;
		assert.ok(Math.abs(again - heard[1] - first) < 60, `${again - heard[1]}`);
		deaf.close();
		socket.destroy();
		server.close();
		await log.next("close");
	}
});

test("M34 sendClose: a client is told that its association has ended, unless that is switched off", async () => {
	for (const sendClose of [true, false]) {
		const { server, log, secured } = await serve({ ...keyed, sendClose });
		const client = dial();
		await client.log.next("secureConnect");
		const { socket } = await secured();
		assert.is(socket.sendClose, sendClose);
		server.close();
		await log.next("close");
		await sleep(100);
		assert.is(client.log.has("close"), sendClose);
	}
});

test("M34 debug tells what a server does", async () => {
	const { lines, stop } = overhear();
	const { secured } = await serve({ ...keyed, debug: 3 });
	dial();
	await secured();
	stop();
	assert.ok(lines.some((line) => line.includes("connected")));
	assert.not.match(lines.join("\n"), "AAAAAAAA");
});

test("M35 a port that is taken is an 'error', and 'close' follows it", async () => {
	await serve();
	const other = createServer(keyed);
	const log = new Log(other, ["error", "close", "listening"]);
	other.listen(port, local);
	assert.is(((await log.next("error"))[0] as Failure).code, "EADDRINUSE");
	await log.next("close");
	assert.equal(log.names, ["error", "close"]);
});

test("M36 M37 'listening' and 'close' have no arguments, and no listener stays behind the close", async () => {
	const { server, log } = await serve();
	assert.equal(log.all[0], ["listening"]);
	assert.is(server.listening, true);
	server.close();
	assert.equal(await log.next("close"), []);
	assert.is(server.listening, false);
	assert.is(server.listenerCount("connection"), 0);
});

test("M44 listen takes its arguments in any shape, and calls back; getConnections counts, in a turn of its own", async () => {
	for (const values of [[port], [port, local], [{ port, address: local }], []]) {
		const server = createServer(keyed);
		await new Promise<void>((resolve) => server.listen(...values, resolve));
		assert.is(server.address().port > 0, true);
		await new Promise<void>((resolve) => server.close(resolve));
		await new Promise<void>((resolve) => server.close(resolve));
	}
	const { server } = await serve();
	const counts: number[] = [];
	server.getConnections((count) => counts.push(count));
	assert.equal(counts, []);
	await dial().log.next("secureConnect");
	await dial().log.next("secureConnect");
	await new Promise<void>((resolve) =>
		server.getConnections((count) => {
			counts.push(count);
			resolve();
		}),
	);
	assert.equal(counts, [0, 2]);
});

test("M44 close ends all clients with a goodbye, those that shake hands at once, and then itself; one that never listened closes too", async () => {
	const { server, log, clients } = await serve();
	const one = dial();
	await one.log.next("secureConnect");
	const two = dial({ psk, PSKIdent, ciphers: "PSK-AES128-CCM8" });
	await sleep(12);
	server.close();
	await log.next("close");
	assert.equal(await one.log.next("close"), [false]);
	for (const { socket } of clients) assert.is(socket.destroyed, true);
	two.socket.destroy();
	const idle = createServer(keyed);
	await new Promise<void>((resolve) => idle.close(resolve));
});

test("M3 M44 a server takes a socket of the application's, bound or not, and leaves it open", async () => {
	const own = createSocket("udp4");
	await new Promise<void>((resolve) => own.bind(port, local, resolve));
	const server = createServer({ ...keyed, socket: own });
	await new Promise<void>((resolve) => server.listen(resolve));
	await dial().log.next("secureConnect");
	await new Promise<void>((resolve) => server.close(resolve));
	assert.is(own.address().port, port);
	const again = createServer({ ...keyed, socket: own });
	again.listen();
	await dial().log.next("secureConnect");
	own.close();
	await new Promise<void>((resolve) => again.on("close", resolve));
	const fresh = createSocket("udp4");
	const third = createServer({ ...keyed, socket: fresh });
	third.listen(port, local);
	await dial().log.next("secureConnect");
	await new Promise<void>((resolve) => third.close(resolve));
	fresh.close();
});

test("capability discovery: what this build can do, and supported_ciphersuites are among it", () => {
	const all = capabilities();
	assert.equal(all.versions, ["DTLSv1.2"]);
	assert.ok(all.authentication.includes("raw-public-key") && all.authentication.includes("psk"));
	assert.is(all.pskKeyLength, 64);
	for (const name of Object.keys(supported_ciphersuites)) assert.ok(all.cipherSuites.includes(name), name);
	assert.is(supported_ciphersuites.TLS_PSK_WITH_AES_128_CCM_8, 0xc0a8);
	assert.ok(Object.isFrozen(supported_ciphersuites));
});

test.run();
test.run();
