// sim: --clock virtual --net latency=5ms --seed 29
// simulator only: Node has no DTLS
/* openssl-dtls: the client, which the original has not (O29). */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { Client, connect, Peer } from "openssl-dtls";
import * as assert from "uvu/assert";
import type { Failure } from "../../support/failure.ts";
import { type ClientOptions, ca, dial, identity, local, pem, serve, watch } from "../../support/openssl-dtls.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: client");
const LIMIT = 5_000_000;

function refused(options: object, message: RegExp): void {
	assert.throws(() => connect(options as ClientOptions), message);
}

test("O29 connect gives a Client, a Peer, and calls back when the handshake is done", async () => {
	const { port, take } = await serve();
	const client = connect({ host: local, servername: "localhost", port, ca }, () => events.push("called back"));
	closeAfterTest(() => client.end());
	const events: string[] = [];
	assert.ok(client instanceof Client && client instanceof Peer);
	assert.throws(
		() => client.send(Buffer.from("early")),
		(error: Failure) => error.code === "ERR_TLS_CLOSED" || error.code === "ERR_TLS_NOT_CONNECTED",
	);
	await once(client, "secureConnection");
	assert.equal(events, ["called back"]);
	assert.equal(client.address(), { address: local, port, family: "IPv4" });
	const { peer, log } = await take();
	client.send(Buffer.from("hello"));
	assert.equal(await log.next("message"), ["hello"]);
	peer.send(Buffer.from("hello too"));
	assert.is(String((await once(client, "message"))[0]), "hello too");
	assert.ok(client.authorized);
	assert.is(client.authorizationError, undefined);
});

