/* dgram: the same on the simulator and on Node. */
import { Buffer } from "node:buffer";
import dgram, { createSocket, type RemoteInfo, Socket, type SocketOptions } from "node:dgram";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("node:dgram");
const local = "127.0.0.1";

interface Failure extends Error {
	code?: string;
	syscall?: string;
	address?: string;
	port?: number;
}

/* A socket that is closed already has nothing to close. */
function closeQuietly(socket: Socket): Promise<void> {
	return new Promise((resolve) => {
		try {
			socket.close(resolve);
		} catch (error) {
			assert.is((error as Failure).code, "ERR_SOCKET_DGRAM_NOT_RUNNING");
			resolve();
		}
	});
}

function open(type: "udp4" | "udp6" | SocketOptions = "udp4"): Socket {
	const socket = createSocket(type as "udp4");
	closeAfterTest(() => closeQuietly(socket));
	return socket;
}

function event(socket: Socket, name: string): Promise<unknown[]> {
	return new Promise((resolve) => {
		socket.once(name, (...values: unknown[]) => resolve(values));
	});
}

async function bound(type: "udp4" | "udp6" | SocketOptions = "udp4", address = local): Promise<Socket> {
	const socket = open(type);
	const listening = event(socket, "listening");
	socket.bind(0, address);
	await listening;
	return socket;
}

async function message(socket: Socket): Promise<{ text: string; bytes: Buffer; from: RemoteInfo }> {
	const [bytes, from] = (await event(socket, "message")) as [Buffer, RemoteInfo];
	return { text: bytes.toString(), bytes, from };
}

function thrown(what: () => unknown): Failure {
	try {
		what();
	} catch (error) {
		return error as Failure;
	}
	throw new Error("nothing was thrown");
}

function refused(what: () => unknown, code: string, words?: string): void {
	const error = thrown(what);
	assert.is(error.code, code, error.message);
	if (words !== undefined) assert.ok(error.message.includes(words), error.message);
}

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

test("a datagram arrives with its sender and its size", async () => {
	const server = await bound();
	const client = await bound();
	const arrived = message(server);
	client.send("hello", server.address().port, local);
	const { text, bytes, from } = await arrived;
	assert.is(text, "hello");
	assert.ok(Buffer.isBuffer(bytes));
	assert.equal({ ...from }, { address: local, family: "IPv4", port: client.address().port, size: 5 });
});

