/* How a socket ends: in order, at once, in silence, or before it has begun. */
import type { Buffer } from "node:buffer";
import { once } from "node:events";
import net from "node:net";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { abortable, coded, connected, listening, textOf } from "./support.ts";

const test = boundedSuite("how a net.Socket ends");

test("end closes this side only after all was written, and both sides close", async () => {
	const { client, server } = await connected();
	const events: string[] = [];
	server.on("data", (chunk: Buffer) => events.push(`data ${chunk}`));
	server.on("end", () => events.push("end"));
	server.on("close", (hadError: boolean) => events.push(`close ${hadError}`));
	client.end("goodbye");
	client.resume();
	await Promise.all([once(client, "close"), once(server, "close")]);
	assert.equal(events, ["data goodbye", "end", "close false"]);
});

test("T61 with allowHalfOpen the answer can come after the end of the question", async () => {
	const { port } = await listening({ allowHalfOpen: true }, (socket) => {
		let question = "";
		socket.on("data", (chunk: Buffer) => {
			question += chunk;
		});
		socket.on("end", () => {
			assert.is(socket.writable, true);
			socket.end(`answer to ${question}`);
		});
	});
	const client = net.connect(port, "127.0.0.1");
	client.end("this");
	assert.is(await textOf(client), "answer to this");
});

test("T87 silence is told of by timeout, which ends nothing; bytes put it off", async () => {
	const { client, server } = await connected();
	server.resume();
	let times = 0;
	assert.is(
		client.setTimeout(30, () => times++),
		client,
	);
	assert.is(client.timeout, 30);
	await once(client, "timeout");
	assert.is(times, 1);
	assert.is(client.destroyed, false);
	const never = () => assert.unreachable("it was taken off");
	client.setTimeout(10, never);
	client.setTimeout(0, never);
	assert.is(client.listenerCount("timeout"), 0);
});

test("destroy ends it without an error; with one it is told of first", async () => {
	const { client, server } = await connected();
	server.on("error", () => undefined);
	const events: string[] = [];
	client.on("error", (error: Error) => events.push(error.message));
	client.on("close", (hadError: boolean) => events.push(`close ${hadError}`));
	client.destroy(new Error("enough"));
	client.destroy(new Error("twice"));
	await new Promise<void>((resolve) => client.on("close", () => resolve()));
	assert.equal(events, ["enough", "close true"]);
	const other = await connected();
	other.server.on("error", () => undefined);
	other.client.destroy();
	const [hadError] = await once(other.client, "close");
	assert.is(hadError, false);
	const error = await new Promise<(Error & { code?: string }) | null | undefined>((resolve) => {
		assert.is(other.client.write("x", resolve), false);
	});
	assert.is(error?.code, "ERR_STREAM_DESTROYED");
});

test("a socket that connects already does not connect to a second place", async () => {
	const { port } = await listening((socket) => socket.on("error", () => undefined));
	const socket = net.connect(port, "127.0.0.1");
	const codes: unknown[] = [];
	socket.on("error", (error: Error & { code?: string }) => codes.push(error.code));
	socket.connect(port, "127.0.0.1");
	await new Promise<void>((resolve) => socket.on("close", () => resolve()));
	assert.equal(codes, ["EALREADY"]);
});

test("a socket that is destroyed while it connects never connects", async () => {
	const { port } = await listening((socket) => socket.on("error", () => undefined));
	const socket = net.connect(port, "127.0.0.1");
	socket.on("connect", () => assert.unreachable());
	socket.destroy();
	const [hadError] = await once(socket, "close");
	assert.is(hadError, false);
});

test("an error that nobody listens for is thrown, and close with it or without", async () => {
	const socket = new net.Socket();
	assert.throws(() => socket.emit("error", new Error("nobody")), /nobody/);
});

test("a signal ends a socket", async () => {
	const { port } = await listening((socket) => socket.on("error", () => undefined));
	const { AbortController } = await abortable();
	const controller = new AbortController();
	const socket = net.connect(coded({ port, host: "127.0.0.1", signal: controller.signal }));
	const failed = new Promise<Error & { code?: string }>((resolve) => socket.on("error", resolve));
	controller.abort();
	const error = await failed;
	assert.is(error.name, "AbortError");
	assert.is(error.code, "ABORT_ERR");
});

test.run();
