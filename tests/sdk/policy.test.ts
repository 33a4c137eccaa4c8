/* What an application says once, for all connections of device.network: nothing that one of them says by itself may undo it unsaid. */
import TCP from "embedded:io/socket/tcp";
import { settingsFrom } from "tls419/network";
import NetworkTLS, { type NetworkTLSOptions } from "tls419/network/socket";
import * as assert from "uvu/assert";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { certificate, clientIdentity } from "./certificates.ts";
import { configureForTest } from "./clients.ts";

const test = peerSuite("SDK: what holds for all connections");

const authority = certificate("authority.der");
const wrongPin = new Uint8Array(32);

/** Settles when the handshake is done, or has failed. */
function open(port: number, options: Partial<NetworkTLSOptions>): Promise<string> {
	return new Promise((resolve) => {
		const connection = new NetworkTLS({
			address: "127.0.0.1",
			port,
			TCP: { io: TCP },
			onWritable: () => resolve("open"),
			onError: (error) => resolve(String(error.code)),
			...options,
		});
		closeAfterTest(() => connection.close());
	});
}

test("E91 G1 the authority holds where the host is named in tls alone", async () => {
	const peer = await startPeer("web");
	configureForTest();
	assert.is(await open(peer.port, { tls: { host: "localhost" } }), "open");
});

test("E91 G1 pins hold where the host is named in tls alone", async () => {
	const peer = await startPeer("web");
	configureForTest({ ca: authority, pins: wrongPin });
	assert.is(await open(peer.port, { tls: { host: "localhost" } }), "ERR_TLS_PIN_MISMATCH");
});

test("E91 G1 pins hold where TLS begins on a connection that stands", async () => {
	const peer = await startPeer("web");
	configureForTest({ ca: authority, pins: wrongPin });
	const from = await new Promise<TCP>((resolve, reject) => {
		const tcp = new TCP({ address: "127.0.0.1", port: peer.port, onWritable: () => resolve(tcp), onError: reject });
	});
	const code = await new Promise((resolve) => {
		const connection = new NetworkTLS({
			from,
			host: "localhost",
			tls: {},
			onWritable: () => resolve("open"),
			onError: (error) => resolve(error.code),
		});
		closeAfterTest(() => connection.close());
	});
	assert.is(code, "ERR_TLS_PIN_MISMATCH");
});

test("E91 G1 a certificate of its own does not bring a connection back to the host's store unsaid", async () => {
	const failures = configureForTest();
	const options = { address: "127.0.0.1", port: 1, host: "localhost", tls: clientIdentity() };
	assert.throws(() => new NetworkTLS(options), /whom to trust/);
	assert.is(failures.length, 1);
});

test("E91 G4 with an authority of its own it has both", async () => {
	const peer = await startPeer("web", { clientAuthority: "authority" });
	configureForTest({ ca: certificate("fleet-authority.der") });
	assert.is(await open(peer.port, { host: "localhost", tls: { ...clientIdentity(), ca: authority } }), "open");
});

test("E91 Moddable's secure, of which the settings of all know nothing, is refused", () => {
	configureForTest();
	const options = { address: "127.0.0.1", port: 1, host: "localhost", secure: { certificate: authority } };
	assert.throws(() => new NetworkTLS(options), /take tls, and not secure/);
});

test("E91 G1 what config.tls cannot mean is a mistake, and not the host's store", () => {
	for (const tls of ["authority.der", ["authority.der"], null, true])
		assert.throws(() => settingsFrom(tls), /config\.tls must be an object/);
	assert.throws(() => settingsFrom({ ca: true }), /config\.tls must name resources/);
	assert.equal(settingsFrom(undefined), {});
});

test.run();
