/* E31 to E34, E37, E42, E44: format, read, and what onReadable says. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import type { Factory, Observed, Stream } from "./observer.ts";
import { connect, pattern, rounds, string, text } from "./observer.ts";

/** A connection on which `bytes` have arrived and wait. */
async function arrived(factory: Factory, bytes: Uint8Array, options: object = {}): Promise<{ stream: Stream; observed: Observed }> {
	const { stream, observed, peer } = await connect(factory, options);
	peer.write(bytes);
	await observed.available(bytes.length);
	return { stream, observed };
}

export function readingContract(test: BoundedSuite, factory: Factory): void {
	test("E31 format can be read and set; a bad one throws and changes nothing", async () => {
		const { stream } = await connect(factory);
		assert.is(stream.format, "buffer");
		stream.format = "number";
		assert.is(stream.format, "number");
		for (const format of ["", "Buffer", "buffers", "socket/tcp"]) {
			assert.instance(
				thrown(() => {
					stream.format = format;
				}),
				RangeError,
			);
			assert.is(stream.format, "number");
		}
	});

	test("E32 E97 read gives undefined while nothing is there, whatever its argument and format", async () => {
		const { stream } = await connect(factory);
		assert.is(stream.read(), undefined);
		assert.is(stream.read(10), undefined);
		assert.is(stream.read(new Uint8Array(4)), undefined);
		assert.is(stream.read(-1), undefined);
		stream.format = "number";
		assert.is(stream.read(), undefined);
	});

	test("E33 read() gives an ArrayBuffer with all that is there", async () => {
		const { stream } = await arrived(factory, text("hello"));
		const data = stream.read();
		assert.instance(data, ArrayBuffer);
		assert.is(string(data), "hello");
		assert.is(stream.read(), undefined);
	});

	test("E33 read(n) gives an ArrayBuffer of n bytes", async () => {
		const { stream } = await arrived(factory, text("hello"));
		assert.is(string(stream.read(2)), "he");
		assert.is(string(stream.read("2")), "ll");
		assert.is(string(stream.read(1)), "o");
	});

	test("E33 D9 D32 read(n) clamps to what is there", async () => {
		const { stream } = await arrived(factory, text("hello"));
		assert.is(string(stream.read(1_000_000)), "hello");
	});

	test("E33 a count that is no positive whole number throws and takes nothing", async () => {
		const { stream } = await arrived(factory, text("hello"));
		for (const count of [0, -1, 1.5, Number.NaN, "many", null, false]) thrown(() => stream.read(count));
		assert.instance(
			thrown(() => stream.read(Symbol("count"))),
			TypeError,
		);
		assert.is(string(stream.read()), "hello");
	});

	test("E33 read(buffer) fills it and gives the count", async () => {
		const { stream } = await arrived(factory, text("abcdefghij"));
		const buffer = new ArrayBuffer(2);
		assert.is(stream.read(buffer), 2);
		assert.is(string(buffer), "ab");
		const bytes = new Uint8Array(2);
		assert.is(stream.read(bytes), 2);
		assert.is(string(bytes), "cd");
		const signed = new Int8Array(2);
		assert.is(stream.read(signed), 2);
		assert.is(string(signed), "ef");
		const view = new DataView(new ArrayBuffer(2));
		assert.is(stream.read(view), 2);
		assert.is(string(view), "gh");
		const shared = new SharedArrayBuffer(2);
		assert.is(stream.read(shared), 2);
		assert.is(string(new Uint8Array(shared)), "ij");
	});

	test("E33 D32 read(buffer) with a larger buffer gives what is there and leaves the rest alone", async () => {
		const { stream } = await arrived(factory, text("abc"));
		const bytes = new Uint8Array(8).fill(9);
		assert.is(stream.read(bytes), 3);
		assert.equal([...bytes], [97, 98, 99, 9, 9, 9, 9, 9]);
	});

	test("E33 D9 read(view) touches nothing outside of the view", async () => {
		const { stream } = await arrived(factory, text("abcdef"));
		const all = new Uint8Array(12).fill(7);
		assert.is(stream.read(all.subarray(4, 7)), 3);
		assert.equal([...all], [7, 7, 7, 7, 97, 98, 99, 7, 7, 7, 7, 7]);
		assert.is(stream.read(new DataView(all.buffer, 9, 2)), 2);
		assert.equal([...all], [7, 7, 7, 7, 97, 98, 99, 7, 7, 100, 101, 7]);
	});

	test("E33 read into what is no byte buffer, or a detached one, throws and takes nothing", async () => {
		const { stream } = await arrived(factory, text("abc"));
		const detached = new ArrayBuffer(4);
		structuredDetach(detached);
		for (const into of [new Uint16Array(2), new Float64Array(1), [], {}, Math.sin, stream, detached])
			assert.instance(
				thrown(() => stream.read(into)),
				TypeError,
			);
		assert.is(string(stream.read()), "abc");
	});

	test("E34 in number format read() gives one byte, and takes no argument", async () => {
		const { stream } = await arrived(factory, Uint8Array.of(0, 255, 65), { format: "number" });
		assert.is(stream.read(), 0);
		assert.is(stream.read(), 255);
		for (const argument of [1, new Uint8Array(1), null, "1"]) thrown(() => stream.read(argument));
		assert.is(stream.read(), 65);
		assert.is(stream.read(), undefined);
	});

	test("E31 E34 the format can change between two reads", async () => {
		const { stream } = await arrived(factory, text("a-rest"));
		stream.format = "number";
		assert.is(stream.read(), 97);
		assert.is(stream.read(), 45);
		stream.format = "buffer";
		assert.is(string(stream.read()), "rest");
	});

	test("E37 E44 D17 onReadable says how many bytes are there, once an arrival", async () => {
		const { stream, observed, peer } = await connect(factory);
		peer.write(text("12345"));
		assert.is(await observed.available(5), 5);
		await rounds(5);
		assert.is(observed.count("readable"), 1);
		stream.read();
		peer.write(text("67"));
		assert.is(await observed.available(2), 2);
		await rounds(5);
		assert.is(observed.count("readable"), 2);
		assert.is(string(stream.read()), "67");
	});

	test("E37 what is left unread is not announced again without more arriving", async () => {
		const { stream, observed } = await arrived(factory, text("12345"));
		stream.read(2);
		stream.write(text("something else happens"));
		await observed.next("writable");
		await rounds(5);
		assert.is(observed.count("readable"), 1);
		assert.is(string(stream.read()), "345");
	});

	test("E42 everything that is sent arrives, in order and unchanged, however it is read", async () => {
		const { stream, observed, peer } = await connect(factory);
		const sent = pattern(200_000);
		const got = new Uint8Array(sent.length);
		let length = 0;
		peer.write(sent);
		for (let turn = 0; length < sent.length; turn++) {
			let data = readSome(stream, turn);
			if (data === undefined) {
				await observed.next("readable");
				data = readSome(stream, turn);
			}
			if (data === undefined) continue;
			got.set(data, length);
			length += data.length;
		}
		assert.is(firstDifference(got, sent), -1);
	});

	test("E42 what is not read waits, and none of it is lost", async () => {
		const { stream, observed, peer } = await connect(factory);
		const sent = pattern(1_000_000);
		peer.write(sent);
		await observed.next("readable");
		await rounds(50);
		const got = new Uint8Array(sent.length);
		let length = 0;
		while (length < sent.length) {
			const data = stream.read();
			if (data instanceof ArrayBuffer) {
				got.set(new Uint8Array(data), length);
				length += data.byteLength;
			} else await observed.next("readable");
		}
		assert.is(firstDifference(got, sent), -1);
	});
}

/** Each way of reading in its turn. */
function readSome(stream: Stream, turn: number): Uint8Array | undefined {
	const way = turn % 4;
	if (way === 0) {
		stream.format = "number";
		const byte = stream.read();
		stream.format = "buffer";
		return typeof byte === "number" ? Uint8Array.of(byte) : undefined;
	}
	if (way === 1) {
		const view = new Uint8Array(new ArrayBuffer(3000), 500, 1500);
		const count = stream.read(view);
		return typeof count === "number" ? view.subarray(0, count) : undefined;
	}
	const data = way === 2 ? stream.read(777) : stream.read();
	return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}

/** -1 when they are the same: a comparison by uvu would print both of them. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
	if (a.length !== b.length) return Math.min(a.length, b.length);
	return a.findIndex((byte, index) => byte !== b[index]);
}

function structuredDetach(buffer: ArrayBuffer): void {
	const transfer: unknown = Reflect.get(buffer, "transfer");
	assert.type(transfer, "function");
	if (typeof transfer === "function") Reflect.apply(transfer, buffer, []);
}
