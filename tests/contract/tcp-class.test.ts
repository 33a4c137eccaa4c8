/* What is TCP's own: addresses, ports, socket options, the types of errors, failures of the network, back-pressure of the kernel. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { connect, Observed, pattern, rounds, type Stream, string, text } from "./observer.ts";
import { StreamPeer } from "./peer.ts";
import { firstDifference } from "./reading.ts";
import { meetTCP, tcp, tcp6 } from "./tcp.ts";

const test = boundedSuite("TCP class");
const address = "127.0.0.1";

/** Where a long stream is looked at. */
const MARK = 997;

/** A port on which nothing listens. */
function closedPort(): number {
	const listener = new Listener({ address });
	const { port } = listener;
	listener.close();
	return port;
}

function make(options: object): Stream {
	const stream: Stream = Reflect.construct(TCP, [options]);
	closeAfterTest(() => stream.close());
	return stream;
}

function throwsExactly(body: () => unknown, type: new (...values: never[]) => Error, what: string): void {
	const error = thrown(body);
	assert.instance(error, Error, what);
	assert.is(Reflect.get(Object(error), "constructor"), type, what);
}

function code(error: unknown): unknown {
	assert.instance(error, Error);
	return Reflect.get(Object(error), "code");
}

test("E40 D35 address and port are required, and judged when they are there", () => {
	throwsExactly(() => make({ port: 80 }), Error, "no address");
	throwsExactly(() => make({ address }), Error, "no port");
	throwsExactly(() => make({ address, port: undefined }), Error, "port undefined");
	throwsExactly(() => make({ address: undefined, port: 80 }), Error, "address undefined");
	for (const port of [-1, 65536, 1.5, Number.NaN, "http", {}])
		throwsExactly(() => make({ address, port }), RangeError, `port ${String(port)}`);
	throwsExactly(() => make({ address, port: Symbol.match }), TypeError, "port Symbol");
	throwsExactly(() => make({ address: Symbol.match, port: 80 }), TypeError, "address Symbol");
	for (const name of ["", "localhost", "1.2.3", "1.2.3.4.5", "::g", "[::1]", "127.0.0.1 "])
		throwsExactly(() => make({ address: name, port: 80 }), Error, `address "${name}"`);
});

test("E5 D36 a port may be a string of digits", async () => {
	const { options, peer } = meetTCP();
	const observed = new Observed(tcp.Class, { ...options, port: String(Reflect.get(options, "port")) });
	await observed.next("writable");
	await peer;
	throwsExactly(() => make({ address, port: "65536" }), RangeError, "65536");
});

test("D35 formats, callbacks, from and data have the errors of the SDK's classes", async () => {
	const { stream, observed, peer } = await connect(tcp);
	throwsExactly(() => make({ address, port: 80, format: "bytes" }), RangeError, "format");
	throwsExactly(() => make({ address, port: 80, onReadable: 1 }), Error, "callback");
	throwsExactly(() => make({ from: [] }), SyntaxError, "from");
	throwsExactly(() => make({ from: new Listener({}) }), SyntaxError, "from a listener");
	throwsExactly(() => stream.write(32), TypeError, "write(32)");
	peer.write(text("x"));
	await observed.available(1);
	throwsExactly(() => stream.read(new Uint16Array(1)), TypeError, "read(Uint16Array)");
	throwsExactly(() => stream.read(Math.sin), TypeError, "read(function)");
	throwsExactly(() => stream.read(Symbol.match), TypeError, "read(symbol)");
	const early = make({ address, port: closedPort() });
	throwsExactly(() => early.write(text("x")), Error, "write before connect");
});

test("E14 E15 D35 closed instances and foreign receivers throw SyntaxError", async () => {
	const { stream } = await connect(tcp);
	stream.close();
	throwsExactly(() => stream.read(), SyntaxError, "read");
	throwsExactly(() => stream.write(text("x")), SyntaxError, "write");
	throwsExactly(() => stream.format, SyntaxError, "format");
	throwsExactly(() => stream.remoteAddress, SyntaxError, "remoteAddress");
	throwsExactly(() => stream.remotePort, SyntaxError, "remotePort");
	for (const other of [{}, [], "a string"]) throwsExactly(() => Reflect.apply(stream.read, other, []), SyntaxError, "receiver");
});

test("E40 D30 noDelay, nodelay and keepAlive are taken, converted and judged", async () => {
	for (const options of [
		{ noDelay: true },
		{ nodelay: true },
		{ noDelay: "yes" },
		{ nodelay: 0 },
		{ keepAlive: 1 },
		{ keepAlive: 30_000, noDelay: false },
	])
		await connect(tcp, options);
	for (const keepAlive of [0, -1, 1.5, Number.NaN, undefined, "soon"]) thrown(() => make({ address, port: 80, keepAlive }));
});

test("E46 D34 the remote end of an IPv4 connection", async () => {
	const { options, peer } = meetTCP();
	const observed = new Observed(tcp.Class, options);
	await observed.next("writable");
	assert.is(observed.stream.remoteAddress, "127.0.0.1");
	assert.is(observed.stream.remotePort, Reflect.get(options, "port"));
	assert.is((await peer).stream.remoteAddress, "127.0.0.1");
});

