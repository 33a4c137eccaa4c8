/* What a transport may do to the TLS connections that stand on it: run out of room, fail, lie, and call back at any time. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { type Callbacks, client, exchange, pair, Side, server, Wire } from "../support/wire.ts";
import { rounds } from "./observer.ts";

const test = boundedSuite("transports");

test("E77 what two connections have written and cannot send yet stays each one's own, though they share a buffer", async () => {
	const [one, oneServer] = pair();
	const [two, twoServer] = pair();
	one.write("first connection's words");
	one.wire.writable(0);
	two.write("another's deepest secret");
	two.wire.writable(0);
	one.wire.writable(10_000);
	two.wire.writable(10_000);
	await rounds(2);
	exchange(one, oneServer);
	exchange(two, twoServer);
	assert.equal(oneServer.text, ["first connection's words"]);
	assert.equal(twoServer.text, ["another's deepest secret"]);
});

/** TLS over TLS, both ends of both; what the upper server hears is added to `told`. */
async function tower(told: string[]): Promise<{ above: TLS; turn(): Promise<void>; wire: Wire }> {
	const [below, belowServer] = pair();
	const above = new TLS({ from: below.io, tls: client, onError: (error) => told.push(error.message) });
	const aboveServer = new TLS({
		from: belowServer.io,
		tls: server,
		onReadable() {
			told.push(String.fromCharCode(...new Uint8Array(this.read() as ArrayBuffer)));
		},
		onError: (error) => told.push(error.message),
	});
	closeAfterTest(() => above.close());
	closeAfterTest(() => aboveServer.close());
	const turn = async () => {
		await rounds(2);
		exchange(below, belowServer);
	};
	while (above.negotiated === undefined || aboveServer.negotiated === undefined) await turn();
	await turn();
	return { above, turn, wire: below.wire };
}

test("E77 TLS over TLS: what waits above and below shares no buffer, even where the one below takes that of the one above", async () => {
	const told: string[] = [];
	const toldToOther: string[] = [];
	const one = await tower(told);
	const other = await tower(toldToOther);
	const write = (tls: TLS, text: string) =>
		tls.write(
			Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
			{ more: true },
		);
	/* The other tower takes both buffers; then the first one's upper half has one, and its lower half wants one. */
	write(other.above, "a");
	await other.turn();
	write(one.above, "one");
	one.wire.writable(90_000);
	write(one.above, "two");
	for (let round = 0; round < 4; round++) {
		await one.turn();
		await other.turn();
	}
	assert.is(told.join(""), "onetwo");
	assert.is(toldToOther.join(""), "a");
});

test("E30 close right after a write to a connection whose transport has ended leaves nothing behind", async () => {
	const [one, other] = pair();
	one.holding = true;
	other.write("unread");
	await rounds(1);
	other.deliver(one);
	one.wire.fail();
	one.write("late");
	one.io.close();
	await rounds(2);
	assert.ok(one.wire.closed);
});

test("E80 close says no goodbye to a peer that has not got all that was written: for it the data is cut off", () => {
	const [one, other] = pair();
	one.write("a sentence that finds no room any more");
	one.wire.writable(40);
	one.io.close();
	exchange(one, other);
	other.wire.fail();
	assert.equal(other.text, []);
	assert.equal(
		other.errors.map((error) => error.code),
		["ERR_SSL_UNEXPECTED_EOF_WHILE_READING"],
	);
});

test("D20 a protocol name that is no UTF-8 does no harm", () => {
	for (const bytes of [[0xf0], [0x61, 0xff], [0xed, 0xa0]]) {
		const applicationLayerProtocol = Uint8Array.from(bytes);
		const [one, other] = [new Side({ ...client, applicationLayerProtocol }), new Side({ ...server, applicationLayerProtocol })];
		one.wire.writable();
		other.wire.writable();
		exchange(one, other);
		const name = one.io.negotiated?.applicationLayerProtocol;
		assert.equal(
			Array.from(name ?? "", (letter) => letter.charCodeAt(0)),
			bytes,
		);
		assert.is(name?.toUpperCase().length, bytes.length);
	}
});

