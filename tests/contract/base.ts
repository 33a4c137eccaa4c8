/* E1 to E10: how options are read. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import { closeAfterTest } from "../support/suite.ts";
import type { Factory, Stream } from "./observer.ts";
import { connect, deferred, Observed, rounds, text } from "./observer.ts";

export function baseContract(test: BoundedSuite, factory: Factory): void {
	const { Class } = factory;

	test("E1 a constructor without an options object throws", () => {
		for (const values of [[], [undefined], [null], [1], ["options"], [Symbol("options")]]) thrown(() => Reflect.construct(Class, values));
	});

	test("E2 each option is looked up once at most, has before get", async () => {
		const meeting = await factory.meet();
		const looked: string[] = [];
		const got: string[] = [];
		const options = { ...meeting.options, format: "buffer", target: 1, onReadable: null, onWritable: null, onError: null };
		const watched = new Proxy(options, {
			has(target, name) {
				looked.push(String(name));
				return Reflect.has(target, name);
			},
			get(target, name) {
				assert.ok(looked.includes(String(name)), `${String(name)} was got without having been looked for`);
				got.push(String(name));
				return Reflect.get(target, name);
			},
		});
		const stream = new Class(watched);
		closeAfterTest(() => stream.close());
		await meeting.peer;
		assert.equal(looked, [...new Set(looked)]);
		assert.equal(got, [...new Set(got)]);
		for (const name of ["format", "target", "onReadable", "onWritable", "onError"]) assert.ok(got.includes(name), name);
	});

	test("E2 options are not written, and may be frozen", async () => {
		const meeting = await factory.meet();
		const options = Object.freeze({ ...meeting.options, target: 5 });
		const observed = new Observed(Class, options);
		await observed.next("writable");
		assert.is(observed.stream.target, 5);
	});

	test("E2 inherited options count", async () => {
		const meeting = await factory.meet();
		const stream = new Class(Object.create({ ...meeting.options, format: "number" }));
		closeAfterTest(() => stream.close());
		assert.is(stream.format, "number");
	});

	test("E3 an option that is present is judged, even as undefined; absent ones have their defaults", async () => {
		const meeting = await factory.meet();
		thrown(() => new Class({ ...meeting.options, format: undefined }));
		const stream = new Class(meeting.options);
		closeAfterTest(() => stream.close());
		assert.is(stream.format, "buffer");
	});

	test("E4 an option that is wrong leaves nothing behind: the other side sees no connection", async () => {
		const meeting = await factory.meet();
		thrown(() => new Class({ ...meeting.options, format: "bytes" }));
		thrown(() => new Class({ ...meeting.options, onError: 1 }));
		let met = false;
		void meeting.peer.then(() => {
			met = true;
		});
		await rounds(5);
		assert.is(met, false);
		const observed = new Observed(Class, meeting.options);
		await observed.next("writable");
		await meeting.peer;
	});

	test("E5 strings are converted and then compared strictly", async () => {
		const meeting = await factory.meet();
		const format = { toString: () => "number" };
		const stream = new Class({ ...meeting.options, format });
		closeAfterTest(() => stream.close());
		assert.is(stream.format, "number");
		assert.instance(
			thrown(() => new Class({ ...meeting.options, format: Symbol("buffer") })),
			TypeError,
		);
		thrown(() => new Class({ ...meeting.options, format: "Buffer" }));
	});

	test("E6 a callback may be a function, null, absent or undefined, and nothing else", async () => {
		for (const name of ["onReadable", "onWritable", "onError"]) {
			const meeting = await factory.meet();
			for (const value of [1, "f", {}, true]) thrown(() => new Class({ ...meeting.options, [name]: value }));
			const stream = new Class({ ...meeting.options, onReadable: null, onWritable: undefined, onError: null });
			stream.close();
		}
	});

	test("E7 callbacks are those of the construction, and cannot be read", async () => {
		const meeting = await factory.meet();
		const called = deferred();
		const options: Record<string, unknown> = { ...meeting.options, onWritable: () => called.resolve() };
		const stream = new Class(options);
		closeAfterTest(() => stream.close());
		options.onWritable = () => assert.unreachable("the callback was taken from the options later");
		await called.promise;
		for (const name of ["onReadable", "onWritable", "onError"]) assert.is(name in stream, false);
	});

	test("E8 unknown options and io are ignored", async () => {
		const { stream } = await connect(factory, { io: null, colour: "blue", [Symbol("x")]: 1 });
		assert.is("colour" in stream, false);
		assert.is("io" in stream, false);
	});

	test("E9 target becomes an own, writable property, unless it is undefined", async () => {
		for (const target of [{}, null, 0, "", false]) {
			const meeting = await factory.meet();
			const stream = new Class({ ...meeting.options, target });
			closeAfterTest(() => stream.close());
			assert.is(stream.target, target);
			assert.ok(Object.hasOwn(stream, "target"));
			stream.target = "another";
			assert.is(stream.target, "another");
		}
		const meeting = await factory.meet();
		const stream = new Class({ ...meeting.options, target: undefined });
		closeAfterTest(() => stream.close());
		assert.is(Object.hasOwn(stream, "target"), false);
	});

	test("E10 the instance is `this` of every callback", async () => {
		const seen: Stream[] = [];
		const { observed, stream, peer } = await connect(factory, {}, function () {
			seen.push(this);
		});
		peer.write(text("x"));
		await observed.next("readable");
		stream.read();
		peer.close();
		await observed.error();
		assert.ok(seen.length >= 3);
		assert.ok(seen.every((self) => self === stream));
	});
}
