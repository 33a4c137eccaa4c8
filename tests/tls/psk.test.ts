/* Pre-shared keys: both roles of ours, over memory. */
import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { thrown } from "../support/failure.ts";
import { Memory } from "../support/memory.ts";
import { bytes, credentials, equal, meet, versions } from "../support/psk.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("PSK");

for (const version of versions) {
	test(`G9 ${version}: a key that both have connects them, without certificates and without a host`, async () => {
		const psk = { identity: "device 7", key: bytes(16, 1) };
		const { client, server, clientError } = await meet({ psk }, { psk }, version);
		assert.is(clientError, undefined);
		for (const side of [client, server]) {
			equal(side.negotiated?.pskIdentity, "device 7");
			assert.is(side.negotiated?.authorized, true);
			assert.is(side.negotiated?.authorizationError, undefined);
			assert.is(side.negotiated?.peerCertificate, undefined);
			assert.is(side.negotiated?.version, version);
		}
	});

	test(`G9 ${version}: identity and key are bytes of any value, 64 of them in a key, 1024 in an identity`, async () => {
		for (const [identityLength, keyLength] of [
			[1, 1],
			[128, 64],
			[1024, 64],
		]) {
			const psk = { identity: bytes(identityLength), key: bytes(keyLength) };
			const asked: Uint8Array[] = [];
			const onIdentity = (identity: ArrayBuffer) => {
				asked.push(new Uint8Array(identity));
				return psk.key;
			};
			const { server, clientError } = await meet({ psk }, { onIdentity }, version);
			assert.is(clientError, undefined);
			assert.equal(asked, [psk.identity]);
			equal(server.negotiated?.pskIdentity, psk.identity);
		}
	});

	test(`G9 G13 ${version}: an identity that is unknown is refused`, async () => {
		for (const onIdentity of [() => undefined, () => null, () => Promise.resolve(undefined)]) {
			const { clientError, serverError } = await meet({ psk: { identity: "stranger", key: "key" } }, { onIdentity }, version);
			assert.is(
				clientError?.code,
				version === "TLSv1.2" ? "ERR_SSL_TLSV1_ALERT_UNKNOWN_PSK_IDENTITY" : "ERR_SSL_TLSV13_ALERT_MISSING_EXTENSION",
			);
			assert.is(serverError?.code, "ERR_SSL_UNKNOWN_PSK_IDENTITY");
		}
	});

	test(`G9 G13 ${version}: a wrong key is refused`, async () => {
		for (const server of [{ psk: { identity: "device", key: "one" } }, { onIdentity: () => "one" }]) {
			const { clientError, serverError } = await meet({ psk: { identity: "device", key: "two" } }, server, version);
			assert.is(serverError?.code, version === "TLSv1.2" ? "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC" : "ERR_SSL_HANDSHAKE_FAILURE");
			assert.is(clientError?.code, version === "TLSv1.2" ? "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC" : "ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR");
			for (const error of [serverError, clientError]) assert.match(error?.message ?? "", /; the pre-shared key may be wrong/);
		}
	});

	test(`G9 E4 ${version}: no key is suspected where there was none`, async () => {
		const { clientError, serverError } = await meet(
			{ host: "localhost", ca: certificate("authority.der"), groups: "x25519" },
			{ ...credentials, groups: "secp256r1" },
			version,
		);
		for (const error of [serverError, clientError]) assert.not.match(error?.message ?? "pre-shared", /pre-shared/);
	});

	test(`G9 ${version}: a server with key and certificate serves clients of both kinds`, async () => {
		const psk = { identity: "device", key: bytes(32) };
		for (const server of [
			{ ...credentials, psk },
			{ ...credentials, onIdentity: () => psk.key },
		]) {
			const keyed = await meet({ psk }, server, version);
			assert.is(keyed.clientError, undefined);
			equal(keyed.server.negotiated?.pskIdentity, "device");
			const certified = await meet({ host: "localhost", ca: certificate("authority.der") }, server, version);
			assert.is(certified.clientError, undefined);
			assert.is(certified.client.negotiated?.authorized, true);
			assert.is(certified.client.negotiated?.pskIdentity, undefined);
			assert.is(certified.server.negotiated?.pskIdentity, undefined);
			assert.is(certified.server.negotiated?.authorized, false);
		}
	});

	test(`G1 G9 ${version}: a client with a key alone does not take a certificate in its place, not even a good one`, async () => {
		for (const extra of [{}, { verify: false }, { host: "localhost" }]) {
			const { clientError } = await meet({ psk: { identity: "device", key: "key" }, ...extra }, credentials, version);
			assert.ok(clientError, "this client goes on with a server that does not have its key");
		}
	});

	test(`G1 G9 ${version}: a client with a key and an authority takes either, and a certificate only if it is good`, async () => {
		const psk = { identity: "device", key: bytes(20) };
		const both = { psk, host: "localhost", ca: certificate("authority.der") };
		const byCertificate = await meet(both, credentials, version);
		assert.is(byCertificate.clientError, undefined);
		assert.is(byCertificate.client.negotiated?.pskIdentity, undefined);
		assert.is(byCertificate.client.negotiated?.authorized, true);
		const byKey = await meet(both, { psk }, version);
		assert.is(byKey.clientError, undefined);
		equal(byKey.client.negotiated?.pskIdentity, "device");
		const byStranger = await meet({ ...both, ca: certificate("unknown-authority.der") }, credentials, version);
		assert.is(byStranger.clientError?.code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	});

	test(`G9 ${version}: a context holds a key for both roles`, async () => {
		const context = new TLSContext({ psk: { identity: "shared", key: bytes(48) } });
		for (let count = 0; count < 2; count++) {
			const { client, server, clientError } = await meet({ context }, { context }, version);
			assert.is(clientError, undefined);
			equal(client.negotiated?.pskIdentity, "shared");
			equal(server.negotiated?.pskIdentity, "shared");
		}
	});

	test(`G9 ${version}: who has the server's own key is not asked about`, async () => {
		const psk = { identity: "own", key: "its key" };
		const asked: number[] = [];
		const onIdentity = (identity: ArrayBuffer) => {
			asked.push(identity.byteLength);
			return "the other's key";
		};
		const own = await meet({ psk }, { psk, onIdentity }, version);
		assert.is(own.clientError, undefined);
		const other = await meet({ psk: { identity: "other", key: "the other's key" } }, { psk, onIdentity }, version);
		assert.is(other.clientError, undefined);
		equal(other.server.negotiated?.pskIdentity, "other");
		assert.equal(asked, [5]);
	});
}

test("G9 G11 a server that chooses certificates by name, and has none of its own, serves clients with a key", async () => {
	const psk = { identity: "device", key: bytes(16) };
	for (const own of [{ psk }, { onIdentity: () => psk.key }]) {
		const server = { ...own, onServerName: () => new TLSContext(credentials) };
		const keyed = await meet({ psk }, server);
		assert.is(keyed.clientError, undefined);
		equal(keyed.server.negotiated?.pskIdentity, "device");
		const certified = await meet({ host: "localhost", ca: certificate("authority.der") }, server);
		assert.is(certified.client.negotiated?.authorized, true);
	}
});

test("G9 with a key alone the suites are those that a key will do for", async () => {
	const psk = { identity: "device", key: bytes(32) };
	const plain = await meet({ psk, cipherSuites: "TLS_PSK_WITH_AES_128_CCM_8" }, { psk });
	assert.is(plain.client.negotiated?.cipherSuite, "TLS_PSK_WITH_AES_128_CCM_8");
	const mixed = await meet({ psk, cipherSuites: ["TLS_AES_256_GCM_SHA384", "ECDHE-PSK-CHACHA20-POLY1305"] }, { psk });
	assert.is(mixed.client.negotiated?.cipherSuite, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256");
	assert.match(
		thrown(() => new TLS({ port: 1, tls: { psk, cipherSuites: ["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"] } }))
			.message,
		/pre-shared key/,
	);
});

test("G9 E4 a key that cannot be used throws, with the option's name, before anything is opened", () => {
	const identity = "device";
	const key = "key";
	const cases: [options: object, type: typeof Error, text: RegExp][] = [
		[{ psk: 5 }, TypeError, /tls\.psk must be an object .* number/],
		[{ psk: null }, TypeError, /tls\.psk .* null/],
		[{ psk: { key } }, Error, /tls\.psk\.identity.*missing/],
		[{ psk: { identity } }, Error, /tls\.psk\.key.*missing/],
		[{ psk: { identity, key: bytes(65) } }, RangeError, /tls\.psk\.key must have 1 to 64 bytes, and not 65/],
		[{ psk: { identity, key: "" } }, RangeError, /tls\.psk\.key .* not 0/],
		[{ psk: { identity: "", key } }, RangeError, /tls\.psk\.identity must have 1 to 1024 bytes, and not 0/],
		[{ psk: { identity: bytes(1025), key } }, RangeError, /tls\.psk\.identity .* not 1025/],
		[{ psk: { identity: 7, key } }, TypeError, /tls\.psk\.identity must be a string or a byte buffer, and not the number 7/],
		[{ psk: { identity, key: [1, 2] } }, TypeError, /tls\.psk\.key/],
		[{ psk: { identity, key }, onIdentity: () => key }, TypeError, /onIdentity is for a server/],
		[{ server: true, onIdentity: "key" }, Error, /tls\.onIdentity/],
		[{ psk: { identity, key }, verify: true }, Error, /tls\.host/],
		[{ psk: { identity, key }, ca: certificate("authority.der") }, Error, /tls\.host/],
		[{ psk: { identity, key }, host: "localhost", context: new TLSContext() }, TypeError, /tls\.context/],
		[{ server: true }, Error, /tls\.psk or tls\.onIdentity/],
	];
	for (const [tls, type, text] of cases) {
		const error = thrown(() => new TLS({ TCP: { io: Memory }, port: 1, tls } as TLSOptions));
		assert.instance(error, type);
		assert.match(error.message, text);
	}
	assert.match(thrown(() => new TLSContext({ psk: { identity, key: bytes(65) } })).message, /psk\.key must have 1 to 64 bytes/);
});

test.run();
