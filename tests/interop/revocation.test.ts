/* tls.crl: what revocation lists do to a connection, in both roles, and that Node says the same. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate, clientIdentity, localhostIdentity } from "../support/certificates.ts";
import { connectTLS, type StreamError } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { revocations } from "./revocations.js";

const test = peerSuite("revocation");

function lists(names: readonly string[]): ArrayBuffer[] {
	return names.map((name) => certificate(`${name}.der`));
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const { certificate: name, lists: names, code, why } of revocations) {
		test(`G8 G1 ${version} ${why}: ${code ?? "accepted"}`, async () => {
			const peer = await startPeer("node", { version, certificate: name });
			const client = connectTLS(peer.port, { crl: lists(names) });
			if (code === undefined) {
				await client.ready();
				assert.is(client.io.negotiated?.authorized, true);
				return;
			}
			const error = await client.refusal();
			assert.is(error.code, code);
			assert.ok(error.message.length > 20);
			/* With verify: false it is told, and the connection is there. */
			const open = connectTLS(peer.port, { crl: lists(names), verify: false });
			await open.ready();
			assert.is(open.io.negotiated?.authorizationError, code);
		});
	}

	test(`G8 ${version} lists in a context count for each connection of it`, async () => {
		const context = new TLSContext({ ca: certificate("authority.der"), crl: lists(["revocations", "authority-revocations"]) });
		const good = await startPeer("node", { version });
		const bad = await startPeer("node", { version, certificate: "revoked" });
		for (let count = 0; count < 2; count++) {
			await connectTLS(good.port, {}, { tls: { host: "localhost", context } }).ready();
		}
		assert.is((await connectTLS(bad.port, {}, { tls: { host: "localhost", context } }).refusal()).code, "CERT_REVOKED");
	});

	test(`G8 E80 ${version} openssl learns by alert certificate_revoked`, async () => {
		const peer = await startPeer("openssl", { certificate: "revoked", flags: [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"] });
		await connectTLS(peer.port, { crl: lists(["revocations", "authority-revocations"]) }).refusal();
		await peer.line(/alert certificate revoked/);
	});

	test(`G8 G4 ${version} a listener refuses a client whose issuer was revoked`, async () => {
		const failures: StreamError[] = [];
		let arrived = 0;
		const listener = new TLSListener({
			address: "127.0.0.1",
			tls: {
				...localhostIdentity,
				ca: certificate("authority.der"),
				clientAuthentication: "require",
				minimumVersion: version as "TLSv1.2",
				maximumVersion: version as "TLSv1.2",
				crl: lists(["revocations", "intermediate-revocations"]),
			},
			onReadable() {
				arrived++;
			},
			onError(error) {
				failures.push(error);
			},
		});
		closeAfterTest(() => listener.close());
		await connectTLS(listener.port ?? 0, clientIdentity("client")).failure();
		assert.equal(
			failures.map(({ code }) => code),
			["CERT_REVOKED"],
		);
		assert.is(arrived, 0);
	});
}

test("G8 bytes that are no list throw before anything is opened", async () => {
	const peer = await startPeer("raw", {});
	for (const [crl, pattern] of [
		["-----BEGIN X509 CRL-----", /tls\.crl must be a byte buffer, and not a string/],
		[[], /tls\.crl is an empty list/],
		[new Uint8Array(0), /tls\.crl is empty/],
		[certificate("authority.der"), /revocation list cannot be read/],
		[new Uint8Array([0x30, 0x82]), /revocation list cannot be read/],
	] as const)
		assert.throws(() => connectTLS(peer.port, { crl }), pattern);
});

test.run();
