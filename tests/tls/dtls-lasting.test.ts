// sim: --clock virtual --net latency=5ms --seed 7
/* What of DTLS outlives a connection, an address or an instance: sessions, connection IDs, and associations that were saved. */
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { address, client, dial, port, psk, Router, Server, Side } from "../support/dtls.ts";
import type { Failure } from "../support/failure.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("lasting DTLS");

test("sessions are resumed", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	await one.until(() => one.sessions.length > 0);
	one.dtls.close();
	const two = await dial({ ...client, session: one.sessions[0] }).connected();
	assert.is(two.dtls.negotiated?.resumed, true);
	two.send("again");
	assert.is(await two.message(), "again");
	assert.is(sides[sides.length - 1].dtls.negotiated?.resumed, true);
});

test("G6 with a connection ID a client is known after its address has changed", async () => {
	const { sides } = new Server();
	const one = await dial({ ...client, connectionId: true }, { UDP: { io: Router } }).connected();
	one.send("here");
	assert.is(await one.message(), "here");
	const before = sides[0].dtls.remotePort;
	Router.last?.move(43000);
	one.send("there");
	assert.is(await one.message(), "there");
	assert.is(sides.length, 1);
	assert.is(sides[0].dtls.remotePort, 43000);
	assert.equal(sides[0].moves, [{ remoteAddress: address, remotePort: before }]);
});

test("G6 an association that was saved goes on in another instance, and at another listener, without a handshake", async () => {
	const first = new Server({ psk });
	const tls = { psk, connectionId: true, cipherSuites: "TLS_PSK_WITH_AES_128_CCM_8" };
	const one = await dial(tls).connected();
	one.send("before");
	await one.message();
	const saved = one.dtls.save();
	one.send("still here");
	assert.is(await one.message(), "still here");
	const two = await dial({ ...tls, association: saved }).connected();
	two.send("woken");
	assert.is(await two.message(), "woken");
	assert.is(first.sides.length, 1);
	const kept = first.sides[0].dtls.save();
	const { remoteAddress, remotePort } = first.sides[0].dtls;
	/* It goes without a goodbye. */
	first.sides[0].messages.length = 0;
	const second = new Server({ psk }, true, { port: port + 1 });
	const moved = new Side({ from: second.listener.restore(kept, { address: remoteAddress, port: remotePort }) });
	await moved.connected();
	moved.send("from the new listener");
	assert.throws(() => dial({ ...tls, association: new ArrayBuffer(10) }), /no saved association/);
	assert.throws(() => dial({ ...tls, psk: { ...psk, identity: "other" }, association: saved.slice(1) }), /no saved association/);
});

test("G6 G10 a listener goes on with an association under the context of the name that its client has asked for", async () => {
	const made = (name: string) =>
		new TLSContext({ certificate: [certificate(`${name}.der`), certificate("intermediate.der")], key: certificate(`${name}.key.der`) });
	const contexts: Record<string, unknown> = { localhost: made("localhost") };
	const asked: string[] = [];
	const onServerName = (name: string) => {
		asked.push(name);
		return contexts[name] as TLSContext;
	};
	const first = new Server({ onServerName });
	const one = await dial({ host: "localhost", ca: certificate("authority.der") }).connected();
	one.send("before");
	await one.message();
	const kept = first.sides[0].dtls.save();
	const { remoteAddress, remotePort } = first.sides[0].dtls;
	const where = { address: remoteAddress, port: remotePort };
	const { listener } = new Server({ onServerName }, true, { port: port + 1 });
	const moved = new Side({ from: listener.restore(kept, where) });
	await moved.connected();
	assert.equal(asked, ["localhost", "localhost"]);
	assert.is(moved.dtls.negotiated?.serverName, "localhost");
	contexts.localhost = Promise.resolve(made("localhost"));
	assert.throws(() => listener.restore(kept, { ...where, port: 9 }), /answers with a promise/);
	contexts.localhost = undefined;
	assert.throws(() => listener.restore(kept, { ...where, port: 9 }), /onServerName has none for this association/);
});

test("G5 G6 an association that was resumed, saved and woken still knows the certificate of its server", async () => {
	new Server();
	const tls = { ...client, connectionId: true };
	const one = await dial(tls).connected();
	await one.until(() => one.sessions.length > 0);
	const two = await dial({ ...tls, session: one.sessions[0] }).connected();
	two.send("resumed");
	assert.is(await two.message(), "resumed");
	const three = await dial({ ...tls, association: two.dtls.save() }).connected();
	three.send("woken");
	assert.is(await three.message(), "woken");
	const expected = new Uint8Array(certificate("localhost.der"));
	for (const { dtls } of [one, two, three]) {
		assert.is(dtls.negotiated?.authorized, true);
		assert.equal(new Uint8Array(dtls.negotiated?.peerCertificate ?? []), expected);
	}
	assert.is(three.dtls.negotiated?.resumed, true);
});

test("an association with a CBC suite refuses to be saved, by name", async () => {
	new Server({ psk });
	const one = await dial({ psk, cipherSuites: "TLS_PSK_WITH_AES_128_CBC_SHA256" }).connected();
	one.send("hello");
	await one.message();
	try {
		one.dtls.save();
		assert.unreachable();
	} catch (error) {
		assert.is((error as Failure).code, "ERR_TLS_NOT_SAVABLE");
	}
	one.send("it goes on");
	assert.is(await one.message(), "it goes on");
});

test.run();
