/* tls.connect: its shapes, its options, and when what happens. */
import { Buffer } from "node:buffer";
import net from "node:net";
import tls, { type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";
import { identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, closing, event, failure, line, readAll, serve } from "../support/tls.ts";

const test = boundedSuite("tls.connect");
const ca = pem("authority.pem");

test("T10 connect returns a TLSSocket at once, and the connection comes about later", async () => {
	const { port } = await serve();
	const socket = client(port);
	assert.instance(socket, tls.TLSSocket);
	assert.is(socket.connecting, true);
	assert.is(socket.authorized, false);
	await event(socket, "secureConnect");
	assert.is(socket.connecting, false);
	assert.is(socket.authorized, true);
});

test("T11 T32 host is localhost unless told", async () => {
	const { port, accepted } = await serve();
	const socket = bounded(tls.connect({ port, ca }));
	await event(socket, "secureConnect");
	assert.is(socket.remotePort, port);
	/* Node sends no name that was not given. */
	assert.is((await accepted).servername, onNode ? false : "localhost");
	await event(bounded(tls.connect(port, { ca })), "secureConnect");
});

test("T12 connect() without anything is a mistake", () => {
	const connect = tls.connect as () => unknown;
	const error = thrown(() => connect());
	assert.is(error.code, "ERR_MISSING_ARGS");
	if (!onNode) assert.instance(error, RangeError);
});

if (!onNode)
	test("T12 the port is 443 where the options name none", async () => {
		const socket = bounded(tls.connect({ host: "127.0.0.1", lookup: undefined, ca } as object));
		const error = await failure(socket);
		assert.is((error as { port?: number }).port, 443);
	});

test("T13 a port that is none throws a RangeError at once", () => {
	for (const port of ["x", -1, 65536, 1.5, Number.NaN, true, {}]) {
		const error = thrown(() => tls.connect({ host: "localhost", port } as object));
		assert.ok(["ERR_SOCKET_BAD_PORT", "ERR_INVALID_ARG_TYPE"].includes(error.code ?? ""), String(port));
		if (typeof port !== "object" && typeof port !== "boolean") assert.instance(error, RangeError);
	}
	assert.instance(
		thrown(() => tls.connect(70000)),
		RangeError,
	);
});

test("T14 a socket that is connected is used as it is, and never connected to anything", async () => {
	const { port } = await serve();
	const raw = bounded(net.connect({ port, host: "127.0.0.1" }));
	await event(raw, "connect");
	let connected = 0;
	const value = () => {
		connected++;
		return raw;
	};
	/* Not by assignment: on a device the prototype's method is frozen. */
	Object.defineProperty(raw, "connect", { value });
	const socket = bounded(tls.connect({ socket: raw, host: "nowhere.invalid", port: 1, servername: "localhost", ca }));
	await event(socket, "secureConnect");
	assert.is(connected, 0);
	assert.is(socket.remotePort, port);
});

test("T14 on a socket that is still connecting the handshake starts when it is connected", async () => {
	const { port } = await serve();
	const raw = bounded(net.connect({ port, host: "127.0.0.1" }));
	const events: string[] = [];
	raw.on("connect", () => events.push("raw connect"));
	const socket = bounded(tls.connect({ socket: raw, servername: "localhost", ca }));
	socket.on("secureConnect", () => events.push("secureConnect"));
	await event(socket, "secureConnect");
	assert.equal(events, ["raw connect", "secureConnect"]);
});

test("T15 G17 the socket may be any Duplex", async () => {
	const [near, far] = line();
	const server = bounded(new tls.TLSSocket(far, { isServer: true, ...identity() }));
	server.on("data", (chunk: Uint8Array) => server.write(chunk));
	const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca }));
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	socket.write("over memory");
	assert.is(String((await event(socket, "data"))[0]), "over memory");
});

test("T18 servername is asked for (SNI), and the certificate is for it", async () => {
	const { port, accepted } = await serve();
	const socket = client(port, { host: "127.0.0.1", servername: "server.example" });
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	assert.is((await accepted).servername, "server.example");
});

test("T18 an address is checked as one, and never sent as SNI (RFC 6066, 3)", async () => {
	const { port, accepted } = await serve(identity("ip"));
	const socket = client(port, { host: "127.0.0.1" });
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	assert.is((await accepted).servername, false);
});

for (const version of ["TLSv1.2", "TLSv1.3"] as const)
	test(`T19 ${version} a session is obtained by 'session' and getSession(), and resumed by the option session`, async () => {
		const { port } = await serve({ minVersion: version, maxVersion: version }, (peer) => {
			peer.on("error", () => undefined);
			peer.end("x");
		});
		const first = client(port);
		const [session] = (await event(first, "session")) as [Buffer];
		assert.ok(Buffer.isBuffer(session) && session.length > 0);
		assert.ok(Buffer.isBuffer(first.getSession()));
		assert.is(first.isSessionReused(), false);
		first.resume();
		await event(first, "close");
		const second = client(port, { session });
		await event(second, "secureConnect");
		assert.is(second.isSessionReused(), true);
		assert.is(second.authorized, true);
	});

test("T19 a session that is none makes a full handshake, and one of a wrong type throws", async () => {
	if (!onNode) {
		const { port } = await serve();
		const socket = client(port, { session: Buffer.from("nonsense") });
		await event(socket, "secureConnect");
		assert.is(socket.isSessionReused(), false);
	}
	const options: object = { socket: line()[0], session: "text" };
	assert.is(thrown(() => bounded(tls.connect(options))).code, "ERR_INVALID_ARG_TYPE");
});

test("T20 minDHSize is a number above 0", () => {
	for (const minDHSize of ["x", 0, -1]) {
		const options: object = { socket: line()[0], minDHSize };
		assert.ok(thrown(() => tls.connect(options)));
	}
});

