/* What a UDP class may do to the DTLS on it besides carrying datagrams: fail while it is made, and when it is closed. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import TLS from "embedded:io/socket/tcp/tls";
import DTLS from "embedded:io/socket/udp/dtls";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { deliver, MemoryUDP, type Sent } from "../support/datagrams.ts";
import { address, port, psk, Server, Side } from "../support/dtls.ts";
import { type Failure, thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("sockets of DTLS");

interface Options {
	readonly target?: unknown;
	onReadable(this: unknown, count: number): void;
	onError(this: unknown, error?: unknown): void;
}

/** A socket that brings nothing, and fails when a test says so. */
class Socket {
	static last: Socket | undefined;
	static closing: Error | undefined;
	readonly target: unknown;
	readonly options: Options;
	closed = 0;

	constructor(options: Options) {
		this.target = options.target;
		this.options = options;
		Socket.last = this;
	}
	read(): undefined {
		return undefined;
	}
	write(): void {
		/* What is sent is lost. */
	}
	close(): void {
		this.closed++;
		if (Socket.closing !== undefined) throw Socket.closing;
	}
	fail(error?: unknown): void {
		this.options.onError.call(this, error);
	}
}

class Broken extends Socket {
	constructor(options: Options) {
		super(options);
		this.fail(new Error("no network"));
	}
}

const remote = { address: "10.0.0.1", port: 5684 };

function dial(io: unknown, errors: Failure[]): DTLS {
	return new DTLS({ ...remote, UDP: { io }, tls: { psk }, onError: (error) => errors.push(error) });
}

test("E80 a socket that fails while it is made is told of by a client when the constructor is done, and is closed", async () => {
	const { sessions } = TLS.statistics;
	const errors: Failure[] = [];
	const dtls = dial(Broken, errors);
	assert.equal(errors, []);
	await rounds(2);
	assert.equal(
		errors.map(({ code }) => code),
		["ERR_TLS_TRANSPORT"],
	);
	assert.is(Socket.last?.closed, 1);
	dtls.close();
	assert.is(Socket.last?.closed, 1);
	assert.is(TLS.statistics.sessions, sessions);
});

test("E80 a client that is closed before it could be told hears nothing", async () => {
	const errors: Failure[] = [];
	dial(Broken, errors).close();
	await rounds(2);
	assert.equal(errors, []);
	assert.is(Socket.last?.closed, 1);
});

for (const isClosed of [false, true]) {
	test(`E80 the same of a listener${isClosed ? " that is closed before" : ""}`, async () => {
		const errors: Failure[] = [];
		const listener = new DTLSListener({ ...remote, UDP: { io: Broken }, tls: { psk }, onError: (error) => errors.push(error) });
		assert.equal(errors, []);
		if (isClosed) listener.close();
		await rounds(2);
		assert.equal(
			errors.map(({ code }) => code),
			isClosed ? [] : ["ERR_TLS_TRANSPORT"],
		);
		listener.close();
		assert.is(Socket.last?.closed, 1);
	});
}

test("E80 a socket that fails and cannot be closed then: the owner hears why the association has ended, and of the other beside it", () => {
	const errors: Failure[] = [];
	const dtls = dial(Socket, errors);
	Socket.closing = new Error("cannot be closed");
	Socket.last?.fail(Object.assign(new Error("the cable is cut"), { code: "ENETDOWN" }));
	Socket.last?.fail();
	assert.equal(
		errors.map(({ code }) => code),
		["ENETDOWN"],
	);
	assert.match(errors[0].message, /the cable is cut; and the socket could not be closed: .*cannot be closed/);
	Socket.closing = undefined;
	dtls.close();
});

test("E80 a socket that throws when an association is closed throws at whoever closes it, and the memory is free all the same", () => {
	const { sessions } = TLS.statistics;
	const errors: Failure[] = [];
	const dtls = dial(Socket, errors);
	Socket.closing = new Error("cannot be closed");
	assert.is(
		thrown(() => dtls.close()),
		Socket.closing,
	);
	Socket.closing = undefined;
	assert.is(TLS.statistics.sessions, sessions);
	dtls.close();
	assert.equal(errors, []);
});

