/* node:tls in the simulator, with Node's own and OpenSSL as the other side. */
// simulator only: the other side is Node
// not with the SDK: the peers are found by the simulator's process.env

import TLS from "embedded:io/socket/tcp/tls";
import { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import tls from "node:tls";
import * as assert from "uvu/assert";
import { peerSuite, startPeer } from "../../support/peers.ts";
import { identity, pem } from "../support/certificates.ts";
import { client, event, failure, serve } from "../support/tls.ts";

const test = peerSuite("node:tls interop");

function noise(length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let index = 0; index < length; index++) bytes[index] = (index * 7 + (index >> 8)) & 0xff;
	return bytes;
}

/** So many bytes. */
function take(socket: EventEmitter, length: number): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let received = 0;
	return new Promise((resolve, reject) => {
		socket.on("error", reject);
		socket.on("data", (chunk: Uint8Array) => {
			chunks.push(chunk);
			received += chunk.length;
			if (received >= length) resolve(Buffer.concat(chunks));
		});
	});
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	const flag = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";
	const versions = { minVersion: version, maxVersion: version };

	test(`G23 ${version} a client of ours and a server of Node: 300 KB come back, then the end in good order`, async () => {
		const peer = await startPeer("node", { version, alpn: ["echo"] });
		const socket = client(peer.port, { ALPNProtocols: ["echo"] });
		await event(socket, "secureConnect");
		assert.is(socket.authorized, true);
		assert.is(socket.getProtocol(), version);
		assert.is(socket.alpnProtocol, "echo");
		const bytes = noise(300_000);
		const back = take(socket, bytes.length);
		socket.write(bytes);
		assert.is(Buffer.compare(await back, bytes), 0);
		const ended = event(socket, "end");
		socket.end();
		await ended;
	});

	test(`G23 ${version} a client of ours with a certificate, and openssl s_server`, async () => {
		const peer = await startPeer("openssl", { authority: "authority", flags: [flag] });
		const socket = client(peer.port, identity("client"));
		await event(socket, "secureConnect");
		assert.is(socket.authorized, true);
		socket.write("a line for openssl\n");
		await peer.line(/a line for openssl/);
		socket.end();
	});

	test(`G23 ${version} a server of ours and a client of Node, with a certificate`, async () => {
		const { port, accepted } = await serve(
			{ ...versions, requestCert: true, ca: pem("authority.pem"), ALPNProtocols: ["echo"] },
			(socket) => {
				socket.on("error", () => undefined);
				socket.pipe(socket);
			},
		);
		const peer = await startPeer("node-client", { port, version, certificate: "client", alpn: ["echo"] });
		const seen = await peer.event("connection");
		assert.equal([seen.version, seen.alpn, seen.authorized], [version, "echo", true]);
		const socket = await accepted;
		assert.is(socket.authorized, true);
		assert.is(socket.servername, "localhost");
	});

	test(`G23 ${version} a server of ours and openssl s_client`, async () => {
		const { port, accepted } = await serve(versions);
		const peer = await startPeer("openssl-client", { port, flags: [flag] });
		const socket = await accepted;
		socket.write("a line for the client\n");
		await peer.line(/a line for the client/);
		socket.end();
	});
}

const DHE = "DHE-RSA-AES128-GCM-SHA256";
const hasDHE = TLS.capabilities.cipherSuites.includes("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");

if (hasDHE) {
	const server = () => startPeer("openssl", { certificate: "rsa-localhost", flags: ["-tls1_2", "-cipher", DHE] });
	const ca = pem("rsa-authority.pem");

	test("T20 minDHSize: a server's group of 2048 bits will do for 2048", async () => {
		const peer = await server();
		const socket = client(peer.port, { ca, ciphers: DHE, maxVersion: "TLSv1.2", minDHSize: 2048 });
		await event(socket, "secureConnect");
		assert.is(socket.getCipher()?.name, DHE);
	});

	test("T20 minDHSize: a server whose group is smaller is refused", async () => {
		const peer = await server();
		const socket = client(peer.port, { ca, ciphers: DHE, maxVersion: "TLSv1.2", minDHSize: 3072 });
		const { code = "" } = await failure(socket);
		assert.match(code, /^ERR_/);
		assert.is(socket.destroyed, true);
	});

	test("T20 a group of 1024 bits is refused unless minDHSize asks for no more", async () => {
		const flags = ["-tls1_2", "-cipher", `${DHE}@SECLEVEL=0`];
		const weak = () => startPeer("openssl", { certificate: "rsa-localhost", smallGroup: true, flags });
		const options = { ca, ciphers: DHE, maxVersion: "TLSv1.2" };
		assert.ok((await failure(client((await weak()).port, options))).code);
		const socket = client((await weak()).port, { ...options, minDHSize: 1024 });
		await event(socket, "secureConnect");
		assert.is(socket.getCipher()?.name, DHE);
	});
} else
	test("T20 minDHSize: this engine has no Diffie-Hellman over finite fields in TLS 1.2, so that no small group can be met", () => {
		assert.equal(
			tls.getCiphers().filter((name) => name.startsWith("dhe-")),
			[],
		);
	});

test.run();
