import * as assert from "uvu/assert";
import { certificate, clientIdentity } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("client certificates");

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const opensslVersion = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";

	for (const [name, authority] of [
		["client", "authority"],
		["rsa-client", "rsa-authority"],
	] as const) {
		test(`E76 G4 ${version}: Node accepts the certificate ${name} with its chain`, async () => {
			const peer = await startPeer("node", { version, clientAuthority: authority, required: true });
			const client = connectTLS(peer.port, clientIdentity(name));
			await client.ready();
			const seen = await peer.event("connection");
			assert.is(seen.client, name);
			assert.is(seen.authorized, true);
			await client.send("hello");
			assert.is(await client.readText(5), "hello");
		});
	}

	test(`E76 ${version}: openssl accepts the client certificate`, async () => {
		const peer = await startPeer("openssl", { flags: [opensslVersion], authority: "authority" });
		const client = connectTLS(peer.port, clientIdentity("client"));
		await client.send("proven\n");
		await peer.line(/^subject=.*CN = client$/);
		await peer.line(/^proven$/);
	});

	test(`E76 E80 ${version}: openssl refuses a certificate of an unknown authority with its alert`, async () => {
		const peer = await startPeer("openssl", { flags: [opensslVersion], authority: "authority" });
		const error = await connectTLS(peer.port, clientIdentity("unknown-client")).failure();
		assert.is(error.code, "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA");
		assert.is(error.alert, 48);
	});

	test(`E80 ${version}: no certificate where one is required ends with the server's alert`, async () => {
		const peer = await startPeer("openssl", { flags: [opensslVersion], authority: "authority" });
		const error = await connectTLS(peer.port).failure();
		assert.is(error.alert, version === "TLSv1.2" ? 40 : 116);
		assert.is(error.code, version === "TLSv1.2" ? "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" : "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED");
	});

	test(`E76 ${version}: no certificate where one is only asked for is no failure`, async () => {
		const peer = await startPeer("node", { version, clientAuthority: "authority" });
		const client = connectTLS(peer.port);
		await client.ready();
		const seen = await peer.event("connection");
		assert.is(seen.authorized, false);
		assert.is(seen.client, undefined);
	});

	test(`E76 ${version}: a certificate that nobody asks for is not sent`, async () => {
		const peer = await startPeer("node", { version });
		const client = connectTLS(peer.port, clientIdentity("client"));
		await client.ready();
		assert.is((await peer.event("connection")).client, undefined);
	});
}

const keyForms = [
	["PKCS#8", "client", "client.key.der", undefined],
	["SEC1", "client", "client.sec1.key.der", undefined],
	["PKCS#1", "rsa-client", "rsa-client.pkcs1.key.der", undefined],
	["encrypted PKCS#8 with its passphrase", "client", "client.encrypted.key.der", "tls419"],
] as const;

for (const [form, name, file, passphrase] of keyForms) {
	test(`E76 clientKey as ${form}`, async () => {
		const peer = await startPeer("node", { clientAuthority: name === "client" ? "authority" : "rsa-authority", required: true });
		const secret = passphrase === undefined ? {} : { passphrase };
		const client = connectTLS(peer.port, { ...clientIdentity(name), clientKey: certificate(file), ...secret });
		await client.ready();
		assert.is((await peer.event("connection")).client, name);
	});
}

const mistakes = [
	[
		"a key that belongs to another certificate",
		{ ...clientIdentity("client"), clientKey: certificate("mismatched.key.der") },
		"ERR_OSSL_X509_KEY_VALUES_MISMATCH",
	],
	["a key without a certificate", { clientKey: certificate("client.key.der") }, undefined],
	["a certificate without a key", { clientCertificate: certificate("client.der") }, undefined],
	["a key that is no key", { ...clientIdentity("client"), clientKey: certificate("client.der") }, undefined],
	["a certificate that is no certificate", { ...clientIdentity("client"), clientCertificate: certificate("client.key.der") }, undefined],
	[
		"an encrypted key without its passphrase",
		{ ...clientIdentity("client"), clientKey: certificate("client.encrypted.key.der") },
		"ERR_TLS_KEY_PASSPHRASE",
	],
	[
		"an encrypted key with a wrong passphrase",
		{ ...clientIdentity("client"), clientKey: certificate("client.encrypted.key.der"), passphrase: "wrong" },
		"ERR_TLS_KEY_PASSPHRASE",
	],
	["an authority that is no certificate", { ca: new Uint8Array(100) }, undefined],
] as const;

for (const [mistake, tls, code] of mistakes) {
	test(`E4 E76 ${mistake} makes the constructor throw, and nothing connects`, async () => {
		const peer = await startPeer("raw");
		let thrown: unknown;
		try {
			connectTLS(peer.port, tls);
		} catch (error) {
			thrown = error;
		}
		assert.instance(thrown, Error);
		if (code !== undefined && thrown instanceof Error) assert.is("code" in thrown ? thrown.code : undefined, code);
		// An answer of the service comes after everything that it has seen.
		await peer.tell("received");
		assert.not(peer.has("connection"));
	});
}

test.run();
