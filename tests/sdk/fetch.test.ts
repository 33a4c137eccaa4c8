/* The SDK's fetch, unmodified, on device.network.https; and tls419/fetch, which tells what it keeps to itself. */

import TLS from "embedded:io/socket/tcp/tls";
import sdkFetch from "fetch";
import fetch from "tls419/fetch";
import * as assert from "uvu/assert";
import { Noise } from "../support/noise.js";
import { type Peer, peerSuite, startPeer } from "../support/peers.ts";
import { certificate } from "./certificates.ts";
import { configureForTest, refused, rejection, resolveHere, secureEntry, withIdentity } from "./clients.ts";

resolveHere();

const test = peerSuite("SDK: fetch");

const at = (peer: Peer, path: string) => `https://localhost:${peer.port}${path}`;

test("E91 device.network.https is made of this class, and says so to ECMA-419's clients under client", () => {
	const https = secureEntry("https");
	assert.ok(https.socket.io.prototype instanceof TLS);
	assert.is(https.port, 443);
	assert.is(https.client.socket, https.socket);
	assert.is(https.socket.tls.verify, undefined);
});

test("E91 D36 G1 text, with the authority that the manifest names", async () => {
	const peer = await startPeer("web");
	const response = await sdkFetch(at(peer, "/text"));
	assert.is(response.status, 200);
	assert.is(await response.text(), "a page over TLS");
	const seen = await peer.event("connection");
	assert.is(seen.serverName, "localhost");
	assert.is(seen.alpn, "http/1.1");
});

test("E91 JSON, bytes and chunks", async () => {
	const peer = await startPeer("web");
	assert.equal(await (await sdkFetch(at(peer, "/json"))).json(), { secure: true });
	const bytes = new Uint8Array(await (await sdkFetch(at(peer, "/bytes?count=100000"))).arrayBuffer());
	assert.is(bytes.length, 100_000);
	assert.ok(new Noise(1).matches(bytes));
	const chunks = new Uint8Array(await (await sdkFetch(at(peer, "/chunked?count=50000"))).arrayBuffer());
	assert.is(chunks.length, 50_000);
	assert.ok(new Noise(1).matches(chunks));
	for (let index = 0; index < 3; index++) assert.is((await peer.event("request")).connection, 1);
});

test("E91 a body that is posted", async () => {
	const peer = await startPeer("web");
	const body = new Noise(4).take(100_000).buffer;
	const response = await sdkFetch(at(peer, "/echo"), { method: "POST", body });
	assert.ok(new Noise(4).matches(new Uint8Array(await response.arrayBuffer())));
});

test("E91 at once to several servers and to the same", async () => {
	const peers = await Promise.all([startPeer("web"), startPeer("web", { version: "TLSv1.2" })]);
	const texts = peers.flatMap((peer) => [1, 2, 3].map(async () => (await sdkFetch(at(peer, "/text"))).text()));
	assert.equal(await Promise.all(texts), Array(6).fill("a page over TLS"));
});

test("E91 a redirection to another server", async () => {
	const other = await startPeer("web");
	const peer = await startPeer("web", { elsewhere: other.port });
	const response = await sdkFetch(at(peer, "/redirect"));
	assert.is(response.redirected, true);
	assert.is(await response.text(), "a page over TLS");
	await other.event("request");
});

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`G5 ${version}: a second connection to a server resumes the session of the first`, async () => {
		const peer = await startPeer("web", { version });
		for (const resumed of [false, true, true]) {
			assert.is(await (await sdkFetch(at(peer, "/last"))).text(), "the last one");
			assert.is((await peer.event("connection")).resumed, resumed);
			await peer.tell("ended");
		}
	});
}

test("G5 a session is not taken up with other settings", async () => {
	const peer = await startPeer("web");
	await (await sdkFetch(at(peer, "/last"))).text();
	await peer.event("connection");
	await peer.tell("ended");
	configureForTest();
	await (await sdkFetch(at(peer, "/last"))).text();
	assert.is((await peer.event("connection")).resumed, false);
});

