// sim: --clock virtual --net latency=5ms --seed 23
// simulator only: Node has no DTLS
/* openssl-dtls: its options, its server and its peers. */
import UDP from "embedded:io/socket/udp";
import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import { EventEmitter, once } from "node:events";
import * as named from "openssl-dtls";
import DTLS, { createServer, Peer, Server } from "openssl-dtls";
import * as assert from "uvu/assert";
import { ca, dial, type Failure, identity, local, pem, type ServerOptions, serve, sleep } from "../../support/openssl-dtls.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: server");
const LIMIT = 5_000_000;

function refused(options: object, message: RegExp): Failure {
	let failure: unknown;
	try {
		const server = createServer(options as ServerOptions);
		closeAfterTest(() => server.close());
	} catch (error) {
		failure = error;
	}
	assert.ok(failure instanceof Error, "createServer has not thrown");
	assert.match(failure.message, message);
	return failure;
}

test("O1 Server, Peer and createServer are exported, and the client beside them", async () => {
	assert.equal(Object.keys(DTLS).sort(), ["Client", "Peer", "Server", "connect", "createServer"]);
	for (const [name, value] of Object.entries(DTLS)) assert.is(Reflect.get(named, name), value);
	const { server, port, take } = await serve();
	assert.ok(server instanceof Server && server instanceof EventEmitter);
	const { client, log } = dial(port);
	await log.next("secureConnection");
	const { peer } = await take();
	assert.ok(peer instanceof Peer && peer instanceof EventEmitter && client instanceof Peer);
});

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

test("O10 the socket is of both families unless one is given, and 'error' of it is the server's", async () => {
	const { server } = await serve({}, "::");
	assert.is(server.socket.type, "udp6");
	const { port } = server.socket.address();
	for (const host of [local, "::1"]) {
		const { log } = dial(port, { host });
		await log.next("secureConnection");
	}
	const second = createServer(identity("localhost"));
	closeAfterTest(() => second.close());
	const failed = once(second, "error");
	second.bind(port, "::");
	assert.is(((await failed)[0] as Failure).code, "EADDRINUSE");
});

test("O10 a socket that was given may be bound already, and is closed with the server", async () => {
	const socket = createSocket("udp4");
	await new Promise<void>((resolve) => socket.bind(0, local, resolve));
	const server = createServer({ ...identity("localhost"), socket });
	assert.is(server.socket, socket);
	const { log } = dial(socket.address().port);
	await log.next("secureConnection");
	const closed = once(socket, "close");
	server.close();
	await closed;
	assert.is(socket.listenerCount("message"), 0);
	await log.next("close");
});

test("O11 a handshake that is not done in time is dropped, and told", async () => {
	const { server, port, log } = await serve({ handshakeTimeout: 2000 });
	assert.is(server.handshakeTimeout, 2000);
	const { client } = await halfway(port);
	const before = performance.now();
	const [code, info] = await log.next("error");
	assert.is(code, "ERR_TLS_HANDSHAKE_TIMEOUT");
	/* How long a hello is depends on what mbedTLS can do. */
	const { size, ...place } = info as { size: number };
	assert.equal(place, { address: local, family: "IPv4", port: client });
	assert.ok(size > 100 && size < 300, `${size}`);
	assert.ok(Math.abs(performance.now() - before - 2000) < 100, `${performance.now() - before} ms`);
	assert.is(createUnbound({}).handshakeTimeout, 30_000);
	assert.is(createUnbound({ handshakeTimeout: 0 }).handshakeTimeout, 30_000);
});

/** A client that brings its cookie and is never heard again. */
async function halfway(port: number): Promise<{ client: number }> {
	const outer = new UDP({ address: local });
	closeAfterTest(() => outer.close());
	/* Its hellos, taken from a client whose network is this proxy. */
	return new Promise((resolve) => {
		let inner: { address: string; port: number } | undefined;
		let passed = 0;
		const proxy = new UDP({
			address: local,
			onReadable() {
				for (let datagram = this.read(); datagram !== undefined; datagram = this.read()) {
					if (datagram.port === port) {
						if (passed++ === 0 && inner !== undefined) this.write(datagram, inner.address, inner.port);
						continue;
					}
					inner = { address: datagram.address, port: datagram.port };
					this.write(datagram, local, port);
					if (passed === 1) {
						resolve({ client: proxy.port });
						client.end();
					}
				}
			},
		});
		closeAfterTest(() => proxy.close());
		const { client } = dial(proxy.port, { handshakeTimeout: 600_000 });
	});
}

function createUnbound(options: Partial<ServerOptions>): Server {
	const server = createServer({ ...identity("localhost"), ...options });
	closeAfterTest(() => server.close());
	return server;
}

