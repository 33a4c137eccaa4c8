/* Keys that PSA's store keeps, in place of key bytes. */
import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
import Certificate from "embedded:io/socket/tcp/tls/certificate";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import PrivateKey from "embedded:io/socket/tcp/tls/key";
import { TLSError } from "tls419/errors";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { thrown } from "../support/failure.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { opened } from "../support/tls.ts";

const test = boundedSuite("keys of PSA's store");

const chains = {
	EC: [certificate("localhost.der"), certificate("intermediate.der")],
	RSA: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")],
};
const keys = { EC: "localhost.key.der", RSA: "rsa-localhost.key.der" };
const authorities = { EC: certificate("authority.der"), RSA: certificate("rsa-authority.der") };

function kept(name: string): PrivateKey {
	const key = PrivateKey.import(certificate(name));
	closeAfterTest(() => key.destroy());
	return key;
}

/** Connects over memory; gives what ends each side first, undefined for a handshake that is done. */
function connect(client: object, server: object): Promise<{ client: TLS; error: unknown }> {
	return new Promise((resolve) => {
		const port = Memory.listen((from) => {
			const other = opened({
				from,
				tls: { server: true, ...server },
				onError(error) {
					other.close();
					resolve({ client: tls, error });
				},
			});
		});
		const tls = opened({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ...client },
			onWritable() {
				resolve({ client: tls, error: undefined });
			},
			onError(error) {
				resolve({ client: tls, error });
			},
		});
	});
}

function code(body: () => unknown): string {
	const error = thrown(body);
	assert.instance(error, TLSError);
	return (error as TLSError).code;
}

for (const kind of ["EC", "RSA"] as const) {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		test(`G18 E76 ${version}: a server signs with an ${kind} key that PSA keeps, in tls and in a context`, async () => {
			const range = { minimumVersion: version, maximumVersion: version };
			const key = kept(keys[kind]);
			const given = { certificate: chains[kind], key };
			for (const server of [given, { ...given, key: { psaKey: key.psaKey } }, { context: new TLSContext(given) }]) {
				const { client, error } = await connect({ ca: authorities[kind], ...range }, { ...server, ...range });
				assert.is(error, undefined);
				assert.is(client.negotiated?.authorized, true);
			}
		});
	}
}

test("G18 the key is still there after connections and contexts that used it, and gone after destroy()", async () => {
	const key = PrivateKey.import(certificate(keys.EC));
	const { client } = await connect({ ca: authorities.EC }, { certificate: chains.EC, key });
	client.close();
	native("xs_sim_collect").call(undefined);
	const handle = key.psaKey;
	assert.is(new PrivateKey({ psaKey: handle }).publicKey.byteLength, 91);
	const context = new TLSContext({ certificate: chains.EC, key });
	key.destroy();
	key.destroy();
	assert.throws(() => key.psaKey, /destroyed/);
	assert.is(
		code(() => new PrivateKey({ psaKey: handle }).publicKey),
		"ERR_TLS_KEY_UNKNOWN",
	);
	assert.is(
		code(() => new TLSContext({ certificate: chains.EC, key: { psaKey: handle } })),
		"ERR_TLS_KEY_UNKNOWN",
	);
	assert.is(
		code(() => new TLS({ from: {}, tls: { server: true, context } } as TLSOptions)),
		"ERR_TLS_KEY_UNKNOWN",
	);
});

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	test(`G18 ${version}: a key that is destroyed before the handshake needs it ends the connection with an error that says so`, async () => {
		const key = PrivateKey.import(certificate(keys.EC));
		const range = { minimumVersion: version, maximumVersion: version };
		const pending = connect({ ca: authorities.EC, ...range }, { certificate: chains.EC, key, ...range });
		const port = Memory.listen((from) => {
			const server = opened({ from, tls: { server: true, certificate: chains.EC, key, ...range }, onError: (error) => resolve(error) });
			key.destroy();
			closeAfterTest(() => server.close());
		});
		let resolve: (error: unknown) => void = () => undefined;
		const ended = new Promise<unknown>((done) => {
			resolve = done;
		});
		await pending;
		opened({ TCP: { io: Memory }, port, tls: { host: "localhost", ca: authorities.EC, ...range }, onError: () => undefined });
		const error = await ended;
		assert.instance(error, TLSError);
		assert.is((error as TLSError).code, "ERR_TLS_KEY_UNKNOWN");
	});
}

