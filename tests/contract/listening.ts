/*
 * The contract of an ECMA-419 listener class, as a function of a factory: E50 to E52 and the rules for every IO class. The same tests for the TCP listener and
 * for the TLS listener.
 */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import { type BoundedSuite, closeAfterTest } from "../support/suite.ts";
import { deferred, rounds, type Stream, type StreamClass, string, text } from "./observer.ts";
import { StreamPeer } from "./peer.ts";

/** A listener, as loosely typed as the tests misuse it. */
export interface Listener {
	format: string;
	target?: unknown;
	readonly port: number;
	read(): Stream | undefined;
	write(): never;
	close(): void;
}

export interface ListenerFactory {
	readonly Class: new (options: object) => Listener;
	/** What its options hold besides those of the TCP listener. */
	readonly options: object;
	/** What its connections are, and what its clients can be. */
	readonly Stream: StreamClass;
	/** What the options of a client hold besides address and port. */
	readonly client: object;
	/** What misuse throws. */
	readonly Misuse: ErrorConstructor | SyntaxErrorConstructor;
}

const address = "127.0.0.1";

export function listenerContract(
	test: BoundedSuite,
	{ Class: ListenerClass, options: own, Stream, client, Misuse }: ListenerFactory,
): void {
	function listen(options: object = {}): Listener {
		const listener: Listener = Reflect.construct(ListenerClass, [{ ...own, ...options }]);
		closeAfterTest(() => listener.close());
		return listener;
	}

	function dial(port: number, to = address): Stream {
		const socket = new Stream({ ...client, address: to, port });
		closeAfterTest(() => socket.close());
		return socket;
	}

	/** A listener that counts what it is told. */
	function watched(options: object = {}): { listener: Listener; told: number[]; next(): Promise<number> } {
		const told: number[] = [];
		let arrived = deferred();
		const listener = listen({
			address,
			...options,
			onReadable(count: number) {
				told.push(count);
				arrived.resolve();
			},
		});
		return {
			listener,
			told,
			async next() {
				await arrived.promise;
				arrived = deferred();
				return told[told.length - 1];
			},
		};
	}

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

	test("E9 E10 target and this", async () => {
		const target = {};
		const seen = deferred();
		const listener = listen({
			target,
			onReadable(this: Listener) {
				assert.is(this, listener);
				assert.is(this.target, target);
				seen.resolve();
			},
		});
		assert.is(listener.target, target);
		assert.ok(Object.hasOwn(listener, "target"));
		assert.is(Object.hasOwn(listen(), "target"), false);
		dial(listener.port);
		await seen.promise;
	});

	test("E50 onReadable says how many connections wait", async () => {
		const { listener, next } = watched();
		assert.is(listener.read(), undefined);
		dial(listener.port);
		assert.is(await next(), 1);
		dial(listener.port);
		assert.is(await next(), 2);
		for (let count = 0; count < 2; count++) {
			const socket = listener.read();
			assert.instance(socket, Stream);
			socket?.close();
		}
		assert.is(listener.read(), undefined);
	});

	test("E51 read gives a connected TCP without callbacks, in buffer format", async () => {
		const { listener, next } = watched();
		const caller = new StreamPeer(Stream, { ...client, address, port: listener.port });
		caller.write(text("hello"));
		await next();
		const socket = listener.read();
		assert.instance(socket, Stream);
		if (!socket) return;
		closeAfterTest(() => socket.close());
		assert.is(Object.getPrototypeOf(socket), Stream.prototype);
		assert.is(socket.format, "buffer");
		assert.is(socket.remoteAddress, address);
		assert.equal(Reflect.ownKeys(socket), []);
		socket.write(text("welcome"));
		assert.is(string(await caller.read(7)), "welcome");
		let data = socket.read();
		for (; data === undefined; data = socket.read()) await rounds(1);
		assert.is(string(data), "hello");
	});

	test("E51 E12 a connection that was read and dropped lives until it is closed", async () => {
		const { listener, next } = watched();
		const caller = new StreamPeer(Stream, { ...client, address, port: listener.port });
		await next();
		const dropped = new WeakRef<Partial<Stream>>(listener.read() ?? {});
		/* It would keep the program: nobody else can close it. */
		closeAfterTest(() => dropped.deref()?.close?.());
		native("xs_sim_collect").call(undefined);
		await rounds(2);
		native("xs_sim_collect").call(undefined);
		caller.write(text("still there"));
		let ended = false;
		void caller.read(1).catch(() => {
			ended = true;
		});
		await rounds(5);
		assert.is(ended, false);
		native("xs_sim_collect").call(undefined);
		assert.ok(dropped.deref());
	});

	test("E51 write throws", () => {
		const listener = listen();
		assert.instance(
			thrown(() => listener.write()),
			Error,
		);
	});

	test("E51 a listener without an address serves IPv4 and IPv6", async () => {
		const seen: string[] = [];
		const done = deferred();
		const listener = listen({
			onReadable(this: Listener, count: number) {
				while (count--) {
					const socket = this.read();
					seen.push(String(socket?.remoteAddress));
					socket?.close();
				}
				if (seen.length === 2) done.resolve();
			},
		});
		dial(listener.port);
		dial(listener.port, "::1");
		await done.promise;
		assert.equal(seen.sort(), ["0000:0000:0000:0000:0000:0000:0000:0001", "127.0.0.1"]);
	});

	test("E52 close closes the connections that wait", async () => {
		const { listener, next } = watched();
		const caller = new StreamPeer(Stream, { ...client, address, port: listener.port });
		await next();
		listener.close();
		const error = await caller.read(1).then(
			() => undefined,
			(reason: unknown) => reason,
		);
		assert.instance(error, Error);
	});

	test("E13 E14 E15 close, and what a closed or foreign listener does", () => {
		const listener = listen();
		listener.close();
		listener.close();
		const uses = [() => listener.read(), () => listener.write(), () => listener.port, () => listener.format];
		for (const use of uses) assert.instance(thrown(use), Misuse);
		const alive = listen();
		for (const other of [{}, [], "a string", undefined])
			for (const method of [alive.read, alive.close, alive.write])
				assert.instance(
					thrown(() => Reflect.apply(method, other, [])),
					Misuse,
				);
	});

	test("E13 a listener can be closed in its own callback", async () => {
		const done = deferred();
		const listener = listen({
			onReadable(this: Listener) {
				this.close();
				done.resolve();
			},
		});
		dial(listener.port);
		await done.promise;
		await rounds(3);
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

	test("E95 a server rebuilds what it has read with the constructor that it has", async () => {
		const done = deferred();
		const listener = listen({
			address,
			onReadable(this: Listener) {
				const from = this.read();
				if (!from) return;
				const Class = Object.getPrototypeOf(from).constructor as StreamClass;
				const socket = new Class({
					from,
					target: "server",
					onReadable(this: Stream) {
						assert.is(this.target, "server");
						this.write(this.read() as ArrayBuffer);
					},
				});
				closeAfterTest(() => socket.close());
				done.resolve();
			},
		});
		const caller = new StreamPeer(Stream, { ...client, address, port: listener.port });
		await done.promise;
		caller.write(text("echo"));
		assert.is(string(await caller.read(4)), "echo");
	});
}
