import type { Buffer } from "node:buffer";
import { EventEmitter, once } from "node:events";
import net from "node:net";
import { Duplex } from "node:stream";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { onNode } from "../support/runtime.ts";
import { coded, codeOf, connected, listening, textOf } from "./support.ts";

const test = boundedSuite("net.Socket");

test("T10 T85 T86 a socket connects later, and both ends know who is where: addresses, ports and families", async () => {
	const { client, server } = await connected();
	assert.is(client.connecting, false);
	assert.is(client.remoteAddress, "127.0.0.1");
	assert.is(client.remoteFamily, "IPv4");
	assert.is(client.remotePort, server.localPort);
	assert.is(client.localPort, server.remotePort);
	assert.is(server.localAddress, "127.0.0.1");
	assert.equal(client.address(), { address: "127.0.0.1", family: "IPv4", port: server.remotePort });
	assert.ok(client instanceof Duplex && client instanceof EventEmitter);
});

test("T10 connect comes after the call, and before what is written arrives", async () => {
	const { port } = await listening((socket) => socket.pipe(socket));
	const events: string[] = [];
	const socket = net.connect(port, "127.0.0.1", () => events.push("callback"));
	assert.is(socket.connecting, true);
	assert.is(socket.pending, true);
	assert.is(socket.readyState, "opening");
	for (const event of ["lookup", "connect", "ready", "data", "end", "close"]) socket.on(event, () => events.push(event));
	socket.end("early");
	await once(socket, "close");
	assert.equal(events, ["callback", "connect", "ready", "data", "end", "close"]);
});

test("T11 a host is localhost where nothing is said, and the lookup is told of", async () => {
	const { port } = await listening((socket) => socket.end("hi"));
	let asked: unknown[] = [];
	const socket = net.connect({
		port,
		lookup(hostname, options, callback) {
			asked = [hostname, options.family];
			setTimeout(() => (options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4)), 0);
		},
	});
	const [error, address, family, host] = await once(socket, "lookup");
	assert.equal([error ?? null, address, family, host], [null, "127.0.0.1", 4, "localhost"]);
	assert.is(asked[0], "localhost");
	assert.is(await textOf(socket), "hi");
});

test("T13 ports that are none are refused at once", () => {
	for (const port of [-1, 65536, 1.5, Number.NaN, "x1", ""])
		assert.is(
			codeOf(() => net.connect({ port })),
			"ERR_SOCKET_BAD_PORT",
		);
	for (const port of [true, {}, [], null])
		assert.is(
			codeOf(() => new net.Socket().connect(Object.assign({}, { port: port as unknown as number }))),
			"ERR_INVALID_ARG_TYPE",
		);
	assert.throws(
		() => net.connect({ port: 70000 }),
		(error: Error) => error instanceof RangeError,
	);
	assert.is(
		codeOf(() => net.connect({})),
		"ERR_MISSING_ARGS",
	);
});

test("wrong types are told of with Node's codes", () => {
	const socket = new net.Socket();
	assert.is(
		codeOf(() => net.connect(coded({ port: 1, host: 7 }))),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => net.connect(coded({ port: 1, lookup: "x" }))),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => socket.setTimeout(coded("1"))),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => socket.setTimeout(-1)),
		"ERR_OUT_OF_RANGE",
	);
	assert.is(
		codeOf(() => socket.setTimeout(1, coded(7))),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => socket.write(coded(null))),
		"ERR_STREAM_NULL_VALUES",
	);
	assert.is(
		codeOf(() => socket.write(coded(7))),
		"ERR_INVALID_ARG_TYPE",
	);
});

test("T80 an unconnected socket has no address", () => {
	const socket = new net.Socket();
	assert.equal(socket.address(), {});
	assert.is(socket.remoteAddress, undefined);
	assert.is(socket.localAddress, undefined);
	assert.is(socket.pending, true);
});

test("T102 nobody listens there: error, then close with true", async () => {
	const { port, server } = await listening(() => undefined);
	await new Promise<void>((resolve) => server.close(() => resolve()));
	const socket = net.connect(port, "127.0.0.1");
	const events: string[] = [];
	socket.on("connect", () => events.push("connect"));
	socket.on("error", (error: Error & { code?: string; syscall?: string; address?: string; port?: number }) =>
		events.push(`${error.code} ${error.syscall} ${error.address} ${error.port === port}`),
	);
	socket.on("close", (hadError: boolean) => events.push(`close ${hadError}`));
	await new Promise<void>((resolve) => socket.on("close", () => resolve()));
	assert.equal(events, ["ECONNREFUSED connect 127.0.0.1 true", "close true"]);
	assert.is(socket.destroyed, true);
	assert.is(socket.connecting, false);
});

