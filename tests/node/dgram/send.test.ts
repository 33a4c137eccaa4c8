/* dgram: what is sent, and how it arrives, the same on the simulator and on Node. */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import * as assert from "uvu/assert";
import { bound, closeQuietly, event, local, message, open, refused } from "../../support/dgram.ts";
import { type Failure, thrown } from "../../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("node:dgram: send");

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

test.run();