test("G18 E76 a client shows its certificate with a key that PSA keeps", async () => {
	const clientKey = kept("client.key.der");
	const clientCertificate = [certificate("client.der"), certificate("intermediate.der")];
	const { error } = await connect({ ca: authorities.EC, clientCertificate, clientKey }, { certificate: chains.EC, key: kept(keys.EC) });
	assert.is(error, undefined);
});

test("G18 a key of another certificate, an unknown one and what is no key at all are refused before anything connects", () => {
	const other = kept("client.key.der");
	const make = (key: unknown) => Reflect.construct(TLSContext, [{ certificate: chains.EC, key }]);
	const makeTLS = (key: unknown) => Reflect.construct(TLS, [{ port: 1, tls: { server: true, certificate: chains.EC, key }, from: {} }]);
	for (const construct of [make, makeTLS]) {
		assert.is(
			code(() => construct(other)),
			"ERR_OSSL_X509_KEY_VALUES_MISMATCH",
		);
		assert.is(
			code(() => construct({ psaKey: 0x7fffffff })),
			"ERR_TLS_KEY_UNKNOWN",
		);
		for (const psaKey of [0, -1, 1.5, 0x80000000, "x", NaN])
			assert.instance(
				thrown(() => construct({ psaKey })),
				RangeError,
			);
		assert.instance(
			thrown(() => construct({ psaKey: Symbol("x") })),
			TypeError,
		);
		for (const key of [{}, 7, "key", [other, other]])
			assert.instance(
				thrown(() => construct(key)),
				TypeError,
			);
	}
	assert.match(String(thrown(() => make({ psaKey: 0 }))), "key.psaKey");
});

test("G18 a key made on the device shows its public half and signs with nothing that belongs to another", () => {
	for (const [curve, length] of [
		["P-256", 91],
		["P-384", 120],
		["P-521", 158],
	] as const) {
		const key = PrivateKey.generate(curve);
		closeAfterTest(() => key.destroy());
		assert.is(key.publicKey.byteLength, length);
		assert.is(
			code(() => new TLSContext({ certificate: chains.EC, key })),
			"ERR_OSSL_X509_KEY_VALUES_MISMATCH",
		);
	}
	assert.instance(
		thrown(() => Reflect.apply(PrivateKey.generate, undefined, ["P-224"])),
		RangeError,
	);
});

test("G18 an imported key has the public half of its certificate, encrypted or not", () => {
	const expected = new Uint8Array(new Certificate(certificate("client.der")).publicKey.der);
	assert.equal(new Uint8Array(kept("client.sec1.key.der").publicKey), expected);
	const encrypted = certificate("client.encrypted.key.der");
	const key = PrivateKey.import(encrypted, "tls419");
	closeAfterTest(() => key.destroy());
	assert.equal(new Uint8Array(key.publicKey), expected);
	for (const word of [undefined, "wrong"])
		assert.is(
			code(() => PrivateKey.import(encrypted, word)),
			"ERR_TLS_KEY_PASSPHRASE",
		);
	assert.is(
		code(() => PrivateKey.import(new Uint8Array(10))),
		"ERR_TLS_DER",
	);
});

test("G18 keys that were destroyed leave no memory behind", () => {
	const once = () => PrivateKey.generate().destroy();
	once();
	const before = memory().tls;
	for (let count = 0; count < 20; count++) once();
	assert.is(memory().tls, before);
});

test("G18 an identifier keeps a key beyond a restart, where there is a place for it: not in the simulator", () => {
	assert.throws(
		() => PrivateKey.generate("P-256", 1),
		(error: unknown) => error instanceof TLSError && error.code === "ERR_TLS_KEY_STORE",
	);
	const der = certificate(keys.EC);
	assert.throws(
		() => PrivateKey.import(der, undefined, 1),
		(error: unknown) => error instanceof TLSError && error.code === "ERR_TLS_KEY_STORE",
	);
	for (const wrong of [0, -1, 1.5, 0x40000000]) {
		assert.throws(
			() => PrivateKey.generate("P-256", wrong),
			(error: unknown) => error instanceof RangeError,
		);
		assert.throws(
			() => PrivateKey.import(der, undefined, wrong),
			(error: unknown) => error instanceof RangeError,
		);
	}
});

test.run();
