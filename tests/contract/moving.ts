/* E41: a connection moves from one instance to another. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import { closeAfterTest } from "../support/suite.ts";
import type { Factory, Stream } from "./observer.ts";
import { connect, Observed, rounds, string, text } from "./observer.ts";

export function movingContract(test: BoundedSuite, factory: Factory): void {
	const { Class } = factory;

	test("E41 from moves the connection: the old instance is closed, its callbacks never run again", async () => {
		const { observed, stream, peer } = await connect(factory);
		const old = observed.events.length;
		const moved = new Observed(Class, { from: stream });
		thrown(() => stream.read());
		thrown(() => stream.write(text("x")));
		thrown(() => stream.format);
		stream.close();
		stream.close();
		await moved.next("writable");
		moved.stream.write(text("from the new one"));
		assert.is(string(await peer.read(16)), "from the new one");
		peer.write(text("answer"));
		await moved.available(6);
		assert.is(string(moved.stream.read()), "answer");
		await rounds(3);
		assert.is(observed.events.length, old);
	});

	test("E41 a connection moves once: an instance that has lost it is no source", async () => {
		const { stream } = await connect(factory);
		const moved = new Class({ from: stream });
		closeAfterTest(() => moved.close());
		thrown(() => new Class({ from: stream }));
	});

	test("E41 from must be a live instance", async () => {
		const { stream } = await connect(factory);
		stream.close();
		for (const from of [stream, {}, [], null, undefined, 1, "from", Class, Class.prototype, Object.create(stream)])
			thrown(() => new Class({ from }));
	});

	test("E41 with from, address and port are not looked at", async () => {
		const { stream, peer } = await connect(factory);
		const moved = new Observed(Class, { from: stream, address: Symbol("address"), port: -1 });
		await moved.next("writable");
		moved.stream.write(text("ok"));
		assert.is(string(await peer.read(2)), "ok");
	});

	test("E41 format, target and callbacks are those of the new options, the format starts as buffer again", async () => {
		const { stream } = await connect(factory, { format: "number", target: "old" });
		const moved = new Class({ from: stream });
		closeAfterTest(() => moved.close());
		assert.is(moved.format, "buffer");
		assert.is(Object.hasOwn(moved, "target"), false);
		const again = new Class({ from: moved, format: "number", target: "new" });
		closeAfterTest(() => again.close());
		assert.is(again.format, "number");
		assert.is(again.target, "new");
	});

	test("E41 what can be read and written is announced to the new instance, later", async () => {
		const { observed, stream, peer } = await connect(factory);
		peer.write(text("hello"));
		await observed.available(5);
		const moved = new Observed(Class, { from: stream });
		assert.is(moved.events.length, 0);
		assert.ok((await moved.next("writable")) > 0);
		assert.is(await moved.available(5), 5);
		assert.is(string(moved.stream.read()), "hello");
	});

	test("E41 what the old instance has left unread is for the new one", async () => {
		const { observed, stream, peer } = await connect(factory);
		peer.write(text("one two"));
		await observed.available(7);
		assert.is(string(stream.read(4)), "one ");
		const moved = new Observed(Class, { from: stream });
		assert.is(await moved.available(3), 3);
		assert.is(string(moved.stream.read()), "two");
	});

	test("E41 a connection can move in its own callback", async () => {
		let move: (observed: Observed) => void = () => undefined;
		const moving = new Promise<Observed>((resolve) => {
			move = resolve;
		});
		const { peer } = await connect(factory, {}, function (event) {
			if (event.name === "readable") move(new Observed(Class, { from: this }));
		});
		peer.write(text("first"));
		const moved = await moving;
		await moved.available(5);
		assert.is(string(moved.stream.read()), "first");
		peer.write(text("second"));
		await moved.available(6);
		assert.is(string(moved.stream.read()), "second");
	});

	test("E41 a connection that is just being made can move", async () => {
		const meeting = await factory.meet();
		const stream = new Class({ ...meeting.options, onWritable: () => assert.unreachable(), onError: () => assert.unreachable() });
		const moved = new Observed(Class, { from: stream });
		await moved.next("writable");
		const peer = await meeting.peer;
		moved.stream.write(text("hello"));
		assert.is(string(await peer.read(5)), "hello");
	});

	test("E41 what was written before the move leaves", async () => {
		const { stream, peer } = await connect(factory);
		stream.write(text("before "));
		const moved: Stream = new Class({ from: stream });
		closeAfterTest(() => moved.close());
		await rounds(2);
		moved.write(text("after"));
		assert.is(string(await peer.read(12)), "before after");
	});

	test("E16 E41 a wrong option beside from leaves the connection where it is", async () => {
		const { stream, peer } = await connect(factory);
		thrown(() => new Class({ from: stream, format: "bytes" }));
		thrown(() => new Class({ from: stream, onReadable: 1 }));
		stream.write(text("alive"));
		assert.is(string(await peer.read(5)), "alive");
	});
}
