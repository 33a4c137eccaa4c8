/* What a Listener class may do to the TLS listener on it besides giving connections: call back while it is made, fail, give what is none, and throw when it is closed. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { type Failure, thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { identity } from "../support/tls-listener.ts";
import { client, Wire } from "../support/wire.ts";

const test = boundedSuite("what a TLS listener stands on");

interface Options {
	onReadable(count: number): void;
	onError(error?: unknown): void;
}

/** Gives what a test has put there. */
class Door {
	static last: Door;
	readonly waiting: unknown[] = [];
	readonly options: Options;
	closing: Error | undefined;

	constructor(options: Options) {
		this.options = options;
		Door.last = this;
	}
	read(): unknown {
		return this.waiting.shift();
	}
	close(): void {
		if (this.closing !== undefined) throw this.closing;
	}
	arrive(...what: unknown[]): void {
		this.waiting.push(...what);
		this.options.onReadable(this.waiting.length);
	}
}

/** A transport that cannot be closed. */
class Stuck extends Wire {
	override close(): void {
		super.close();
		throw new Error("stuck");
	}
}

const wire = (Kind = Wire): Wire => Reflect.construct(Kind, [{}]);

function listen(io: unknown = Door): { listener: TLSListener; told: Failure[] } {
	const told: Failure[] = [];
	const listener = new TLSListener({ Listener: { io: io as never }, tls: identity, onError: (error) => told.push(error) });
	closeAfterTest(() => listener.close());
	return { listener, told };
}

const codes = (told: Failure[]) => told.map(({ code }) => code);

test("E80 clients of whom the constructor of the class tells are taken in when it is done", async () => {
	class Eager extends Door {
		constructor(options: Options) {
			super(options);
			this.arrive(wire());
		}
	}
	listen(Eager);
	assert.is(Wire.last.target, undefined);
	await rounds(2);
	assert.ok(Wire.last.target);
});

test("E80 a failure of which the constructor of the class tells is told when it is done, unless the listener is closed before", async () => {
	class Broken extends Door {
		constructor(options: Options) {
			super(options);
			options.onError("no network");
		}
	}
	for (const isClosed of [false, true]) {
		const { listener, told } = listen(Broken);
		assert.equal(told, []);
		if (isClosed) listener.close();
		await rounds(2);
		assert.equal(codes(told), isClosed ? [] : ["ERR_TLS_TRANSPORT"]);
	}
});

test("E80 a failure of the class is told as an error with a code, and not behind close", () => {
	const { listener, told } = listen();
	for (const error of [undefined, null, "broken", new Error("broken"), Object.assign(new Error("full"), { code: "EMFILE" })])
		Door.last.options.onError(error);
	const transport = "ERR_TLS_TRANSPORT";
	assert.equal(codes(told), [transport, transport, transport, transport, "EMFILE"]);
	listener.close();
	Door.last.options.onError();
	assert.is(told.length, 5);
});

test("E80 what is no connection is told, and the next client is taken in", async () => {
	const { told } = listen();
	const methods = { read: () => 0, write: () => 0, close: () => undefined };
	for (const odd of [null, "stream", 5, {}, methods]) Door.last.arrive(odd);
	assert.equal(codes(told), new Array(5).fill("ERR_TLS_TRANSPORT"));
	Door.last.arrive(wire());
	await rounds(2);
	assert.ok(Wire.last.target);
	assert.throws(() => new TLS({ from: methods as never, tls: client }), /from must be a connection with the contract of TCP/);
});

test("E80 a class that announces clients without end and has none is told of once for each time", () => {
	const { told } = listen();
	for (const odd of [null, "stream"]) {
		Door.last.read = () => odd;
		Door.last.options.onReadable(Infinity);
	}
	assert.equal(codes(told), new Array(2).fill("ERR_TLS_TRANSPORT"));
});

test("E52 a class that throws when it is closed, or a transport that does, keeps nothing else open", () => {
	listen().listener.close();
	for (const isClass of [true, false]) {
		const before = memory().tls;
		const { listener } = listen();
		const made: Wire[] = [];
		for (const Kind of [Wire, Stuck, Wire]) {
			Door.last.arrive(wire(Kind));
			made.push(Wire.last);
		}
		if (isClass) Door.last.closing = new Error("stuck");
		assert.is(thrown(() => listener.close()).message, "stuck");
		assert.equal(
			made.map(({ closed }) => closed),
			[true, true, true],
		);
		assert.is(memory().tls, before);
	}
});

test("E80 what cannot even be asked how it is closed is told, and the next client is taken in", async () => {
	const { told } = listen();
	const odd = {
		get close(): never {
			throw new Error("not to be asked");
		},
	};
	Door.last.arrive(odd, wire());
	await rounds(2);
	assert.equal(codes(told), ["ERR_TLS_TRANSPORT"]);
	assert.match(told[0].message, /and its transport could not be closed: .*not to be asked/);
	assert.ok(Wire.last.target);
});

test("E80 a class that calls back while it is closed is not heard any more", async () => {
	const { listener, told } = listen();
	const door = Door.last;
	door.close = () => {
		door.options.onError(new Error("closed"));
		door.arrive(wire());
	};
	listener.close();
	await rounds(2);
	assert.equal(told, []);
	assert.is(door.waiting.length, 1);
	assert.is(Wire.last.target, undefined);
});

test("E80 a transport that fails and cannot be closed then is told of once, with both", () => {
	const { told } = listen();
	Door.last.arrive(wire(Stuck));
	Wire.last.fail(new Error("the cable is cut"));
	assert.is(told.length, 1);
	assert.match(told[0].message, /and its transport could not be closed: .*stuck/);
});

test.run();
