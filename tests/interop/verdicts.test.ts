import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { verdicts } from "./verdicts.js";

const test = peerSuite("verdicts");

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const { certificate: name, host, code, leafOnly, root, trust = "authority", unreadable = false, why } of verdicts) {
		const ca = certificate(`${trust}.der`);

		if (code === undefined) {
			test(`E72 E76 G1 ${version} accepts ${why} (${name} for ${host})`, async () => {
				const peer = await startPeer("node", { certificate: name, version, leafOnly, root });
				const client = connectTLS(peer.port, { host, ca });
				await client.ready();
				assert.is(client.io.negotiated?.authorized, true);
				assert.is(client.io.negotiated?.serverName, host);
			});
			continue;
		}

		test(`E72 E76 E80 G1 ${version} refuses ${why} (${name} for ${host})`, async () => {
			const peer = await startPeer("node", { certificate: name, version, leafOnly, root });
			const client = connectTLS(peer.port, { host, ca });
			const error = await client.refusal();
			assert.is(error.name, "TLSError");
			assert.is(error.code, code);
			assert.ok(error.message.length > 20, error.message);
			assert.equal(client.events, ["onError"]);
			assert.is(client.io.negotiated, undefined);
		});

		if (unreadable) continue;

		test(`E72 G1 ${version} with verify: false goes on with ${why} and says so (${name} for ${host})`, async () => {
			const peer = await startPeer("node", { certificate: name, version, leafOnly, root });
			const client = connectTLS(peer.port, { host, ca, verify: false });
			await client.ready();
			assert.is(client.io.negotiated?.authorized, false);
			assert.is(client.io.negotiated?.authorizationError, code);
			await client.send("hello");
			assert.is(await client.readText(5), "hello");
		});
	}
}

test("G1 the sentence names the name in the certificate and the name that was asked for", async () => {
	const peer = await startPeer("node", { certificate: "wrong-name" });
	const error = await connectTLS(peer.port, { host: "b.example" }).refusal();
	assert.is(error.message, "the certificate is for a.example, not b.example");
});

test("G1 a server learns by an alert that its certificate was refused", async () => {
	const peer = await startPeer("openssl", { certificate: "unknown", flags: ["-tls1_2"] });
	await connectTLS(peer.port).refusal();
	await peer.line(/alert unknown ca/);
});

test("G1 the key usage without digitalSignature is refused in TLS 1.3, where OpenSSL serves it", async () => {
	const peer = await startPeer("node", { certificate: "no-signature", version: "TLSv1.3" });
	const error = await connectTLS(peer.port).refusal();
	assert.is(error.code, "INVALID_PURPOSE");
});

test.run();
