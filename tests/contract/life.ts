/* E11 to E18: what may happen when, and what a closed instance does. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import { closeAfterTest } from "../support/suite.ts";
import type { Factory, Stream } from "./observer.ts";
import { connect, deferred, rounds, text } from "./observer.ts";

const methods: [string, (stream: Stream) => unknown][] = [
	["read", (stream) => stream.read()],
	["write", (stream) => stream.write(text("x"))],
	["format", (stream) => stream.format],
	[
		"format set",
		(stream) => {
			stream.format = "buffer";
		},
	],
	["remoteAddress", (stream) => stream.remoteAddress],
	["remotePort", (stream) => stream.remotePort],
];

function collect(this: void): void {
	native("xs_sim_collect").call(this);
}

/** Where the class itself defines a property. */
function descriptor(Class: { prototype: object }, name: string): PropertyDescriptor {
	for (let object = Class.prototype; object; object = Object.getPrototypeOf(object)) {
		const found = Object.getOwnPropertyDescriptor(object, name);
		if (found) return found;
	}
	throw new Error(`${name} is missing`);
}

export function lifeContract(test: BoundedSuite, factory: Factory): void {
	const { Class } = factory;

	test("E11 no callback runs inside a method, and none while script runs", async () => {
		let busy = false;
		const during = <T>(body: () => T): T => {
			busy = true;
			try {
				return body();
			} finally {
				busy = false;
			}
		};
		const called = { writable: deferred(), readable: deferred(), error: deferred() };
		const tell = (name: keyof typeof called): void => {
			assert.is(busy, false, "a callback came while script was running");
			called[name].resolve();
		};
		const meeting = await factory.meet();
		const stream = during(
			() =>
				new Class({
					...meeting.options,
					onReadable: () => tell("readable"),
					onWritable: () => tell("writable"),
					onError: () => tell("error"),
				}),
		);
		closeAfterTest(() => stream.close());
		await called.writable.promise;
		const peer = await meeting.peer;
		during(() => stream.write(text("hello")));
		await peer.read(5);
		peer.write(text("world"));
		await called.readable.promise;
		during(() => {
			stream.format = "buffer";
			stream.read();
		});
		peer.close();
		await called.error.promise;
		during(() => stream.close());
	});

	test("E12 an instance that nobody refers to lives until it is closed", async () => {
		const meeting = await factory.meet();
		const arrived = new Promise<void>((resolve) => {
			new Class({
				...meeting.options,
				onReadable(this: Stream) {
					this.close();
					resolve();
				},
			});
		});
		const peer = await meeting.peer;
		collect();
		await rounds(2);
		collect();
		peer.write(text("x"));
		await arrived;
	});

	test("E13 closing twice is no mistake", async () => {
		const { stream } = await connect(factory);
		stream.close();
		stream.close();
	});

	test("E13 an instance can be closed at once, before it is connected", async () => {
		const meeting = await factory.meet();
		const stream = new Class({ ...meeting.options, onWritable: () => assert.unreachable(), onError: () => assert.unreachable() });
		stream.close();
		await rounds(5);
	});

	test("E13 close cancels the callbacks that are due", async () => {
		const { observed, stream, peer } = await connect(factory);
		peer.write(text("first"));
		await observed.next("readable");
		stream.write(text("x"));
		const count = observed.events.length;
		stream.close();
		await rounds(5);
		assert.is(observed.events.length, count);
	});

	test("E13 an instance can be closed in each of its callbacks, and calls back no more", async () => {
		for (const name of ["writable", "readable", "error"]) {
			const meeting = await factory.meet();
			const done = deferred();
			let closed = false;
			const closeAt = (event: string, stream: Stream): void => {
				assert.is(closed, false, "a callback came after close");
				if (event === name) {
					stream.close();
					closed = true;
					done.resolve();
				} else if (event === "readable") stream.read();
			};
			new Class({
				...meeting.options,
				onWritable(this: Stream) {
					closeAt("writable", this);
				},
				onReadable(this: Stream) {
					closeAt("readable", this);
				},
				onError(this: Stream) {
					closeAt("error", this);
				},
			});
			const peer = await meeting.peer;
			peer.write(text("x"));
			peer.close();
			await done.promise;
			await rounds(3);
		}
	});

	test("E14 everything but close throws after close", async () => {
		const { stream } = await connect(factory);
		stream.close();
		for (const [name, use] of methods)
			assert.instance(
				thrown(() => use(stream)),
				Error,
				name,
			);
	});

	test("E15 methods throw for another `this`", async () => {
		const { stream } = await connect(factory);
		for (const name of ["read", "write"]) thrown(() => Reflect.apply(descriptor(Class, name).value, Object.create(stream), []));
		for (const other of [{}, [], "a string", undefined, Class.prototype]) {
			for (const name of ["read", "write", "close"]) {
				const method = descriptor(Class, name).value;
				assert.instance(
					thrown(() => Reflect.apply(method, other, [])),
					Error,
					name,
				);
			}
			for (const name of ["format", "remoteAddress", "remotePort"]) {
				const { get } = descriptor(Class, name);
				assert.ok(get);
				assert.instance(
					thrown(() => Reflect.apply(get, other, [])),
					Error,
					name,
				);
			}
		}
	});

	test("E16 a constructor that fails calls the public close, and throws the same exception", async () => {
		const meeting = await factory.meet();
		const failure = new Error("from the option");
		let closed = 0;
		class Overriding extends Class {
			override close(): void {
				closed++;
				super.close();
			}
		}
		const options = {
			...meeting.options,
			get format(): string {
				throw failure;
			},
		};
		assert.is(
			thrown(() => new Overriding(options)),
			failure,
		);
		assert.is(closed, 1);
	});

	test("E17 the class can be extended, and an instance takes further properties", async () => {
		const meeting = await factory.meet();
		class Extended extends Class {
			#secret = 3;
			requested = false;
			get secret(): number {
				return this.#secret;
			}
		}
		const writable = deferred();
		const stream = new Extended({
			...meeting.options,
			onWritable(this: Extended) {
				this.requested = true;
				writable.resolve();
			},
		});
		closeAfterTest(() => stream.close());
		await writable.promise;
		assert.instance(stream, Class);
		assert.is(stream.requested, true);
		assert.is(stream.secret, 3);
	});

	test("E18 nothing of the inside can be seen", async () => {
		const { stream } = await connect(factory);
		assert.equal(Reflect.ownKeys(stream), []);
		const known = [
			"constructor",
			"close",
			"read",
			"write",
			"format",
			"remoteAddress",
			"remotePort",
			"localAddress",
			"localPort",
			"hold",
			"negotiated",
			"end",
			"exportKeyingMaterial",
			"statistics",
		];
		for (let object = Class.prototype; object !== Object.prototype; object = Object.getPrototypeOf(object)) {
			for (const name of Reflect.ownKeys(object)) assert.ok(typeof name === "symbol" || known.includes(name), String(name));
		}
	});
}
