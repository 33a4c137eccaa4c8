/* dgram: sockets are made, bound and closed, the same on the simulator and on Node. */
import dgram, { createSocket, Socket, type SocketOptions } from "node:dgram";
import * as assert from "uvu/assert";
import { bound, event, local, open, refused } from "../../support/dgram.ts";
import { type Failure, thrown } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";

const test = boundedSuite("node:dgram");

test("createSocket and Socket are exported, by name and by default", () => {
	assert.is(dgram.createSocket, createSocket);
	assert.is(dgram.Socket, Socket);
	assert.ok(open() instanceof Socket);
	assert.is(open("udp6").type, "udp6");
	assert.is(open({ type: "udp4" }).type, "udp4");
});

test("a type that there is not is refused", () => {
	for (const type of ["udp5", "", undefined, null, {}, { type: "tcp" }])
		refused(() => Reflect.apply(createSocket, undefined, [type]), "ERR_SOCKET_BAD_TYPE", "Bad socket type specified");
});

test("a lookup that is no function is refused", () => {
	refused(() => Reflect.apply(createSocket, undefined, [{ type: "udp4", lookup: "dns" }]), "ERR_INVALID_ARG_TYPE");
});

test("bind takes port, address and callback, any of them absent, or an object", async () => {
	const shapes: ((socket: Socket, done: () => void) => unknown)[] = [
		(socket, done) => socket.bind(0, local, done),
		(socket, done) => socket.bind(0, done),
		(socket, done) => socket.bind(done),
		(socket, done) => socket.bind({ port: 0, address: local }, done),
		(socket, done) => socket.bind({ port: 0, address: local, exclusive: true }, done),
		(socket, done) => socket.bind({}, done),
		(socket, done) => socket.once("listening", done).bind(),
		(socket, done) => socket.once("listening", done).bind(0),
	];
	for (const shape of shapes) {
		const socket = open();
		await new Promise<void>((resolve) => assert.is(shape(socket, resolve), socket));
		const { address, family, port } = socket.address();
		assert.ok(address === local || address === "0.0.0.0");
		assert.is(family, "IPv4");
		assert.ok(port > 0);
	}
});

test("bind calls back in a turn of its own, with the socket as this", async () => {
	const socket = open();
	let done = false;
	const listening = new Promise<unknown>((resolve) => {
		socket.bind(0, local, function (this: Socket) {
			done = true;
			resolve(this);
		});
	});
	assert.not(done);
	assert.is(await listening, socket);
});

test("a socket is bound once", async () => {
	const socket = open();
	socket.bind(0, local);
	refused(() => socket.bind(0), "ERR_SOCKET_ALREADY_BOUND", "Socket is already bound");
	await event(socket, "listening");
	refused(() => socket.bind(0), "ERR_SOCKET_ALREADY_BOUND");
});

test("a port that is taken is an 'error', and the callback is not called", async () => {
	const { port } = (await bound()).address();
	const second = open();
	let called = false;
	second.bind(port, local, () => {
		called = true;
	});
	const [error] = (await event(second, "error")) as [Failure];
	assert.is(error.code, "EADDRINUSE");
	assert.is(error.syscall, "bind");
	assert.is(error.address, local);
	assert.is(error.port, port);
	assert.is(error.message, `bind EADDRINUSE ${local}:${port}`);
	/* It may be bound elsewhere. */
	second.bind(0, local);
	await event(second, "listening");
	assert.not(called);
});

test("an address of the other family cannot be bound", async () => {
	const socket = open();
	socket.bind(0, "::1");
	const [error] = (await event(socket, "error")) as [Failure];
	assert.is(error.code, "EINVAL");
});

test("close waits for a socket that is being bound to send", async () => {
	const events: string[] = [];
	const client = open();
	client.on("listening", () => events.push("listening"));
	client.on("close", () => events.push("close"));
	client.send("1", 5000, local);
	await new Promise<void>((resolve) => client.close(resolve));
	assert.equal(events, ["listening", "close"]);
});

test("close is told once, in a turn of its own, and then nothing works", async () => {
	const socket = await bound();
	let closed = 0;
	socket.on("close", () => closed++);
	await new Promise<void>((resolve) => {
		assert.is(socket.close(resolve), socket);
		assert.is(closed, 0);
	});
	assert.is(closed, 1);
	for (const use of [
		() => socket.bind(0),
		() => socket.send("x", 5000, local),
		() => socket.close(),
		() => socket.address(),
		() => socket.addMembership("224.0.0.114"),
	])
		refused(use, "ERR_SOCKET_DGRAM_NOT_RUNNING", "Not running");
	assert.is(socket.ref(), socket);
	assert.is(socket.unref(), socket);
});

test("a socket that is closed hears nothing more, not even what had come with the last", async () => {
	const server = await bound();
	const client = await bound();
	let count = 0;
	const closed = event(server, "close");
	server.on("message", () => {
		count++;
		server.close();
	});
	for (let index = 0; index < 5; index++) client.send("x", server.address().port, local);
	await closed;
	assert.is(count, 1);
});

test("a socket that is closed while it is being bound is not bound", async () => {
	const socket = open();
	let listening = false;
	socket.on("listening", () => {
		listening = true;
	});
	socket.bind(0, local);
	await new Promise<void>((resolve) => socket.close(resolve));
	assert.not(listening);
});

test("address() before bind throws EBADF", () => {
	const error = thrown(() => open().address());
	assert.is(error.code, "EBADF");
	assert.is(error.syscall, "getsockname");
});

test("a signal closes the socket", async () => {
	const listeners: (() => void)[] = [];
	const signal = {
		aborted: false,
		addEventListener: (_type: string, listener: () => void) => {
			listeners.push(listener);
		},
		removeEventListener: () => listeners.splice(0),
	};
	/* Node wants one of its own; a device has none. */
	const Controller: (new () => { signal: typeof signal; abort(): void }) | undefined = Reflect.get(globalThis, "AbortController");
	const controller = Controller && new Controller();
	const socket = await bound({ type: "udp4", signal: controller?.signal ?? signal } as SocketOptions);
	const closed = event(socket, "close");
	controller?.abort();
	for (const listener of listeners) listener();
	await closed;
});

test("a multicast group is joined and left", async () => {
	const socket = await bound("udp4", "0.0.0.0");
	refused(() => Reflect.apply(socket.addMembership, socket, []), "ERR_MISSING_ARGS");
	refused(() => socket.addMembership(local), "EINVAL");
	socket.addMembership("224.0.0.114");
	socket.dropMembership("224.0.0.114");
	refused(() => socket.dropMembership("224.0.0.114"), "EADDRNOTAVAIL");
});

test("nothing waits in the queue of a socket", async () => {
	const socket = await bound();
	assert.is(socket.getSendQueueSize(), 0);
	assert.is(socket.getSendQueueCount(), 0);
});

test.run();
