/* tls.createSecureContext. */
import { Buffer } from "node:buffer";
import tls from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";
import { der, identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, event, failure, serve } from "../support/tls.ts";

const test = boundedSuite("createSecureContext");

test("T40 ca, cert and key are PEM, as text and as a Buffer, and what comes of them is a secureContext", async () => {
	const text = tls.createSecureContext({ ...identity(), ca: pem("authority.pem") });
	const { cert, key } = identity();
	const bytes = tls.createSecureContext({ cert: Buffer.from(cert), key: Buffer.from(key), ca: Buffer.from(pem("authority.pem")) });
	for (const secureContext of [text, bytes]) {
		const { port, accepted } = await serve();
		const socket = client(port, { ca: undefined, secureContext });
		await event(socket, "secureConnect");
		assert.is(socket.authorized, true);
		(await accepted).destroy();
	}
});

test("T41 createSecureContext() makes a context without certificates", () => {
	assert.type(tls.createSecureContext(), "object");
	assert.type(tls.createSecureContext({}), "object");
});

test("T42 there is no authority by default that would trust a server of the test PKI", async () => {
	const { port } = await serve();
	const socket = client(port, { ca: undefined, secureContext: tls.createSecureContext() });
	const { code = "" } = await failure(socket);
	assert.match(code, /^(UNABLE_TO_|SELF_SIGNED_CERT_IN_CHAIN|ERR_TLS_NO_TRUST)/);
	assert.is(socket.authorized, false);
});

test("T43 wrong types throw ERR_INVALID_ARG_TYPE at once", () => {
	const { cert, key } = identity();
	for (const options of [{ key: false, cert: 7 }, { ca: true }, { ca: [{}] }, { cert, key, passphrase: 1 }]) {
		const error = thrown(() => tls.createSecureContext(options as object));
		assert.instance(error, TypeError);
		assert.is(error.code, "ERR_INVALID_ARG_TYPE");
	}
	const notOptions: unknown = 1;
	assert.is(thrown(() => tls.createSecureContext(notOptions as object)).code, "ERR_INVALID_ARG_TYPE");
});

if (!onNode)
	test("T43 a key of 0 and a certificate of null throw, and one without the other does", () => {
		for (const options of [{ key: 0 }, { cert: null }, { key: null }, { ca: null }])
			assert.is(thrown(() => tls.createSecureContext(options as object)).code, "ERR_INVALID_ARG_TYPE", JSON.stringify(options));
		const { cert, key } = identity();
		assert.is(thrown(() => tls.createSecureContext({ cert })).code, "ERR_TLS_KEY_MISSING");
		assert.is(thrown(() => tls.createSecureContext({ key })).code, "ERR_TLS_KEY_MISSING");
	});

test("T43 a certificate and a key that cannot be read throw at once", () => {
	const { cert, key } = identity();
	assert.is(thrown(() => tls.createSecureContext({ cert: "no PEM", key })).code, "ERR_OSSL_PEM_NO_START_LINE");
	assert.ok(thrown(() => tls.createSecureContext({ cert, key: "no PEM" })).code);
	assert.ok(thrown(() => tls.createSecureContext({ cert: cert.replaceAll("MI", "xx"), key })).code);
	if (!onNode) assert.is(thrown(() => tls.createSecureContext({ ca: "no PEM" })).code, "ERR_OSSL_PEM_NO_START_LINE");
});

test("T44 cert holds a chain, ca several certificates, with other text around them and no NUL behind", async () => {
	const ca = `authorities\n${pem("unknown-authority.pem")}\nand\n${pem("authority.pem")}`;
	const { port } = await serve();
	const socket = client(port, { ca });
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	const { port: second } = await serve();
	const other = client(second, { ca: [pem("unknown-authority.pem"), Buffer.from(pem("authority.pem"))] });
	await event(other, "secureConnect");
	assert.is(other.authorized, true);
});

if (!onNode)
	test("T44 cert, key and ca may be DER as well, and the chain a list", async () => {
		const { port } = await serve({ cert: [der("localhost.der"), der("intermediate.der")], key: der("localhost.key.der") });
		const socket = client(port, { ca: der("authority.der") });
		await event(socket, "secureConnect");
		assert.is(socket.authorized, true);
	});

