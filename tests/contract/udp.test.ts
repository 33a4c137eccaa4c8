/* E60 to E62 and the rules for every IO class, on UDP. */
import UDP from "embedded:io/socket/udp";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { deferred, pattern, rounds, string, text, thrown } from "./observer.ts";
import { firstDifference } from "./reading.ts";

const test = boundedSuite("UDP");
const address = "127.0.0.1";

function open(options: object = {}): UDP {
	const socket: UDP = Reflect.construct(UDP, [options]);
	closeAfterTest(() => socket.close());
	return socket;
}

interface Watched {
	socket: UDP;
	port: number;
	told: number[];
	next(): Promise<number>;
}

/** A socket on a port that was free just before. */
function watched(options: object = {}): Watched {
	for (let port = 20000 + Math.floor(Math.random() * 20000); ; port++) {
		const told: number[] = [];
		let arrived = deferred();
		try {
			const socket = open({
				address,
				port,
				...options,
				onReadable(count: number) {
					told.push(count);
					arrived.resolve();
				},
			});
			const next = async (): Promise<number> => {
				await arrived.promise;
				arrived = deferred();
				return told[told.length - 1];
			};
			return { socket, port, told, next };
		} catch (error) {
			if (Reflect.get(Object(error), "code") !== "EADDRINUSE") throw error;
		}
	}
}

test("E1 a constructor without an options object throws", () => {
	for (const values of [[], [undefined], [null], [1], ["options"]]) thrown(() => Reflect.construct(UDP, values));
});

test("E60 every option may be absent", () => {
	assert.is(open().format, "buffer");
});

test("E60 D35 bad ports, addresses, formats and callbacks throw", () => {
	for (const port of [-1, 65536, 1.5, Number.NaN])
		assert.instance(
			thrown(() => open({ port })),
			RangeError,
		);
	assert.instance(
		thrown(() => open({ port: Symbol() })),
		TypeError,
	);
	assert.instance(
		thrown(() => open({ port: undefined })),
		Error,
	);
	for (const format of ["number", "INVALID FORMAT", undefined])
		assert.instance(
			thrown(() => open({ format })),
			RangeError,
		);
	for (const bad of ["localhost", "", undefined])
		assert.instance(
			thrown(() => open({ address: bad })),
			Error,
		);
	assert.instance(
		thrown(() => open({ onReadable: 1 })),
		Error,
	);
});

test("E60 the format is buffer, and can be nothing else", () => {
	const socket = open({ format: "buffer" });
	assert.instance(
		thrown(() => Reflect.set(socket, "format", "number")),
		RangeError,
	);
	assert.is(socket.format, "buffer");
});

test("E30 a port in use is an Error with the code EADDRINUSE", () => {
	const { port } = watched();
	assert.is(Reflect.get(Object(thrown(() => open({ address, port }))), "code"), "EADDRINUSE");
});

test("E61 read gives an ArrayBuffer that says where it came from", async () => {
	const { socket, port, next } = watched();
	assert.is(socket.read(), undefined);
	const sender = watched();
	sender.socket.write(text("This is a test!"), address, port);
	assert.is(await next(), 1);
	const packet = socket.read();
	assert.instance(packet, ArrayBuffer);
	assert.is(string(packet), "This is a test!");
	assert.ok(packet && Object.hasOwn(packet, "address") && Object.hasOwn(packet, "port"));
	assert.is(packet?.address, address);
	assert.is(packet?.port, sender.port);
	assert.is(socket.read(), undefined);
});

test("E61 read(buffer) fills it, gives the count, and tells the buffer where it came from", async () => {
	const { socket, port, next } = watched();
	const sender = watched();
	sender.socket.write(text("abc"), address, port);
	await next();
	const into = new Uint8Array(8);
	assert.is(socket.read(into), 3);
	assert.equal([...into], [97, 98, 99, 0, 0, 0, 0, 0]);
	assert.is(Reflect.get(into, "address"), address);
	assert.is(Reflect.get(into, "port"), sender.port);
});

test("E61 a buffer that is too small throws, and the datagram waits", async () => {
	const { socket, port, next } = watched();
	open().write(text("abc"), address, port);
	await next();
	thrown(() => socket.read(new Uint8Array(2)));
	for (const into of [new Uint16Array(4), [], Math.sin])
		assert.instance(
			thrown(() => Reflect.apply(socket.read, socket, [into])),
			TypeError,
		);
	assert.is(string(socket.read()), "abc");
});

test("E60 onReadable says how many datagrams wait", async () => {
	const { socket, port, told, next } = watched();
	const sender = open();
	for (const word of ["one", "two", "three"]) sender.write(text(word), address, port);
	let count = await next();
	while (count < 3) count = await next();
	assert.is(told[told.length - 1], 3);
	assert.equal([string(socket.read()), string(socket.read()), string(socket.read())], ["one", "two", "three"]);
});

test("E61 datagrams may be empty and large, and keep their bounds", async () => {
	const { socket, port, next } = watched();
	const sender = open();
	const large = pattern(60_000);
	sender.write(new ArrayBuffer(0), address, port);
	sender.write(large, address, port);
	let count = await next();
	while (count < 2) count = await next();
	assert.is(socket.read()?.byteLength, 0);
	assert.is(firstDifference(new Uint8Array(socket.read() ?? new ArrayBuffer(0)), large), -1);
});