test("E80 D14 an exception of the transport's read is told by onError, once", () => {
	const [one] = pair();
	one.wire.onRead = () => {
		throw Object.assign(new Error("the wire broke"), { code: "EIO" });
	};
	one.wire.readable(10);
	one.wire.readable(10);
	one.wire.fail();
	assert.equal(
		one.errors.map((error) => error.code),
		["EIO"],
	);
});

for (const lie of [-5, 1e6, Number.NaN, 0.5]) {
	test(`E80 a transport that says it has read ${lie} bytes is told by onError`, () => {
		const [one] = pair();
		let calls = 0;
		one.wire.onRead = () => {
			if (++calls > 100) throw new Error("asked without end");
			return lie;
		};
		one.wire.readable(1e7);
		assert.equal(
			one.errors.map((error) => error.code),
			["ERR_TLS_TRANSPORT"],
		);
		assert.is(calls, 1);
	});
}

test("E80 the transport's end is told although the handshake cannot go on and input is left", () => {
	const one = new Side(client);
	one.wire.room = 0;
	one.wire.writable(10);
	one.wire.room = 0;
	one.wire.incoming = new Uint8Array(100_000);
	one.wire.readable();
	one.wire.fail();
	assert.is(one.errors.length, 1);
});

test("a transport that calls back while it is written to and read from changes nothing", async () => {
	const [one, other] = pair();
	one.wire.onWrite = () => {
		one.deliver(other);
		other.deliver(one);
		one.wire.writable(50_000);
	};
	other.wire.onWrite = () => {
		other.deliver(one);
	};
	one.write("ping");
	await rounds(2);
	other.write("pong".repeat(500));
	await rounds(4);
	one.write("bye");
	await rounds(4);
	assert.is(other.text.join(""), "pingbye");
	assert.is(one.text.join(""), "pong".repeat(500));
	assert.equal([...one.errors, ...other.errors], []);
});

test("E80 a transport that closes its connection while it is read goes on using the buffer that it was given, and harms nobody", () => {
	const [one] = pair();
	const [two, other] = pair();
	other.write("words of another connection");
	two.wire.writable();
	other.wire.writable();
	one.wire.onRead = (buffer) => {
		one.io.close();
		/* Less than a record's header is left where it was read. */
		two.wire.incoming = other.wire.outgoing.slice(0, 3);
		two.wire.readable();
		return buffer.fill(0xff).length;
	};
	one.wire.readable(100);
	two.wire.incoming = other.wire.outgoing.slice(3);
	two.wire.readable();
	assert.equal(two.text, ["words of another connection"]);
	assert.equal([...one.errors, ...two.errors, ...other.errors], []);
});

test("E80 a transport that closes its connection while it is written to has said goodbye behind what it wrote", () => {
	const [one, other] = pair();
	other.write("an answer that has to be acknowledged");
	other.wire.onWrite = () => other.io.close();
	other.wire.writable();
	const before = other.wire.outgoing.length;
	assert.ok(before > 0);
	other.deliver(one);
	assert.equal(one.text, ["an answer that has to be acknowledged"]);
	assert.ok(other.wire.closed);
	assert.equal(
		one.errors.map((error) => error.code),
		["EOF"],
	);
	assert.equal(other.errors, []);
});

test("a transport that calls back from its constructor is heard", async () => {
	class Eager extends Wire {
		constructor(options: Callbacks) {
			super(options);
			this.writable();
		}
	}
	const io = new TLS({ TCP: { io: Eager }, tls: client });
	closeAfterTest(() => io.close());
	await rounds(2);
	assert.is(Wire.last.outgoing[0], 0x16);
});

test("D11 only `false` takes verification away: an absent setting does not, and what is no boolean is refused", () => {
	const other = new Side({ ...server, certificate: certificate("self-signed.der"), key: certificate("self-signed.key.der") });
	const one = new Side({ ...client, verify: undefined });
	one.wire.writable();
	other.wire.writable();
	exchange(one, other);
	assert.is(one.io.negotiated, undefined);
	assert.is(one.errors[0]?.code, "DEPTH_ZERO_SELF_SIGNED_CERT");
	for (const verify of [null, 0, "", "false", {}]) assert.throws(() => new Side({ ...client, verify }), /verify must be true or false/);
});

test.run();
