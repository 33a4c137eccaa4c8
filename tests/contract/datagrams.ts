/* E60 to E62 and the rules for every IO class, as functions of a factory, for whatever has the contract of UDP: of UDP itself, and of associations of DTLS. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { boundedSuite } from "../support/suite.ts";
import { rounds, string, text } from "./observer.ts";

interface Instance {
	read(): (ArrayBuffer & { address: string; port: number }) | undefined;
	read(into: unknown): number | undefined;
	readonly format: string;
	target?: unknown;
	close(): void;
}

/** An instance that receives, and how it is sent something. */
export interface Receiving {
	socket: Instance;
	/** What onReadable was called with. */
	told: number[];
	/** Waits until it is called again. */
	next(): Promise<number>;
	/** From the other side. */
	send(data: ArrayBufferLike | Uint8Array): void;
	/** The other side's. */
	address: string;
	port: number;
	/** From this side to the other one. */
	write(...values: unknown[]): unknown;
}

export interface Medium {
	Class: new (options: never) => object;
	/** Makes one. `onReadable` is called in addition. */
	open(options?: object, onReadable?: (this: Instance, count: number) => void): Promise<Receiving>;
	/** The least options that Class takes. */
	options(): object;
	/** Bytes that no datagram has. */
	tooMany: number;
	/** What a method throws after close, or for a receiver of another kind. */
	Misuse: new (
		...values: never[]
	) => Error;
}

type Test = ReturnType<typeof boundedSuite>;