test("E62 write needs data, address and port", () => {
	const socket = open();
	const cases: [unknown[], new (...values: never[]) => Error][] = [
		[[], TypeError],
		[[new ArrayBuffer(1)], TypeError],
		[[new ArrayBuffer(1), address], TypeError],
		[[new ArrayBuffer(1), address, Symbol()], TypeError],
		[[new ArrayBuffer(1), Symbol(), 80], TypeError],
		[[Symbol(), address, 80], TypeError],
		[[32, address, 80], TypeError],
		[[new Uint16Array(1), address, 80], TypeError],
		[[new ArrayBuffer(1), address, -1], RangeError],
		[[new ArrayBuffer(1), address, 65536], RangeError],
		[[new ArrayBuffer(1), "localhost", 80], Error],
	];
	for (const [values, type] of cases)
		assert.instance(
			thrown(() => Reflect.apply(socket.write, socket, values)),
			type,
		);
});

test("E62 only the bytes of a view are sent", async () => {
	const { socket, port, next } = watched();
	open().write(text("__data__").subarray(2, -2), address, port);
	await next();
	assert.is(string(socket.read()), "data");
});

test("E62 a datagram that is too large is an Error with the code EMSGSIZE", () => {
	const error = thrown(() => open().write(new ArrayBuffer(65_600), address, 9));
	assert.is(Reflect.get(Object(error), "code"), "EMSGSIZE");
});

test("E62 a datagram to a port that nobody listens on is lost without an error", async () => {
	const socket = open({ onError: () => assert.unreachable() });
	const { socket: gone, port } = watched();
	gone.close();
	socket.write(text("x"), address, port);
	await rounds(3);
	socket.write(text("x"), address, port);
});

test("E62 add and remove take a multicast address", () => {
	const socket = open({ address: "0.0.0.0" });
	for (const method of [socket.add, socket.remove]) {
		for (const values of [[], ["group"], [Symbol()], [1]])
			assert.instance(
				thrown(() => Reflect.apply(method, socket, values)),
				Error,
			);
		assert.instance(
			thrown(() => Reflect.apply(method, {}, ["224.0.0.251"])),
			SyntaxError,
		);
	}
	assert.instance(
		thrown(() => socket.add("127.0.0.1")),
		Error,
	);
	try {
		socket.add("224.0.0.251");
		socket.remove("224.0.0.251");
	} catch (error) {
		assert.is(Reflect.get(Object(error), "code"), "ENODEV");
	}
});

test("IPv6 datagrams have addresses of eight groups", async () => {
	const loopback = "::1";
	const { socket, port, next } = watched({ address: loopback });
	const sender = open();
	sender.write(text("six"), loopback, port);
	await next();
	const packet = socket.read();
	assert.is(packet?.address, "0000:0000:0000:0000:0000:0000:0000:0001");
	assert.is(string(packet), "six");
});

test("E9 E10 target and this", async () => {
	const target = {};
	const done = deferred();
	const { port } = watched();
	const socket = open({
		target,
		onReadable(this: UDP) {
			assert.is(this, socket);
			assert.is(this.target, target);
			done.resolve();
		},
	});
	assert.is(socket.target, target);
	const other = watched();
	socket.write(text("x"), address, other.port);
	await other.next();
	const packet = other.socket.read();
	other.socket.write(text("y"), address, packet?.port ?? port);
	await done.promise;
});

test("E11 E13 no callback runs inside a method, and none after close", async () => {
	const { socket, port, told } = watched();
	const sender = open();
	sender.write(text("x"), address, port);
	assert.is(told.length, 0);
	socket.close();
	socket.close();
	await rounds(3);
	assert.is(told.length, 0);
});

test("E13 a socket can be closed in its own callback", async () => {
	const done = deferred();
	let calls = 0;
	const { port, socket } = watched();
	socket.close();
	open({
		address,
		port,
		onReadable(this: UDP) {
			calls++;
			this.close();
			done.resolve();
		},
	});
	const sender = open();
	sender.write(text("x"), address, port);
	sender.write(text("y"), address, port);
	await done.promise;
	await rounds(3);
	assert.is(calls, 1);
});

test("E14 E15 a closed socket and a foreign receiver throw SyntaxError", () => {
	const socket = open();
	socket.close();
	const uses = [
		() => socket.read(),
		() => socket.write(new ArrayBuffer(1), address, 80),
		() => socket.format,
		() => socket.add("224.0.0.251"),
	];
	for (const use of uses) assert.instance(thrown(use), SyntaxError);
	const alive = open();
	for (const other of [{}, [], "a string", undefined]) {
		assert.instance(
			thrown(() => Reflect.apply(alive.read, other, [])),
			SyntaxError,
		);
		assert.instance(
			thrown(() => Reflect.apply(alive.write, other, [new ArrayBuffer(1), address, 80])),
			SyntaxError,
		);
		assert.instance(
			thrown(() => Reflect.apply(alive.close, other, [])),
			SyntaxError,
		);
	}
});

test("E12 a socket that nobody refers to lives until it is closed", async () => {
	const done = deferred();
	const { port, socket } = watched();
	socket.close();
	new UDP({
		address,
		port,
		onReadable() {
			this.close();
			done.resolve();
		},
	});
	native("xs_sim_collect").call(undefined);
	await rounds(2);
	native("xs_sim_collect").call(undefined);
	open().write(text("x"), address, port);
	await done.promise;
});

test.run();
