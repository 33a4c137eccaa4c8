// simulator only: what it tests is not there on Node
/* What dgram does where Node has other means, and the UDP class that it is made of. */
import UDP from "embedded:io/socket/udp";
import { Buffer } from "node:buffer";
import { createSocket, type RemoteInfo, type Socket, type SocketOptions, type SocketType } from "node:dgram";
import { SocketUDP } from "tls419/dgram/udp";
import * as assert from "uvu/assert";
import { type Failure, thrown } from "../../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("node:dgram on the simulator");
const local = "127.0.0.1";

async function bound(type: SocketType | SocketOptions = "udp4", address = local): Promise<Socket> {
	const socket = createSocket(type);
	await new Promise<void>((resolve) => socket.bind(0, address, resolve));
	return socket;
}

async function opened(type: SocketType | SocketOptions = "udp4", address = local): Promise<Socket> {
	const socket = await bound(type, address);
	closeAfterTest(() => new Promise<void>((resolve) => socket.close(resolve)));
	return socket;
}

function message(socket: Socket): Promise<[Buffer, RemoteInfo]> {
	return new Promise((resolve) => {
		socket.once("message", (bytes: Buffer, from: RemoteInfo) => resolve([bytes, from]));
	});
}

/** The adapter, and how often it was told of something. */
function adapted(socket: Socket): { udp: SocketUDP; counts: number[]; errors: Failure[]; lost: unknown[] } {
	const counts: number[] = [];
	const errors: Failure[] = [];
	const lost: unknown[] = [];
	const udp = new SocketUDP({
		socket,
		onReadable: (count) => counts.push(count),
		onError: (error) => errors.push(error),
		onLost: (error, to) => lost.push([(error as Failure).code, to]),
	});
	closeAfterTest(() => udp.close());
	return { udp, counts, errors, lost };
}

test("UDP tells the port that the system has chosen", () => {
	const socket = new UDP({ address: local });
	closeAfterTest(() => socket.close());
	assert.ok(socket.port > 0);
	assert.is(thrown(() => new UDP({ address: local, port: socket.port })).code, "EADDRINUSE");
});

test("what the standard has no means for says ENOTSUP, and before bind EBADF", async () => {
	const socket = await opened();
	const fresh = createSocket("udp4");
	closeAfterTest(() => {
		fresh.close();
	});
	const methods = [
		"setTTL",
		"setMulticastTTL",
		"setMulticastLoopback",
		"setMulticastInterface",
		"addSourceSpecificMembership",
		"dropSourceSpecificMembership",
		"setRecvBufferSize",
		"setSendBufferSize",
		"getRecvBufferSize",
		"getSendBufferSize",
	];
	for (const name of methods) {
		const error = thrown(() => Reflect.apply(Reflect.get(socket, name), socket, [1]));
		assert.is(error.code, "ENOTSUP");
		assert.is(error.message, `${name} ENOTSUP`);
		assert.is(thrown(() => Reflect.apply(Reflect.get(fresh, name), fresh, [1])).code, "EBADF");
	}
	assert.is(thrown(() => fresh.setBroadcast(true)).code, "EBADF");
	assert.is(thrown(() => fresh.bind({ fd: 3 })).code, "ENOTSUP");
	assert.is(thrown(() => socket.addMembership("224.0.0.114", "10.1.2.3")).code, "ENOTSUP");
});

test("a bad port is refused by bind", () => {
	const socket = createSocket("udp4");
	for (const port of [-1, 65536, 1.5, "x"]) assert.is(thrown(() => socket.bind(port)).code, "ERR_SOCKET_BAD_PORT");
	socket.close();
});

test("a signal like AbortSignal will do, also one that has been given before", async () => {
	let abort: (() => void) | undefined;
	let removed = 0;
	const signal = {
		aborted: false,
		addEventListener: (_type: "abort", listener: () => void) => {
			abort = listener;
		},
		removeEventListener: () => {
			removed++;
		},
	};
	const socket = await bound({ type: "udp4", signal });
	const closed = new Promise<void>((resolve) => {
		socket.once("close", () => resolve());
	});
	abort?.();
	await closed;
	assert.is(removed, 1);
	abort?.();
	const late = createSocket({ type: "udp4", signal: { ...signal, aborted: true } });
	assert.is(thrown(() => late.bind(0)).code, "ERR_SOCKET_DGRAM_NOT_RUNNING");
	assert.is(thrown(() => Reflect.apply(createSocket, undefined, [{ type: "udp4", signal: 7 }])).code, "ERR_INVALID_ARG_TYPE");
});

test("ipv6Only drops what comes over IPv4", async () => {
	const server = await opened({ type: "udp6", ipv6Only: true }, "::");
	const four = await opened();
	const six = await opened("udp6", "::1");
	const arrived = message(server);
	await new Promise((resolve) => four.send("four", server.address().port, local, resolve));
	six.send("six", server.address().port, "::1");
	assert.is((await arrived)[0].toString(), "six");
});

