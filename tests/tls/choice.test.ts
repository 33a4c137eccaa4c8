/* Cipher suites, groups and signature algorithms by name, and what a build can do. */
import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import type { TLSError } from "tls419/errors";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import { thrown } from "../support/failure.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite } from "../support/suite.ts";
import { opened } from "../support/tls.ts";

const test = boundedSuite("choice");

const rsa = {
	certificate: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")],
	key: certificate("rsa-localhost.key.der"),
};
const trust = { host: "localhost", ca: certificate("authority.der") };

/** Connects a client with these settings to a server with those; the client, or its error. */
function meet(client: object, server: object = {}): Promise<TLS | TLSError> {
	return new Promise((resolve) => {
		const port = Memory.listen((from) => {
			opened({
				from,
				tls: { server: true, ...("context" in server ? {} : identity), ...server },
				onError() {
					this.close();
				},
			});
		});
		opened({
			TCP: { io: Memory },
			port,
			tls: { ...("context" in client ? { host: "localhost" } : trust), ...client },
			onWritable() {
				resolve(this);
			},
			onError: resolve,
		});
	});
}

async function suite(client: object, server: object = {}): Promise<string | undefined> {
	const result = await meet(client, server);
	return result instanceof TLS ? result.negotiated?.cipherSuite : result.code;
}

function refused(tls: object): Error {
	return thrown(() => new TLS({ TCP: { io: Memory }, port: 1, tls: { ...trust, ...tls } } as TLSOptions));
}

test("G10 each suite of this build, chosen by either side by its IANA name, is the one that is used", async () => {
	for (const name of TLS.capabilities.cipherSuites) {
		const psk = name.includes("_PSK_") ? { psk: { identity: "device", key: "key" } } : {};
		const server = name.includes("_RSA_") ? rsa : identity;
		const client = name.includes("_RSA_") ? { ca: certificate("rsa-authority.der") } : {};
		assert.is(await suite({ ...client, ...psk, cipherSuites: name }, { ...server, ...psk }), name);
		assert.is(await suite({ ...client, ...psk }, { ...server, ...psk, cipherSuites: [name] }), name);
	}
});

test("G10 suites have OpenSSL's names too, in small letters as well", async () => {
	const names: [openssl: string, iana: string][] = [
		["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"],
		["ecdhe-ecdsa-aes256-gcm-sha384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"],
		["ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"],
		["ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"],
		["ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"],
	];
	for (const [openssl, iana] of names) {
		if (TLS.capabilities.cipherSuites.includes(iana)) assert.is(await suite({ cipherSuites: openssl }), iana);
	}
	const psk = { psk: { identity: "device", key: "key" } };
	assert.is(await suite({ ...psk, cipherSuites: "ECDHE-PSK-AES128-CBC-SHA256" }, psk), "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256");
});

test("G10 where both sides have several suites, the server's order decides in TLS 1.2 and the client's in TLS 1.3", async () => {
	const old = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"];
	assert.is(await suite({ cipherSuites: old }, { cipherSuites: [...old].reverse() }), old[1]);
	assert.is(await suite({ cipherSuites: [...old].reverse() }, { cipherSuites: old }), old[0]);
	const modern = ["TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"];
	assert.is(await suite({ cipherSuites: modern }, { cipherSuites: [...modern].reverse() }), modern[0]);
	assert.is(await suite({ cipherSuites: [...modern].reverse() }, { cipherSuites: modern }), modern[1]);
});