test("O29 G1 the server's certificate is checked unless rejectUnauthorized is false, and nothing else than false", async () => {
	const { port } = await serve();
	const unknown = { ca: pem("unknown-authority.pem") };
	for (const rejectUnauthorized of [undefined, true, 0, null, ""]) {
		const { log } = dial(port, { ...unknown, rejectUnauthorized } as Partial<ClientOptions>);
		assert.is((await log.next("error"))[0], "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
		await log.next("close");
	}
	const { client, log } = dial(port, { ...unknown, rejectUnauthorized: false });
	await log.next("secureConnection");
	assert.not(client.authorized);
	assert.is(client.authorizationError, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	assert.is(client.getCertChain().toString(), pem("localhost.pem").toString());
});

test("O29 G1 the certificate has to have the server's name", async () => {
	const { port } = await serve();
	assert.is((await dial(port, { servername: "other.example" }).log.next("error"))[0], "ERR_TLS_CERT_ALTNAME_INVALID");
	const named = connect({ host: local, port, ca });
	assert.is((await watch(named).next("error"))[0], "ERR_TLS_CERT_ALTNAME_INVALID");
	const address = await serve(identity("ip"));
	const numbered = connect({ host: local, port: address.port, ca });
	closeAfterTest(() => numbered.end());
	await once(numbered, "secureConnection");
});

test("O29 a revocation list in ca is checked for servers too", async () => {
	const { port } = await serve(identity("revoked"));
	const lists = pem("authority.pem", "authority-revocations.pem", "revocations.pem");
	assert.is((await dial(port, { ca: lists }).log.next("error"))[0], "CERT_REVOKED");
	const listed: unknown = [lists];
	assert.is((await dial(port, { ca: listed as Buffer }).log.next("error"))[0], "CERT_REVOKED");
	await dial(port).log.next("secureConnection");
});

test("O29 a client shows its certificate", async () => {
	const { port, take } = await serve({ ca, rejectUnauthorized: true });
	dial(port, identity("client"));
	assert.is((await take()).peer.getCertChain().toString(), pem("client.pem").toString());
});

test("O29 names are looked up", async () => {
	const { server, port, take } = await serve({}, "::");
	const client = connect({ port, ca });
	closeAfterTest(() => client.end());
	await once(client, "secureConnection");
	assert.ok(["127.0.0.1", "::1"].includes(client.address().address));
	await take();
	assert.is(server.socket.type, "udp6");
	const asked: unknown[] = [];
	const own = dial(port, {
		host: "server.example",
		servername: "server.example",
		lookup: (host, family, callback) => {
			asked.push(host, family);
			/* A second socket would be closed by nobody, and keep the program. */
			for (let answers = 0; answers < 2; answers++) callback(null, local, 4);
		},
	});
	await own.log.next("secureConnection");
	assert.equal(asked, ["server.example", 0]);
});

test("O29 what goes wrong before there is a socket is 'error', then 'close', in a turn of their own", async () => {
	for (const lookup of [
		((_host, _family, callback) => callback(Object.assign(new Error("nobody"), { code: "ENOTFOUND" }), "")) as ClientOptions["lookup"],
		((_host, _family, callback) => callback(null, "no address")) as ClientOptions["lookup"],
	]) {
		const { log } = dial(5000, { lookup });
		assert.equal(log.names, []);
		const [, error] = await log.next("error");
		assert.ok(error instanceof Error);
		await log.next("close");
	}
});

test("O29 a socket that was given is used and stays open; one of its own is closed", async () => {
	const { port, take } = await serve({}, "::");
	const socket = createSocket("udp6");
	await new Promise<void>((resolve) => socket.bind(0, resolve));
	const own = socket.address().port;
	const { client, log } = dial(port, { socket });
	await log.next("secureConnection");
	assert.is(client.address().address, `::ffff:${local}`);
	assert.is((await take()).peer.address().port, own);
	client.end();
	await log.next("close");
	assert.is(socket.address().port, own);
	assert.is(socket.listenerCount("message"), 0);
	await new Promise<void>((resolve) => socket.close(resolve));
});

test(
	"O29 a server that does not answer ends the handshake in time",
	async () => {
		const silent = createSocket("udp4");
		closeAfterTest(() => {
			silent.close();
		});
		await new Promise<void>((resolve) => silent.bind(0, local, resolve));
		for (const [options, seconds] of [
			[{}, 30],
			[{ handshakeTimeout: 7000 }, 7],
		] as const) {
			const start = performance.now();
			assert.is((await dial(silent.address().port, options).log.next("error"))[0], "ERR_TLS_HANDSHAKE_TIMEOUT");
			assert.is(Math.round((performance.now() - start) / 1000), seconds);
		}
	},
	LIMIT,
);

test(
	"O29 a server that is silent is left after connectionTimeout",
	async () => {
		const { port, take } = await serve();
		const { client, log } = dial(port, { connectionTimeout: 5000 });
		await log.next("secureConnection");
		const start = performance.now();
		client.send(Buffer.from("does not count"));
		assert.equal(await log.next("close"), []);
		assert.is(Math.round((performance.now() - start) / 1000), 5);
		await (await take()).log.next("close");
	},
	LIMIT,
);

test("O29 a goodbye before the handshake is done is an error", async () => {
	const rude = createSocket("udp4", (_message, from) => {
		rude.send(Buffer.from([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0]), from.port, from.address);
	});
	closeAfterTest(() => {
		rude.close();
	});
	await new Promise<void>((resolve) => rude.bind(0, local, resolve));
	const { log } = dial(rude.address().port);
	assert.is((await log.next("error"))[0], "ECONNRESET");
	await log.next("close");
});

test("O29 a datagram that cannot be sent ends the handshake, and later is told of without an end", async () => {
	const { port, take } = await serve();
	const socket = createSocket("udp4");
	await new Promise<void>((resolve) => socket.bind(0, local, resolve));
	closeAfterTest(() => {
		socket.close();
	});
	const send = socket.send.bind(socket);
	let broken = false;
	Object.defineProperty(socket, "send", {
		value: (...values: unknown[]) => {
			const failed = values[values.length - 1] as (error: Error) => void;
			if (broken) setTimeout(() => failed(Object.assign(new Error("no way"), { code: "EHOSTUNREACH" })), 0);
			else Reflect.apply(send, socket, values);
		},
	});
	const { client, log } = dial(port, { socket });
	await log.next("secureConnection");
	const { log: told } = await take();
	broken = true;
	client.send(Buffer.from("lost"));
	assert.is((await log.next("error"))[0], "EHOSTUNREACH");
	broken = false;
	client.send(Buffer.from("not lost"));
	assert.equal(await told.next("message"), ["not lost"]);
	broken = true;
	const { log: other } = dial(port, { socket });
	assert.is((await other.next("error"))[0], "EHOSTUNREACH");
	await other.next("close");
	assert.not(log.has("close"));
});

test("O29 end before the handshake is done ends it, and 'close' is told at once", async () => {
	const { port } = await serve();
	const { client, log } = dial(port);
	client.end();
	assert.equal(log.names, ["close"]);
	client.end();
	assert.equal(log.names, ["close"]);
});

test("O29 ciphers is OpenSSL's list here as well", async () => {
	const { port } = await serve({ ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" });
	await dial(port, { ciphers: "ECDHE+AESGCM" }).log.next("secureConnection");
	assert.is((await dial(port, { ciphers: "CHACHA20" }).log.next("error"))[0], "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
});

test("O29 options that cannot be used throw", () => {
	refused({}, /^Option port must be/);
	for (const port of [0, -1, 65536, 1.5, "x"]) refused({ port }, /^Option port must be/);
	refused({ port: 1, key: pem("client.key") }, /^Options key and cert must be given together/);
	refused({ port: 1, ...identity("client"), key: pem("mismatched.key") }, /does not belong/);
	refused({ port: 1, ca: Buffer.from("nothing") }, /^Option ca has no certificate/);
	refused({ port: 1, ciphers: "NULL" }, /Option ciphers/);
	refused({ port: 1, mtu: 5 }, /^Option mtu/);
	for (const name of ["handshakeTimeout", "connectionTimeout"])
		for (const value of [-1, "5", Number.NaN]) if (value) refused({ port: 1, [name]: value }, new RegExp(`^Option ${name} must be`));
});

test.run();
