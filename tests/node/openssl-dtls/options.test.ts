// sim: --clock virtual --net latency=5ms --seed 23
// simulator only: Node has no DTLS
/* openssl-dtls: what a server is made of, and what is no server. */
import { Buffer } from "node:buffer";
import { createServer } from "openssl-dtls";
import * as assert from "uvu/assert";
import type { Failure } from "../../support/failure.ts";
import { ca, dial, identity, pem, refused, serve } from "../../support/openssl-dtls.ts";
import { boundedSuite } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: options");

test("O2 key is mandatory, and looked at first", () => {
	refused({}, /^Option key is mandatory$/);
	refused({ cert: pem("localhost.pem") }, /^Option key is mandatory$/);
});

test("O3 cert is mandatory", () => {
	refused({ key: pem("localhost.key") }, /^Option cert is mandatory$/);
});

test("O3 the first certificate is the server's own, those behind it are its chain", async () => {
	const { port } = await serve();
	const { client, log } = dial(port);
	await log.next("secureConnection");
	assert.is(client.getCertChain().toString(), pem("localhost.pem").toString());
	assert.ok(client.authorized);
});

test("O4 keys and certificates that cannot be read, or do not belong together, throw", () => {
	const { key, cert } = identity("localhost");
	refused({ key: Buffer.from("no key"), cert }, /^Option key has no private key in it/);
	refused({ key, cert: Buffer.from("no certificate") }, /^Option cert has no certificate in it/);
	refused({ key: Buffer.from("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), cert }, /./);
	refused({ key, cert: Buffer.from("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") }, /./);
	refused({ key: pem("mismatched.key"), cert }, /does not belong/);
	refused({ key: 5, cert }, /Option key must be PEM text or a Buffer/);
	assert.is(refused({ key: pem("client.encrypted.key"), cert: pem("client.pem") }, /passphrase/).code, "ERR_TLS_KEY_PASSPHRASE");
	const server = createServer({ key: pem("client.encrypted.key"), cert: pem("client.pem"), passphrase: "tls419" });
	server.close();
});

test("O4 O9 a list of ciphers with nothing in it that there is throws, and says what there is", () => {
	for (const ciphers of ["RC4-MD5", "ALL:!ALL", "TLS_AES_128_GCM_SHA256"]) {
		const failure = refused({ ...identity("localhost"), ciphers }, /Option ciphers/);
		assert.ok(["ERR_SSL_NO_CIPHER_MATCH", "ERR_OUT_OF_RANGE"].includes(failure.code ?? ""), failure.message);
	}
});

test("O4 keys and certificates may be text, and DER", async () => {
	for (const options of [
		{ key: pem("localhost.key").toString(), cert: pem("localhost.pem").toString() },
		{ key: pem("localhost.key.der"), cert: pem("localhost.pem") },
	]) {
		const { port } = await serve(options);
		const { log } = dial(port);
		await log.next("secureConnection");
	}
});

test("O5 ca may hold several authorities", async () => {
	const { port, take } = await serve({ ca: pem("unknown-authority.pem", "authority.pem"), rejectUnauthorized: true });
	for (const name of ["client", "unknown-client"]) {
		dial(port, identity(name));
		const { peer } = await take();
		assert.ok(peer.authorized);
	}
});

test("O5 a revocation list in ca is checked", async () => {
	const lists = ["fleet-authority.pem", "fleet-revocations.pem"];
	const { port, take, log } = await serve({ ca: pem(...lists), rejectUnauthorized: true });
	dial(port, identity("fleet-sensor"));
	assert.ok((await take()).peer.authorized);
	const stolen = dial(port, identity("fleet-stolen"));
	assert.is((await log.next("error"))[0], "CERT_REVOKED");
	assert.is((await stolen.log.next("error"))[0], "ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED");
	/* Without the list it is as good as any other. */
	const lax = await serve({ ca: pem("fleet-authority.pem"), rejectUnauthorized: true });
	dial(lax.port, identity("fleet-stolen"));
	assert.ok((await lax.take()).peer.authorized);
});

test("O6 without requestCert nobody is asked for a certificate", async () => {
	const { port, take } = await serve({ ca });
	dial(port, identity("client"));
	const { peer } = await take();
	assert.is(peer.getCertChain().length, 0);
	assert.not(peer.authorized);
});

test("O6 with requestCert alone an invalid certificate is accepted, and its peer is not authorized", async () => {
	const { port, take } = await serve({ ca, requestCert: true });
	const seen: [string, boolean, string | undefined][] = [];
	for (const name of ["client", "unknown-client", "expired"]) {
		dial(port, identity(name));
		const { peer } = await take();
		assert.is(peer.getCertChain().toString().slice(0, 700), pem(`${name}.pem`).toString().slice(0, 700));
		seen.push([name, peer.authorized, peer.authorizationError]);
	}
	dial(port);
	const { peer } = await take();
	seen.push(["none", peer.authorized, peer.authorizationError]);
	assert.equal(seen, [
		["client", true, undefined],
		["unknown-client", false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
		["expired", false, "CERT_HAS_EXPIRED"],
		["none", false, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"],
	]);
});

test("O6 requestCert needs no ca: then nobody is authorized, and getCertChain tells who it is", async () => {
	const { port, take } = await serve({ requestCert: true });
	dial(port, identity("client"));
	const { peer } = await take();
	assert.not(peer.authorized);
	assert.is(peer.getCertChain().toString(), pem("client.pem").toString());
});

test("O7 rejectUnauthorized asks for a certificate, and refuses who has no valid one", async () => {
	const { port, take, log } = await serve({ ca, requestCert: false, rejectUnauthorized: true });
	for (const [name, code] of [
		["unknown-client", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
		["expired", "CERT_HAS_EXPIRED"],
		[undefined, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"],
	] as const) {
		const { client, log: events } = dial(port, name === undefined ? {} : identity(name));
		const [found, info, error] = await log.next("error");
		assert.is(found, code);
		assert.ok(error instanceof Error);
		assert.is((info as { address: string }).address, "127.0.0.1");
		await events.next("error");
		await events.next("close");
		assert.throws(() => client.send(Buffer.from("x")));
	}
	dial(port, identity("client"));
	assert.ok((await take()).peer.authorized);
	assert.not(log.has("peer"));
});

test("O7 rejectUnauthorized without ca would let nobody in, and throws", () => {
	refused({ ...identity("localhost"), rejectUnauthorized: true }, /^Option ca is missing/);
});

test("O8 mtu bounds what is sent, 1452 unless given", async () => {
	const sizes: number[] = [];
	for (const mtu of [undefined, 0, 500]) {
		const { server, port, take } = await serve(mtu === undefined ? {} : { mtu });
		assert.is(server.mtu, mtu || 1452);
		const { log } = dial(port);
		await log.next("secureConnection");
		const { peer } = await take();
		/* Once the client has spoken, the size is the server's own choice. */
		assert.throws(() => peer.send(Buffer.alloc(server.mtu)), /EMSGSIZE|larger/);
		let size = server.mtu;
		while (size > 0) {
			try {
				peer.send(Buffer.alloc(size));
				break;
			} catch (error) {
				assert.is((error as Failure).code, "EMSGSIZE");
				size--;
			}
		}
		sizes.push(server.mtu - size);
	}
	assert.ok(
		sizes.every((overhead) => overhead > 20 && overhead < 80),
		`${sizes}`,
	);
	for (const mtu of [100, 20_000, -1, Number.NaN, "500"]) if (mtu) refused({ ...identity("localhost"), mtu }, /^Option mtu must be/);
});

test("O9 ciphers is OpenSSL's list", async () => {
	const lists: [string, RegExp][] = [
		["ECDHE-ECDSA-AES128-GCM-SHA256", /^TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256$/],
		["HIGH:!AESGCM:!CHACHA20:!PSK", /CBC|CCM/],
		["ECDHE+AESGCM", /_GCM_/],
		["DEFAULT:!AES128", /256|CHACHA20/],
		["ALL:-CHACHA20:!aNULL:!RC4", /AES/],
	];
	for (const [ciphers, suite] of lists) {
		const { port, take } = await serve({ ciphers });
		const { log } = dial(port);
		await log.next("secureConnection");
		await take();
		const refusing = suite.source.startsWith("^") ? "ECDHE-ECDSA-AES256-GCM-SHA384" : undefined;
		if (refusing === undefined) continue;
		const other = dial(port, { ciphers: refusing });
		assert.is((await other.log.next("error"))[0], "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
	}
});

test("G16 maximumPeers bounds how many peers there are", async () => {
	const { port, take } = await serve({ maximumPeers: 2 });
	for (let count = 0; count < 2; count++) {
		dial(port);
		await take();
	}
	const { log } = dial(port, { handshakeTimeout: 5000 });
	await log.next("error");
	for (const maximumPeers of [-1, "2", Number.NaN])
		if (maximumPeers) refused({ ...identity("localhost"), maximumPeers }, /^Option maximumPeers/);
});

test.run();
