/* E60 to E62 and the rules for every IO class, on UDP. */
import UDP from "embedded:io/socket/udp";
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { datagramContract, type Receiving } from "./datagrams.ts";
import { deferred, pattern, rounds, string, text } from "./observer.ts";
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
function watched(options: object = {}, onReadable?: (this: UDP, count: number) => void): Watched {
	for (let port = 20000 + Math.floor(Math.random() * 20000); ; port++) {
		const told: number[] = [];
		let arrived = deferred();
		try {
			const socket = open({
				address,
				port,
				...options,
				onReadable(this: UDP, count: number) {
					told.push(count);
					onReadable?.call(this, count);
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

test("E30 a port in use is an Error with the code EADDRINUSE", () => {
	const { port } = watched();
	assert.is(Reflect.get(Object(thrown(() => open({ address, port }))), "code"), "EADDRINUSE");
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

datagramContract(test, {
	Class: UDP,
	async open(options = {}, onReadable) {
		const { socket, port, told, next } = watched(options, onReadable as (this: UDP, count: number) => void);
		const other = watched();
		return {
			socket: socket as Receiving["socket"],
			told,
			next,
			send: (data) => other.socket.write(data as ArrayBuffer, address, port),
			address,
			port: other.port,
			write: (...values) => Reflect.apply(socket.write, socket, [...values, address, other.port]),
		};
	},
	options: () => ({}),
	tooMany: 65_600,
	Misuse: SyntaxError,
});

test.run();
