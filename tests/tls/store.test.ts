/* Stores of authorities that a script brings along. */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { openSession } from "tls419/connect";
import { TLSError } from "tls419/errors";
import { readTLSOptions, type TLSRecord } from "tls419/options";
import type { Session } from "tls419/session";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { thrown } from "../support/failure.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite } from "../support/suite.ts";
import { opened } from "../support/tls.ts";
import { collect } from "../support/usage.ts";

const test = boundedSuite("stores of authorities");

const bundle = () => new Resource("certificates/authorities.bundle");
const servers = {
	EC: localhostIdentity,
	RSA: { certificate: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")], key: certificate("rsa-localhost.key.der") },
	self: { certificate: certificate("self-signed.der"), key: certificate("self-signed.key.der") },
};

/** Connects over memory; rejects with what the client is told. */
function connect(client: object, server: object): Promise<TLS> {
	return new Promise((resolve, reject) => {
		const port = Memory.listen((from) => {
			const other = opened({ from, tls: { server: true, ...server }, onError: () => other.close() });
		});
		const tls = opened({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ...client },
			onWritable: () => resolve(tls),
			onError: reject,
		});
	});
}

/* The first test, so that no other has left anything that is collected in between. */
test("G21 a Resource is read in place and costs nothing, bytes are copied once for a context", () => {
	/* Starts PSA. */
	const first = new TLSContext();
	const empty = memory().tls;
	const plain = new TLSContext();
	const base = memory().tls - empty;
	const inPlace = new TLSContext({ store: bundle() });
	assert.is(memory().tls - empty, 2 * base);
	const bytes = bundle().slice(0);
	const copied = new TLSContext({ store: bytes });
	assert.is(memory().tls - empty, 3 * base + bytes.byteLength);
	/* What was copied may be changed. */
	new Uint8Array(bytes).fill(0);
	assert.ok(first !== plain && plain !== inPlace && inPlace !== copied);
});

test("G21 a connection trusts the authorities of its store, a Resource or bytes, and nobody else", async () => {
	for (const store of [bundle(), bundle().slice(0), new Uint8Array(bundle().slice(0))]) {
		for (const server of [servers.EC, servers.RSA]) {
			const own = await connect({ store }, server);
			assert.is(own.negotiated?.authorized, true);
			const shared = await connect({ context: new TLSContext({ store }) }, server);
			assert.is(shared.negotiated?.authorized, true);
		}
		const refusal = await connect({ store }, servers.self).then(
			() => undefined,
			(error: unknown) => error,
		);
		assert.instance(refusal, TLSError);
		assert.is((refusal as TLSError).code, "DEPTH_ZERO_SELF_SIGNED_CERT");
	}
});

test("G21 a store lives as long as the session that may read it in place, and no longer", async () => {
	const references: WeakRef<Resource>[] = [];
	/* In a function of its own, so that nothing stays on the stack. */
	const give = () => {
		const store = bundle();
		references.push(new WeakRef(store));
		const record = readTLSOptions({}, { host: "localhost", store }, undefined);
		assert.ok(record);
		return openSession(record as TLSRecord);
	};
	const isThere = async () => {
		await new Promise((resolve) => setTimeout(resolve, 0, undefined));
		collect();
		return references[0].deref() !== undefined;
	};
	let session: Session | undefined = give();
	assert.ok(await isThere());
	session.delete();
	session = undefined;
	assert.not(await isThere());
});

test("G21 a store that nobody else holds is trusted to the end", async () => {
	let store: Resource | undefined = bundle();
	let context: TLSContext | undefined = new TLSContext({ store });
	store = undefined;
	collect();
	const pending = connect({ context }, servers.EC);
	context = undefined;
	collect();
	const alone = connect({ store: bundle() }, servers.RSA);
	collect();
	assert.is((await pending).negotiated?.authorized, true);
	assert.is((await alone).negotiated?.authorized, true);
	collect();
});

test("G21 bytes that were changed after they were given are not what is trusted", async () => {
	const bytes = new Uint8Array(bundle().slice(0));
	const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
	shared.set(bytes);
	for (const store of [bytes, shared]) {
		const context = new TLSContext({ store });
		store.fill(0);
		const client = await connect({ context }, servers.EC);
		assert.is(client.negotiated?.authorized, true);
	}
});

test("G21 a store can be replaced at run time: the next context has the new one", async () => {
	const refusal = await connect({ ca: certificate("unknown-authority.der") }, servers.EC).catch((error: unknown) => error);
	assert.instance(refusal, TLSError);
	assert.is((await connect({ store: bundle() }, servers.EC)).negotiated?.authorized, true);
});

test("G21 a bundle that is cut off, changed, empty or something else is refused by the constructor, in words", () => {
	const whole = new Uint8Array(bundle().slice(0));
	const changed = whole.slice();
	changed[20] ^= 1;
	for (const store of [whole.slice(0, whole.length - 1), changed, certificate("authority.der"), new Uint8Array(3)]) {
		for (const make of [
			() => new TLSContext({ store }),
			() => new TLS({ address: "127.0.0.1", port: 1, tls: { host: "localhost", store } }),
		]) {
			const error = thrown(make);
			assert.instance(error, TLSError);
			assert.is(error.code, "ERR_TLS_BUNDLE");
			assert.match(error.message, "npx tls419 bundle");
		}
	}
	for (const store of [undefined, 5, "x", {}])
		assert.instance(
			thrown(() => Reflect.construct(TLSContext, [{ store }])),
			TypeError,
		);
	assert.instance(
		thrown(() => new TLSContext({ store: new ArrayBuffer(0) })),
		RangeError,
	);
});

test("G21 a store beside authorities or a context is refused: it would be unclear whom to trust", () => {
	const ca = certificate("authority.der");
	assert.match(thrown(() => new TLSContext({ ca, store: bundle() })).message, "ca and store");
	const tls = (given: object) => thrown(() => new TLS({ port: 1, tls: { host: "localhost", store: bundle(), ...given } })).message;
	assert.match(tls({ ca }), "tls.ca and tls.store");
	assert.match(tls({ context: new TLSContext() }), "tls.context");
});

test("G21 G4 a server lets clients in by a store of its own", async () => {
	const clientCertificate = [certificate("client.der"), certificate("intermediate.der")];
	const client = { ca: certificate("authority.der"), clientCertificate, clientKey: certificate("client.key.der") };
	await connect(client, { ...servers.EC, clientAuthentication: "require", store: bundle() });
	await connect(client, { context: new TLSContext({ ...servers.EC, store: bundle() }), clientAuthentication: "require" });
	const stranger = { ca: client.ca, clientCertificate: certificate("self-signed.der"), clientKey: certificate("self-signed.key.der") };
	const range = { maximumVersion: "TLSv1.2" };
	const refusal = await connect({ ...stranger, ...range }, { ...servers.EC, clientAuthentication: "require", store: bundle() }).catch(
		(error: unknown) => error,
	);
	assert.instance(refusal, TLSError);
});

test.run();
