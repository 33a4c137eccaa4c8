/* Real peers that change keys, ask for a new handshake, or refuse a certificate in the midst of things. */
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { serveTLS } from "../support/server.ts";

const test = peerSuite("insiders");

const unsupported = "ERR_TLS_KEY_UPDATE_UNSUPPORTED";

for (const [key, meaning] of [
	["K", "which asks for one in return"],
	["k", "which asks for none"],
]) {
	test(`G13 a KeyUpdate of openssl's server, ${meaning}, is an error with a name and an alert to the server`, async () => {
		const peer = await startPeer("openssl", { flags: ["-tls1_3"] });
		const client = connectTLS(peer.port);
		await client.send("before\n");
		await peer.line(/^before$/);
		await peer.tell("write", { text: `${key}\n` });
		await peer.tell("write", { text: "after\n" });
		const error = await client.failure();
		assert.is(error.code, unsupported);
		assert.match(error.message, /connect again/);
		await peer.line(/alert unexpected message/);
	});

	test(`G13 a KeyUpdate of openssl's client, ${meaning}, is the same to a server`, async () => {
		const server = serveTLS();
		const peer = await startPeer("openssl-client", { port: server.port, flags: ["-tls1_3"] });
		const connection = await server.accepted;
		await connection.ready();
		await peer.tell("write", { text: "before\n" });
		assert.is(await connection.readText(7), "before\n");
		await peer.tell("write", { text: `${key}\n` });
		await peer.tell("write", { text: "after\n" });
		assert.is((await connection.failure()).code, unsupported);
		await peer.line(/alert unexpected message/);
	});
}

test("G14 renegotiation that openssl's server asks for is refused with no_renegotiation; openssl takes that as the end", async () => {
	const peer = await startPeer("openssl", { flags: ["-tls1_2", "-msg"] });
	const client = connectTLS(peer.port);
	await client.send("before\n");
	await peer.line(/^before$/);
	await peer.tell("write", { text: "r\n" });
	await peer.line(/no_renegotiation/);
	assert.is((await client.failure()).alert, 40);
});

test("G14 renegotiation that openssl's client begins is refused with no_renegotiation by a server", async () => {
	const server = serveTLS();
	const peer = await startPeer("openssl-client", { port: server.port, flags: ["-tls1_2", "-msg"] });
	const connection = await server.accepted;
	await connection.ready();
	await peer.tell("write", { text: "before\n" });
	assert.is(await connection.readText(7), "before\n");
	await peer.tell("write", { text: "R\n" });
	await peer.line(/no_renegotiation/);
	// openssl's client takes the refusal as the end.
	await connection.failure();
});

test("G7 a server is told the name once, although openssl's client has to begin again (HelloRetryRequest)", async () => {
	const server = serveTLS({ maximumVersion: "TLSv1.3", minimumVersion: "TLSv1.3" });
	const peer = await startPeer("openssl-client", { port: server.port, flags: ["-tls1_3", "-groups", "X448:P-256", "-msg"] });
	const connection = await server.accepted;
	await connection.ready();
	assert.is(connection.io.negotiated?.serverName, "localhost");
	await peer.line(/ServerHello/);
	await peer.line(/ClientHello/);
});

for (const version of ["-tls1_2", "-tls1_3"]) {
	test(`G13 a server is told why openssl's client (${version}) refuses its certificate`, async () => {
		const server = serveTLS();
		const refusal = server.accepted.then((connection) => connection.failure());
		await startPeer("openssl-client", { port: server.port, authority: "unknown-authority", flags: [version] });
		const error = await refusal;
		assert.is(error.code, "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA");
		assert.is(error.alert, 48);
	});

	test(`G13 openssl's server (${version}) is told why its certificate is refused`, async () => {
		const peer = await startPeer("openssl", { flags: [version] });
		await connectTLS(peer.port, { ca: certificate("unknown-authority.der") }).refusal();
		await peer.line(/alert unknown ca/);
	});
}

test.run();