test("G10 a version without a suite is not offered", async () => {
	const old = await meet({ cipherSuites: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" });
	assert.is(old instanceof TLS && old.negotiated?.version, "TLSv1.2");
	const modern = await meet({}, { cipherSuites: "TLS_AES_128_GCM_SHA256" });
	assert.is(modern instanceof TLS && modern.negotiated?.version, "TLSv1.3");
	assert.is(
		await suite({ cipherSuites: "TLS_AES_128_GCM_SHA256" }, { maximumVersion: "TLSv1.2" }),
		"ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
	);
	assert.match(refused({ cipherSuites: "TLS_AES_128_GCM_SHA256", maximumVersion: "TLSv1.2" }).message, /nothing for TLSv1\.2/);
	assert.match(refused({ cipherSuites: ["ECDHE-RSA-AES128-GCM-SHA256"], minimumVersion: "TLSv1.3" }).message, /nothing for TLSv1\.3/);
});

test("G10 G13 suites that do not go with the server's key end the handshake with an error on both sides", async () => {
	assert.is(await suite({ cipherSuites: "ECDHE-RSA-AES128-GCM-SHA256" }), "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
});

test("G10 sides that have no group in common do not connect, and with one in common use it", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		const range = { minimumVersion: version, maximumVersion: version };
		for (const group of ["x25519", "secp256r1", "P-384", "X448", "prime256v1"])
			if (group !== "X448" || TLS.capabilities.groups.includes("x448"))
				assert.instance(await meet({ ...range, groups: [group, "secp256r1"] }, { ...range, groups: group }), TLS, `${version} ${group}`);
		const refused = await suite({ ...range, groups: ["x25519", "secp256r1"] }, { ...range, groups: ["secp384r1", "secp521r1"] });
		assert.is(refused, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
	}
});

test("G10 signature algorithms that the server's key cannot make are refused, others are used", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		const range = { minimumVersion: version, maximumVersion: version };
		assert.instance(await meet({ ...range, signatureAlgorithms: ["ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384"] }), TLS);
		const refused = await suite({ ...range, signatureAlgorithms: ["rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"] });
		assert.is(refused, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
	}
});

test("G10 a version without a signature algorithm is not offered", async () => {
	const trusted = { ca: certificate("rsa-authority.der") };
	const modern = await meet({ ...trusted, signatureAlgorithms: "rsa_pss_rsae_sha256" }, rsa);
	assert.is(modern instanceof TLS ? modern.negotiated?.version : modern.code, "TLSv1.3");
	const old = await meet({ ...trusted, signatureAlgorithms: "rsa_pkcs1_sha256" }, rsa);
	assert.is(old instanceof TLS ? old.negotiated?.version : old.code, "TLSv1.2");
	assert.match(
		refused({ signatureAlgorithms: "rsa_pss_rsae_sha256", maximumVersion: "TLSv1.2" }).message,
		/tls\.signatureAlgorithms has nothing/,
	);
	assert.match(
		refused({ signatureAlgorithms: "rsa_pss_rsae_sha256", cipherSuites: "ECDHE-RSA-AES128-GCM-SHA256" }).message,
		/nothing for TLSv1\.2/,
	);
});

test("G10 a context serves connections with different choices", async () => {
	const context = new TLSContext(identity);
	const client = new TLSContext({ ca: certificate("authority.der") });
	for (const name of ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384"]) {
		assert.is(await suite({ context: client }, { context, cipherSuites: name }), name);
		assert.is(await suite({ context: client, cipherSuites: name }, { context }), name);
	}
});

test("G10 E4 what is unknown throws and says what there is", () => {
	const cases: [tls: object, type: typeof Error, text: RegExp][] = [
		[
			{ cipherSuites: "TLS_NULL_WITH_NULL_NULL" },
			RangeError,
			/tls\.cipherSuites: this build has no "TLS_NULL_WITH_NULL_NULL"; it has TLS_/,
		],
		[{ cipherSuites: ["TLS_AES_128_GCM_SHA256", "RC4-MD5"] }, RangeError, /"RC4-MD5"/],
		[{ cipherSuites: "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256" }, RangeError, /TLS_RSA_PSK/],
		[{ cipherSuites: [] }, RangeError, /tls\.cipherSuites is an empty list/],
		[{ cipherSuites: 4865 }, TypeError, /tls\.cipherSuites must be .* not the number \d+/],
		[{ cipherSuites: [null] }, TypeError, /tls\.cipherSuites must be .* not null/],
		[{ groups: "constructor" }, RangeError, /tls\.groups: this build has no "constructor"; it has x25519, /],
		[{ groups: "secp160r1" }, RangeError, /it has x25519, secp256r1/],
		[{ groups: {} }, TypeError, /tls\.groups/],
		[{ signatureAlgorithms: ["rsa_pkcs1_sha1"] }, RangeError, /tls\.signatureAlgorithms: .*ecdsa_secp256r1_sha256/],
		[{ signatureAlgorithms: undefined }, TypeError, /not undefined/],
	];
	for (const [tls, type, text] of cases) {
		const error = refused(tls);
		assert.instance(error, type);
		assert.match(error.message, text);
	}
});

test("G10 a list that has changed since the last connection means what it says now", async () => {
	const cipherSuites = ["TLS_AES_128_GCM_SHA256"];
	assert.is(await suite({ cipherSuites }), "TLS_AES_128_GCM_SHA256");
	assert.is(await suite({ cipherSuites }), "TLS_AES_128_GCM_SHA256");
	cipherSuites[0] = "TLS_CHACHA20_POLY1305_SHA256";
	assert.is(await suite({ cipherSuites }), "TLS_CHACHA20_POLY1305_SHA256");
	cipherSuites.unshift("TLS_AES_256_GCM_SHA384");
	assert.is(await suite({ cipherSuites, maximumVersion: "TLSv1.3", minimumVersion: "TLSv1.3" }), "TLS_AES_256_GCM_SHA384");
	cipherSuites[0] = "TLS_NO_SUCH_SUITE";
	assert.match(refused({ cipherSuites }).message, /has no "TLS_NO_SUCH_SUITE"/);
});

test("G10 M9 capabilities say what this build can do, and cannot be changed", () => {
	const { capabilities } = TLS;
	assert.is(capabilities, TLS.capabilities);
	assert.is(Object.isFrozen(capabilities), true);
	for (const value of Object.values(capabilities)) assert.is(Object.isFrozen(value), true);
	assert.is(capabilities.library.name, "mbedTLS");
	assert.match(capabilities.library.version, /^[34]\.\d+\.\d+$/);
	assert.equal(capabilities.versions, ["TLSv1.2", "TLSv1.3"]);
	assert.equal(capabilities.roles, ["client", "server"]);
	assert.equal(capabilities.psk, ["PSK", "ECDHE-PSK", "psk_ke", "psk_dhe_ke"]);
	assert.is(capabilities.pskKeyLength, 64);
	assert.is(capabilities.earlyData, false);
	/* No class speaks it, although the engine's build could. */
	assert.equal(capabilities.dtls, ["DTLSv1.2"]);
	assert.is(capabilities.connectionId, true);
	assert.is(capabilities.savedAssociations, true);
	assert.ok(capabilities.cipherSuites.includes("TLS_AES_128_GCM_SHA256"));
	assert.ok(capabilities.cipherSuites.every((name) => name.startsWith("TLS_") && !name.includes("NULL")));
	assert.ok(capabilities.groups.includes("x25519"));
	assert.ok(capabilities.signatureAlgorithms.includes("ecdsa_secp256r1_sha256"));
	assert.equal(capabilities.maximumFragmentLength, [512, 1024, 2048, 4096]);
	assert.equal(capabilities.recordLength, { input: 16384, output: 16384 });
});

test("G24 capabilities say that there is no stapled OCSP response, and no hybrid group that mbedTLS does not have", () => {
	const { certificateStatus, groups } = TLS.capabilities;
	assert.is(certificateStatus, false);
	assert.not.ok(groups.some((name) => /mlkem/i.test(name)));
	assert.match(refused({ groups: "X25519MLKEM768" }).message, /has no "X25519MLKEM768"/);
});

test.run();
