/* E1, E2, E16, E30, E50: how a listener is made, and what it is not made of. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import { address, type ListenerFactory, waysOf } from "./listener.ts";

export function openingContract(test: BoundedSuite, factory: ListenerFactory): void {
	const { Class: ListenerClass, options: own } = factory;
	const { listen } = waysOf(factory);

	test("E1 a constructor without an options object throws", () => {
		for (const values of [[], [undefined], [null], [1], ["options"]]) thrown(() => Reflect.construct(ListenerClass, values));
	});

	test("E2 each option is looked up once at most, has before get", () => {
		const looked: string[] = [];
		const got: string[] = [];
		const options = new Proxy(
			{ ...own, port: 0, address, onReadable: null, onError: null, format: "socket/tcp", target: 1 },
			{
				has(target, name) {
					looked.push(String(name));
					return Reflect.has(target, name);
				},
				get(target, name) {
					got.push(String(name));
					return Reflect.get(target, name);
				},
			},
		);
		listen(options);
		assert.equal(looked, [...new Set(looked)]);
		assert.equal([...got].sort(), [...Object.keys(own), "address", "format", "onError", "onReadable", "port", "target"].sort());
	});

	test("E50 the port is 0 when absent: the system chooses one, and port tells which", () => {
		for (const options of [{}, { port: 0 }, { port: "0" }]) {
			const { port } = listen(options);
			assert.type(port, "number");
			assert.ok(port >= 1 && port <= 65535);
		}
	});

	test("E50 D35 bad ports, addresses, formats and callbacks throw", () => {
		for (const port of [-1, 65536, 1.5, Number.NaN, "x"])
			assert.instance(
				thrown(() => listen({ port })),
				RangeError,
			);
		assert.instance(
			thrown(() => listen({ port: Symbol.match })),
			TypeError,
		);
		assert.instance(
			thrown(() => listen({ port: undefined })),
			Error,
		);
		for (const bad of ["localhost", "", undefined, "300.1.1.1"])
			assert.instance(
				thrown(() => listen({ address: bad })),
				Error,
			);
		for (const format of ["buffer", "", undefined])
			assert.instance(
				thrown(() => listen({ format })),
				RangeError,
			);
		assert.instance(
			thrown(() => listen({ onReadable: 1 })),
			Error,
		);
		assert.instance(
			thrown(() => listen({ onError: {} })),
			Error,
		);
	});

	test("E50 the format is socket/tcp, and can be nothing else", () => {
		const listener = listen({ format: "socket/tcp" });
		assert.is(listener.format, "socket/tcp");
		assert.instance(
			thrown(() => Reflect.set(listener, "format", "buffer")),
			RangeError,
		);
		assert.is(listener.format, "socket/tcp");
		listener.format = "socket/tcp";
	});

	test("E30 a port in use is an Error with the code EADDRINUSE", () => {
		const { port } = listen({ address });
		const error = thrown(() => listen({ address, port }));
		assert.instance(error, Error);
		assert.is(Reflect.get(Object(error), "code"), "EADDRINUSE");
		assert.match(Reflect.get(Object(error), "message"), new RegExp(`port ${port}.*in use`));
	});

	test("E30 an address that is not this machine's is an Error with the code EADDRNOTAVAIL", () => {
		assert.is(Reflect.get(Object(thrown(() => listen({ address: "192.0.2.1" }))), "code"), "EADDRNOTAVAIL");
	});

	test("E16 a constructor that fails calls the public close", () => {
		let closed = 0;
		class Overriding extends ListenerClass {
			override close(): void {
				closed++;
				super.close();
			}
		}
		assert.instance(
			thrown(() => new Overriding({ ...own, port: -1 })),
			RangeError,
		);
		assert.is(closed, 1);
	});
}
