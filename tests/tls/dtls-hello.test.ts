// sim: --clock virtual --net latency=5ms --seed 19
/* What a listener for DTLS asks and is told beside the handshake: who may begin, sessions that were kept elsewhere, datagrams that have come by another way, raw keys. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import Certificate from "embedded:io/socket/tcp/tls/certificate";
import PrivateKey from "embedded:io/socket/tcp/tls/key";
import UDP from "embedded:io/socket/udp";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { certificate, clientIdentity, localhostIdentity as server } from "../support/certificates.ts";
import { Log } from "../support/log.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("hellos of DTLS");
const address = "127.0.0.1";
const port = 5684;
const ca = certificate("authority.der");
const client = { host: "localhost", ca };
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };

type Options = ConstructorParameters<typeof DTLS>[0];

function open(options: object): { dtls: DTLS; log: Log } {
	const log = new Log();
	const dtls = new DTLS({
		...options,
		onReadable() {
			for (let datagram = this.read(); datagram !== undefined; datagram = this.read())
				log.push("read", String.fromCharCode(...new Uint8Array(datagram)));
		},
		onWritable() {
			log.push("writable");
		},
		onError(error) {
			log.push("error", error.code);
		},
		onRemoteChange(before) {
			log.push("moved", before.remotePort, this.remotePort);
		},
	} as Options);
	closeAfterTest(() => dtls.close());
	return { dtls, log };
}

function listen(tls: object = server): { listener: DTLSListener; log: Log; take(): Promise<{ dtls: DTLS; log: Log }> } {
	const log = new Log();
	const listener = new DTLSListener({
		address,
		port,
		tls,
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read()) log.push("peer", open({ from }));
		},
		onError(error, remote) {
			log.push("error", error.code, remote?.remotePort);
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	return { listener, log, take: async () => (await log.next("peer"))[0] as { dtls: DTLS; log: Log } };
}

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const dial = (tls: object = client, own = 0) => open({ address, port, tls, ...(own > 0 && { UDP: { port: own } }) });

test("M38 onHello is told of each client that has brought its cookie, before anything else, and may refuse it, at once or later", async () => {
	const hellos: { remotePort: number; serverName?: string; session?: ArrayBuffer }[] = [];
	let verdict: unknown;
	const { log } = listen({
		...server,
		onHello(this: unknown, hello: (typeof hellos)[0]) {
			assert.instance(this, DTLSListener);
			hellos.push(hello);
			return verdict;
		},
	});
	await dial(client, 4001).log.next("writable");
	assert.is(hellos.length, 1);
	assert.is(hellos[0].remotePort, 4001);
	assert.is(hellos[0].serverName, "localhost");
	assert.is(hellos[0].session, undefined);
	await log.next("peer");
	verdict = new Promise((_, reject) => setTimeout(() => reject(new Error("not today")), 100));
	assert.equal(await dial(client, 4002).log.next("error"), ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"]);
	assert.is((await log.next("error"))[1], 4002);
	verdict = new Promise((resolve) => setTimeout(() => resolve(undefined), 3000));
	await dial(client, 4003).log.next("writable");
	await log.next("peer");
});

test("M43 a session that one listener has kept lets its client come back to another one with the same ticketKeys; others make a full handshake", async () => {
	const own = { ...server, tickets: false, ticketKeys: new Uint8Array(48).fill(9) };
	const first = listen(own);
	let saved: ArrayBuffer | undefined;
	const one = new DTLS({
		address,
		port,
		tls: client,
		onSession(session) {
			saved = session;
		},
		onWritable() {
			this.write(bytes("hello"));
		},
	} as Options);
	const peer = await first.take();
	await peer.log.next("read");
	const kept = peer.dtls.kept;
	assert.ok(kept?.session !== undefined && saved !== undefined);
	one.close();
	first.listener.close();
	for (const [ticketKeys, session, resumed] of [
		[own.ticketKeys, kept.session, true],
		[own.ticketKeys, kept.session.slice(0, 40), false],
		[new Uint8Array(48), kept.session, false],
		[own.ticketKeys, undefined, false],
	] as const) {
		const asked: string[] = [];
		const next = listen({
			...own,
			ticketKeys,
			onHello({ session: identifier }: { session?: ArrayBuffer }) {
				asked.push(new Uint8Array(identifier ?? new ArrayBuffer(0)).toString());
				return session;
			},
		});
		const again = dial({ ...client, session: saved });
		await again.log.next("writable");
		assert.equal(asked, [new Uint8Array(kept.identifier).toString()]);
		const { dtls } = await next.take();
		assert.is(dtls.negotiated?.resumed, resumed);
		again.dtls.close();
		next.listener.close();
	}
});

test("M41 a datagram from elsewhere moves the peer only if it is genuine and newer than all before; who asked is told", async () => {
	const { take } = listen({ psk });
	/* A socket in between, whose datagrams can be caught. */
	const caught: Uint8Array[] = [];
	let catching = false;
	class Catcher extends UDP {
		override write(data: Uint8Array, to: string, at: number): void {
			if (catching) caught.push(data.slice());
			else super.write(data, to, at);
		}
	}
	const one = open({ address, port, tls: { psk }, UDP: { io: Catcher, port: 4001 } });
	await one.log.next("writable");
	one.dtls.write(bytes("one"));
	const peer = await take();
	await peer.log.next("read");
	catching = true;
	one.dtls.write(bytes("two"));
	one.dtls.write(bytes("three"));
	const verdicts: boolean[] = [];
	const judge = (datagram: Uint8Array, from: number) =>
		new Promise<boolean>((resolve) => assert.ok(peer.dtls.receive(datagram, { address, port: from }, resolve))).then((newer) => {
			verdicts.push(newer);
			return peer.dtls.remotePort;
		});
	const forged = caught[1].slice();
	forged[forged.length - 1] ^= 1;
	assert.is(await judge(forged, 4009), 4001);
	assert.is(await judge(caught[1], 4009), 4009);
	assert.equal(await peer.log.next("moved"), [4001, 4009]);
	assert.equal(await peer.log.next("read"), ["three"]);
	/* Older, and genuine: it is delivered, and moves nobody. Repeated: nothing. */
	assert.is(await judge(caught[0], 4010), 4009);
	assert.equal(await peer.log.next("read"), ["two"]);
	assert.is(await judge(caught[1], 4011), 4009);
	assert.equal(verdicts, [false, true, false, false]);
	assert.throws(() => peer.dtls.receive(new Uint8Array(0), { address, port: 1 }), RangeError);
	assert.throws(() => peer.dtls.receive(caught[0], { address, port: 0 }), RangeError);
});

