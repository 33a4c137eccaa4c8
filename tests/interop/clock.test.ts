// sim: --time 1970-01-01T00:05:00Z
/* tls.time on a device whose clock was never set. */
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("a clock that is not set");

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const time of [undefined, "require"]) {
		test(`G8 E80 ${version} time: ${time} refuses the peer and says what to do`, async () => {
			const peer = await startPeer("node", { version });
			const error = await connectTLS(peer.port, time === undefined ? {} : { time }).refusal();
			assert.is(error.code, "ERR_TLS_CLOCK_NOT_SET");
			assert.match(error.message, /clock of this device is not set .*1970-01-01 00:05/);
			assert.match(error.message, /set it/);
		});
	}

	for (const time of ["allow-unset", "ignore"]) {
		test(`G8 ${version} time: ${time} goes on, and checks all the rest`, async () => {
			const peer = await startPeer("node", { version });
			const client = connectTLS(peer.port, { time });
			await client.ready();
			assert.is(client.io.negotiated?.authorized, true);
			const other = await startPeer("node", { version, certificate: "self-signed" });
			assert.is((await connectTLS(other.port, { time }).refusal()).code, "DEPTH_ZERO_SELF_SIGNED_CERT");
			const crl = [certificate("revocations.der"), certificate("authority-revocations.der")];
			const revoked = await startPeer("node", { version, certificate: "revoked" });
			assert.is((await connectTLS(revoked.port, { time, crl }).refusal()).code, "CERT_REVOKED");
		});
	}

	test(`G8 ${version} with verify: false it is told`, async () => {
		const peer = await startPeer("node", { version });
		const client = connectTLS(peer.port, { verify: false });
		await client.ready();
		assert.is(client.io.negotiated?.authorizationError, "ERR_TLS_CLOCK_NOT_SET");
	});
}

test("G8 a policy that is none throws, and names those that are", async () => {
	const peer = await startPeer("raw", {});
	assert.throws(() => connectTLS(peer.port, { time: "never" }), /"tls\.time" must be "require" or "allow-unset" or "ignore"/);
	assert.throws(() => connectTLS(peer.port, { time: undefined }), /"tls\.time" must be/);
});

test.run();
