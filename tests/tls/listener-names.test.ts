/* The contexts of a TLS listener: one for each server name, also asked for later, and replaced while it runs. */
import type TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { boundedSuite } from "../support/suite.ts";
import { identity, rsa, rsaIdentity, Server } from "../support/tls-listener.ts";

const test = boundedSuite("contexts of a TLS listener");

test("G11 onServerName chooses a context, at once or later, and undefined means the listener's own", async () => {
	const names: string[] = [];
	const other = new TLSContext(rsaIdentity);
	const server = new Server({
		...identity,
		onServerName(this: TLSListener, name: string) {
			names.push(name);
			assert.is(this, server.listener);
			if (name === "localhost") return undefined;
			if (name === "sync.localhost") return other;
			return Promise.resolve(other);
		},
	});
	const plain = connectTLS(server.port);
	await plain.ready();
	for (const name of ["sync.localhost", "ASYNC.localhost"]) {
		const client = connectTLS(server.port, { host: name, verify: false });
		await client.ready();
		const der = new Uint8Array(client.io.negotiated?.peerCertificate ?? new ArrayBuffer(0));
		assert.equal(der, new Uint8Array(rsaIdentity.certificate[0] as ArrayBuffer));
	}
	const unnamed = connectTLS(server.port, { host: "127.0.0.1", verify: false });
	await unnamed.ready();
	assert.equal(names, ["localhost", "sync.localhost", "async.localhost"]);
});

test("G11 a hello whose name is being looked up stays whole while other clients come and go", async () => {
	let answer: ((context: TLSContext | undefined) => void) | undefined;
	const server = new Server({
		...identity,
		onServerName: (name: string) =>
			name === "localhost"
				? undefined
				: new Promise<TLSContext | undefined>((resolve) => {
						answer = resolve;
					}),
	});
	const waiting = connectTLS(server.port, { host: "slow.localhost", verify: false });
	while (answer === undefined) await rounds(1);
	/* The hello lies in the input buffer, which these ask for. */
	for (let count = 0; count < 3; count++) {
		const other = connectTLS(server.port);
		await other.ready();
		other.close();
	}
	answer(undefined);
	await waiting.ready();
	assert.is(waiting.io.negotiated?.serverName, "slow.localhost");
	assert.equal(server.failures, []);
});

test("G11 an answer that comes when the client has left, or the listener is closed, is for nobody: it makes no session", async () => {
	const sessions = TLS.statistics.sessions;
	let answer: ((context: TLSContext) => void) | undefined;
	const asked: string[] = [];
	const server = new Server({
		...identity,
		onServerName(name: string) {
			asked.push(name);
			return new Promise<TLSContext>((resolve) => {
				answer = resolve;
			});
		},
	});
	const client = connectTLS(server.port);
	while (asked.length === 0) await rounds(1);
	client.close();
	assert.is((await server.failure()).code, "ECONNRESET");
	answer?.(new TLSContext(identity));
	const other = connectTLS(server.port);
	while (asked.length === 1) await rounds(1);
	server.listener.close();
	answer?.(new TLSContext(identity));
	assert.is((await other.refusal()).code, "ECONNRESET");
	assert.equal(server.failures, []);
	other.close();
	await rounds(3);
	assert.is(TLS.statistics.sessions, sessions);
});

for (const [what, onServerName] of [
	[
		"throws",
		() => {
			throw new Error("the directory is closed");
		},
	],
	["rejects", () => Promise.reject(new Error("the directory is closed"))],
] as const) {
	test(`G11 onServerName that ${what} ends the handshake with unrecognized_name, and its reason is told`, async () => {
		const server = new Server({ ...identity, onServerName });
		const error = await connectTLS(server.port).refusal();
		assert.is(error.alert, 112);
		const failure = await server.failure();
		assert.is(failure.code, "ERR_SSL_UNRECOGNIZED_NAME");
		assert.match(failure.message, /"localhost": the directory is closed/);
	});
}

test("G11 onServerName that gives something else than a context ends the handshake", async () => {
	for (const answer of [null, {}, "localhost", identity]) {
		const server = new Server({ ...identity, onServerName: () => answer });
		assert.is((await connectTLS(server.port).refusal()).alert, 112);
		assert.match((await server.failure()).message, /TLSContext, undefined, or a Promise/);
	}
});

test("G11 a listener without a certificate of its own serves the names that onServerName knows", async () => {
	const known = new TLSContext(identity);
	const server = new Server({ onServerName: (name: string) => (name === "localhost" ? known : undefined) });
	await connectTLS(server.port).ready();
	assert.is((await connectTLS(server.port, { host: "other.localhost" }).refusal()).alert, 112);
	assert.is((await server.failure()).code, "ERR_SSL_UNRECOGNIZED_NAME");
	assert.is((await connectTLS(server.port, { host: "127.0.0.1" }).refusal()).alert, 112);
	assert.match((await server.failure()).message, /a client that names no server/);
});

test("G11 the context of a listener is replaced while it runs; connections go on", async () => {
	const first = new TLSContext(identity);
	const server = new Server({ context: first });
	assert.is(server.listener.context, first);
	const before = connectTLS(server.port);
	const connection = await server.connection();
	const second = new TLSContext(rsaIdentity);
	server.listener.context = second;
	assert.is(server.listener.context, second);
	await connectTLS(server.port, rsa).ready();
	assert.is((await connectTLS(server.port).refusal()).code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	await before.send("still here");
	assert.is(await connection.readText(10), "still here");
});

test("G11 a listener made of certificate and key takes a context later, and refuses what is none or cannot serve", async () => {
	const server = new Server({ ...identity, ca: certificate("authority.der"), clientAuthentication: "request" });
	assert.is(server.listener.context, undefined);
	assert.throws(() => Reflect.set(server.listener, "context", {}), /must be a TLSContext/);
	const strict = new Server({ ...identity, ca: certificate("authority.der"), clientAuthentication: "require" });
	assert.throws(() => Reflect.set(strict.listener, "context", new TLSContext(rsaIdentity)), /no authorities/);
	await connectTLS(server.port).ready();
	server.listener.context = new TLSContext({ ...rsaIdentity, ca: certificate("authority.der") });
	await connectTLS(server.port, rsa).ready();
});

test.run();
