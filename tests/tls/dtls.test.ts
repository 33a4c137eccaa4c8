// sim: --clock virtual --net latency=5ms --seed 7
/* DTLS over the UDP class: the client, the listener, and what both do when something is wrong. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import UDP from "embedded:io/socket/udp";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { certificate, clientIdentity } from "../support/certificates.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("DTLS");
const address = "127.0.0.1";
const port = 5684;
const ca = certificate("authority.der");
const server = { certificate: [certificate("localhost.der"), certificate("intermediate.der")], key: certificate("localhost.key.der") };
const client = { host: "localhost", ca };
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };

interface Failure extends Error {
	code?: string;
}

/** A client or a listener's association, whose events are waited for. */
class Side {
	dtls!: DTLS;
	readonly messages: string[] = [];
	readonly errors: Failure[] = [];
	readonly sessions: ArrayBuffer[] = [];
	readonly moves: unknown[] = [];
	writable: number[] = [];
	#waiting: (() => void)[] = [];

	constructor(options: object, echo = false) {
		const side: Side = this;
		this.dtls = new DTLS({
			...options,
			onReadable(count) {
				while (count-- > 0) {
					const datagram = this.read();
					if (datagram === undefined) break;
					side.messages.push(String.fromCharCode(...new Uint8Array(datagram)));
					if (echo) this.write(datagram);
				}
				side.#wake();
			},
			onWritable(count) {
				side.writable.push(count);
				side.#wake();
			},
			onError(error) {
				side.errors.push(error);
				side.#wake();
			},
			onRemoteChange(before) {
				side.moves.push(before);
				side.#wake();
			},
			onSession(session) {
				side.sessions.push(session);
				side.#wake();
			},
		} as ConstructorParameters<typeof DTLS>[0]);
		closeAfterTest(() => this.dtls.close());
	}
	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	async until(done: () => boolean): Promise<void> {
		while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
	async connected(): Promise<this> {
		await this.until(() => this.writable.length > 0 || this.errors.length > 0);
		if (this.errors.length > 0) throw this.errors[0];
		return this;
	}
	send(text: string): number {
		return this.dtls.write(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
	}
	async message(): Promise<string> {
		await this.until(() => this.messages.length > 0);
		return this.messages.shift() as string;
	}
	async error(): Promise<Failure> {
		await this.until(() => this.errors.length > 0);
		return this.errors[0];
	}
}

interface Refused extends Failure {
	remote?: { remoteAddress?: string; remotePort?: number };
}

class Server {
	readonly listener: DTLSListener;
	readonly sides: Side[] = [];
	readonly failures: Refused[] = [];
	#waiting: (() => void)[] = [];

	constructor(tls: object = server, echo = true, options: object = {}) {
		const self: Server = this;
		this.listener = new DTLSListener({
			address,
			port,
			tls,
			onReadable() {
				for (let from = this.read(); from !== undefined; from = this.read()) self.sides.push(new Side({ from }, echo));
				self.#wake();
			},
			onError(error, remote) {
				self.failures.push(Object.assign(error, { remote }));
				self.#wake();
			},
			...options,
		} as ConstructorParameters<typeof DTLSListener>[0]);
		closeAfterTest(() => this.listener.close());
	}
	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	async until(done: () => boolean): Promise<void> {
		while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
}

function dial(tls: object = client, options: object = {}): Side {
	return new Side({ address, port, tls, ...options });
}

function sleep(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

test("G3 G16 a client and a listener shake hands and exchange datagrams, each with its sender", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	assert.ok(one.writable[0] > 1100 && one.writable[0] < 1232, `${one.writable[0]}`);
	one.send("hello");
	assert.is(await one.message(), "hello");
	assert.is(sides.length, 1);
	assert.is(one.dtls.negotiated?.version, "DTLSv1.2");
	assert.is(one.dtls.negotiated?.authorized, true);
	assert.is(one.dtls.remotePort, port);
	assert.is(sides[0].dtls.remoteAddress, address);
	assert.is(sides[0].dtls.negotiated?.serverName, "localhost");
});

test("read gives a datagram with address and port, or fills a buffer that is large enough", async () => {
	new Server();
	const one = await dial().connected();
	let seen = 0;
	const reader = new DTLS({
		from: one.dtls,
		onReadable() {
			const buffer = new Uint8Array(5) as Uint8Array & { address?: string; port?: number };
			assert.throws(() => this.read(new Uint8Array(3)), RangeError);
			assert.is(this.read(buffer), 5);
			assert.is(buffer.address, address);
			assert.is(buffer.port, port);
			assert.is(this.read(), undefined);
			seen++;
		},
		onWritable() {
			seen += 10;
		},
	});
	closeAfterTest(() => reader.close());
	reader.write(new Uint8Array(5));
	await sleep(100);
	assert.is(seen, 11);
	assert.throws(() => one.dtls.read(), /closed/);
});

test("a datagram that is too large throws, names the limit, and nothing is sent", async () => {
	new Server();
	const one = await dial({ ...client, mtu: 400 }).connected();
	const [most] = one.writable;
	try {
		one.dtls.write(new Uint8Array(most + 1));
		assert.unreachable();
	} catch (error) {
		assert.is((error as Failure).code, "EMSGSIZE");
		assert.match((error as Failure).message, `${most}`);
		assert.match((error as Failure).message, "tls.mtu is 400");
	}
	assert.throws(() => one.dtls.write(new Uint8Array(0)), /one byte at least/);
	assert.is(one.dtls.write(new Uint8Array(most)), most);
	assert.is((await one.message()).length, most);
});

test("nothing can be written before the handshake, and nothing is left after close", async () => {
	new Server();
	const one = dial();
	assert.throws(() => one.send("early"), /before the handshake is done/);
	assert.is(one.dtls.read(), undefined);
	await one.connected();
	one.dtls.close();
	one.dtls.close();
	assert.throws(() => one.send("late"), /closed/);
});

test("many datagrams that come at once are read one after the other, also when they are not read in the callback", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	one.send("hello");
	await one.message();
	for (let count = 0; count < 600; count++) sides[0].send(`${count}`);
	await one.until(() => one.messages.length === 600);
	assert.equal(
		one.messages,
		Array.from({ length: 600 }, (_, count) => `${count}`),
	);
	one.messages.length = 0;
	let told = 0;
	const lazy = new DTLS({ from: one.dtls, onReadable: () => told++ } as ConstructorParameters<typeof DTLS>[0]);
	closeAfterTest(() => lazy.close());
	for (let count = 0; count < 5; count++) sides[0].send(`${count}`);
	for (let count = 0; count < 5; count++) {
		await sleep(100);
		assert.is(told, count + 1);
		assert.is(lazy.read()?.byteLength, 1);
		assert.is(lazy.read(), undefined);
	}
});

test("close says goodbye, which the other side hears as EOF", async () => {
	const { sides } = new Server();
	const one = await dial().connected();
	one.send("hello");
	await one.message();
	one.dtls.close();
	assert.is((await sides[0].error()).code, "EOF");
});

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

test("a handshake that is not answered ends in time, and says so", async () => {
	const one = dial({ ...client, handshakeTimeout: { minimum: 100, maximum: 800 } }, { port: 9 });
	assert.is((await one.error()).code, "ETIMEDOUT");
	const two = dial({ ...client, handshakeTimeout: { total: 3000 } }, { port: 9 });
	assert.is((await two.error()).code, "ERR_TLS_HANDSHAKE_TIMEOUT");
});

test("an address that the socket does not take is told at once, with the socket's own words", async () => {
	const one = dial(client, { address: "device.example" });
	assert.match((await one.error()).message, /"device\.example" is no IP address/);
});

test("a silent peer is dropped after idleTimeout", async () => {
	const { sides, listener } = new Server({ ...server, idleTimeout: 5000 });
	const one = await dial().connected();
	one.send("hello");
	await one.message();
	assert.is((await sides[0].error()).code, "ERR_TLS_IDLE_TIMEOUT");
	assert.is(listener.peers, 0);
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

/** A UDP class whose port can change, as a router changes it, and that can go silent. */
class Router {
	static last: Router | undefined;
	static readonly port = 43999;
	#muted = false;
	#options: object;
	#socket: UDP;
	target?: unknown;

	constructor(options: { target?: unknown; onReadable?: (this: unknown, count: number) => void }) {
		this.target = options.target;
		this.#options = { onReadable: (count: number) => options.onReadable?.call(this, count) };
		this.#socket = new UDP({ ...this.#options, port: Router.port });
		Router.last = this;
	}
	mute(): void {
		this.#muted = true;
	}
	move(to: number): void {
		this.#socket.close();
		this.#socket = new UDP({ ...this.#options, port: to });
	}
	read(): ArrayBuffer | undefined {
		return this.#socket.read();
	}
	write(data: Uint8Array, to: string, at: number): void {
		if (!this.#muted) this.#socket.write(data, to, at);
	}
	close(): void {
		this.#socket.close();
	}
}

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

test("wrong options throw with the names used in the documents, before a socket is opened", () => {
	const wrong: [object, RegExp][] = [
		[{ ...client, mtu: 100 }, /tls\.mtu must be a whole number from 256/],
		[{ ...client, handshakeTimeout: 5 }, /tls\.handshakeTimeout must be an object/],
		[{ ...client, handshakeTimeout: { minimum: 9, maximum: 5 } }, /tls\.handshakeTimeout\.minimum is above/],
		[{ ...client, connectionId: "yes" }, /tls\.connectionId must be/],
		[{ ...client, minimumVersion: "TLSv1.2" }, /tls\.minimumVersion must be "DTLSv1\.2"/],
		[{ ...client, certificate: ca }, /tls\.certificate is a server's/],
		[{ ca }, /tls\.host is missing/],
		[{ ...server, server: true }, /a server of DTLS is a DTLSListener/],
	];
	for (const [tls, message] of wrong) assert.throws(() => dial(tls), message);
	assert.throws(() => new DTLS({ address, port, host: "localhost" } as ConstructorParameters<typeof DTLS>[0]), /tls is missing/);
	assert.throws(() => new DTLS({ port, tls: client } as ConstructorParameters<typeof DTLS>[0]), /address is missing/);
	assert.throws(() => new DTLSListener({ port, tls: { ...server, verify: false } as object }), /tls\.verify is for clients/);
	assert.throws(() => new DTLSListener({ port, tls: {} }), /tls\.certificate is missing/);
	assert.throws(() => new DTLS({ address, port, tls: client, UDP: { io: 5 } }), /UDP\.io must be a class/);
});

test.run();
