import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("handshake");

const keys = [
	{ name: "localhost", authority: "authority.der", kind: "ECDSA" },
	{ name: "rsa-localhost", authority: "rsa-authority.der", kind: "RSA" },
] as const;

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const { name, authority, kind } of keys) {
		test(`E70 E71 E72 E77 G2 G7 ${version} with a Node server and an ${kind} certificate`, async () => {
			const peer = await startPeer("node", { certificate: name, version });
			const client = connectTLS(peer.port, { ca: certificate(authority) });
			await client.ready();
			const seen = await peer.event("connection");
			const { negotiated } = client.io;
			assert.is(negotiated?.version, version);
			assert.is(negotiated?.version, seen.version);
			assert.is(negotiated?.cipherSuite, seen.cipher);
			assert.is(negotiated?.serverName, "localhost");
			assert.is(negotiated?.authorized, true);
			assert.is(negotiated?.authorizationError, undefined);
			assert.is(negotiated?.resumed, false);
			assert.equal(new Uint8Array(negotiated?.peerCertificate ?? []), new Uint8Array(certificate(`${name}.der`)));
			assert.is(seen.serverName, "localhost");
			await client.send("hello");
			assert.is(await client.readText(5), "hello");
		});

		test(`E70 E77 ${version} with openssl s_server and an ${kind} certificate`, async () => {
			const peer = await startPeer("openssl", { certificate: name, flags: [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"] });
			const client = connectTLS(peer.port, { ca: certificate(authority) });
			await client.ready();
			assert.is(client.io.negotiated?.version, version);
			await client.send("from the client\n");
			await peer.line(/^from the client$/);
			await peer.tell("write", { text: "from the server\n" });
			assert.is(await client.readText(16), "from the server\n");
		});
	}

	test(`E73 minimumVersion and maximumVersion ${version} leave no other choice`, async () => {
		const peer = await startPeer("node", {});
		const client = connectTLS(peer.port, { minimumVersion: version, maximumVersion: version });
		await client.ready();
		assert.is(client.io.negotiated?.version, version);
		assert.is((await peer.event("connection")).version, version);
	});
}

test("E73 D4 TLS 1.3 is chosen where both sides have it", async () => {
	const peer = await startPeer("openssl");
	const client = connectTLS(peer.port);
	await client.ready();
	assert.is(client.io.negotiated?.version, "TLSv1.3");
});

test("E77 negotiated is undefined before the handshake and a frozen object after it", async () => {
	const peer = await startPeer("node");
	const client = connectTLS(peer.port);
	assert.is(client.io.negotiated, undefined);
	await client.ready();
	assert.ok(Object.isFrozen(client.io.negotiated));
});

test("E46 D8 remoteAddress and remotePort are the peer's", async () => {
	const peer = await startPeer("node");
	const client = connectTLS(peer.port);
	await client.ready();
	assert.is(client.io.remoteAddress, "127.0.0.1");
	assert.is(client.io.remotePort, peer.port);
});

for (const signature of ["RSA-PSS+SHA256", "RSA-PSS+SHA384", "RSA-PSS+SHA512", "RSA+SHA256", "RSA+SHA512"]) {
	test(`E70 G2 a server of TLS 1.2 that signs with ${signature}`, async () => {
		const peer = await startPeer("openssl", { certificate: "rsa-localhost", flags: ["-tls1_2", "-sigalgs", signature] });
		const client = connectTLS(peer.port, { ca: certificate("rsa-authority.der") });
		await client.ready();
		await client.send("from the client\n");
		await peer.line(/^from the client$/);
	});
}

test("E73 a client that offers TLS 1.2 alone does without RSA-PSS", async () => {
	const peer = await startPeer("openssl", { certificate: "rsa-localhost", flags: ["-tls1_2", "-sigalgs", "RSA-PSS+SHA256"] });
	const client = connectTLS(peer.port, { ca: certificate("rsa-authority.der"), maximumVersion: "TLSv1.2" });
	assert.is((await client.failure()).code, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
});

for (const cipher of ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"]) {
	test(`E70 TLS 1.2 with the suite ${cipher} alone`, async () => {
		const peer = await startPeer("node", { version: "TLSv1.2", ciphers: cipher });
		const client = connectTLS(peer.port);
		await client.ready();
		assert.is(client.io.negotiated?.cipherSuite, (await peer.event("connection")).cipher);
		await client.send("suite");
		assert.is(await client.readText(5), "suite");
	});
}

for (const cipher of ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]) {
	test(`G2 TLS 1.3 with the suite ${cipher} alone`, async () => {
		const peer = await startPeer("openssl", { flags: ["-tls1_3", "-ciphersuites", cipher] });
		const client = connectTLS(peer.port);
		await client.ready();
		assert.is(client.io.negotiated?.cipherSuite, cipher);
	});
}

for (const group of ["X25519", "P-256", "P-384"]) {
	test(`G2 TLS 1.3 with the group ${group} alone, after a HelloRetryRequest where it was not the first choice`, async () => {
		const peer = await startPeer("openssl", { flags: ["-tls1_3", "-groups", group] });
		const client = connectTLS(peer.port);
		await client.ready();
		await client.send("group\n");
		await peer.line(/^group$/);
	});
}

test("E80 a server that only speaks TLS 1.1 is refused with its alert", async () => {
	const peer = await startPeer("openssl", { flags: ["-tls1_1", "-cipher", "ALL@SECLEVEL=0"] });
	const error = await connectTLS(peer.port).refusal();
	assert.is(error.code, "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
	assert.is(error.alert, 70);
});

for (const [ours, theirs] of [
	["TLSv1.2", "-tls1_3"],
	["TLSv1.3", "-tls1_2"],
]) {
	test(`E73 E80 ${ours} alone does not meet a server with ${theirs} alone`, async () => {
		const peer = await startPeer("openssl", { flags: [theirs] });
		const error = await connectTLS(peer.port, { minimumVersion: ours, maximumVersion: ours }).refusal();
		assert.match(error.code ?? "", /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)$/);
	});
}

test("E80 no common cipher suite ends with the server's alert", async () => {
	const peer = await startPeer("node", { version: "TLSv1.2", ciphers: "AES256-SHA@SECLEVEL=0" });
	const error = await connectTLS(peer.port).refusal();
	assert.is(error.code, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
	assert.is(error.alert, 40);
	assert.ok((error.number ?? 0) < 0);
});

test.run();
