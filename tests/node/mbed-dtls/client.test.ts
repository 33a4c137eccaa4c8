// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 31
/* The client of node-mbed-dtls: what its options mean. */

import PrivateKey from "embedded:io/socket/tcp/tls/key";
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { type ConnectOptions, connect } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import { certificate, clientIdentity } from "../../support/certificates.ts";
import type { Failure } from "../../support/failure.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { ca, chain, dial, key, local, overhear, PSKIdent, port, psk, serve, shared } from "./sides.ts";

const test = boundedSuite("the client of node-mbed-dtls");

function pem(label: string, der: ArrayBuffer): string {
	return `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
}

test("M1 M10 the callback and 'secureConnect' come once, with the socket", async () => {
	await serve();
	const told: unknown[] = [];
	const { socket, log } = dial(shared, (connected) => told.push(connected));
	assert.is(socket.connected, false);
	assert.equal(await log.next("secureConnect"), [socket]);
	assert.is(socket.connected, true);
	await sleep(100);
	assert.equal(told, [socket]);
	assert.is(log.names.filter((name) => name === "secureConnect").length, 1);
});

test("M2 host is localhost and port 5684 unless given, and both are checked", async () => {
	const looked: string[] = [];
	await serve();
	const lookup: ConnectOptions["lookup"] = (host, family, done) => {
		looked.push(`${host} ${family}`);
		done(null, local, 4);
	};
	const socket = connect({ ...shared, lookup });
	closeAfterTest(() => {
		socket.destroy();
	});
	await new Promise((resolve) => socket.on("secureConnect", resolve));
	assert.equal(looked, ["localhost 4"]);
	assert.is(socket.remoteAddress, local);
	assert.is(socket.remotePort, port);
	for (const bad of [0, 65536, 1.5, "coaps", Number.NaN]) assert.throws(() => connect({ ...shared, port: bad as number }), /port must be/);
	assert.throws(() => connect({ ...shared, host: 7 as unknown as string }), TypeError);
});

test("M2 the port may be text, and a host that nobody finds is an error", async () => {
	await serve();
	await dial({ ...shared, port: "5684" }).log.next("secureConnect");
	const { log } = dial({
		...shared,
		lookup: (_host, _family, done) => done(Object.assign(new Error("no such host"), { code: "ENOTFOUND" }), ""),
	});
	const [error] = await log.next("error");
	assert.is((error as Failure).code, "ENOTFOUND");
	assert.equal(await log.next("close"), [true]);
});

test("M2 a lookup that answers twice begins one handshake", async () => {
	await serve();
	const counts: number[] = [];
	for (const answers of [1, 2]) {
		const lookup: ConnectOptions["lookup"] = (_host, _family, done) => {
			for (let count = 0; count < answers; count++) done(null, local, 4);
		};
		const { socket, log } = dial({ ...shared, lookup });
		let sent = 0;
		socket.on("send", () => sent++);
		await log.next("secureConnect");
		await sleep(2000);
		counts.push(sent);
		socket.destroy();
	}
	assert.is(counts[1], counts[0]);
});

test("M3 a socket of the application's is used, and stays open; one of our own is closed", async () => {
	await serve();
	const own = createSocket("udp4");
	await new Promise<void>((resolve) => own.bind(4321, local, resolve));
	const { socket, log } = dial({ ...shared, socket: own });
	await log.next("secureConnect");
	assert.is(socket.address().port, 4321);
	socket.end();
	await log.next("close");
	assert.is(own.address().port, 4321);
	assert.is(own.listenerCount("message"), 0);
	assert.is(own.listenerCount("error"), 0);
	await new Promise<void>((resolve) => own.close(resolve));
	const other = dial();
	await other.log.next("secureConnect");
	other.socket.end();
	await other.log.next("close");
	assert.throws(() => other.socket.address(), /Not running/);
});

test("M3 a socket that is closed underneath closes the association", async () => {
	await serve();
	const own = createSocket("udp4");
	const { log } = dial({ ...shared, socket: own });
	await log.next("secureConnect");
	own.close();
	assert.equal(await log.next("close"), [false]);
});

test("M4 key is the client's: with a certificate that an authority vouches for, or with one of its own for a server that knows the key", async () => {
	const { clientCertificate, clientKey } = clientIdentity("client");
	const strict = await serve({ key, certificate: chain, CACert: ca });
	const one = dial({ servername: "localhost", CACert: ca, certificate: clientCertificate, key: Buffer.from(clientKey) });
	await one.log.next("secureConnect");
	assert.is((await strict.secured()).socket.authorized, true);
	await dial({ servername: "localhost", CACert: ca }).log.next("error");
	const [refusal] = await strict.log.next("clientError");
	assert.is((refusal as Failure).code, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE");
	strict.server.close();
	await strict.log.next("close");
	const own = PrivateKey.import(clientKey);
	closeAfterTest(() => own.destroy());
	const { secured, log } = await serve({ key, certificate: chain, peerPublicKey: Buffer.from(own.publicKey) });
	const bare = dial({ servername: "localhost", CACert: ca, key: Buffer.from(clientKey) });
	await bare.log.next("secureConnect");
	const { socket } = await secured();
	assert.equal(socket.publicKey, Buffer.from(own.publicKey));
	const other = dial({ servername: "localhost", CACert: ca, key: pem("PRIVATE KEY", certificate("rsa-client.key.der")) });
	await other.log.next("error");
	assert.is(((await log.next("clientError"))[0] as Failure).code, "ERR_TLS_PIN_MISMATCH");
	assert.throws(() => connect({ CACert: ca, key: Buffer.from("no key") }), /key/);
	assert.throws(() => connect({ CACert: ca, certificate: clientCertificate }), /key is missing/);
});

test("M5 peerPublicKey pins the server's raw public key, in DER or PEM, whoever vouches for it or nobody", async () => {
	const known = PrivateKey.import(key);
	closeAfterTest(() => known.destroy());
	const right = known.publicKey;
	const bare = await serve({ key });
	for (const peerPublicKey of [Buffer.from(right), pem("PUBLIC KEY", right), [Buffer.alloc(32, 0x30), Buffer.from(right)].slice(1)]) {
		const { socket, log } = dial({ peerPublicKey });
		await log.next("secureConnect");
		assert.equal(socket.publicKey, Buffer.from(right));
		assert.match(socket.publicKeyPEM.toString(), /^-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END PUBLIC KEY-----\n$/);
	}
	const wrong = PrivateKey.generate();
	closeAfterTest(() => wrong.destroy());
	const refused = dial({ peerPublicKey: Buffer.from(wrong.publicKey) });
	assert.is(((await refused.log.next("error"))[0] as Failure).code, "ERR_TLS_PIN_MISMATCH");
	bare.server.close();
	await bare.log.next("close");
	await serve({ key, certificate: chain });
	await dial({ servername: "localhost", CACert: ca, peerPublicKey: Buffer.from(right) }).log.next("secureConnect");
	const both = dial({ servername: "example.com", CACert: ca, peerPublicKey: Buffer.from(right) });
	assert.is(((await both.log.next("error"))[0] as Failure).code, "ERR_TLS_CERT_ALTNAME_INVALID");
});

test("M6 psk and PSKIdent belong together, may have 64 bytes and more than text, and are refused where they are something else", async () => {
	const long = Buffer.alloc(64, 7);
	const binary = Buffer.from([0, 255, 1, 0]);
	await serve({ identityPskCallback: (_text, bytes) => (bytes.equals(binary) ? long : null) });
	await dial({ psk: long, PSKIdent: binary }).log.next("secureConnect");
	assert.throws(() => connect({ psk }), /PSKIdent is missing/);
	assert.throws(() => connect({ PSKIdent }), /psk is missing/);
	for (const bad of [7, true, {}, []]) {
		assert.throws(() => connect({ psk: bad as unknown as Buffer, PSKIdent }), /psk must be/);
		assert.throws(() => connect({ psk, PSKIdent: bad as unknown as Buffer }), /PSKIdent must be/);
	}
	const { log } = dial({ psk: Buffer.alloc(65), PSKIdent });
	assert.instance((await log.next("error"))[0], RangeError);
});

test("M7 CACert verifies chain and name; without anything to believe, or with another authority, the server is refused", async () => {
	await serve({ key, certificate: chain });
	const { socket, log } = dial({ servername: "localhost", CACert: ca });
	await log.next("secureConnect");
	assert.is(socket.authorized, true);
	assert.is(socket.authorizationError, undefined);
	await dial({ servername: "localhost", CACert: pem("CERTIFICATE", certificate("authority.der")) }).log.next("secureConnect");
	for (const [options, code] of [
		[{ CACert: ca, servername: "example.com" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
		[{ CACert: Buffer.from(certificate("rsa-authority.der")), servername: "localhost" }, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
		[{ servername: "localhost" }, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
	] as const) {
		const [error, sentence] = await dial(options).log.next("error");
		assert.is((error as Failure).code, code);
		assert.is(sentence, (error as Failure).message);
	}
	const open = dial({ rejectUnauthorized: false });
	await open.log.next("secureConnect");
	assert.is(open.socket.authorized, false);
	assert.is(open.socket.authorizationError, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
});

test("M7 verify judges each certificate, at once or later, and can only refuse", async () => {
	await serve({ key, certificate: chain });
	const seen: [number, boolean, number][] = [];
	const options = { servername: "localhost", CACert: ca };
	await dial({
		...options,
		verify: (der, depth, reasons) => {
			seen.push([depth, Buffer.isBuffer(der), reasons.length]);
			return new Promise((resolve) => setTimeout(() => resolve(true), 100));
		},
	}).log.next("secureConnect");
	assert.equal(seen.at(-1), [0, true, 0]);
	const { log } = dial({ ...options, verify: () => false });
	assert.is(((await log.next("error"))[0] as Failure).code, "ERR_TLS_CERT_REJECTED");
	assert.throws(() => connect({ ...options, verify: 1 as never }), TypeError);
});

test("M8 debug 0 is silent, more tells more", async () => {
	await serve();
	const { lines, stop } = overhear();
	const counts: number[] = [];
	for (const debug of [0, 2, 4]) {
		lines.length = 0;
		const { socket, log } = dial({ ...shared, debug });
		await log.next("secureConnect");
		socket.end();
		await log.next("close");
		counts.push(lines.length);
	}
	stop();
	assert.is(counts[0], 0);
	assert.ok(counts[1] > 0 && counts[2] > counts[1], `${counts}`);
});

test("M9 cipher suites are chosen by the names of IANA, OpenSSL and mbedTLS, or by number; unknown ones are refused", async () => {
	await serve();
	const name = "TLS_PSK_WITH_AES_128_CCM_8";
	for (const ciphers of [name, "PSK-AES128-CCM8", "TLS-PSK-WITH-AES-128-CCM-8", 0xc0a8, ["PSK-AES128-CCM8"]]) {
		const { socket, log } = dial({ ...shared, ciphers });
		await log.next("secureConnect");
		assert.is(socket.cipherSuite, name);
	}
	const { socket, log } = dial({ ...shared, cipherSuites: "ECDHE-PSK-AES128-CBC-SHA256:PSK-AES256-CBC-SHA384" });
	await log.next("secureConnect");
	assert.is(socket.cipherSuite, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256");
	assert.throws(() => connect({ ...shared, ciphers: 0x1234 }), /no cipher suite with the number 0x1234/);
	assert.throws(() => connect({ ...shared, ciphers: [true as never] }), TypeError);
	assert.match(String((await dial({ ...shared, ciphers: "NONE" }).log.next("error"))[0]), "this build has no");
});

test("credentials may be found when they are needed, by a function or a promise; what that throws is an error", async () => {
	await serve();
	const later = async () => {
		await sleep(100);
		return shared;
	};
	for (const credentials of [shared, Promise.resolve(shared), () => shared, later])
		await dial({ credentials, psk: undefined, PSKIdent: undefined }).log.next("secureConnect");
	const { log } = dial({ credentials: () => Promise.reject(new Error("the safe is shut")) });
	assert.match(String((await log.next("error"))[0]), "the safe is shut");
	const empty = dial({ credentials: () => ({ psk }) });
	assert.match(String((await empty.log.next("error"))[0]), "PSKIdent is missing");
});

test.run();
