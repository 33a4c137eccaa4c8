/* A TLS listener that is closed by what it stands on, while it calls that: nothing is taken in any more, nothing stays open, and nothing is told. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { identity } from "../support/tls-listener.ts";
import { type Callbacks, client, Side, Wire } from "../support/wire.ts";

const test = boundedSuite("TLS listener closed from below");

/** What a test does, and when. */
type Moment = "read" | "address" | "taken over" | "written" | "closed";

/** Where clients arrive when a test says so. */
class Door {
	readonly waiting: Wire[] = [];
	readonly options: { onReadable(count: number): void };
	onRead: (() => void) | undefined;
	closed = false;

	constructor(options: { onReadable(count: number): void }) {
		this.options = options;
	}
	read(): Wire | undefined {
		const from = this.waiting.shift();
		this.onRead?.();
		return from;
	}
	close(): void {
		this.closed = true;
	}
	/** @returns the transport of its TLS connection, which is told that there is room. */
	arrive(...clients: Wire[]): Wire {
		this.waiting.push(...clients);
		this.options.onReadable(this.waiting.length);
		return Wire.last;
	}
}

/** A listener, a class for its transports that calls `at` with each moment, and what was told. */
function open(at: (moment: Moment) => void): { listener: TLSListener; door: Door; made: Wire[]; told: unknown[]; make(): Wire } {
	const made: Wire[] = [];
	const told: unknown[] = [];
	let door: Door | undefined;
	class Place extends Door {
		constructor(options: { onReadable(count: number): void }) {
			super(options);
			this.onRead = () => at("read");
			door = this;
		}
	}
	class Transport extends Wire {
		constructor(options: Callbacks) {
			super(options);
			made.push(this);
			if (options.target !== undefined) at("taken over");
			this.onWrite = () => at("written");
		}
		get remoteAddress(): string {
			at("address");
			return "here";
		}
		override close(): void {
			super.close();
			at("closed");
		}
	}
	const listener = new TLSListener({
		Listener: { io: Place },
		tls: identity,
		onReadable: (count) => told.push(count),
		onError: (error) => told.push(error),
	});
	closeAfterTest(() => listener.close());
	return { listener, door: door as unknown as Door, made, told, make: () => Reflect.construct(Transport, [{}]) };
}

for (const moment of ["read", "address", "taken over"] as const) {
	test(`E52 closed at "${moment}": the client that has come is closed, and the next one is not taken in`, async () => {
		const { sessions } = TLS.statistics;
		const { listener, door, made, told, make } = open((now) => {
			if (now === moment) listener.close();
		});
		door.arrive(make(), make());
		await rounds(3);
		const last = made[made.length - 1];
		assert.is(made.length, moment === "taken over" ? 3 : 2);
		assert.ok((moment === "taken over" ? last : made[0]).closed);
		assert.is(door.waiting.length, 1);
		assert.ok(door.closed);
		assert.equal(told, []);
		assert.is(TLS.statistics.sessions, sessions);
	});

	test(`E52 closed at "${moment}", and thrown then: nothing is told behind close`, async () => {
		const { listener, door, told, make } = open((now) => {
			if (now !== moment) return;
			listener.close();
			throw new Error("closed and thrown");
		});
		const from = make();
		door.arrive(from);
		await rounds(3);
		assert.is(from.closed, moment !== "read");
		assert.equal(told, []);
	});
}

/** Shakes hands with a client for as long as the listener's side is open. */
function shake(wire: Wire, version: string): void {
	const one = new Side({ ...client, maximumVersion: version });
	one.wire.writable();
	wire.writable();
	for (let count = 0; count < 10; count++) {
		wire.incoming = one.wire.outgoing;
		one.wire.outgoing = new Uint8Array(0);
		if (!wire.closed && wire.incoming.length > 0) wire.readable();
		one.wire.incoming = wire.outgoing;
		wire.outgoing = new Uint8Array(0);
		if (one.wire.incoming.length > 0) one.wire.readable();
	}
}

test("E52 closed by the transport when the last flight of a handshake is handed to it: the connection is not announced, and not left open", () => {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		let writes = 0;
		const whole = open((now) => {
			if (now === "written") writes++;
		});
		shake(whole.door.arrive(whole.make()), version);
		assert.equal(whole.told, [1]);
		for (let last = 1; last <= writes; last++) {
			const { sessions } = TLS.statistics;
			let left = last;
			const { listener, door, told, make } = open((now) => {
				if (now === "written" && --left === 0) listener.close();
			});
			const wire = door.arrive(make());
			shake(wire, version);
			assert.ok(wire.closed, `${version}, closed at the write ${last} of ${writes}`);
			/* That of the client. */
			assert.is(TLS.statistics.sessions, sessions + 1);
			assert.equal(told, []);
		}
	}
});

for (const isWhole of [false, true]) {
	test(`E52 a client whose handshake ${isWhole ? "is done" : "fails"} while another one is closed with the listener is closed once, and not told of`, () => {
		let isClosing = false;
		let closings = 0;
		const { listener, door, told, make } = open((now) => {
			if (now !== "closed" || !isClosing) return;
			if (++closings > 1) return;
			if (isWhole) shake(second, "TLSv1.3");
			else second.fail();
		});
		door.arrive(make());
		const second = door.arrive(make());
		isClosing = true;
		listener.close();
		assert.is(closings, 2);
		assert.ok(second.closed);
		assert.equal(told, []);
	});
}

test("E52 closed by the transport when it is closed after a handshake that has failed: nothing is told", () => {
	const { listener, door, told, make } = open((now) => {
		if (now === "closed") listener.close();
	});
	const wire = door.arrive(make());
	wire.fail();
	assert.ok(wire.closed);
	assert.equal(told, []);
});

test.run();