test("T45 one context serves many sockets", async () => {
	const secureContext = tls.createSecureContext({ ca: pem("authority.pem") });
	const { port } = await serve();
	const sockets = [1, 2, 3].map(() => client(port, { ca: undefined, secureContext }));
	await Promise.all(sockets.map((socket) => event(socket, "secureConnect")));
	assert.equal(
		sockets.map(({ authorized }) => authorized),
		[true, true, true],
	);
});

test("T46 a key that does not belong to the certificate throws", () => {
	const { cert } = identity();
	const error = thrown(() => tls.createSecureContext({ cert, key: pem("mismatched.key") }));
	assert.is(error.code, "ERR_OSSL_X509_KEY_VALUES_MISMATCH");
});

test("G18 an encrypted key opens with its passphrase, alone or beside it in a list", () => {
	const cert = pem("client.pem");
	const key = pem("client.encrypted.key");
	assert.type(tls.createSecureContext({ cert, key, passphrase: "tls419" }), "object");
	assert.type(tls.createSecureContext({ cert, key: [{ pem: key, passphrase: "tls419" }] }), "object");
	assert.ok(thrown(() => tls.createSecureContext({ cert, key })).code);
	assert.ok(thrown(() => tls.createSecureContext({ cert, key, passphrase: "wrong" })).code);
});

test("G10 ciphers, ecdhCurve, sigalgs and versions are checked", () => {
	assert.is(thrown(() => tls.createSecureContext({ ciphers: "NOTHING" })).code, "ERR_SSL_NO_CIPHER_MATCH");
	for (const name of ["ciphers", "ecdhCurve", "sigalgs"])
		assert.is(thrown(() => tls.createSecureContext({ [name]: 1 })).code, "ERR_INVALID_ARG_TYPE", name);
	assert.ok(thrown(() => tls.createSecureContext({ ecdhCurve: "P-1" })));
	assert.ok(thrown(() => tls.createSecureContext({ sigalgs: "nothing" })));
	const version: object = { minVersion: "TLSv9" };
	assert.is(thrown(() => tls.createSecureContext(version)).code, "ERR_TLS_INVALID_PROTOCOL_VERSION");
	assert.is(thrown(() => tls.createSecureContext({ secureProtocol: "nothing" })).code, "ERR_TLS_INVALID_PROTOCOL_METHOD");
	const both = { secureProtocol: "TLSv1_2_method", minVersion: "TLSv1.2" } as const;
	assert.is(thrown(() => tls.createSecureContext(both)).code, "ERR_TLS_PROTOCOL_VERSION_CONFLICT");
	assert.is(thrown(() => tls.createSecureContext({ ticketKeys: Buffer.alloc(3) })).code, "ERR_INVALID_ARG_VALUE");
});

test("G10 ciphers, minVersion and maxVersion decide what is negotiated", async () => {
	const { port } = await serve();
	const chosen = client(port, { ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384:!PSK", maxVersion: "TLSv1.2" });
	await event(chosen, "secureConnect");
	const { name, standardName, version } = chosen.getCipher() ?? {};
	assert.equal([name, standardName, version], ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLSv1.2"]);
	const modern = client(port, {
		ciphers: "TLS_AES_256_GCM_SHA384",
		minVersion: "TLSv1.3",
		ecdhCurve: "P-384",
		sigalgs: "ecdsa_secp256r1_sha256:RSA+SHA256",
	});
	await event(modern, "secureConnect");
	assert.is(modern.getCipher()?.name, "TLS_AES_256_GCM_SHA384");
	assert.is(modern.getProtocol(), "TLSv1.3");
});

if (!onNode)
	test("G18 what the engine has not is refused by name, and not passed over", () => {
		for (const options of [
			{ pfx: Buffer.alloc(3) },
			{ dhparam: pem("authority.pem") },
			{ privateKeyEngine: "x" },
			{ secureOptions: 4 },
			{ key: [identity().key, identity().key], cert: identity().cert },
		])
			assert.is(thrown(() => tls.createSecureContext(options as object)).code, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM");
	});

test("G8 a revocation list refuses the certificate that is on it", async () => {
	const crl = [pem("revocations.pem"), pem("authority-revocations.pem")];
	const { port } = await serve(identity("revoked"));
	assert.is((await failure(client(port, { crl }))).code, "CERT_REVOKED");
	const { port: good } = await serve();
	const socket = client(good, { crl });
	await event(socket, "secureConnect");
	bounded(socket);
});

test.run();
