import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Noise } from "../support/noise.js";
import { Remote } from "./control.mjs";
import { certificateText, keyText } from "./credentials.mjs";
import { startPeers } from "./service.mjs";

/** @typedef {{ service: Awaited<ReturnType<typeof startPeers>>, remote: Remote }} Context */

const test = suite("peer service", /** @type {Context} */ ({}));

test.before(async (context) => {
	context.service = await startPeers();
	context.remote = await Remote.connect(context.service.address);
});

test.after(async ({ service, remote }) => {
	remote.close();
	await service.stop();
});

/** @param {number} port @param {import("node:tls").ConnectionOptions} [options] */
async function client(port, options = {}) {
	const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca: certificateText("authority"), ...options });
	await once(socket, "secureConnect");
	return socket;
}

test("a Node server says what it saw and echoes", async ({ remote }) => {
	const peer = await remote.start("node", { alpn: ["h2", "http/1.1"], clientAuthority: "authority", version: "TLSv1.3" });
	const socket = await client(peer.port, { ALPNProtocols: ["http/1.1"], cert: certificateText("client"), key: keyText("client") });
	const seen = await peer.event("connection");
	assert.is(seen.version, "TLSv1.3");
	assert.is(seen.alpn, "http/1.1");
	assert.is(seen.serverName, "localhost");
	assert.is(seen.client, "client");
	assert.is(seen.authorized, true);
	socket.end("hello");
	assert.is(await text(socket), "hello");
	assert.is((await peer.event("end")).bytes, 5);
});

test("a Node source sends the noise of its seed, a sink recognises it", async ({ remote }) => {
	const source = await remote.start("node", { behaviour: "source", bytes: 100_000, seed: 7 });
	const noise = new Noise(7);
	let bytes = 0;
	for await (const chunk of await client(source.port)) {
		assert.ok(noise.matches(chunk));
		bytes += chunk.length;
	}
	assert.is(bytes, 100_000);
	const sink = await remote.start("node", { behaviour: "sink", expect: 50_000, seed: 8 });
	(await client(sink.port)).end(new Noise(8).take(50_000));
	const received = await sink.event("received");
	assert.is(received.matches, true);
	assert.is(received.bytes, 50_000);
});

test("a Node server can cut the transport under TLS", async ({ remote }) => {
	const peer = await remote.start("node", { behaviour: "quiet" });
	const proxy = await remote.start("proxy", { port: peer.port });
	const socket = await client(proxy.port, { maxVersion: "TLSv1.2" });
	socket.resume();
	await peer.event("connection");
	await peer.tell("cut");
	await proxy.event("close");
	const { toClient } = await proxy.tell("captured");
	assert.is(toClient.records.filter((/** @type {{ type: number }} */ { type }) => type === 21).length, 0);
	socket.destroy();
});

test("openssl tells a clean end from a truncated one", async ({ remote }) => {
	const peer = await remote.start("openssl", { flags: ["-tls1_2"] });
	(await client(peer.port)).end();
	await peer.event("line", ({ text }) => text === "DONE");
	const proxy = await remote.start("proxy", { port: peer.port, toServer: { limit: 600 } });
	const cut = connect({ port: proxy.port, host: "127.0.0.1", servername: "localhost", rejectUnauthorized: false });
	cut.on("error", () => cut.destroy());
	cut.on("secureConnect", () => cut.write(new Noise(1).take(1000)));
	await peer.event("line", ({ text }) => /unexpected eof/.test(text));
});

test("openssl serves a document of noise", async ({ remote }) => {
	const peer = await remote.start("openssl", { flags: ["-WWW", "-tls1_3"], file: 40_000, seed: 3 });
	const socket = await client(peer.port);
	socket.write("GET /file HTTP/1.0\r\n\r\n");
	const chunks = [];
	for await (const chunk of socket) chunks.push(chunk);
	const all = Buffer.concat(chunks);
	const body = all.subarray(all.indexOf("\r\n\r\n") + 4);
	assert.is(body.length, 40_000);
	assert.ok(new Noise(3).matches(body));
});

test("openssl counts and recognises noise", async ({ remote }) => {
	const peer = await remote.start("openssl", { expect: 70_000, seed: 9 });
	(await client(peer.port)).end(new Noise(9).take(70_000));
	assert.is((await peer.event("received")).matches, true);
});

test("a bad flag of openssl is a sentence, not silence", async ({ remote }) => {
	try {
		await remote.start("openssl", { flags: ["-no-such-flag"] });
		assert.unreachable();
	} catch (error) {
		assert.match(String(error), /openssl ended/);
	}
});

test("a raw server follows its script", async ({ remote }) => {
	const peer = await remote.start("raw", { script: [{ receive: 3 }, { text: "hi" }, { alert: 40 }, { close: "fin" }] });
	const socket = connectTcp(peer.port, "127.0.0.1");
	socket.write("abc");
	const chunks = [];
	for await (const chunk of socket) chunks.push(chunk);
	assert.is(Buffer.concat(chunks).toString("hex"), "686915030300020228");
	assert.is((await peer.event("close")).hex, "616263");
});

test("a proxy delivers single bytes, corrupts, injects and records", async ({ remote }) => {
	const peer = await remote.start("node", {});
	const slow = await remote.start("proxy", { port: peer.port, toClient: { chunk: 1 }, toServer: { chunk: 1 } });
	const socket = await client(slow.port);
	socket.end("hello");
	assert.is(await text(socket), "hello");
	const { toServer } = await slow.tell("captured");
	assert.is(toServer.records[0].type, 22);
	assert.not(Buffer.from(toServer.hex, "hex").includes("hello"));

	const corrupt = await remote.start("proxy", { port: peer.port, toClient: { corrupt: 20 } });
	const bad = connect({ port: corrupt.port, host: "127.0.0.1", rejectUnauthorized: false });
	await once(bad, "error");

	const injecting = await remote.start("proxy", { port: peer.port, toClient: { inject: { record: 0, hex: "15030300020228" } } });
	const refused = connect({ port: injecting.port, host: "127.0.0.1", rejectUnauthorized: false });
	const [error] = await once(refused, "error");
	assert.is(error.code, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
});

test("clients of Node and openssl report the server that they met", async ({ remote }) => {
	const server = await remote.start("node", {});
	const node = await remote.start("node-client", { port: server.port });
	assert.is((await node.event("connection")).server, "localhost");
	const openssl = await remote.start("openssl-client", { port: server.port });
	await openssl.event("line", ({ text }) => /Verify return code: 0 \(ok\)/.test(text));
	assert.is((await server.event("connection")).version, "TLSv1.3");
});

test("STARTTLS speaks in clear first", async ({ remote }) => {
	const peer = await remote.start("node", { startTls: true });
	const tcp = connectTcp(peer.port, "127.0.0.1");
	assert.is(String((await once(tcp, "data"))[0]), "220 ready\r\n");
	tcp.write("STARTTLS\r\n");
	assert.is(String((await once(tcp, "data"))[0]), "220 go ahead\r\n");
	tcp.removeAllListeners("data");
	const socket = connect({ socket: tcp, servername: "localhost", ca: certificateText("authority") });
	await once(socket, "secureConnect");
	socket.end("x");
	assert.is(await text(socket), "x");
});

test("the peers of a control connection end with it", async ({ service }) => {
	const other = await Remote.connect(service.address);
	const peer = await other.start("node", {});
	const socket = await client(peer.port);
	const closed = once(socket, "close");
	socket.on("error", () => socket.destroy());
	socket.resume();
	other.close();
	await closed;
});

test.run();