test("M42 an association that was restored takes the datagram that it was restored for", async () => {
	const { listener, take } = listen({ psk });
	const one = dial({ psk }, 4001);
	await one.log.next("writable");
	one.dtls.write(bytes("one"));
	const peer = await take();
	await peer.log.next("read");
	const saved = peer.dtls.save();
	peer.dtls.abandon();
	const before = one.dtls.outCounter as ArrayBuffer;
	one.dtls.write(bytes("lost"));
	assert.is(new DataView(one.dtls.outCounter as ArrayBuffer).getUint32(4), new DataView(before).getUint32(4) + 1);
	await new Promise<void>((resolve) => setTimeout(resolve, 100));
	const restored = open({ from: listener.restore(saved, { address, port: 4001 }) });
	one.dtls.write(bytes("two"));
	assert.equal(await restored.log.next("read"), ["two"]);
	restored.dtls.write(bytes("three"));
	assert.equal(await one.log.next("read"), ["three"]);
});

test("M34 abandon() says nothing to the peer", async () => {
	const { take } = listen({ psk });
	const one = dial({ psk });
	await one.log.next("writable");
	one.dtls.write(bytes("one"));
	const peer = await take();
	await peer.log.next("read");
	peer.dtls.abandon();
	assert.throws(() => peer.dtls.write(bytes("x")), /closed/);
	await new Promise<void>((resolve) => setTimeout(resolve, 1000));
	assert.equal(one.log.events, []);
});

test("M4 M5 two sides that know each other's keys need no authority: each key makes itself a certificate, and is pinned", async () => {
	const keys = [PrivateKey.generate(), PrivateKey.import(certificate("rsa-client.key.der") as ArrayBuffer), PrivateKey.generate("P-384")];
	closeAfterTest(() => {
		for (const key of keys) key.destroy();
	});
	for (const [mine, theirs] of [
		[keys[0], keys[1]],
		[keys[1], keys[2]],
		[keys[2], keys[0]],
	]) {
		const pin = new Certificate(theirs.certificate).publicKey;
		assert.equal(new Uint8Array(pin.der), new Uint8Array(theirs.publicKey));
		const { listener, take } = listen({
			certificate: theirs.certificate,
			key: theirs,
			ca: mine.certificate,
			clientAuthentication: "request",
			pins: new Certificate(mine.certificate).publicKey.sha256,
		});
		const tls = { host: "localhost", verify: false, clientCertificate: mine.certificate, clientKey: mine };
		const one = dial({ ...tls, pins: pin.sha256 });
		await one.log.next("writable");
		one.dtls.write(bytes("hello"));
		await (await take()).log.next("read");
		one.dtls.close();
		assert.equal(await dial({ ...tls, pins: new Uint8Array(32) }).log.next("error"), ["ERR_TLS_PIN_MISMATCH"]);
		assert.equal(await dial({ ...tls, ...clientIdentity("client"), pins: pin.sha256 }).log.next("error"), [
			"ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
		]);
		listener.close();
	}
});

test.run();
