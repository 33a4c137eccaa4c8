/* "embedded:network/http/client" of the SDK, unmodified, over the class. */
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { Noise } from "../support/noise.js";
import { peerSuite, startPeer } from "../support/peers.ts";
import { certificate, clientIdentity } from "./certificates.ts";
import { configureForTest, openClient, openDeviceClient, refused, rejection, request, socket, withIdentity } from "./clients.ts";

const test = peerSuite("SDK: HTTP client");

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E90 E94 ${version}: a page of 100 kB, its name from the client's host (E91)`, async () => {
		const peer = await startPeer("web", { version });
		const { status, body } = await request(openClient(peer.port), { path: "/bytes?count=100000" });
		assert.is(status, 200);
		assert.is(body.length, 100_000);
		assert.ok(new Noise(1).matches(body));
		const seen = await peer.event("connection");
		assert.is(seen.version, version);
		assert.is(seen.serverName, "localhost");
		assert.is(seen.alpn, "http/1.1");
	});
}

test("E90 a body of 100 kB goes out with a POST and comes back", async () => {
	const peer = await startPeer("web");
	const { body } = await request(openClient(peer.port), { method: "POST", path: "/echo", body: new Noise(2).take(100_000) });
	assert.is(body.length, 100_000);
	assert.ok(new Noise(2).matches(body));
});

test("E90 a body in chunks", async () => {
	const peer = await startPeer("web");
	const { headers, body } = await request(openClient(peer.port), { path: "/chunked?count=60000" });
	assert.is(headers.get("transfer-encoding"), "chunked");
	assert.is(body.length, 60_000);
	assert.ok(new Noise(1).matches(body));
});

test("E90 several requests share a connection", async () => {
	const peer = await startPeer("web");
	const client = openClient(peer.port);
	const answers = await Promise.all(["/text", "/json", "/bytes?count=3000", "/text"].map((path) => request(client, { path })));
	assert.equal(
		answers.map(({ body }) => body.length),
		[15, 15, 3000, 15],
	);
	for (let index = 0; index < 4; index++) assert.is((await peer.event("request")).connection, 1);
});

test("D1 D2 D3 D36 Moddable's words for the options, and a port in text", async () => {
	const peer = await startPeer("web");
	const secure = { applicationLayerProtocolNegotiation: "http/1.1", certificate: certificate("authority.der") };
	const client = openClient(String(peer.port), { socket: { io: TLS, TCP: { io: TCP }, secure } });
	assert.is((await request(client, { path: "/text" })).status, 200);
	const seen = await peer.event("connection");
	assert.is(seen.alpn, "http/1.1");
	assert.is(seen.serverName, "localhost");
});

test("G4 a client certificate", async () => {
	const peer = await startPeer("web", { clientAuthority: "authority" });
	const client = openClient(peer.port, { socket: { ...socket, tls: { ...socket.tls, ...clientIdentity() } } });
	assert.is((await request(client, { path: "/text" })).status, 200);
	assert.is((await peer.event("connection")).client, "client");
});

test("E91 device.network.https: the manifest's authority, and its own HTTP client's answers", async () => {
	const peer = await startPeer("web");
	const { status } = await request(openDeviceClient(peer.port), { path: "/text" });
	assert.is(status, 200);
	assert.is((await peer.event("connection")).alpn, "http/1.1");
});

test("G4 device.network.https: a client certificate that configureNetwork was given", async () => {
	configureForTest(withIdentity);
	const peer = await startPeer("web", { clientAuthority: "authority" });
	assert.is((await request(openDeviceClient(peer.port), { path: "/text" })).status, 200);
	assert.is((await peer.event("connection")).client, "client");
});

test("G1 what fails reaches the SDK's own client as an Error without a reason", async () => {
	const peer = await startPeer("web", { certificate: "wrong-name" });
	const error = await rejection(request(openClient(peer.port), { path: "/text" }));
	assert.is(error.message, "");
	assert.is(peer.has("request"), false);
});

for (const { what, certificate: name, code } of [
	{ what: "another name", certificate: "wrong-name", code: "ERR_TLS_CERT_ALTNAME_INVALID" },
	{ what: "an unknown authority", certificate: "unknown", code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
	{ what: "an expired certificate", certificate: "expired", code: "CERT_HAS_EXPIRED" },
]) {
	test(`G1 G13 device.network.https tells the reason: ${what}`, async () => {
		const peer = await startPeer("web", { certificate: name });
		let told: (Error & { code?: string }) | undefined;
		const client = openDeviceClient(peer.port, {
			onError(error) {
				told = error;
			},
		});
		const error = await rejection(request(client, { path: "/text" }));
		assert.is(error.code, code);
		assert.ok(error.message.length > 10, error.message);
		assert.is(told, error);
		assert.is(peer.has("request"), false);
	});
}

test("G13 device.network.https tells the reason: nobody listens", async () => {
	const peer = await startPeer("web");
	await peer.close();
	const { code = "" } = await rejection(request(openDeviceClient(peer.port), { path: "/text" }));
	assert.ok(refused.includes(code), code);
});

test("G14 device.network.https tells the reason: the connection was cut off", async () => {
	const peer = await startPeer("web");
	const error = await rejection(request(openDeviceClient(peer.port), { path: "/cut" }));
	assert.is(error.code, "ERR_SSL_UNEXPECTED_EOF_WHILE_READING");
});

test("G13 device.network.https says so where there is no such name", async () => {
	const error = await rejection(request(openDeviceClient(443, { host: "unknown.invalid" }), { path: "/text" }));
	assert.match(error.message, "unknown.invalid: its name was not found");
});

test.run();
