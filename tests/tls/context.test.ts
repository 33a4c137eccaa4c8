/* TLSContext: credentials that are parsed once and shared. */
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { TLSError } from "tls419/errors";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import { thrown } from "../support/failure.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite } from "../support/suite.ts";
import { opened } from "../support/tls.ts";

const test = boundedSuite("TLSContext");

const authority = { ca: certificate("authority.der") };

/** Connects a client with these settings to a server with those, over memory. Gives both when the client is done. */
function connect(client: object, server: object): Promise<[client: TLS, server: TLS]> {
	return new Promise((resolve, reject) => {
		let other: TLS;
		const port = Memory.listen((from) => {
			other = opened({ from, tls: { server: true, ...server }, onError: () => other.close() });
		});
		const tls = opened({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ...client },
			onWritable() {
				resolve([tls, other]);
			},
			onError: reject,
		});
	});
}

test("G15 one context serves both roles and both versions", async () => {
	const context = new TLSContext({ ...authority, ...identity });
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		const range = { minimumVersion: version, maximumVersion: version };
		const [client] = await connect({ context, ...range }, { context, ...range });
		assert.is(client.negotiated?.version, version);
		assert.is(client.negotiated?.authorized, true);
	}
});

test("G15 connections on one context share its credentials: none of them brings its own", async () => {
	const empty = memory().tls;
	const client = new TLSContext(authority);
	const server = new TLSContext(identity);
	const credentials = memory().tls - empty;
	const costs: number[] = [];
	for (let index = 0; index < 20; index++) {
		const before = memory().tls;
		await connect({ context: client }, { context: server });
		costs.push(memory().tls - before);
	}
	/* Now and then the store of keys grows by some places at once, so the least counts. */
	const shared = Math.min(...costs);
	const before = memory().tls;
	const own = new TLSContext(authority);
	const ownServer = new TLSContext(identity);
	await connect({ context: own }, { context: ownServer });
	assert.ok(
		memory().tls - before >= shared + credentials,
		`${shared} shared, ${credentials} for credentials, ${memory().tls - before} together`,
	);
});

test("G1 that one connection of a context goes without verification does not reach another", async () => {
	const context = new TLSContext({ ca: certificate("unknown-authority.der") });
	const [unverified] = await connect({ context, verify: false }, identity);
	assert.is(unverified.negotiated?.authorized, false);
	const refusal = await connect({ context }, identity).then(
		() => undefined,
		(error: unknown) => error,
	);
	assert.instance(refusal, TLSError);
	const [again] = await connect({ context, verify: false }, identity);
	assert.is(again.negotiated?.authorized, false);
});

test("G15 a context outlives its connections, and they it", async () => {
	let context: TLSContext | undefined = new TLSContext(authority);
	const [first] = await connect({ context }, identity);
	first.close();
	const [second] = await connect({ context }, identity);
	context = undefined;
	native("xs_sim_collect").call(undefined);
	second.write(new Uint8Array(10));
	assert.is(second.negotiated?.authorized, true);
});

test("E76 a context takes the certificates and keys that a connection takes, and refuses what it refuses", () => {
	assert.instance(
		thrown(() => new TLSContext({ ...identity, key: certificate("client.key.der") })),
		TLSError,
	);
	assert.instance(
		thrown(() => new TLSContext({ certificate: identity.certificate })),
		TLSError,
	);
	assert.instance(
		thrown(() => new TLSContext({ ca: new Uint8Array(3) })),
		TLSError,
	);
	assert.instance(
		thrown(() => Reflect.construct(TLSContext, [{ ca: "-----BEGIN CERTIFICATE-----" }])),
		TypeError,
	);
	assert.instance(
		thrown(() => Reflect.construct(TLSContext, [5])),
		TypeError,
	);
	new TLSContext({ certificate: certificate("client.der"), key: certificate("client.encrypted.key.der"), passphrase: "tls419" });
});

test("E76 with a context, certificates in tls are refused, and what is no context is", () => {
	const context = new TLSContext(authority);
	assert.instance(
		thrown(() => new TLS({ port: 1, tls: { host: "localhost", context, ...authority } })),
		TypeError,
	);
	assert.instance(
		thrown(() => Reflect.construct(TLS, [{ port: 1, tls: { host: "localhost", context: {} } }])),
		TypeError,
	);
});

test.run();