test("what a listener throws does not lose the datagrams behind it", async () => {
	const server = await opened();
	const client = await opened();
	const texts: string[] = [];
	const two = new Promise<void>((resolve) => {
		server.on("message", (bytes: Buffer) => {
			texts.push(bytes.toString());
			if (texts.length === 2) resolve();
			else throw new Error("of the listener");
		});
	});
	const uncaught: unknown[] = [];
	const note = (error: unknown) => uncaught.push(error);
	process.on("uncaughtException", note);
	closeAfterTest(() => {
		process.off("uncaughtException", note);
	});
	client.send("1", server.address().port, local);
	client.send("2", server.address().port, local);
	await two;
	assert.is(uncaught.length, 1);
});

test("a socket that is unreferenced lets the program end", async () => {
	/* Were it not so, this test would not end: it is not closed. */
	(await bound()).unref();
	const early = createSocket("udp4").unref();
	await new Promise<void>((resolve) => early.bind(0, local, resolve));
	(await opened()).unref().ref();
});

test("a socket is an ECMA-419 UDP: datagrams with their senders, in their order", async () => {
	const server = await opened();
	const client = await opened();
	const { udp, counts } = adapted(server);
	const { port } = server.address();
	assert.is(udp.port, port);
	assert.is(udp.read(), undefined);
	const heard: Buffer[] = [];
	server.on("message", (bytes: Buffer) => heard.push(bytes));
	client.send("one", port, local);
	client.send("two", port, local);
	while (heard.length < 2) await message(server);
	const one = udp.read();
	assert.ok(one instanceof ArrayBuffer);
	assert.is(Buffer.from(one).toString(), "one");
	assert.is(one.address, local);
	assert.is(one.port, client.address().port);
	/* It is decrypted where it lies, and others have their own. */
	new Uint8Array(one).fill(0);
	assert.is(heard[0].toString(), "one");
	assert.is(Buffer.from(udp.read() as ArrayBuffer).toString(), "two");
	assert.equal(counts, [1, 2]);
});

test("what is written to a socket is a copy", async () => {
	const server = await opened();
	const client = createSocket("udp4");
	closeAfterTest(() => {
		client.close();
	});
	const { udp } = adapted(client);
	const bytes = Uint8Array.of(1, 2, 3);
	const arrived = message(server);
	/* The socket is not bound yet. */
	udp.write(bytes, local, server.address().port);
	bytes.fill(9);
	assert.equal([...(await arrived)[0]], [1, 2, 3]);
});

test("what cannot be sent throws, as with UDP, or is told where it had to wait; and the socket goes on", async () => {
	const bound = adapted(await opened());
	assert.is(thrown(() => bound.udp.write(new Uint8Array(1), "255.255.255.255", 5000)).code, "EACCES");
	assert.is(thrown(() => bound.udp.write(new Uint8Array(1), "::1", 5000)).code, "EINVAL");
	assert.equal(bound.lost, []);
	const socket = createSocket("udp4");
	closeAfterTest(() => {
		socket.close();
	});
	const { udp, lost, errors } = adapted(socket);
	udp.write(new Uint8Array(1), "255.255.255.255", 5000);
	await new Promise((resolve) => socket.send("x", 5000, local, resolve));
	assert.equal(lost, [["EACCES", { address: "255.255.255.255", port: 5000 }]]);
	assert.equal(errors, []);
});

test("datagrams that nobody reads are lost, the others wait", async () => {
	const server = await opened();
	const client = await opened();
	const { udp } = adapted(server);
	let count = 0;
	const all = new Promise<void>((resolve) => {
		server.on("message", () => {
			if (++count === 70) resolve();
		});
	});
	for (let index = 0; index < 70; index++) client.send(Uint8Array.of(index), server.address().port, local);
	await all;
	for (let index = 0; index < 64; index++) assert.is(new Uint8Array(udp.read() as ArrayBuffer)[0], index);
	assert.is(udp.read(), undefined);
});

test("the socket's errors and its end are errors, and close leaves it open", async () => {
	const socket = await bound();
	const { udp, errors } = adapted(socket);
	socket.emit("error", Object.assign(new Error("of the socket"), { code: "ENETDOWN" }));
	assert.is(errors[0].code, "ENETDOWN");
	await new Promise<void>((resolve) => socket.close(resolve));
	assert.is(errors[1].code, "ERR_SOCKET_DGRAM_NOT_RUNNING");
	assert.is(thrown(() => udp.write(new Uint8Array(1), local, 5000)).code, "ERR_SOCKET_DGRAM_NOT_RUNNING");
	const other = await opened();
	adapted(other).udp.close();
	assert.is(other.listenerCount("message"), 0);
	assert.ok(other.address().port > 0);
});

test("a lookup that answers twice sends one datagram, and calls back once", async () => {
	const heard: string[] = [];
	const server = await opened();
	const all = new Promise<void>((resolve) =>
		server.on("message", (bytes: Buffer) => {
			heard.push(bytes.toString());
			if (bytes.toString() === "last") resolve();
		}),
	);
	const client = await opened({
		type: "udp4",
		lookup: (_host, _family, callback) => {
			callback(null, local, 4);
			callback(null, local, 4);
		},
	});
	let called = 0;
	await new Promise<void>((resolve) =>
		client.send("once", server.address().port, "twice.test", () => {
			called++;
			resolve();
		}),
	);
	await new Promise<void>((resolve) => client.send("last", server.address().port, local, () => resolve()));
	await all;
	assert.equal(heard, ["once", "last"]);
	assert.is(called, 1);
});

test.run();