test("E80 a socket that throws when its listener is closed throws at whoever closes it, and the memory is free all the same", () => {
	const open = () => new DTLSListener({ ...remote, UDP: { io: Socket }, tls: { psk } });
	open().close();
	const before = memory().tls;
	const listener = open();
	Socket.closing = new Error("cannot be closed");
	assert.is(
		thrown(() => listener.close()),
		Socket.closing,
	);
	Socket.closing = undefined;
	assert.is(memory().tls, before);
});

test("E80 a client whose socket cannot be closed when it is suspended is closed all the same", async () => {
	class Stuck extends MemoryUDP {
		override close(): void {
			super.close();
			throw new Error("cannot be closed");
		}
	}
	const server = new Server({ psk }, true, { UDP: { io: MemoryUDP } });
	const { dtls } = await new Side({ address, port, UDP: { io: Stuck }, tls: { psk } }).connected();
	await server.until(() => server.sides.length > 0);
	assert.is(thrown(() => dtls.suspend()).message, "cannot be closed");
	assert.is(thrown(() => dtls.save()).message, "this association is closed");
});

test("E80 a socket that brings a hello, and fails, while its listener says goodbye: nobody is taken in, and nothing is told", async () => {
	let hello: Sent | undefined;
	let leave: ((socket: Sudden) => void) | undefined;
	class Sudden extends MemoryUDP {
		readonly #options: Options;
		constructor(options: Options) {
			super(options);
			this.#options = options;
		}
		override write(data: Uint8Array, to: string, at: number): void {
			super.write(data, to, at);
			leave?.(this);
		}
		bring({ bytes, from, to }: Sent): void {
			const [host, at] = from.split(" ");
			deliver(bytes, host, Number(at), to);
			this.#options.onReadable.call(this, 1);
			this.#options.onError.call(this, new Error("the cable is cut"));
		}
	}
	const server = new Server({ psk }, true, { UDP: { io: Sudden } });
	const dial = () => new Side({ address, port, UDP: { io: MemoryUDP }, tls: { psk } });
	await dial().connected();
	await server.until(() => server.sides.length > 0);
	/* The first one of another client has no cookie. */
	let hellos = 0;
	MemoryUDP.filter = (sent) => {
		if (!sent.to.endsWith(` ${port}`) || ++hellos === 1) return true;
		hello = sent;
		return false;
	};
	closeAfterTest(() => {
		MemoryUDP.filter = undefined;
	});
	dial();
	while (hello === undefined) await rounds(1);
	const { sessions } = TLS.statistics;
	leave = (socket) => {
		leave = undefined;
		if (hello !== undefined) socket.bring(hello);
	};
	server.listener.close();
	assert.is(leave, undefined);
	/* That of the association that was there. */
	assert.is(TLS.statistics.sessions, sessions - 1);
	await rounds(3);
	assert.equal(server.failures, []);
});

test("E80 a socket that closes its listener when it is handed the answer to a stranger, and throws then: nothing is told behind close", async () => {
	let writes = 0;
	class Closing extends MemoryUDP {
		override write(): void {
			writes++;
			server.listener.close();
			throw new Error("closed and thrown");
		}
	}
	const server = new Server({ psk }, true, { UDP: { io: Closing } });
	const { dtls } = new Side({ address, port, UDP: { io: MemoryUDP }, tls: { psk } });
	while (writes === 0) await rounds(1);
	dtls.close();
	assert.equal(server.failures, []);
});

test("E80 a socket that gives what is no datagram is told of", () => {
	const odd: unknown[] = [Symbol("datagram"), null];
	class Odd extends Socket {
		override read(): undefined {
			return odd.shift() as never;
		}
	}
	const errors: Failure[] = [];
	const listener = new DTLSListener({ ...remote, UDP: { io: Odd }, tls: { psk }, onError: (error) => errors.push(error) });
	closeAfterTest(() => listener.close());
	while (odd.length > 0) Socket.last?.options.onReadable.call(Socket.last, 1);
	assert.equal(
		errors.map(({ code }) => code),
		["ERR_TLS_TRANSPORT", "ERR_TLS_TRANSPORT"],
	);
});

test.run();