test("G4 a client certificate", async () => {
	configureForTest(withIdentity);
	const peer = await startPeer("web", { clientAuthority: "authority" });
	assert.is(await (await sdkFetch(at(peer, "/text"))).text(), "a page over TLS");
	assert.is((await peer.event("connection")).client, "client");
});

test("G1 G13 the SDK's fetch stays pending where there is no connection; onFailure hears why", async () => {
	const failures = configureForTest();
	const peer = await startPeer("web", { certificate: "wrong-name" });
	let settled = false;
	const settle = () => {
		settled = true;
	};
	sdkFetch(at(peer, "/text")).then(settle, settle);
	await peer.event("failure");
	/* Something that takes longer than the failure. */
	await rejection(fetch(at(peer, "/text")));
	assert.is(failures[0]?.code, "ERR_TLS_CERT_ALTNAME_INVALID");
	assert.is(settled, false);
});

for (const { what, options, settings, code } of [
	{ what: "the certificate has another name", options: { certificate: "wrong-name" }, code: "ERR_TLS_CERT_ALTNAME_INVALID" },
	{ what: "the authority is unknown", options: { certificate: "unknown" }, code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
	{ what: "the certificate has expired", options: { certificate: "expired" }, code: "CERT_HAS_EXPIRED" },
	{
		what: "the authorities are others",
		options: {},
		settings: { ca: certificate("fleet-authority.der") },
		code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	},
	{
		what: "the server has no TLS version in common",
		options: { version: "TLSv1.2" },
		settings: { minimumVersion: "TLSv1.3" },
		code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
	},
] as const) {
	test(`G1 G13 tls419/fetch rejects with the reason: ${what}`, async () => {
		if (settings !== undefined) configureForTest({ ca: certificate("authority.der"), ...settings });
		const peer = await startPeer("web", options);
		const error = await rejection(fetch(at(peer, "/text")));
		assert.is(error.code, code);
		assert.ok(error.message.length > 10);
		assert.is(peer.has("request"), false);
	});
}

test("G13 tls419/fetch rejects with the reason: nobody listens", async () => {
	const peer = await startPeer("web");
	await peer.close();
	const { code = "" } = await rejection(fetch(at(peer, "/text")));
	assert.ok(refused.includes(code), code);
});

test("G13 tls419/fetch rejects where there is no such name", async () => {
	assert.match((await rejection(fetch("https://unknown.invalid/"))).message, "unknown.invalid: its name was not found");
});

test("G13 tls419/fetch rejects with what the server of a redirection has done", async () => {
	const other = await startPeer("web", { certificate: "expired" });
	const peer = await startPeer("web", { elsewhere: other.port });
	assert.is((await rejection(fetch(at(peer, "/redirect")))).code, "CERT_HAS_EXPIRED");
});

for (const { what, path, code } of [
	{ what: "cut off below TLS", path: "/cut", code: "ERR_SSL_UNEXPECTED_EOF_WHILE_READING" },
	{ what: "ended too early in good order", path: "/short", code: "EOF" },
]) {
	test(`G14 a body that was ${what}: the SDK's fetch takes it as complete, tls419/fetch rejects`, async () => {
		const peer = await startPeer("web");
		const response = await fetch(at(peer, path));
		assert.is(response.status, 200);
		assert.is((await rejection(response.text())).code, code);
		assert.is(await (await sdkFetch(at(peer, path))).text(), "not all of it");
	});
}

test("G14 a body that ends with the connection is complete where that ended in good order", async () => {
	const peer = await startPeer("web");
	assert.is(await (await fetch(at(peer, "/until-end"))).text(), "as long as it lasts");
});

test("E91 tls419/fetch does what the SDK's does", async () => {
	const peer = await startPeer("web");
	const response = await fetch(at(peer, "/echo"), { method: "POST", body: "posted", headers: { "Content-Type": "text/plain" } });
	assert.is(response.ok, true);
	assert.is(await response.text(), "posted");
	assert.equal(await (await fetch(at(peer, "/json"))).json(), { secure: true });
});

test.run();
