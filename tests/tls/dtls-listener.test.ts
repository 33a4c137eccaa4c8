// sim: --clock virtual --net latency=5ms --seed 7
/* A listener of DTLS: whom it lets in, with what they show, and how many. */
import type DTLSListener from "embedded:io/socket/listener/dtls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import UDP from "embedded:io/socket/udp";
import type DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { certificate, clientIdentity } from "../support/certificates.ts";
import { address, ca, client, dial, port, psk, Router, Server, server } from "../support/dtls.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("listener of DTLS");

test("a listener lets in who has a certificate, and tells of the others with their address", async () => {
	const { sides, failures, ...rest } = new Server({ ...server, ca, clientAuthentication: "require" });
	const one = await dial({ ...client, ...clientIdentity("client") }).connected();
	one.send("hello");
	await one.message();
	assert.is(sides[0].dtls.negotiated?.authorized, true);
	assert.is((await dial().error()).code, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
	assert.is(failures[0].code, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE");
	assert.is(failures[0].remote?.remoteAddress, address);
	assert.ok(rest);
});

test("a client refuses a server that it does not trust, or that is somebody else", async () => {
	new Server();
	assert.is((await dial({ host: "localhost", ca: certificate("rsa-authority.der") }).error()).code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
	assert.is((await dial({ ...client, host: "example.com" }).error()).code, "ERR_TLS_CERT_ALTNAME_INVALID");
});

test("G9 pre-shared keys: the listener's own, and one that is looked up, at once or later; the suites of CoAP", async () => {
	const found: string[] = [];
	const answer = (identity: ArrayBuffer) => {
		found.push(String.fromCharCode(...new Uint8Array(identity)));
		return found[found.length - 1] === "sensor" ? psk.key : undefined;
	};
	const later = (identity: ArrayBuffer) =>
		new Promise<Uint8Array | undefined>((resolve) => setTimeout(() => resolve(answer(identity)), 2500));
	for (const tls of [{ psk }, { onIdentity: answer }, { onIdentity: later }]) {
		const { listener, sides } = new Server(tls);
		for (const cipherSuites of ["TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256"]) {
			const one = await dial({ psk, cipherSuites }).connected();
			assert.is(one.dtls.negotiated?.cipherSuite, cipherSuites);
			one.send(cipherSuites);
			assert.is(await one.message(), cipherSuites);
			const identity = sides[sides.length - 1].dtls.negotiated?.pskIdentity;
			assert.is(String.fromCharCode(...new Uint8Array(identity ?? new ArrayBuffer(0))), "sensor");
			one.dtls.close();
		}
		const stranger = await dial({ psk: { ...psk, identity: "stranger" } }).error();
		assert.match(stranger.code ?? "", /UNKNOWN_PSK_IDENTITY|HANDSHAKE_FAILURE/);
		listener.close();
		await sleep(100);
	}
	assert.is(found.length, 8);
});

test("a listener chooses a certificate by the name that is asked for, and may take its time", async () => {
	const other = new TLSContext({
		certificate: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")],
		key: certificate("rsa-localhost.key.der"),
	});
	const asked: string[] = [];
	new Server({
		...server,
		onServerName: (name: string) => {
			asked.push(name);
			return name === "localhost" ? undefined : new Promise((resolve) => setTimeout(() => resolve(other), 300));
		},
	});
	const one = await dial().connected();
	one.dtls.close();
	const two = dial({ ...client, verify: false, host: "device.example" });
	await two.connected();
	assert.equal(asked, ["localhost", "device.example"]);
	assert.is(two.dtls.negotiated?.authorized, false);
});

test("a client that begins anew from the same port takes the place of what it was", async () => {
	const { sides, listener } = new Server();
	const one = await dial(client, { UDP: { io: Router } }).connected();
	one.send("first");
	await one.message();
	/* It vanishes without a word, as a device does that loses its power. */
	Router.last?.mute();
	one.dtls.close();
	const two = await dial(client, { UDP: { port: Router.port } }).connected();
	two.send("second");
	assert.is(await two.message(), "second");
	assert.is((await sides[0].error()).code, "ECONNRESET");
	assert.is(sides.length, 2);
	assert.is(listener.peers, 1);
});

test("strangers cost nothing: no answer is longer than the question, and there is no peer before the cookie", async () => {
	const { listener } = new Server();
	let received = 0;
	const stranger = new UDP({
		port: 41000,
		onReadable(count) {
			while (count-- > 0) received += this.read()?.byteLength ?? 0;
		},
	});
	closeAfterTest(() => stranger.close());
	const hello = await firstDatagram();
	for (const [bytes, most] of [
		[hello, hello.byteLength],
		[hello.slice(0, 60), 0],
		[new ArrayBuffer(1), 0],
		[new ArrayBuffer(1200), 0],
	] as const) {
		received = 0;
		for (let count = 0; count < 100; count++) stranger.write(bytes, address, port);
		await sleep(50);
		assert.ok(received <= 100 * most, `${received} bytes for ${bytes.byteLength}`);
	}
	assert.is(listener.peers, 0);
});

/** What a client says first. */
function firstDatagram(): Promise<ArrayBuffer> {
	return new Promise((resolve) => {
		const socket = new UDP({
			port: 42000,
			onReadable() {
				const datagram = this.read();
				if (datagram !== undefined) resolve(datagram);
			},
		});
		closeAfterTest(() => socket.close());
		dial(client, { port: 42000 });
	});
}

test("there are as many peers as the listener allows, and a place that becomes free is taken", async () => {
	const { listener } = new Server({ ...server, maximumPeers: 2 });
	const one = await dial().connected();
	await dial().connected();
	const three = dial();
	await sleep(500);
	assert.is(three.writable.length, 0);
	one.dtls.close();
	await three.connected();
	assert.is(listener.peers, 3 - 1);
});

test("a silent peer is dropped after idleTimeout", async () => {
	const { sides, listener } = new Server({ ...server, idleTimeout: 5000 });
	const one = await dial().connected();
	one.send("hello");
	await one.message();
	assert.is((await sides[0].error()).code, "ERR_TLS_IDLE_TIMEOUT");
	assert.is(listener.peers, 0);
});

test("E12 an association that was read and dropped is not collected before it is closed", async () => {
	const dropped: WeakRef<DTLS>[] = [];
	new Server(server, false, {
		onReadable(this: DTLSListener) {
			const association = this.read();
			if (association !== undefined) dropped.push(new WeakRef(association));
		},
	});
	await dial().connected();
	await sleep(100);
	for (let turn = 0; turn < 2; turn++) {
		native("xs_sim_collect").call(undefined);
		await sleep(1);
	}
	const [association] = dropped.map((reference) => reference.deref());
	assert.ok(association);
	association.close();
});

test.run();