test("T21 lookup resolves the host", async () => {
	const { port } = await serve();
	const asked: unknown[] = [];
	const lookup = (host: string, options: { all?: boolean }, callback: (error: null, address: unknown, family?: number) => void): void => {
		asked.push(host);
		if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
		else callback(null, "127.0.0.1", 4);
	};
	const socket = client(port, { host: "server.example", lookup });
	await event(socket, "secureConnect");
	assert.equal(asked, ["server.example"]);
	assert.is(socket.authorized, true);
});

test("T21 an error of lookup is the socket's error", async () => {
	const lookup = (_host: string, _options: object, callback: (error: Error) => void): void =>
		callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));
	const socket = client(1, { host: "nowhere.invalid", lookup });
	assert.is((await failure(socket)).code, "ENOTFOUND");
});

test("T22 the callback listens to 'secureConnect': no arguments, and this is the socket", async () => {
	const { port } = await serve();
	let seen: unknown;
	let values: unknown[] = [];
	const socket = client(port, {}, function (this: unknown, ...given: unknown[]) {
		seen = this;
		values = given;
	});
	await event(socket, "secureConnect");
	assert.is(seen, socket);
	assert.equal(values, []);
});

test("T23 options are not changed, may be frozen, and inherit", async () => {
	const { port } = await serve();
	const options = Object.freeze({ port, ca, servername: "localhost" });
	const before = JSON.stringify(options);
	await event(bounded(tls.connect(options)), "secureConnect");
	assert.is(JSON.stringify(options), before);
	if (onNode) return;
	const inherited: object = Object.create(options);
	await event(bounded(tls.connect(inherited)), "secureConnect");
	assert.equal(Object.keys(inherited), []);
});

test("T30 every shape of the arguments connects", async () => {
	const { port } = await serve();
	const trusted = { ca, rejectUnauthorized: true };
	const told: string[] = [];
	const callback = (name: string) => (): void => {
		told.push(name);
	};
	const sockets = [
		tls.connect({ port, ...trusted }, callback("options, callback")),
		tls.connect(port, trusted),
		tls.connect(port, trusted, callback("port, options, callback")),
		tls.connect(port, "localhost", trusted),
		tls.connect(port, "localhost", trusted, callback("port, host, options, callback")),
	];
	await Promise.all(sockets.map((socket) => event(bounded(socket), "secureConnect")));
	assert.equal(told.sort(), ["options, callback", "port, host, options, callback", "port, options, callback"]);
});

test("T30 the shapes without options have the defaults, and those refuse a server of the test PKI", async () => {
	const { port } = await serve();
	const never = (): void => {
		throw new Error("connected");
	};
	const connect = tls.connect as (...values: unknown[]) => TLSSocket;
	for (const values of [[port], [port, never], [port, "localhost"], [port, "localhost", never]]) {
		const socket = bounded(connect(...values));
		assert.match((await failure(socket)).code ?? "", /^(UNABLE_TO_|SELF_SIGNED|ERR_TLS_NO_TRUST)/);
	}
});

test("T31 port and host in the options go before the arguments", async () => {
	const { port } = await serve();
	const socket = bounded(tls.connect(1, "nowhere.invalid", { port, host: "localhost", ca } as object));
	await event(socket, "secureConnect");
	assert.is(socket.remotePort, port);
});

test("T73 both ends run over a pair in memory, and own end() brings own 'end' (T97)", async () => {
	const [near, far] = line();
	const server = bounded(new tls.TLSSocket(far, { isServer: true, secureContext: tls.createSecureContext(identity()) }));
	const answered = readAll(server).then((text) => {
		if (server.writable) server.end();
		return text;
	});
	const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca }));
	socket.resume();
	socket.end("all there is");
	assert.is(await answered, "all there is");
	await event(socket, "end");
});

test("G11 ALPN: names, and the wire's form in one buffer", async () => {
	const { port, accepted } = await serve({ ALPNProtocols: ["http/1.1", "echo"] });
	const socket = client(port, { ALPNProtocols: Buffer.from([4, 0x65, 0x63, 0x68, 0x6f]) });
	await event(socket, "secureConnect");
	assert.is(socket.alpnProtocol, "echo");
	assert.is((await accepted).alpnProtocol, "echo");
	const { port: without } = await serve();
	const other = client(without, { ALPNProtocols: ["echo"] });
	await event(other, "secureConnect");
	assert.is(other.alpnProtocol, false);
});

test("wrong types of options throw at once", () => {
	const socket = (): object => ({ socket: line()[0] });
	for (const options of [
		{ ...socket(), servername: 1 },
		{ port: 1, host: 1 },
		{ port: 1, lookup: 1 },
		{ ...socket(), pskCallback: 1 },
		...(onNode ? [] : [{ ...socket(), timeout: "x" }]),
	]) {
		const error = thrown(() => bounded(tls.connect(options as object)));
		assert.is(error.code, "ERR_INVALID_ARG_TYPE", Object.keys(options).join());
	}
	assert.is(thrown(() => tls.connect({ ...socket(), secureContext: {} } as object)).code, "ERR_TLS_INVALID_CONTEXT");
});

test("T102 a connection that is refused is the socket's 'error', and then its 'close'", async () => {
	const { port, server } = await serve();
	await new Promise<void>((resolve) => server.close(() => resolve()));
	const socket = client(port, { host: "127.0.0.1" });
	const events: string[] = [];
	for (const name of ["error", "close", "secureConnect"]) socket.on(name, () => events.push(name));
	const closed = closing(socket);
	const error = await failure(socket);
	assert.is(error.code, "ECONNREFUSED");
	await closed;
	assert.equal(events, ["error", "close"]);
});

test.run();
