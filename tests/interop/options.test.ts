import Resource from "Resource";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate, clientIdentity } from "../support/certificates.ts";
import { Connection, connectTLS, type StreamError, type TLSOptions } from "../support/connection.ts";
import { peerSuite, startPeer, startProxy } from "../support/peers.ts";

const test = peerSuite("options");

const ca = certificate("authority.der");

/** A connection with exactly these options and the callbacks. */
function connect(options: object): Connection<TLS> {
	return new Connection((callbacks) => new TLS({ ...options, ...callbacks } as TLSOptions));
}

function hexadecimal(text: string): string {
	return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("D11 E47 E77 a write before the handshake throws, and nothing of it leaves in clear", async () => {
	const peer = await startPeer("node");
	const proxy = await startProxy(peer);
	const client = connectTLS(proxy.port);
	const secret = new TextEncoder().encode("top secret password");
	let thrown: StreamError | undefined;
	const attempt = (): void => {
		try {
			client.io.write(secret);
		} catch (error) {
			thrown = error as StreamError;
		}
	};
	attempt();
	assert.is(thrown?.code, "ERR_TLS_NOT_CONNECTED");
	await client.ready();
	await client.send("hello");
	assert.is(await client.readText(5), "hello");
	const { toServer } = await proxy.tell("captured");
	assert.not.ok(toServer?.hex.includes(hexadecimal("secret")));
	assert.not.ok(toServer?.hex.includes(hexadecimal("hello")));
});

test("D11 E77 a write while the server is silent throws every time, and only the ClientHello leaves", async () => {
	const peer = await startPeer("raw", { script: [{ wait: "record" }] });
	const client = connectTLS(peer.port);
	await peer.event("done");
	for (let count = 0; count < 3; count++) assert.throws(() => client.io.write(new TextEncoder().encode("secret")), /before the handshake/);
	client.close();
	const { hex = "" } = await peer.event("close");
	assert.not.ok(hex.includes(hexadecimal("secret")));
	assert.is(hex.slice(0, 2), "16");
});

test("E47 a read before the handshake gives undefined", async () => {
	const peer = await startPeer("raw");
	assert.is(connectTLS(peer.port).io.read(), undefined);
});

for (const host of ["127.0.0.1", "::1"]) {
	test(`E72 the address ${host} is checked against the certificate and never sent as SNI`, async () => {
		const peer = await startPeer("node", { certificate: "ip" });
		const proxy = await startProxy(peer);
		const client = connectTLS(proxy.port, { host });
		await client.ready();
		assert.is((await peer.event("connection")).serverName, undefined);
		assert.is(client.io.negotiated?.authorized, true);
		const { toServer } = await proxy.tell("captured");
		assert.not.ok(toServer?.hex.includes(hexadecimal(host)));
	});
}

test("E72 SNI chooses the server's certificate", async () => {
	const peer = await startPeer("node", { certificate: "wrong-name", certificates: { "two.example": "several-names" } });
	const client = connectTLS(peer.port, { host: "two.example" });
	await client.ready();
	assert.is((await peer.event("connection")).serverName, "two.example");
});

test("E72 E94 D2 top-level host supplies the name where tls has none", async () => {
	const peer = await startPeer("node");
	const client = connect({ address: "127.0.0.1", port: peer.port, host: "server.example", tls: { ca } });
	await client.ready();
	assert.is((await peer.event("connection")).serverName, "server.example");
});

test("E72 E94 tls.host wins over top-level host", async () => {
	const peer = await startPeer("node");
	const client = connect({ address: "127.0.0.1", port: peer.port, host: "other.example", tls: { host: "localhost", ca } });
	await client.ready();
	assert.is(client.io.negotiated?.serverName, "localhost");
});

test("D36 E5 the port may be a string, as URL.port is", async () => {
	const peer = await startPeer("node");
	const client = connectTLS(String(peer.port));
	await client.ready();
});

test("D1 D2 D3 Moddable's spelling: TCP: {io}, secure, top-level host, nodelay", async () => {
	const peer = await startPeer("node", { clientAuthority: "authority", required: true, alpn: ["http/1.1"], version: "TLSv1.2" });
	const { clientCertificate, clientKey } = clientIdentity("client");
	const client = connect({
		address: "127.0.0.1",
		port: peer.port,
		host: "localhost",
		TCP: { io: TCP },
		nodelay: true,
		secure: {
			certificate: ca,
			clientCertificates: clientCertificate,
			clientKey,
			applicationLayerProtocolNegotiation: "http/1.1",
			tls_max_fragment_length: 1024,
			protocolVersion: 0x303,
		},
	});
	await client.ready();
	const seen = await peer.event("connection");
	assert.is(seen.client, "client");
	assert.is(seen.alpn, "http/1.1");
	assert.is(seen.serverName, "localhost");
});

test("D3 secure.serverName is the name, and secure.certificate the authority", async () => {
	const peer = await startPeer("node");
	const client = connect({ address: "127.0.0.1", port: peer.port, secure: { serverName: "server.example", certificate: ca } });
	await client.ready();
	assert.is((await peer.event("connection")).serverName, "server.example");
});

test("D3 secure.verify: false is visible in negotiated", async () => {
	const peer = await startPeer("node", { certificate: "self-signed" });
	const client = connect({ address: "127.0.0.1", port: peer.port, host: "localhost", secure: { verify: false } });
	await client.ready();
	assert.is(client.io.negotiated?.authorized, false);
	assert.is(client.io.negotiated?.authorizationError, "DEPTH_ZERO_SELF_SIGNED_CERT");
});

test("G1 no spelling of secure is an option of tls: tls.certificate trusts nothing", async () => {
	const peer = await startPeer("node");
	let failure: StreamError | undefined;
	try {
		failure = await connectTLS(peer.port, { ca: certificate("unknown-authority.der"), certificate: ca }).failure();
	} catch (error) {
		failure = error as StreamError;
	}
	assert.ok(failure);
});

test("D18 E76 a Resource serves as ca, alone and in a list", async () => {
	const peer = await startPeer("node");
	const resource = new Resource("certificates/authority.der");
	await connectTLS(peer.port, { ca: resource }).ready();
	await connectTLS(peer.port, { ca: [new Resource("certificates/rsa-authority.der"), resource] }).ready();
});

test("E76 ca as ArrayBuffer, view and list; the order does not matter", async () => {
	const peer = await startPeer("node");
	const padded = new Uint8Array(ca.byteLength + 10);
	padded.set(new Uint8Array(ca), 5);
	const view = padded.subarray(5, 5 + ca.byteLength);
	const other = certificate("rsa-authority.der");
	for (const given of [view, new DataView(view.buffer, 5, ca.byteLength), [ca, other], [other, view]])
		await connectTLS(peer.port, { ca: given }).ready();
});

test("E76 a self-signed certificate is trusted when it is the ca", async () => {
	const peer = await startPeer("node", { certificate: "self-signed" });
	const client = connectTLS(peer.port, { ca: certificate("self-signed.der") });
	await client.ready();
	assert.is(client.io.negotiated?.authorized, true);
});

test("E76 an intermediate given as ca is trusted although its root is not", async () => {
	const peer = await startPeer("node");
	const client = connectTLS(peer.port, { ca: certificate("intermediate.der") });
	await client.ready();
});

test("E9 E10 D5 D6 target belongs to the TLS instance, which is `this` in its callbacks", async () => {
	const peer = await startPeer("node");
	const target = {};
	const seen = new Set<unknown>();
	const instance = await new Promise<TLS>((resolve, reject) => {
		new TLS({
			address: "127.0.0.1",
			port: peer.port,
			target,
			tls: { host: "localhost", ca },
			onWritable(this: TLS) {
				seen.add(this);
				this.write(new Uint8Array(1));
			},
			onReadable(this: TLS) {
				seen.add(this);
				resolve(this);
			},
			onError: reject,
		} as TLSOptions);
	});
	assert.equal([...seen], [instance]);
	assert.is(instance.target, target);
	instance.close();
});

test("E73 a version that this build cannot speak makes the constructor throw", () => {
	for (const tls of [
		{ maximumVersion: "TLSv1.1" },
		{ minimumVersion: "TLSv1.4" },
		{ minimumVersion: "TLSv1.3", maximumVersion: "TLSv1.2" },
	])
		assert.throws(() => connectTLS(1, tls));
});

test("E8 an option with an unknown name is ignored", async () => {
	const peer = await startPeer("node");
	await connectTLS(peer.port, { unknownOption: 1 }, { io: null, anotherOne: true }).ready();
});

test("E2 frozen options and inherited ones serve", async () => {
	const peer = await startPeer("node");
	const base = Object.freeze({ address: "127.0.0.1", port: peer.port, tls: Object.freeze({ host: "localhost", ca }) });
	const client = new Connection((callbacks) => new TLS(Object.freeze(Object.assign(Object.create(base), callbacks))));
	await client.ready();
});

test.run();
