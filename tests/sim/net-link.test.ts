// sim: --clock virtual --net latency=20ms,rate=1mbit,window=4096,mtu=1000 --seed 1
/* The simulated network in good weather: what its figures mean, to the millisecond of the virtual clock. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import * as assert from "uvu/assert";
import { connect, Observed, rounds, text } from "../contract/observer.ts";
import { meetTCP, tcp } from "../contract/tcp.ts";
import { thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("simulated network", undefined);
const address = "127.0.0.1";

function near(actual: number, expected: number, what: string): void {
	assert.ok(Math.abs(actual - expected) < 0.5, `${what}: ${actual} ms, not ${expected}`);
}

test("a connection takes the latency twice", async () => {
	const started = performance.now();
	const { options } = meetTCP();
	const observed = new Observed(tcp.Class, options);
	await observed.next("writable");
	near(performance.now() - started, 40, "connect");
});

test("a refusal takes the latency twice, too", async () => {
	const started = performance.now();
	const observed = new Observed(tcp.Class, { address, port: 9 });
	assert.is((await observed.error()).code, "ECONNREFUSED");
	near(performance.now() - started, 40, "refusal");
});

test("bytes take the latency and the rate", async () => {
	const { observed, stream, peer } = await connect(tcp);
	const started = performance.now();
	peer.write(new Uint8Array(500));
	await observed.next("readable");
	near(performance.now() - started, 20 + 500 / 125, "500 bytes at 125 a millisecond");
	stream.read();
});

test("a segment has the MTU less 40 bytes", async () => {
	const { observed, stream, peer } = await connect(tcp);
	peer.write(new Uint8Array(1500));
	assert.is(await observed.next("readable"), 960);
	stream.read();
	assert.is(await observed.next("readable"), 540);
});

test("the window is all that can be on its way and unread", async () => {
	const { observed, stream, peer, writable } = await connect(tcp);
	assert.is(writable, 4096);
	assert.is(stream.write(new Uint8Array(4096)), 0);
	thrown(() => stream.write(text("x")));
	await peer.read(4096);
	let room = 0;
	while (room < 4096) room = await observed.next("writable");
	assert.is(room, 4096);
});

test("a reader that does not read closes the window", async () => {
	const { observed, stream, peer } = await connect(tcp);
	peer.write(new Uint8Array(10_000));
	let length = 0;
	while (length < 4096) length = await observed.next("readable");
	assert.is(length, 4096);
	await new Promise<void>((resolve) => {
		setTimeout(resolve, 10_000);
	});
	assert.is(Object(stream.read()).byteLength, 4096);
	await observed.next("readable");
});

test("what is on its way at a close still arrives, and then the end", async () => {
	const { observed, stream, peer } = await connect(tcp);
	peer.write(text("farewell"));
	peer.close();
	await observed.available(8);
	assert.is(Object(stream.read()).byteLength, 8);
	assert.is((await observed.error()).code, "EOF");
});

test("writing to an end that is closed is answered with ECONNRESET", async () => {
	const { observed, stream, peer } = await connect(tcp);
	const other = Reflect.get(peer, "stream");
	stream.write(text("one"));
	other.close();
	stream.write(text("two"));
	const { code } = await observed.error();
	assert.ok(code === "ECONNRESET" || code === "EOF", code);
});

test("E30 a port of the simulated network that is in use is an Error with the code EADDRINUSE", () => {
	const listener = new Listener({ port: 4433 });
	closeAfterTest(() => listener.close());
	assert.is(Reflect.get(Object(thrown(() => new Listener({ port: 4433 }))), "code"), "EADDRINUSE");
});

test("a connection that waits in a listener that closes is ended", async () => {
	const listener = new Listener({ onReadable: null });
	const observed = new Observed(tcp.Class, { address, port: listener.port });
	await observed.next("writable");
	listener.close();
	assert.is((await observed.error()).code, "EOF");
});

test("datagrams take the latency and the rate, and carry the sender's address", async () => {
	const started = performance.now();
	const packet = await new Promise<ArrayBuffer & { address: string; port: number }>((resolve) => {
		const receiver = new UDP({
			address,
			port: 5000,
			onReadable() {
				const datagram = this.read();
				if (datagram) resolve(datagram);
			},
		});
		const sender = new UDP({ port: 5001 });
		closeAfterTest(() => {
			receiver.close();
			sender.close();
		});
		sender.write(new Uint8Array(250), address, 5000);
	});
	near(performance.now() - started, 22, "250 bytes");
	assert.equal([packet.byteLength, packet.address, packet.port], [250, address, 5001]);
});

test("a datagram has the MTU less 28 bytes, and a larger one is an Error with the code EMSGSIZE", () => {
	const socket = new UDP({});
	closeAfterTest(() => socket.close());
	socket.write(new Uint8Array(972), address, 5000);
	assert.is(Reflect.get(Object(thrown(() => socket.write(new Uint8Array(973), address, 5000))), "code"), "EMSGSIZE");
});

test("what lies outside of the simulated network is refused under the virtual clock", () => {
	assert.match(String(thrown(() => new TCP({ address: "192.0.2.1", port: 80 }))), /--clock virtual/);
	const socket = new UDP({});
	closeAfterTest(() => socket.close());
	assert.match(String(thrown(() => socket.write(text("x"), "192.0.2.1", 80))), /--clock virtual/);
});

test("time costs nothing: an hour of silence is over at once", async () => {
	const { observed, stream } = await connect(tcp);
	await new Promise<void>((resolve) => {
		setTimeout(resolve, 3_600_000);
	});
	assert.is(observed.count("error"), 0);
	stream.close();
	await rounds(1);
}, 4_000_000);

test.run();
