import { EventEmitter, once } from "node:events";
import net, { type Server, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { onNode } from "../support/runtime.ts";
import { coded, codeOf, connected, listening, portOf, textOf } from "./support.ts";

const test = boundedSuite("net.Server");

test("T54 listen takes its arguments in every shape, and gives the server back", async () => {
	const shapes: ((server: Server, done: () => void) => Server)[] = [
		(server, done) => server.listen(0, done),
		(server, done) => server.listen(0, "127.0.0.1", done),
		(server, done) => server.listen(0, "127.0.0.1", 16, done),
		(server, done) => server.listen("0", "127.0.0.1", done),
		(server, done) => server.listen({ port: 0, host: "127.0.0.1", backlog: 4 }, done),
		(server, done) => server.listen({ port: 0 }, done),
		(server, done) => server.listen(done),
		(server, done) => server.listen(0, "localhost", done),
	];
	for (const shape of shapes) {
		const server = net.createServer();
		closeAfterTest(() => void server.close());
		let listened = false;
		await new Promise<void>((resolve) => {
			const given = shape(server, () => {
				listened = true;
				resolve();
			});
			assert.is(given, server);
			assert.is(listened, false);
		});
		assert.is(server.listening, true);
		assert.ok(portOf(server) > 0);
	}
});

test("T54 a port that is none is refused at once", () => {
	for (const port of [-1, 65536, Number.NaN])
		assert.is(
			codeOf(() => net.createServer().listen(port)),
			"ERR_SOCKET_BAD_PORT",
		);
	assert.is(
		codeOf(() => net.createServer().listen(coded({}))),
		"ERR_INVALID_ARG_VALUE",
	);
	assert.is(
		codeOf(() => net.createServer().listen({ port: coded(true) })),
		"ERR_INVALID_ARG_VALUE",
	);
	assert.is(
		codeOf(() => net.createServer(coded("x"))),
		"ERR_INVALID_ARG_TYPE",
	);
});

test("T54 a port that is taken is told of by error, and the server can listen elsewhere", async () => {
	const { port } = await listening(() => undefined);
	const server = net.createServer();
	closeAfterTest(() => void server.close());
	const failed = new Promise<Error & { code?: string; syscall?: string; port?: number; address?: string }>((resolve) =>
		server.on("error", resolve),
	);
	server.listen(port, "127.0.0.1");
	const error = await failed;
	assert.equal([error.code, error.syscall, error.address, error.port], ["EADDRINUSE", "listen", "127.0.0.1", port]);
	assert.is(server.listening, false);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	assert.is(
		codeOf(() => server.listen(0)),
		"ERR_SERVER_ALREADY_LISTEN",
	);
});

test("T55 close waits for the connections, and its callback is called once", async () => {
	const { client, server, listener } = await connected();
	const events: string[] = [];
	const closed = new Promise<void>((resolve) =>
		listener.close((error?: Error) => {
			events.push(`closed ${error} ${server.destroyed}`);
			resolve();
		}),
	);
	assert.is(listener.listening, false);
	server.resume();
	client.resume();
	client.end("x");
	await closed;
	assert.equal(events, ["closed undefined true"]);
});

test("T55 a server that does not run says so", async () => {
	const server = net.createServer();
	const error = await new Promise<(Error & { code?: string }) | undefined>((resolve) => {
		assert.is(server.close(resolve), server);
	});
	assert.is(error?.code, "ERR_SERVER_NOT_RUNNING");
});

test("T56 address tells where it listens, and null when it does not", async () => {
	const server = net.createServer();
	assert.is(server.address(), null);
	const { server: other, port } = await listening(() => undefined);
	assert.equal(other.address(), { address: "127.0.0.1", family: "IPv4", port });
	other.close();
	assert.is(other.address(), null);
});

test("T57 a connection comes as a socket, by event and by listener", async () => {
	const { server, port } = await listening((socket) => {
		assert.is(socket.readyState, "open");
		socket.end("for you");
	});
	assert.ok(server instanceof EventEmitter);
	const arrival = once(server, "connection");
	const client = net.connect({ port, host: "127.0.0.1" });
	assert.is(await textOf(client), "for you");
	const [socket] = await arrival;
	assert.ok(socket instanceof net.Socket);
});

test("Server and Socket make instances when they are called, too", () => {
	const { Server: makeServer, Socket: makeSocket } = coded<{ Server(): Server; Socket(): Socket }>(net);
	assert.ok(makeServer() instanceof net.Server);
	assert.ok(makeSocket() instanceof net.Socket);
});

test("connections are counted, and those above the limit are dropped", async () => {
	const { server, port } = await listening((socket) => socket.resume());
	server.maxConnections = 1;
	const first = net.connect(port, "127.0.0.1");
	closeAfterTest(() => void first.destroy());
	await once(server, "connection");
	const dropped = once(server, "drop");
	const second = net.connect(port, "127.0.0.1");
	second.on("error", () => undefined);
	second.resume();
	const [data] = (await dropped) as [{ remoteAddress?: string }];
	assert.is(data.remoteAddress, "127.0.0.1");
	if (!second.closed) await new Promise<void>((resolve) => second.on("close", () => resolve()));
	const count = await new Promise<number>((resolve) => server.getConnections((_error, number) => resolve(number)));
	assert.is(count, 1);
});

if (!onNode)
	test("a connection for which there is no memory is closed and dropped, and the server goes on", async () => {
		let announce: (count: number) => void = () => undefined;
		class Port {
			readonly port = 1;
			waiting: object[] = [new Unlucky(), new Unlucky()];
			constructor({ onReadable }: { onReadable: (count: number) => void }) {
				announce = onReadable;
			}
			read(): object | undefined {
				return this.waiting.pop();
			}
			close(): void {
				this.waiting = [];
			}
		}
		let closed = 0;
		class Unlucky {
			readonly remoteAddress = "192.0.2.1";
			constructor(options?: object) {
				if (options !== undefined) throw new RangeError("out of memory");
			}
			close(): void {
				closed++;
			}
		}
		const options: object = { Listener: { io: Port } };
		const server = net.createServer(options);
		closeAfterTest(() => void server.close());
		const events: unknown[] = [];
		server.on("connection", () => events.push("connection"));
		server.on("drop", (data?: { remoteAddress?: string }) => events.push(data?.remoteAddress));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		announce(1);
		assert.equal(events, ["192.0.2.1"]);
		server.on("error", (error: Error & { code?: string }) => events.push(error.code));
		announce(1);
		assert.equal(events, ["192.0.2.1", "192.0.2.1", "ENOMEM"]);
		assert.is(closed, 2);
		assert.is(server.listening, true);
	});

test("with pauseOnConnect nothing is read until the socket is resumed", async () => {
	let accepted: Socket | undefined;
	const { server, port } = await listening({ pauseOnConnect: true }, (socket) => {
		accepted = socket;
	});
	const client = net.connect(port, "127.0.0.1", () => client.end("waits"));
	client.resume();
	await once(server, "connection");
	assert.is(accepted?.isPaused(), true);
	assert.is(accepted && (await textOf(accepted.resume())), "waits");
});

test("a name that there is not is told of by error", async () => {
	const server = net.createServer();
	const failed = new Promise<Error & { code?: string }>((resolve) => server.on("error", resolve));
	server.listen(0, "no such name");
	assert.match((await failed).code ?? "", /ENOTFOUND|EAI_AGAIN/);
	assert.is(server.listening, false);
});

test("a server that closes before it listens never does", async () => {
	const server = net.createServer();
	server.on("listening", () => assert.unreachable());
	server.listen(0, "localhost");
	const closed = once(server, "close");
	server.close();
	await closed;
	assert.is(server.listening, false);
});

test("ref and unref give the server back, and it need not keep the program", async () => {
	const { server } = await listening(() => undefined);
	assert.is(server.unref(), server);
	assert.is(server.ref(), server);
});

test.run();
