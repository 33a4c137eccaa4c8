import * as assert from "uvu/assert";
import { connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("ALPN");

const encoder = new TextEncoder();

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E74 ${version}: the server's choice of two is seen on both sides`, async () => {
		const peer = await startPeer("node", { version, alpn: ["http/1.1"] });
		const client = connectTLS(peer.port, { applicationLayerProtocol: ["h2", "http/1.1"] });
		await client.ready();
		assert.is(client.io.negotiated?.applicationLayerProtocol, "http/1.1");
		assert.is((await peer.event("connection")).alpn, "http/1.1");
	});

	test(`E74 E80 ${version}: nothing in common ends with the server's alert`, async () => {
		const peer = await startPeer("node", { version, alpn: ["h2"] });
		const error = await connectTLS(peer.port, { applicationLayerProtocol: "mqtt" }).refusal();
		assert.is(error.code, "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
		assert.is(error.alert, 120);
	});

	test(`E74 ${version}: a server without ALPN leaves it undefined`, async () => {
		const peer = await startPeer("openssl", { flags: [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"] });
		const client = connectTLS(peer.port, { applicationLayerProtocol: ["h2", "http/1.1"] });
		await client.ready();
		assert.is(client.io.negotiated?.applicationLayerProtocol, undefined);
	});

	test(`E74 ${version}: without the option nothing is negotiated`, async () => {
		const peer = await startPeer("node", { version, alpn: ["http/1.1"] });
		const client = connectTLS(peer.port);
		await client.ready();
		assert.is(client.io.negotiated?.applicationLayerProtocol, undefined);
		assert.is((await peer.event("connection")).alpn, undefined);
	});
}

const forms: [string, unknown][] = [
	["a string", "http/1.1"],
	["an ArrayBuffer", encoder.encode("http/1.1").buffer],
	["a Uint8Array inside a larger buffer", encoder.encode("(http/1.1)").subarray(1, 9)],
	["a list of strings and buffers", ["x", encoder.encode("http/1.1")]],
];

for (const [form, applicationLayerProtocol] of forms) {
	test(`E74 applicationLayerProtocol as ${form}`, async () => {
		const peer = await startPeer("openssl", { flags: ["-alpn", "http/1.1"] });
		const client = connectTLS(peer.port, { applicationLayerProtocol });
		await client.ready();
		assert.is(client.io.negotiated?.applicationLayerProtocol, "http/1.1");
		await peer.line(/^ALPN protocols selected: http\/1.1$/);
	});
}

test("E74 the longest protocol name, 255 bytes", async () => {
	const name = "p".repeat(255);
	const peer = await startPeer("node", { alpn: [name] });
	const client = connectTLS(peer.port, { applicationLayerProtocol: name });
	await client.ready();
	assert.is(client.io.negotiated?.applicationLayerProtocol, name);
});

test.run();
