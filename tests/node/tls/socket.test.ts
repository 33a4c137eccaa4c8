/* tls.TLSSocket: what it can be asked and told. */
import { Buffer } from "node:buffer";
import net, { type Socket } from "node:net";
import tls, { type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";
import { der, identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, closing, event, failure, line, serve } from "../support/tls.ts";

const test = boundedSuite("TLSSocket");
const ca = pem("authority.pem");

/* As `openssl x509` prints them. */
const LOCALHOST = {
	serialNumber: "4049960DE5880E8C",
	fingerprint: "88:1D:D1:22:16:BE:8A:D9:9A:CD:00:D4:19:63:AF:6E:A4:5B:C9:B1",
	fingerprint256: "D0:9E:52:20:2C:84:DE:A9:48:B0:16:22:53:77:FB:17:12:6B:C9:F5:F0:A1:E2:F1:29:59:72:4D:7F:B3:BD:E1",
};

/** A connection that stands, from both sides. */
async function connected(
	clientOptions: object = {},
	serverOptions: object = {},
): Promise<{ socket: TLSSocket; peer: TLSSocket; port: number }> {
	const { port, accepted } = await serve(serverOptions);
	const socket = client(port, clientOptions);
	await event(socket, "secureConnect");
	return { socket, peer: await accepted, port };
}

test("T70 isServer is false unless told; the options of a context, or secureContext, stand at the top", async () => {
	for (const options of [identity(), { secureContext: tls.createSecureContext(identity()) }]) {
		const [near, far] = line();
		const peer = bounded(new tls.TLSSocket(far, { isServer: true, ...options }));
		const secured = event(peer, "secure");
		const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca }));
		await event(socket, "secureConnect");
		await secured;
		assert.is(socket.authorized, true);
	}
});

test("T71 the options may be left out", () => {
	assert.instance(bounded(new tls.TLSSocket(line()[0])), tls.TLSSocket);
	assert.instance(bounded(new tls.TLSSocket(line()[0], undefined)), tls.TLSSocket);
});

if (!onNode) {
	test("T72 a stream carries one TLS connection: the second TLSSocket throws", () => {
		const [near] = line();
		bounded(new tls.TLSSocket(near));
		assert.is(thrown(() => new tls.TLSSocket(near)).code, "ERR_TLS_SOCKET_BOUND");
		const notStream: unknown = {};
		assert.is(thrown(() => new tls.TLSSocket(notStream as Socket)).code, "ERR_INVALID_ARG_TYPE");
	});

	test("T74 connect() of a TLSSocket connects the socket that it stands on, and its callback listens to 'secureConnect'", async () => {
		const { port } = await serve();
		const raw = bounded(new net.Socket());
		const socket = bounded(new tls.TLSSocket(raw, { ca }));
		let told = false;
		socket.connect({ port, host: "127.0.0.1", servername: "localhost" }, () => {
			told = true;
		});
		await event(socket, "secureConnect");
		assert.is(told, true);
		assert.is(socket.authorized, true);
		const own = bounded(new tls.TLSSocket(undefined, { ca }));
		own.connect(port, "localhost");
		await event(own, "secureConnect");
		assert.is(own.authorized, true);
	});
}

test("T80 T85 T86 addresses and ports of both ends", async () => {
	const { socket, peer, port } = await connected({ host: "127.0.0.1", servername: "localhost" });
	assert.is(socket.remoteAddress, "127.0.0.1");
	assert.is(socket.remoteFamily, "IPv4");
	assert.is(socket.remotePort, port);
	assert.is(socket.localAddress, "127.0.0.1");
	assert.type(socket.localPort, "number");
	assert.equal(socket.address(), { port: socket.localPort, family: "IPv4", address: "127.0.0.1" });
	assert.is(peer.remotePort, socket.localPort);
	assert.is(peer.localPort, port);
	assert.equal(bounded(new tls.TLSSocket(line()[0])).address(), {});
});

test("T83 encrypted is the property true", () => {
	assert.is(bounded(new tls.TLSSocket(line()[0])).encrypted, true);
});

