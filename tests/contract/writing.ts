/* E35, E36, E40, E42, E43, E47: write, its options and its limits. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import { closeAfterTest } from "../support/suite.ts";
import type { Factory } from "./observer.ts";
import { connect, pattern, rounds, string, text } from "./observer.ts";
import { firstDifference } from "./reading.ts";

export function writingContract(test: BoundedSuite, factory: Factory): void {
	const { Class } = factory;

	test("E47 before it is connected a stream gives nothing, and writing throws", async () => {
		const meeting = await factory.meet();
		const stream = new Class(meeting.options);
		closeAfterTest(() => stream.close());
		assert.is(stream.read(), undefined);
		assert.instance(
			thrown(() => stream.write(text("early"))),
			Error,
		);
		stream.format = "number";
		thrown(() => stream.write(1));
	});

	test("E47 nothing of a write that was too early leaves later", async () => {
		const meeting = await factory.meet();
		const connected = new Promise<void>((resolve) => {
			const stream = new Class({ ...meeting.options, onWritable: () => resolve() });
			thrown(() => stream.write(text("early")));
			closeAfterTest(() => stream.close());
			void meeting.peer.then(() => connected).then(() => stream.write(text("later")));
		});
		const peer = await meeting.peer;
		assert.is(string(await peer.read(5)), "later");
	});

	test("E44 the first onWritable says that the stream is connected, and how much can be written", async () => {
		const { writable, observed } = await connect(factory);
		assert.type(writable, "number");
		assert.ok(writable > 0);
		assert.is(observed.events[0].name, "writable");
	});

	test("E42 write gives what can be written next, which is less", async () => {
		const { stream, peer, writable } = await connect(factory);
		const left = stream.write(text("hello"));
		if (typeof left !== "number") throw new Error("write gives no number");
		assert.ok(left <= writable - 5 && left >= 0, `${left} after 5 of ${writable}`);
		assert.is(string(await peer.read(5)), "hello");
	});

	test("E44 onWritable comes again after a write", async () => {
		const { stream, observed } = await connect(factory);
		const before = observed.count("writable");
		stream.write(text("hello"));
		assert.ok((await observed.next("writable")) > 0);
		await rounds(5);
		assert.is(observed.count("writable"), before + 1);
	});

	test("E35 every kind of byte buffer can be written, and only the bytes of a view", async () => {
		const { stream, peer } = await connect(factory);
		const bytes = text("__abcdef__");
		stream.write(bytes.subarray(2, 4));
		stream.write(new DataView(bytes.buffer, 4, 2));
		stream.write(new Int8Array(bytes.buffer, 6, 2));
		stream.write(text("gh").buffer);
		const shared = new SharedArrayBuffer(2);
		new Uint8Array(shared).set(text("ij"));
		stream.write(shared);
		assert.is(string(await peer.read(10)), "abcdefghij");
	});

	test("E35 writing nothing is no mistake and changes nothing", async () => {
		const { stream, peer } = await connect(factory);
		const left = stream.write(new Uint8Array(0));
		assert.is(stream.write(new ArrayBuffer(0)), left);
		stream.write(text("x"));
		assert.is(string(await peer.read(1)), "x");
	});

	test("E35 what is no byte buffer throws a TypeError, and nothing leaves", async () => {
		const { stream, peer } = await connect(factory);
		for (const data of [32, "text", null, undefined, {}, [1], new Uint16Array(1), new Float32Array(1), Symbol("data"), () => 1, stream])
			assert.instance(
				thrown(() => stream.write(data)),
				TypeError,
			);
		thrown(() => stream.write());
		stream.write(text("good"));
		assert.is(string(await peer.read(4)), "good");
	});

	test("E35 more than can be written throws, and nothing of it leaves", async () => {
		const { stream, peer, writable } = await connect(factory);
		thrown(() => stream.write(new Uint8Array(writable + 1)));
		thrown(() => stream.write(new ArrayBuffer(writable * 2)));
		stream.write(text("small"));
		assert.is(string(await peer.read(5)), "small");
	});

	test("E35 exactly what onWritable said can be written at once", async () => {
		const { stream, observed, peer, writable } = await connect(factory);
		const sent = pattern(writable);
		stream.write(sent);
		assert.is(firstDifference(await peer.read(writable), sent), -1);
		assert.ok((await observed.next("writable")) > 0);
	});

	test("E36 in number format write takes one byte", async () => {
		const { stream, peer } = await connect(factory, { format: "number" });
		for (const value of [0, 255, "65", 66]) stream.write(value);
		assert.equal([...(await peer.read(4))], [0, 255, 65, 66]);
	});

	test("E36 D33 in number format what is no byte throws, and nothing leaves", async () => {
		const { stream, peer } = await connect(factory, { format: "number" });
		for (const value of [-1, 256, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "x", undefined, {}, new Uint8Array(2)])
			thrown(() => stream.write(value));
		assert.instance(
			thrown(() => stream.write(Symbol("byte"))),
			TypeError,
		);
		thrown(() => stream.write());
		stream.write(1);
		assert.equal([...(await peer.read(1))], [1]);
	});

	test("E42 much data leaves in pieces of what can be written, in order and unchanged", async () => {
		const { stream, observed, peer, writable } = await connect(factory);
		const sent = pattern(500_000);
		let room = writable;
		for (let offset = 0; offset < sent.length; ) {
			if (room === 0) room = await observed.next("writable");
			const part = sent.subarray(offset, offset + Math.min(room, 10_000 + (offset % 777)));
			room = Number(stream.write(part));
			offset += part.length;
		}
		assert.is(firstDifference(await peer.read(sent.length), sent), -1);
	});

	test("E43 D31 more and byteLength are hints: sequences may be shorter or longer than they said", async () => {
		const { stream, peer } = await connect(factory);
		stream.write(text("ab"), { more: true, byteLength: 10 });
		stream.write(text("cd"), { more: false });
		assert.is(string(await peer.read(4)), "abcd");
		stream.write(text("ef"), { more: true, byteLength: 3 });
		stream.write(text("gh"), { more: true });
		stream.write(text("ij"));
		assert.is(string(await peer.read(6)), "efghij");
		stream.write(text("kl"), { more: true, byteLength: 4 });
		assert.is(string(await peer.read(2)), "kl");
	});

	test("E43 bad options of write throw, and nothing leaves", async () => {
		const { stream, peer } = await connect(factory);
		for (const byteLength of [0, -1, 1.5, Number.NaN, undefined]) thrown(() => stream.write(text("bad"), { byteLength }));
		for (const options of [1, "more", true]) thrown(() => stream.write(text("bad"), options));
		stream.write(text("good"), {});
		stream.write(text("!"), undefined);
		assert.is(string(await peer.read(5)), "good!");
	});

	test("E11 E42 writing from within onWritable and onReadable works", async () => {
		let asked = false;
		const { peer } = await connect(factory, {}, function (event) {
			if (event.name === "writable" && !asked) {
				asked = true;
				this.write(text("question"));
			}
			if (event.name === "readable") this.write(text(`<${string(this.read())}>`));
		});
		assert.is(string(await peer.read(8)), "question");
		peer.write(text("answer"));
		assert.is(string(await peer.read(8)), "<answer>");
	});
}
