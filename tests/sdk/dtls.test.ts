/* DTLS over the SDK's own UDP class: with itself, and with OpenSSL. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import UDP from "embedded:io/socket/udp";
import DTLS, { type DTLSOptions } from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { certificate, clientIdentity } from "./certificates.ts";

const test = peerSuite("SDK: DTLS over its UDP class");
const address = "127.0.0.1";
const ca = certificate("authority.der");
const identity = { certificate: [certificate("localhost.der"), certificate("intermediate.der")], key: certificate("localhost.key.der") };
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };

/** A listener that sends back what comes. */
async function serve(tls: object): Promise<{ port: number; listener: DTLSListener; moves: unknown[] }> {
	const { port } = await startPeer("free-port");
	const moves: unknown[] = [];
	const listener = new DTLSListener({
		port,
		tls,
		UDP: { io: UDP },
		onReadable() {
			const from = this.read();
			if (from === undefined) return;
			new DTLS({
				from,
				onReadable() {
					const datagram = this.read();
					if (datagram !== undefined) this.write(datagram);
				},
				onRemoteChange: (before) => moves.push(before),
				onError() {
					this.close();
				},
			});
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	return { port, listener, moves };
}

/** Says something, and gives the answer with the association that has got it. */
function ask(port: number, tls: DTLSOptions["tls"], text = "ping\n"): Promise<{ dtls: DTLS; answer: string; from: number }> {
	return new Promise((resolve, reject) => {
		const dtls = new DTLS({
			address,
			port,
			tls,
			UDP: { io: UDP },
			onWritable() {
				this.write(ArrayBuffer.fromString(text));
			},
			onReadable() {
				const datagram = this.read();
				if (datagram !== undefined) resolve({ dtls: this, answer: String.fromArrayBuffer(datagram), from: datagram.port });
			},
			onError: reject,
		});
		closeAfterTest(() => dtls.close());
	});
}

test("G16 G3 a client and a listener, with certificates of both", async () => {
	const { port, listener } = await serve({ ...identity, ca, clientAuthentication: "require" });
	const { dtls, answer, from } = await ask(port, { host: "localhost", ca, ...clientIdentity() });
	assert.is(answer, "ping\n");
	assert.is(from, port);
	assert.is(dtls.negotiated?.authorized, true);
	assert.is(listener.peers, 1);
});

test("G6 a client that sleeps wakes at another port, and is known by its connection ID", async () => {
	const { port, moves } = await serve({ psk });
	const tls = { psk, connectionId: true, cipherSuites: "TLS_PSK_WITH_AES_128_CCM_8" };
	const { dtls } = await ask(port, tls);
	const association = dtls.suspend();
	const woken = await ask(port, { ...tls, association }, "awake");
	assert.is(woken.answer, "awake");
	assert.is(moves.length, 1);
});

test("G16 a client of OpenSSL's server", async () => {
	const peer = await startPeer("partner", { program: "openssl", role: "server", version: "DTLSv1.2", side: { certificate: "localhost" } });
	const { answer, dtls } = await ask(peer.port, { host: "localhost", ca });
	assert.is(answer, "ping\n");
	assert.is(dtls.negotiated?.version, "DTLSv1.2");
});

test.run();