for (const version of ["TLSv1.2", "TLSv1.3"] as const)
	test(`T84 getProtocol: ${version} when the handshake is done, null when the client is disconnected`, async () => {
		const { port } = await serve();
		const socket = client(port, { minVersion: version, maxVersion: version });
		/* Node's documentation says "unknown", and its code the highest version. */
		if (!onNode) assert.is(socket.getProtocol(), "unknown");
		await event(socket, "secureConnect");
		assert.is(socket.getProtocol(), version);
		const closed = closing(socket);
		socket.destroy();
		await closed;
		assert.is(socket.getProtocol(), null);
	});

test("T84 getProtocol of a server's socket is null, as the documentation says", async () => {
	const { peer } = await connected();
	if (!onNode) assert.is(peer.getProtocol(), null);
});

test("T87 setTimeout: 'timeout' after silence, once for the callback, and nothing is closed; 0 takes it back", async () => {
	const { socket } = await connected();
	const events: string[] = [];
	socket.on("timeout", () => events.push("timeout"));
	assert.is(
		socket.setTimeout(20, () => events.push("callback")),
		socket,
	);
	await event(socket, "timeout");
	assert.equal(events.sort(), ["callback", "timeout"]);
	assert.is(socket.destroyed, false);
	const never = (): void => {
		throw new Error("told");
	};
	socket.setTimeout(1, never);
	socket.setTimeout(0, never);
	assert.is(socket.listeners("timeout").includes(never as never), false);
});

test("T87 the option timeout, and the time counts from the last byte", async () => {
	const { port } = await serve();
	const socket = client(port, { timeout: 30 });
	await event(socket, "timeout");
	assert.is(socket.destroyed, false);
});

test("T88 destroy ends at once, destroySoon behind what was written", async () => {
	const { socket, peer } = await connected();
	const seen: string[] = [];
	peer.on("data", (chunk: Uint8Array) => seen.push(String(chunk)));
	const ended = closing(peer);
	socket.write("the last words");
	socket.destroySoon();
	await ended;
	assert.equal(seen, ["the last words"]);
	const second = await connected();
	const closed = closing(second.socket);
	assert.is(second.socket.destroy(), second.socket);
	assert.is(second.socket.destroyed, true);
	await closed;
});

test("T88 destroy(error) is 'error' and then 'close'", async () => {
	const { socket } = await connected();
	const error = new Error("enough");
	const failed = failure(socket);
	const closed = closing(socket);
	socket.destroy(error);
	assert.is(await failed, error);
	await closed;
});

interface Shown {
	subject: Record<string, unknown>;
	issuer: Record<string, unknown>;
	issuerCertificate?: Shown;
	[name: string]: unknown;
}

function shownBy(socket: TLSSocket, detailed = false): Shown {
	const shown: unknown = socket.getPeerCertificate(detailed);
	return shown as Shown;
}

function ownOf(socket: TLSSocket): Shown {
	const shown: unknown = socket.getCertificate();
	return shown as Shown;
}

test("G7 getPeerCertificate has Node's shape", async () => {
	const { socket, peer } = await connected({}, identity("several-names"));
	const shown = shownBy(socket);
	assert.equal({ ...shown.subject }, { O: "tls419 test", CN: "several-names" });
	assert.equal({ ...shown.issuer }, { O: "tls419 test", CN: "intermediate" });
	assert.is(shown.subjectaltname, "DNS:one.example, DNS:two.example, DNS:*.three.example, DNS:localhost, IP Address:127.0.0.1");
	assert.is(shown.valid_from, "Jan  1 00:00:00 2020 GMT");
	assert.is(shown.valid_to, "Jan  1 00:00:00 2120 GMT");
	assert.is(shown.bits, 256);
	assert.is(shown.asn1Curve, "prime256v1");
	assert.is(shown.nistCurve, "P-256");
	assert.is((shown.pubkey as Uint8Array).length, 65);
	assert.is(shown.ca, false);
	assert.equal(shown.ext_key_usage, ["1.3.6.1.5.5.7.3.1"]);
	for (const [name, length] of [
		["fingerprint", 20],
		["fingerprint256", 32],
		["fingerprint512", 64],
	] as const)
		assert.match(String(shown[name]), new RegExp(`^([0-9A-F]{2}:){${length - 1}}[0-9A-F]{2}$`));
	assert.match(String(shown.serialNumber), /^[0-9A-F]+$/);
	assert.ok(Buffer.isBuffer(shown.raw));
	assert.is(shown.issuerCertificate, undefined);
	assert.equal(peer.getPeerCertificate(), {});
});