test("T102 a name that there is not: ENOTFOUND, then close", async () => {
	const socket = net.connect({
		port: 1,
		host: "no.such.name.invalid",
		lookup: (host, _options, callback) =>
			setTimeout(() => callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }), "", 0), 0),
	});
	const codes: unknown[] = [];
	socket.on("error", (error: Error & { code?: string }) => codes.push(error.code));
	await new Promise<void>((resolve) => socket.on("close", () => resolve()));
	assert.equal(codes, ["ENOTFOUND"]);
});

test("text goes out in its encoding and comes in as asked for", async () => {
	const { client, server } = await connected();
	client.setEncoding("utf8");
	let text = "";
	client.on("data", (part: string) => {
		text += part;
	});
	server.write("caf\xe9", "latin1");
	server.write("636166c3a9", "hex");
	server.end(" Grüße", "utf8");
	await once(client, "end");
	assert.is(text, "caf\ufffdcafé Grüße");
});

test("a write says when it is done, and how much was written", async () => {
	const { client, server } = await connected();
	server.resume();
	await new Promise<void>((resolve) => client.write("12345", () => resolve()));
	client.write("6789");
	assert.is(client.bytesWritten, 9);
	client.end();
	await once(server, "end");
	assert.is(server.bytesRead, 9);
});

test("who does not read holds the writer back, and nothing is lost", async () => {
	const { client, server } = await connected();
	const total = 8_000_000;
	const piece = new Uint8Array(100_000).fill(7);
	let sent = 0;
	let waits = 0;
	const send = (): void => {
		while (sent < total) {
			sent += piece.length;
			if (!client.write(piece)) {
				waits++;
				client.once("drain", send);
				return;
			}
		}
		client.end();
	};
	server.pause();
	send();
	await new Promise((resolve) => setTimeout(() => resolve(undefined), 20));
	assert.ok(sent < total, "it could not all leave while nobody read");
	let got = 0;
	server.on("data", (chunk: Buffer) => {
		got += chunk.length;
	});
	server.resume();
	await once(server, "end");
	assert.is(got, total);
	assert.ok(waits > 0);
});

test("paused, nothing comes; read() gives it piece by piece", async () => {
	const { client, server } = await connected();
	server.end("hello world");
	await once(client, "readable");
	assert.is(String(client.read(5)), "hello");
	assert.is(String(client.read()), " world");
	assert.is(client.read(), null);
	client.resume();
	await once(client, "end");
});

test("settings can be changed at any time and give the socket back", async () => {
	const { client, server } = await connected();
	assert.is(client.setNoDelay(), client);
	assert.is(client.setNoDelay(false), client);
	assert.is(client.setKeepAlive(true, 1000), client);
	assert.is(client.setKeepAlive(false), client);
	assert.is(client.ref(), client);
	assert.is(client.unref().ref(), client);
	const early = new net.Socket();
	assert.is(early.setNoDelay(true).setKeepAlive(true), early);
	server.end("still there");
	assert.is(await textOf(client), "still there");
});

test("a lookup that answers twice opens one connection", async () => {
	if (onNode) return;
	const accepted: unknown[] = [];
	const { port } = await listening((socket) => {
		accepted.push(socket);
		socket.end("one");
	});
	const lookup = (_host: string, _options: object, answer: (error: null, address: string, family: number) => void) => {
		answer(null, "127.0.0.1", 4);
		answer(null, "127.0.0.1", 4);
	};
	assert.is(await textOf(net.connect(coded({ port, host: "twice.example", lookup }))), "one");
	assert.is(accepted.length, 1);
});

test("isIP tells addresses", () => {
	assert.equal(
		["127.0.0.1", "::1", "fe80::1%lo", "::ffff:1.2.3.4", "1.2.3", "01.2.3.4", "::g", "", "1::2::3"].map((text) => net.isIP(text)),
		[4, 6, 6, 6, 0, 0, 0, 0, 0],
	);
	assert.is(net.isIPv4("1.2.3.4"), true);
	assert.is(net.isIPv6("1.2.3.4"), false);
});

test.run();