export function datagramContract(test: Test, { Class, open, options, tooMany, Misuse }: Medium): void {
	const make = (more: object) => Reflect.construct(Class, [{ ...options(), ...more }]);

	test("E1 a constructor without an options object throws", () => {
		for (const values of [[], [undefined], [null], [1], ["options"]]) thrown(() => Reflect.construct(Class, values));
	});

	test("E60 D35 bad formats and callbacks throw", () => {
		for (const format of ["number", "INVALID FORMAT", undefined])
			assert.instance(
				thrown(() => make({ format })),
				RangeError,
			);
		for (const name of ["onReadable", "onError"])
			assert.instance(
				thrown(() => make({ [name]: 1 })),
				Error,
			);
	});

	test("E60 the format is buffer, and can be nothing else", async () => {
		const { socket } = await open({ format: "buffer" });
		assert.instance(
			thrown(() => Reflect.set(socket, "format", "number")),
			RangeError,
		);
		assert.is(socket.format, "buffer");
	});

	test("E61 read gives an ArrayBuffer that says where it came from", async () => {
		const { socket, next, send, address, port } = await open();
		assert.is(socket.read(), undefined);
		send(text("This is a test!"));
		assert.is(await next(), 1);
		const packet = socket.read();
		assert.instance(packet, ArrayBuffer);
		assert.is(string(packet), "This is a test!");
		assert.ok(packet && Object.hasOwn(packet, "address") && Object.hasOwn(packet, "port"));
		assert.is(packet?.address, address);
		assert.is(packet?.port, port);
		assert.is(socket.read(), undefined);
	});

	test("E61 read(buffer) fills it, gives the count, and tells the buffer where it came from", async () => {
		const { socket, next, send, address, port } = await open();
		send(text("abc"));
		await next();
		const into = new Uint8Array(8);
		assert.is(socket.read(into), 3);
		assert.equal([...into], [97, 98, 99, 0, 0, 0, 0, 0]);
		assert.is(Reflect.get(into, "address"), address);
		assert.is(Reflect.get(into, "port"), port);
		assert.is(socket.read(into), undefined);
	});

	test("E61 a buffer that is too small throws, and the datagram waits", async () => {
		const { socket, next, send } = await open();
		send(text("abc"));
		await next();
		thrown(() => socket.read(new Uint8Array(2)));
		for (const into of [[], Math.sin])
			assert.instance(
				thrown(() => Reflect.apply(socket.read, socket, [into])),
				TypeError,
			);
		assert.is(string(socket.read()), "abc");
	});

	test("E60 E61 who reads on in onReadable gets what came behind it, in order, each with its bounds", async () => {
		const words: string[] = [];
		const into = new Uint8Array(8);
		const { next, send } = await open({}, function () {
			for (let count = this.read(into); count !== undefined; count = this.read(into)) words.push(string(into.slice(0, count).buffer));
		});
		for (const word of ["one", "two", "three", "4"]) send(text(word));
		while (words.length < 4) await next();
		assert.equal(words, ["one", "two", "three", "4"]);
	});

	test("E60 E61 who reads as many datagrams as onReadable tells gets all", async () => {
		const words: string[] = [];
		const { next, send } = await open({}, function (count) {
			while (count-- > 0) words.push(string(this.read()));
		});
		for (const word of ["one", "two", "three"]) send(text(word));
		while (words.length < 3) await next();
		await rounds(3);
		assert.equal(words, ["one", "two", "three"]);
	});

	test("E61 what does not fit while reading on waits, and comes next", async () => {
		const words: string[] = [];
		let small = true;
		const { next, send, socket } = await open({}, function () {
			const into = new Uint8Array(4);
			try {
				for (let count = this.read(into); count !== undefined; count = this.read(into)) words.push(string(into.slice(0, count).buffer));
			} catch (error) {
				assert.instance(error, RangeError);
				small = false;
			}
		});
		for (const word of ["one", "a longer one", "two"]) send(text(word));
		while (small) await next();
		await rounds(3);
		for (let packet = socket.read(); packet !== undefined || words.length < 3; packet = socket.read()) {
			if (packet === undefined) await next();
			else words.push(string(packet));
		}
		assert.equal(words, ["one", "a longer one", "two"]);
	});

	test("E62 write takes byte buffers alone", async () => {
		const { write } = await open();
		for (const value of [undefined, Symbol(), 32, "text", {}])
			assert.instance(
				thrown(() => write(value)),
				TypeError,
			);
	});

	test("E62 only the bytes of a view are sent", async () => {
		const { socket, next, send } = await open();
		send(text("__data__").subarray(2, -2));
		await next();
		assert.is(string(socket.read()), "data");
	});

	test("E62 a datagram that is too large is an Error with the code EMSGSIZE", async () => {
		const { write } = await open();
		const error = thrown(() => write(new ArrayBuffer(tooMany)));
		assert.is(Reflect.get(Object(error), "code"), "EMSGSIZE");
	});

	test("E9 E10 target and this", async () => {
		const target = {};
		const seen: unknown[] = [];
		const { socket, next, send } = await open({ target }, function () {
			seen.push(this, this.target);
		});
		assert.is(socket.target, target);
		send(text("x"));
		await next();
		assert.is(seen[0], socket);
		assert.is(seen[1], target);
	});

	test("E11 E13 no callback runs inside a method, and none after close", async () => {
		const { socket, send, told } = await open();
		send(text("x"));
		assert.is(told.length, 0);
		socket.close();
		socket.close();
		await rounds(3);
		assert.is(told.length, 0);
	});

	test("E13 an instance can be closed in its own callback, while more waits", async () => {
		let calls = 0;
		const { next, send } = await open({}, function () {
			calls++;
			this.read();
			this.close();
		});
		send(text("x"));
		send(text("y"));
		await next();
		await rounds(3);
		assert.is(calls, 1);
	});

	test("E14 what is closed throws", async () => {
		const { socket, write } = await open();
		socket.close();
		for (const use of [() => socket.read(), () => socket.read(new Uint8Array(1)), () => write(new ArrayBuffer(1)), () => socket.format])
			assert.instance(thrown(use), Misuse);
	});

	test("E15 a receiver of another kind throws", async () => {
		const { socket } = await open();
		for (const other of [{}, [], "a string", undefined]) {
			assert.instance(
				thrown(() => Reflect.apply(socket.read, other, [])),
				Error,
			);
			assert.instance(
				thrown(() => Reflect.apply(socket.close, other, [])),
				Error,
			);
		}
	});
}
