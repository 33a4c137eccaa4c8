/* Key material that both peers derive, compared with what OpenSSL and Node derive. */
import type TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { type Connection, connectTLS } from "../support/connection.ts";
import { type Peer, peerSuite, startPeer } from "../support/peers.ts";
import { serveTLS } from "../support/server.ts";

const test = peerSuite("exporter");

const label = "EXPORTER-Channel-Binding";

function hexadecimal(bytes: ArrayBuffer): string {
	return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What openssl prints of the 32 bytes that it was told to export. */
async function printed(peer: Peer): Promise<string> {
	const line = await peer.line(/Keying material: [0-9A-F]{64}/);
	return line.slice(line.indexOf(":") + 2).toLowerCase();
}

async function compareWithNode(connection: Connection<TLS>, peer: Peer): Promise<void> {
	for (const length of [1, 32, 255, 8000]) {
		for (const context of [undefined, "", "00", "636f6e74657874"]) {
			const ours = hexadecimal(
				connection.io.exportKeyingMaterial(
					length,
					label,
					context === undefined ? undefined : Uint8Array.from(context.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
				),
			);
			const { hex } = await peer.tell("exportKeys", { length, label, context });
			assert.is(ours, hex, `${length} bytes, context ${context}`);
		}
	}
}

test("G19 the channel binding tls-exporter (RFC 9266) is the one that GnuTLS has", async () => {
	const side = { certificate: "localhost" };
	const peer = await startPeer("partner", { program: "gnutls", role: "server", version: "TLSv1.3", side });
	const client = connectTLS(peer.port);
	await client.ready();
	const { channelBinding } = await peer.event("connection");
	assert.is(hexadecimal(client.io.exportKeyingMaterial(32, label, new Uint8Array(0))), channelBinding);
});

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const flags = [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3", "-keymatexport", label, "-keymatexportlen", "32"];

	test(`G19 ${version}: a client and openssl's server export the same key material`, async () => {
		const peer = await startPeer("openssl", { flags });
		const client = connectTLS(peer.port);
		await client.ready();
		assert.is(hexadecimal(client.io.exportKeyingMaterial(32, label)), await printed(peer));
	});

	test(`G19 ${version}: a server and openssl's client export the same key material`, async () => {
		const server = serveTLS();
		const peer = await startPeer("openssl-client", { port: server.port, flags });
		const connection = await server.accepted;
		await connection.ready();
		assert.is(hexadecimal(connection.io.exportKeyingMaterial(32, label)), await printed(peer));
	});

	test(`G19 ${version}: a client and Node's server agree for every length and context`, async () => {
		const peer = await startPeer("node", { version });
		const client = connectTLS(peer.port);
		await client.ready();
		await peer.event("connection");
		await compareWithNode(client, peer);
	});

	test(`G19 ${version}: a server and Node's client agree for every length and context`, async () => {
		const server = serveTLS();
		const peer = await startPeer("node-client", { port: server.port, version });
		const connection = await server.accepted;
		await connection.ready();
		await peer.event("connection");
		await compareWithNode(connection, peer);
	});
}

test.run();