test("E46 an IPv6 address is eight groups of four lower-case digits", async () => {
	const { stream, peer } = await connect(tcp6);
	assert.is(stream.remoteAddress, "0000:0000:0000:0000:0000:0000:0000:0001");
	stream.write(text("six"));
	assert.is(string(await peer.read(3)), "six");
});

test("E46 before it is connected a stream has no remote end", () => {
	const stream = make({ address, port: closedPort() });
	assert.is(stream.remoteAddress, undefined);
	assert.is(stream.remotePort, undefined);
});

test("E45 a refused connection is an Error with Node's code and a sentence", async () => {
	const observed = new Observed(tcp.Class, { address, port: closedPort() });
	const error = await observed.error();
	assert.is(code(error), "ECONNREFUSED");
	assert.match(error.message, /127\.0\.0\.1 port \d+.*refused/);
	assert.is(observed.events.length, 1);
	thrown(() => observed.stream.write(text("x")));
});

test("E30 a connection that cannot even be tried throws from the constructor", () => {
	const error = thrown(() => make({ address: "255.255.255.255", port: 80 }));
	assert.ok(["ENETUNREACH", "EACCES", "EHOSTUNREACH", "EINVAL"].includes(String(code(error))), String(code(error)));
});

test("E45 a connection that is reset is an Error with the code ECONNRESET", async () => {
	const { observed, stream, peer } = await connect(tcp);
	stream.write(text("unread"));
	const other: Stream = Reflect.get(peer, "stream");
	other.close();
	await rounds(3);
	const end = await Promise.race([observed.error(), writeUntilBroken(stream, observed)]);
	assert.ok(["ECONNRESET", "EPIPE", "EOF"].includes(String(code(end))), String(code(end)));
});

async function writeUntilBroken(stream: Stream, observed: Observed): Promise<unknown> {
	for (;;) {
		await observed.next("writable");
		try {
			stream.write(text("more"));
		} catch (error) {
			if (error instanceof SyntaxError) throw error;
			return observed.error();
		}
	}
}

/* More than the kernel's buffers take, which is much under the sanitizers. */
test("E42 a reader that does not read stops the writer", async () => {
	const { options, peer } = meetTCP();
	const observed = new Observed(tcp.Class, options);
	await observed.next("writable");
	const other = await peer;
	const total = 16_000_000;
	const sent = new Uint8Array(total);
	for (let index = 0; index < total; index += MARK) sent[index] = (index / MARK) & 255;
	other.write(sent);
	let before = -1;
	while (other.unsent !== before) {
		before = other.unsent;
		await rounds(20);
	}
	assert.ok(other.unsent > 0, "the kernel's buffers took everything");
	let length = 0;
	let good = true;
	while (length < total) {
		const data = observed.stream.read();
		if (!(data instanceof ArrayBuffer)) {
			await observed.next("readable");
			continue;
		}
		const bytes = new Uint8Array(data);
		for (let index = (MARK - (length % MARK)) % MARK; index < bytes.length; index += MARK)
			good &&= bytes[index] === ((length + index) / MARK) % 256;
		length += bytes.length;
	}
	assert.ok(good);
}, 60_000);

test("E35 what the kernel does not take at once stays in order", async () => {
	const { options, peer } = meetTCP();
	const writer = new StreamPeer(tcp.Class, options);
	const sent = pattern(1_000_000);
	writer.write(sent);
	const other = await peer;
	assert.is(firstDifference(await other.read(sent.length), sent), -1);
});

/** How many connections a listener is told of at first. */
function firstCount(connections: number): Promise<number> {
	return new Promise((resolve) => {
		const listener = new Listener({ address, onReadable: resolve });
		closeAfterTest(() => listener.close());
		for (let index = 0; index < connections; index++) make({ address, port: listener.port });
	});
}

test("E50 connections that have arrived together are told of together", async () => {
	/* Seldom one of them takes the kernel a moment longer. */
	for (let attempt = 0; attempt < 20; attempt++) {
		if ((await firstCount(3)) === 3) return;
	}
	assert.unreachable("the listener was told of one at a time");
});

test("a host object that is no buffer is none, even with a byteLength", async () => {
	const { stream, observed, peer } = await connect(tcp);
	const other = make({ address, port: closedPort() });
	Reflect.set(other, "byteLength", 64);
	throwsExactly(() => stream.write(other), TypeError, "write");
	peer.write(text("x"));
	await observed.available(1);
	throwsExactly(() => stream.read(other), TypeError, "read");
	assert.is(string(stream.read()), "x");
});

test("an argument whose conversion closes the stream does no harm", async () => {
	const { stream, observed, peer } = await connect(tcp);
	peer.write(text("abc"));
	await observed.available(3);
	const closing = {
		valueOf() {
			stream.close();
			return 1;
		},
	};
	stream.format = "number";
	thrown(() => stream.write(closing));
	const second = await connect(tcp);
	thrown(() =>
		second.stream.write(text("x"), {
			get more() {
				second.stream.close();
				return true;
			},
		}),
	);
});

test.run();