test("the listener of createSocket is called for each datagram", async () => {
	const texts: string[] = [];
	let enough: (() => void) | undefined;
	const all = new Promise<void>((resolve) => {
		enough = resolve;
	});
	const server = createSocket("udp4", (bytes) => {
		texts.push(bytes.toString());
		if (texts.length === 3) enough?.();
	});
	closeAfterTest(() => closeQuietly(server));
	await new Promise<void>((resolve) => server.bind(0, local, resolve));
	const client = open();
	for (const text of ["1", "2", "3"]) client.send(text, server.address().port, local);
	await all;
	assert.equal(texts.sort(), ["1", "2", "3"]);
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

test("send takes a Buffer, a string, a view and a list of them", async () => {
	const server = await bound();
	const client = await bound();
	const { port } = server.address();
	const letters = Uint8Array.of(97, 98, 99, 100, 101);
	const shapes: [unknown, string][] = [
		[Buffer.from("buffer"), "buffer"],
		["grün", "grün"],
		[letters.subarray(1, 3), "bc"],
		[new DataView(letters.buffer, 2, 2), "cd"],
		[new Uint16Array(Uint8Array.of(111, 107).buffer), "ok"],
		[["one ", Buffer.from("and "), letters], "one and abcde"],
		[["alone"], "alone"],
		[[], ""],
		["", ""],
	];
	for (const [shape, text] of shapes) {
		const arrived = message(server);
		Reflect.apply(client.send, client, [shape, port, local]);
		assert.is((await arrived).text, text);
	}
});

test("send takes offset and length, of bytes", async () => {
	const server = await bound();
	const client = await bound();
	const { port } = server.address();
	for (const [part, text] of [
		[[Buffer.from("abcdef"), 1, 3, port, local], "bcd"],
		[["grün", 2, 2, port, local], "ü"],
		[[Buffer.from("abcdef"), 6, 0, port, local], ""],
		[[Buffer.from("abcdef"), 2, 4, port], "cdef"],
	] as [unknown[], string][]) {
		const arrived = message(server);
		Reflect.apply(client.send, client, part);
		assert.is((await arrived).text, text);
	}
	refused(() => client.send(Buffer.from("abc"), 4, 0, port, local), "ERR_BUFFER_OUT_OF_BOUNDS", '"offset" is outside of buffer bounds');
	refused(() => client.send(Buffer.from("abc"), 1, 3, port, local), "ERR_BUFFER_OUT_OF_BOUNDS", '"length" is outside of buffer bounds');
});

test("send calls back with the count of bytes, in each of its shapes", async () => {
	const { port } = (await bound()).address();
	const client = open();
	const shapes: unknown[][] = [
		["abc", port, local],
		["abc", port],
		["xabcx", 1, 3, port, local],
		["xabcx", 1, 3, port],
		[["a", "bc"], port, local],
	];
	for (const shape of shapes) {
		let early = true;
		const [error, count] = await new Promise<[unknown, number]>((resolve) => {
			Reflect.apply(client.send, client, [
				...shape,
				(failure: unknown, bytes: number) => {
					assert.not(early);
					resolve([failure, bytes]);
				},
			]);
			early = false;
		});
		assert.is(error, null);
		assert.is(count, 3);
	}
});

test("send without a port, or with a bad one, is refused", () => {
	const client = open();
	for (const port of [0, -1, 65536, 1.5, "x", undefined, null, {}]) {
		const error = thrown(() => Reflect.apply(client.send, client, ["abc", port, local]));
		assert.is(error.code, "ERR_SOCKET_BAD_PORT");
		assert.ok(error instanceof RangeError);
		assert.ok(error.message.startsWith("Port should be > 0 and < 65536. Received"), error.message);
	}
	refused(() => Reflect.apply(client.send, client, ["abc"]), "ERR_SOCKET_BAD_PORT");
});

test("send takes its port as text too", async () => {
	const server = await bound();
	const arrived = message(server);
	Reflect.apply(open().send, open(), ["abc", String(server.address().port), local]);
	assert.is((await arrived).text, "abc");
});

test("send refuses what is no message and no address", async () => {
	const client = await bound();
	for (const bad of [undefined, null, 7, {}, true, new ArrayBuffer(2)])
		refused(() => Reflect.apply(client.send, client, [bad, 5000, local]), "ERR_INVALID_ARG_TYPE", 'The "buffer" argument must be');
	refused(() => Reflect.apply(client.send, client, [["a", 7], 5000, local]), "ERR_INVALID_ARG_TYPE", "buffer list arguments");
	refused(
		() => Reflect.apply(client.send, client, ["a", 5000, 7]),
		"ERR_INVALID_ARG_TYPE",
		'The "address" argument must be of type string',
	);
});

test("send binds a socket that is not bound, and says so", async () => {
	const server = await bound();
	const client = open();
	const arrived = message(server);
	const listening = event(client, "listening");
	client.send("1", server.address().port, local);
	await listening;
	const { from } = await arrived;
	assert.is(from.port, client.address().port);
	assert.is(client.address().address, "0.0.0.0");
});

test("an address of the other family is an error of the callback", async () => {
	const client = await bound();
	const error = await new Promise<Failure | null>((resolve) => client.send("x", 5000, "::1", resolve));
	assert.is(error?.code, "EINVAL");
	assert.is(error?.syscall, "send");
	assert.is(error?.address, "::1");
});

test("a broadcast that was not allowed is an error of the callback", async () => {
	const client = await bound();
	const error = await new Promise<Failure | null>((resolve) => client.send("x", 5000, "255.255.255.255", resolve));
	assert.is(error?.code, "EACCES");
	client.setBroadcast(true);
});

test("a datagram that is too large is an error of the callback", async () => {
	const client = await bound();
	const error = await new Promise<Failure | null>((resolve) => client.send(Buffer.alloc(70_000), 5000, local, resolve));
	assert.is(error?.code, "EMSGSIZE");
});

test("lookup finds names for bind and send, and its errors are told", async () => {
	const asked: unknown[][] = [];
	const lookup = (host: string, family: number, callback: (error: Error | null, address: string, family: number) => void): void => {
		asked.push([host, family]);
		if (host === "nobody.test") callback(Object.assign(new Error("nobody"), { code: "ENOTFOUND" }), "", 0);
		else callback(null, local, 4);
	};
	const server = await bound({ type: "udp4", lookup } as SocketOptions, "here.test");
	assert.is(server.address().address, local);
	const arrived = message(server);
	server.send("to myself", server.address().port, "there.test");
	assert.is((await arrived).text, "to myself");
	const error = await new Promise<Failure | null>((resolve) => server.send("x", 5000, "nobody.test", resolve));
	assert.is(error?.code, "ENOTFOUND");
	const emitted = event(server, "error");
	server.send("x", 5000, "nobody.test");
	assert.is(((await emitted) as [Failure])[0].code, "ENOTFOUND");
	assert.equal(asked, [
		["here.test", 4],
		["there.test", 4],
		["nobody.test", 4],
		["nobody.test", 4],
	]);
});

test("localhost is found by the machine's own resolver", async () => {
	const server = await bound("udp4", "localhost");
	const arrived = message(server);
	open().send("by name", server.address().port, "localhost");
	assert.is((await arrived).text, "by name");
});

test("udp6 takes and gives addresses of IPv6 in their shortest form", async () => {
	const server = await bound("udp6", "::1");
	assert.equal(server.address().address, "::1");
	assert.is(server.address().family, "IPv6");
	const client = await bound("udp6", "0:0:0:0:0:0:0:1");
	const arrived = message(server);
	client.send("six", server.address().port, "::1");
	const { text, from } = await arrived;
	assert.is(text, "six");
	assert.equal({ ...from }, { address: "::1", family: "IPv6", port: client.address().port, size: 3 });
});

test("udp6 bound to all addresses hears IPv4, whose addresses it maps, and answers", async () => {
	const server = open("udp6");
	await new Promise<void>((resolve) => server.bind(0, resolve));
	assert.is(server.address().address, "::");
	const client = await bound();
	const arrived = message(server);
	client.send("four", server.address().port, local);
	const { from } = await arrived;
	assert.equal({ ...from }, { address: `::ffff:${local}`, family: "IPv6", port: client.address().port, size: 4 });
	const answered = message(client);
	server.send("back", from.port, from.address);
	assert.is((await answered).from.address, local);
});

test("a connected socket sends without a port, and hears only its peer", async () => {
	const server = await bound();
	const stranger = await bound();
	const client = await bound();
	const connected = event(client, "connect");
	client.connect(server.address().port, local);
	await connected;
	assert.equal(client.remoteAddress(), { address: local, family: "IPv4", port: server.address().port });
	const texts: string[] = [];
	client.on("message", (bytes: Buffer) => texts.push(bytes.toString()));
	for (const values of [["one"], ["xtwox", 1, 3], [["th", "ree"]]]) {
		const arrived = message(server);
		Reflect.apply(client.send, client, values);
		const { text, from } = await arrived;
		assert.is(text, values.length > 1 ? "two" : text);
		server.send(text, from.port, local);
		await event(client, "message");
	}
	assert.equal(texts, ["one", "two", "three"]);
	stranger.send("from elsewhere", client.address().port, local);
	server.send("last", client.address().port, local);
	await event(client, "message");
	assert.is(texts[3], "last");
	assert.is(await new Promise((resolve) => client.send("abc", (_error, count) => resolve(count))), 3);
	assert.is(await new Promise((resolve) => client.send("xabcx", 1, 3, (_error, count) => resolve(count))), 3);
});

test("connect is refused when connected, disconnect when not", async () => {
	const client = await bound();
	refused(() => client.disconnect(), "ERR_SOCKET_DGRAM_NOT_CONNECTED", "Not connected");
	refused(() => client.remoteAddress(), "ERR_SOCKET_DGRAM_NOT_CONNECTED");
	await new Promise<unknown>((resolve) => client.connect(5000, local, resolve));
	refused(() => client.connect(5000, local), "ERR_SOCKET_DGRAM_IS_CONNECTED", "Already connected");
	refused(() => client.send("a", 0, 1, 5000, local), "ERR_SOCKET_DGRAM_IS_CONNECTED");
	client.disconnect();
	refused(() => client.remoteAddress(), "ERR_SOCKET_DGRAM_NOT_CONNECTED");
	for (const port of [0, 65536, undefined]) refused(() => Reflect.apply(client.connect, client, [port]), "ERR_SOCKET_BAD_PORT");
});

test("connect binds, its callback gets what goes wrong", async () => {
	const client = open({
		type: "udp4",
		lookup: (host, _family, callback) => {
			if (host === "0.0.0.0") callback(null, host, 4);
			else callback(Object.assign(new Error("nobody"), { code: "ENOTFOUND" }), "", 0);
		},
	} as SocketOptions);
	const error = await new Promise<Failure | undefined>((resolve) => client.connect(5000, "nobody.test", resolve as () => void));
	assert.is(error?.code, "ENOTFOUND");
	assert.ok(client.address().port > 0);
});

test("what was sent before the socket was bound leaves when it is", async () => {
	const server = await bound();
	const client = open();
	const texts: string[] = [];
	server.on("message", (bytes: Buffer) => texts.push(bytes.toString()));
	client.send("1", server.address().port, local);
	client.send("2", server.address().port, local);
	while (texts.length < 2) await event(server, "message");
	assert.equal(texts.sort(), ["1", "2"]);
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
