/* E9 to E15, E50 to E52, E95: what a listener tells and gives, and what becomes of it when it is closed. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import { type BoundedSuite, closeAfterTest } from "../support/suite.ts";
import { address, type Listener, type ListenerFactory, waysOf } from "./listener.ts";
import { deferred, rounds, type Stream, type StreamClass, string, text } from "./observer.ts";
import { StreamPeer } from "./peer.ts";

export function acceptingContract(test: BoundedSuite, factory: ListenerFactory): void {
	const { Stream, client, Misuse } = factory;
	const { listen, dial, watched } = waysOf(factory);

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