test("G7 fingerprints and serial numbers are those of Node", async () => {
	const { socket } = await connected();
	const shown = shownBy(socket);
	assert.is(Buffer.compare(shown.raw as Buffer, der("localhost.der")), 0);
	const { serialNumber, fingerprint, fingerprint256 } = shown;
	assert.equal({ serialNumber, fingerprint, fingerprint256 }, LOCALHOST);
});

test("G7 an RSA key has modulus and exponent", async () => {
	const { socket } = await connected({ ca: pem("rsa-authority.pem") }, identity("rsa-localhost"));
	const shown = shownBy(socket);
	assert.is(shown.bits, 2048);
	assert.is(shown.exponent, "0x10001");
	assert.match(String(shown.modulus), /^[0-9A-F]{512}$/);
	assert.ok((shown.pubkey as Uint8Array).length > 256);
});

test("G7 getPeerCertificate(true) leads on to the issuers", async () => {
	const { socket } = await connected();
	const shown = shownBy(socket, true);
	assert.is(shown.issuerCertificate?.subject.CN, "intermediate");
	assert.is(shown.issuerCertificate?.ca, true);
});

test("G7 getPeerCertificate is {} before the handshake is done, and null afterwards", async () => {
	const { port } = await serve();
	const socket = client(port);
	assert.equal(socket.getPeerCertificate(), {});
	await event(socket, "secureConnect");
	const closed = closing(socket);
	socket.destroy();
	await closed;
	assert.is(socket.getPeerCertificate(), null);
});

test("G7 getCertificate is the own certificate, or {}", async () => {
	const { socket, peer } = await connected();
	const own = ownOf(peer);
	assert.is(own.subject.CN, "localhost");
	assert.equal(socket.getCertificate() ?? {}, {});
});

test("G7 getCipher has OpenSSL's name, IANA's and the version", async () => {
	const { socket } = await connected({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" });
	assert.equal(socket.getCipher(), {
		name: "ECDHE-ECDSA-AES128-GCM-SHA256",
		standardName: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
		version: "TLSv1.2",
	});
});

test("G19 exportKeyingMaterial gives both sides the same, and nothing before the handshake is done", async () => {
	const { port, accepted } = await serve();
	const socket = client(port);
	assert.is(thrown(() => socket.exportKeyingMaterial(32, "EXPERIMENTAL test")).code, "ERR_TLS_INVALID_STATE");
	await event(socket, "secureConnect");
	const peer = await accepted;
	const context = Buffer.from("context");
	const own = socket.exportKeyingMaterial(32, "EXPERIMENTAL test", context);
	assert.is(own.length, 32);
	assert.is(Buffer.compare(own, peer.exportKeyingMaterial(32, "EXPERIMENTAL test", context)), 0);
	assert.not.equal(own, socket.exportKeyingMaterial(32, "EXPERIMENTAL other", context));
	const length: unknown = "x";
	assert.is(thrown(() => socket.exportKeyingMaterial(length as number, "x")).code, "ERR_INVALID_ARG_TYPE");
});

test("renegotiation is refused in words", async () => {
	const { socket } = await connected();
	socket.disableRenegotiation();
	const error = await new Promise<(Error & { code?: string }) | null>((resolve) => {
		assert.is(socket.renegotiate({}, resolve), false);
	});
	assert.match(String(error?.code), /^ERR_/);
});

test("what the engine cannot tell is told as absent", async () => {
	const { socket, peer } = await connected();
	assert.type(socket.setMaxSendFragment(1024), "boolean");
	assert.ok(Array.isArray(peer.getSharedSigalgs()));
	assert.is(peer.getEphemeralKeyInfo(), null);
	assert.type(socket.getEphemeralKeyInfo(), "object");
	assert.is(socket.isSessionReused(), false);
	assert.is(peer.getTLSTicket(), undefined);
});

test("ref, unref, setNoDelay and setKeepAlive give the socket back", async () => {
	const { socket } = await connected({ noDelay: true, keepAlive: true });
	assert.is(socket.unref(), socket);
	assert.is(socket.ref(), socket);
	assert.is(socket.setNoDelay(true), socket);
	assert.is(socket.setKeepAlive(true, 1000), socket);
	socket.write("still moves");
});

test.run();
