// not with the SDK: tests count the calls of a native method, which is frozen there
/* A connection that has nothing to do takes no turns. */
import TLS from "embedded:io/socket/tcp/tls";
import { Session } from "tls419/session";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { client, pair, type Side, server } from "../support/wire.ts";

const test = boundedSuite("idleness");

/** How often bytes are moved in many rounds, in which nothing happens. */
async function idling(): Promise<number> {
	const { exchange } = Session.prototype;
	let count = 0;
	Session.prototype.exchange = function (...values) {
		count++;
		return exchange.apply(this, values);
	};
	try {
		await rounds(50);
	} finally {
		Session.prototype.exchange = exchange;
	}
	return count;
}

/** One side has data that it has not read, and behind that the beginning of a record's header. */
async function partial(): Promise<[Side, Side]> {
	const [one, other] = pair();
	one.holding = true;
	other.write("data");
	await rounds(1);
	const bytes = other.wire.outgoing;
	one.wire.incoming = Uint8Array.of(...bytes, 23, 3, 3);
	one.wire.readable();
	return [one, other];
}

test("E42 the beginning of a record's header behind what was read is waited for, and takes no turns meanwhile", async () => {
	const [one] = await partial();
	one.drain();
	const count = await idling();
	assert.is(one.text.join(""), "data");
	assert.ok(count < 5, `bytes were moved ${count} times`);
});

test("E42 nor does it with a new owner, or one that is told of room", async () => {
	const [one] = await partial();
	const { wire } = one;
	one.drain();
	const moved = new TLS({ from: one.io });
	closeAfterTest(() => moved.close());
	wire.writable();
	const count = await idling();
	assert.ok(count < 5, `bytes were moved ${count} times`);
});

test("E42 a connection whose peer has ended its side takes no turns", async () => {
	let ended = 0;
	const port = Memory.listen((from) => {
		const accepted = new TLS({
			from,
			tls: server,
			onWritable() {
				this.end();
			},
		});
		closeAfterTest(() => accepted.close());
	});
	const tls = new TLS({
		TCP: { io: Memory },
		port,
		tls: { ...client, minimumVersion: "TLSv1.3" },
		onEnd() {
			ended++;
		},
	});
	closeAfterTest(() => tls.close());
	while (ended === 0) await rounds(1);
	const moved = new TLS({ from: tls, onEnd: () => ended++ });
	closeAfterTest(() => moved.close());
	const count = await idling();
	assert.ok(count < 5, `bytes were moved ${count} times`);
});

test.run();