test(
	"O12 a peer that is silent is closed, counted from its last message; what is sent to it does not count",
	async () => {
		const { server, port, take } = await serve({ connectionTimeout: 10_000 });
		assert.is(server.connectionTimeout, 10_000);
		const { client, log } = dial(port, { connectionTimeout: Number.POSITIVE_INFINITY });
		await log.next("secureConnection");
		const { peer, log: events } = await take();
		const start = performance.now();
		await sleep(6000);
		client.send(Buffer.from("still here"));
		await events.next("message");
		for (let count = 0; count < 4; count++) {
			await sleep(2000);
			peer.send(Buffer.from("are you?"));
		}
		assert.not(events.has("close"));
		assert.equal(await events.next("close"), []);
		assert.ok(Math.abs(performance.now() - start - 16_000) < 100, `${performance.now() - start} ms`);
		assert.not(events.has("error"));
		await log.next("close");
		assert.is(createUnbound({}).connectionTimeout, 600_000);
		assert.is(createUnbound({ connectionTimeout: 0 }).connectionTimeout, 600_000);
	},
	LIMIT,
);

test(
	"O12 counted from the handshake if no message comes, and never with Infinity",
	async () => {
		const patient = await serve({ connectionTimeout: Number.POSITIVE_INFINITY });
		const { port, take } = await serve({ connectionTimeout: 3000 });
		for (const to of [port, patient.port]) dial(to, { connectionTimeout: Number.POSITIVE_INFINITY });
		const { log } = await take();
		const other = await patient.take();
		await log.next("close");
		await sleep(4_000_000);
		assert.not(other.log.has("close"));
	},
	LIMIT,
);

test("O13 retransmitTimeout is microseconds that double, or a function of those before", async () => {
	const fixed = await flights({ retransmitTimeout: 250_000, handshakeTimeout: 5000 });
	assert.equal(fixed, [0, 250, 750, 1750, 3750]);
	const lasts: number[] = [];
	const own = await flights({
		handshakeTimeout: 3000,
		retransmitTimeout: (last) => {
			lasts.push(last);
			return last === 0 ? 400_000 : last + 500_000;
		},
	});
	assert.equal(own, [0, 400, 1300, 2700]);
	assert.equal(lasts, [0, 400_000, 900_000, 1_400_000]);
	assert.equal(await flights({ handshakeTimeout: 4000 }), [0, 1000, 3000]);
	for (const retransmitTimeout of ["1", -5, Number.POSITIVE_INFINITY, {}])
		refused({ ...identity("localhost"), retransmitTimeout }, /^Option retransmitTimeout must be/);
});

/** When a server says its first flight to a client that does not answer, milliseconds from the first time. */
async function flights(options: Partial<ServerOptions>): Promise<number[]> {
	const socket = createSocket("udp4");
	const times: number[] = [];
	const send = socket.send.bind(socket);
	let first: number | undefined;
	Object.defineProperty(socket, "send", {
		value: (bytes: Uint8Array, ...rest: unknown[]) => {
			const now = performance.now();
			/* Each flight begins with a ServerHello. */
			if (bytes[13] === 2) {
				first ??= now;
				times.push(Math.round(now - first));
			}
			Reflect.apply(send, socket, [bytes, ...rest]);
		},
	});
	const { port, log } = await serve({ socket, ...options });
	await halfway(port);
	await log.next("error");
	return times;
}

test("O13 a function that gives no time ends the handshake, and that is told", async () => {
	const { port, log } = await serve({ retransmitTimeout: () => Number.NaN });
	dial(port);
	const [code, info, error] = await log.next("error");
	assert.is(code, "ERR_TLS_CALLBACK");
	assert.match((error as Error).message, /milliseconds/);
	assert.is((info as { address: string }).address, local);
});

test("O14 with suppressRetransmitsQuirk a flight is not said again by itself", async () => {
	assert.equal(await flights({ suppressRetransmitsQuirk: true, handshakeTimeout: 20_000 }), [0]);
	assert.ok(createUnbound({ suppressRetransmitsQuirk: true }).suppressRetransmitsQuirk);
	assert.not(createUnbound({}).suppressRetransmitsQuirk);
});

test("O15 bind passes its arguments on to the socket, and gives nothing back", async () => {
	const server = createUnbound({});
	const listening = new Promise<void>((resolve) => {
		assert.is(server.bind({ port: 0, address: "::1" }, resolve), undefined);
	});
	await listening;
	assert.is(server.socket.address().address, "::1");
	assert.throws(() => server.bind(1), /already bound/);
});

test("O16 close says goodbye to every peer, closes the socket and calls back; once more it throws", async () => {
	const { server, port, take } = await serve();
	const clients = [dial(port), dial(port)];
	const peers = [await take(), await take()];
	await new Promise<void>((resolve) => server.close(resolve));
	for (const { log } of clients) assert.equal(await log.next("close"), []);
	for (const { log } of clients) assert.not(log.has("error"));
	for (const { log } of peers) assert.ok(log.has("close"));
	assert.throws(() => server.close(), /Not running/);
	assert.throws(() => server.socket.address(), /Not running/);
});

test("O16 close without a callback, and before bind", () => {
	createServer(identity("localhost")).close();
});

test("O17 'connection' is told of each new address once, whatever its datagram is", async () => {
	const { port, log } = await serve();
	const strangers = [1, 2].map(() => new UDP({ address: local }));
	for (const stranger of strangers) {
		closeAfterTest(() => stranger.close());
		for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(100), Uint8Array.of(0)]) stranger.write(bytes, local, port);
	}
	const { client } = dial(port);
	await once(client, "secureConnection");
	client.send(Buffer.from("x"));
	await sleep(100);
	const infos = log.events
		.filter(([name]) => name === "connection")
		.map(([, info]) => info as { port: number; address: string; size: number });
	assert.is(infos.length, 3);
	assert.equal(infos[0], { address: local, family: "IPv4", port: strangers[0].port, size: 3 });
	assert.is(infos[1].port, strangers[1].port);
});

test("O17 O27 strangers cost no more than a small table, however many there are", async () => {
	const { port, log } = await serve();
	const stranger = new UDP({ address: local });
	closeAfterTest(() => stranger.close());
	stranger.write(Uint8Array.of(1), local, port);
	for (let count = 0; count < 100; count++) {
		const other = new UDP({ address: local });
		other.write(Uint8Array.of(1), local, port);
		other.close();
	}
	await sleep(50);
	assert.is(log.names.filter((name) => name === "connection").length, 101);
	/* It was pushed out by the others, and is told of again. */
	stranger.write(Uint8Array.of(1), local, port);
	await sleep(50);
	assert.is(log.names.filter((name) => name === "connection").length, 102);
});

test("O18 a peer that fails after its handshake tells 'error' and then 'close', and the server tells it too", async () => {
	const { server, port, take, log } = await serve();
	const { client, log: events } = dial(port);
	await events.next("secureConnection");
	const { peer, log: told } = await take();
	/* A fatal alert that only its own association could send is not to be had; a socket that is closed under it is. */
	const failed = log.next("error");
	peer.emit("error", Object.assign(new Error("broken"), { code: "EBROKEN" }));
	assert.equal((await failed).slice(0, 2), ["EBROKEN", peer.address()]);
	assert.ok(told.has("error"));
	assert.ok(server.listenerCount("error") > 0);
	client.end();
});

test("O18 what strangers do ends no program that listens to no 'error'", async () => {
	const server = createServer({ ...identity("localhost"), ca, rejectUnauthorized: true });
	closeAfterTest(() => server.close());
	await new Promise<void>((resolve) => server.bind(0, resolve));
	const { log } = dial(server.socket.address().port);
	await log.next("error");
});

test("O19 O20 O22 O24 a peer sends and is sent messages, and its address is one object", async () => {
	const { port, take, log } = await serve();
	const { client, log: events } = dial(port);
	await events.next("secureConnection");
	const [info] = await log.next("connection");
	const { peer, log: told } = await take();
	assert.is(peer.address(), info);
	assert.is(peer.address(), peer.address());
	client.send(Buffer.from("question"));
	assert.equal(await told.next("message"), ["question"]);
	assert.is(peer.send(Buffer.from("answer")), undefined);
	assert.equal(await events.next("message"), ["answer"]);
	peer.send(Uint8Array.of(104, 105));
	assert.equal(await events.next("message"), ["hi"]);
});

test("O20 a peer that nobody was told of has an address too", async () => {
	const server = createServer(identity("localhost"));
	closeAfterTest(() => server.close());
	await new Promise<void>((resolve) => server.bind(0, resolve));
	const { client } = dial(server.socket.address().port);
	const [peer] = (await once(server, "secureConnection")) as [Peer];
	assert.is(peer.address().address, `::ffff:${local}`);
	assert.is(peer.address().family, "IPv6");
	assert.ok(peer.address().port > 0);
	client.end();
});

test("O21 getCertChain is the whole chain as PEM, also after the end", async () => {
	const { port, take } = await serve({ ca, requestCert: true });
	const long = identity("long-chain");
	assert.ok(long.cert.length > 2000);
	dial(port, { key: long.key, cert: Buffer.concat([long.cert, long.cert, long.cert]) });
	const { peer } = await take();
	const chain = peer.getCertChain();
	assert.ok(Buffer.isBuffer(chain) && chain.length > 4096, `${chain.length}`);
	assert.is(chain.toString(), Buffer.concat([long.cert, long.cert, long.cert]).toString());
	peer.end();
	assert.is(peer.getCertChain().toString(), chain.toString());
	const other = dial(port, identity("client"));
	const second = await take();
	await other.log.next("secureConnection");
	other.client.end();
	await second.log.next("close");
	assert.is(second.peer.getCertChain().toString(), pem("client.pem").toString());
	assert.ok(second.peer.authorized);
});

test("O22 send refuses what is no buffer, and throws after the end", async () => {
	const { port, take } = await serve();
	dial(port);
	const { peer } = await take();
	for (const bad of ["text", 5, null, undefined, {}])
		assert.throws(
			() => Reflect.apply(peer.send, peer, [bad]),
			(error: Error) => error.message === "Argument 0 must be a buffer",
		);
	peer.end();
	assert.throws(
		() => peer.send(Buffer.from("x")),
		(error: Failure) => error.code === "ERR_TLS_CLOSED",
	);
});

test("O23 O25 end says goodbye, tells 'close' at once and only once; the other side closes too", async () => {
	const { port, take } = await serve();
	const { log } = dial(port);
	const { peer, log: told } = await take();
	let closed = 0;
	peer.on("close", () => closed++);
	peer.end();
	assert.is(closed, 1);
	peer.end();
	assert.is(closed, 1);
	assert.equal(await log.next("close"), []);
	assert.equal(told.names, ["close"]);
	assert.not(log.has("error"));
});

test("O24 records that come in one datagram are a message each", async () => {
	/* A proxy that joins what the client sends within ten milliseconds. */
	const { port, take } = await serve();
	let joined: Uint8Array[] | undefined;
	let back: { address: string; port: number } | undefined;
	const proxy = new UDP({
		address: local,
		onReadable() {
			for (let datagram = this.read(); datagram !== undefined; datagram = this.read()) {
				if (datagram.port === port && back !== undefined) this.write(datagram, back.address, back.port);
				else {
					back = datagram;
					if (joined === undefined) this.write(datagram, local, port);
					else joined.push(new Uint8Array(datagram));
				}
			}
		},
	});
	closeAfterTest(() => proxy.close());
	const { client, log } = dial(proxy.port);
	await log.next("secureConnection");
	const { log: told } = await take();
	joined = [];
	for (const text of ["one", "two", "three"]) client.send(Buffer.from(text));
	await sleep(30);
	proxy.write(Buffer.concat(joined), local, port);
	for (const text of ["one", "two", "three"]) assert.equal(await told.next("message"), [text]);
});

test("O26 a Peer tells 'error' with an Error, and the client's is not swallowed", async () => {
	const { port } = await serve();
	const { log } = dial(port, { ca: pem("unknown-authority.pem") });
	const [code, error] = await log.next("error");
	assert.is(code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	assert.ok(error instanceof Error);
	await log.next("close");
});

test("O28 a client that begins anew from the same address and port takes the place of what it was", async () => {
	const { port, take, log } = await serve();
	const socket = createSocket("udp4");
	closeAfterTest(() => {
		socket.close();
	});
	await new Promise<void>((resolve) => socket.bind(0, local, resolve));
	const first = silent(socket);
	await dial(port, { socket: first.socket }).log.next("secureConnection");
	const old = await take();
	/* It has lost its memory, and says no goodbye. */
	first.stop();
	const { client, log: events } = dial(port, { socket });
	await events.next("secureConnection");
	const again = await take();
	assert.equal(old.log.names, ["close"]);
	client.send(Buffer.from("back"));
	assert.equal(await again.log.next("message"), ["back"]);
	assert.is(again.peer.address().port, old.peer.address().port);
	assert.not(log.has("error"));
	assert.is(log.names.filter((name) => name === "connection").length, 2);
});

/** A socket that shares the port of another one, until it is stopped. */
function silent(socket: Socket): { socket: Socket; stop(): void } {
	let on = true;
	const shared = new Proxy(socket, {
		get(target, name) {
			if (name === "send") return (...values: unknown[]) => on && Reflect.apply(target.send, target, values);
			if (name === "on")
				return (event: string, listener: (...values: unknown[]) => void) => {
					target.on(event, (...values: unknown[]) => on && listener(...values));
				};
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
	return {
		socket: shared,
		stop() {
			on = false;
		},
	};
}

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
