/* What a UDP class may do to the DTLS on it besides carrying datagrams: fail while it is made, and when it is closed. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import TLS from "embedded:io/socket/tcp/tls";
import DTLS from "embedded:io/socket/udp/dtls";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { psk } from "../support/dtls.ts";
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

test("E80 a socket that gives what is no datagram is told of", () => {
	class Odd extends Socket {
		override read(): undefined {
			return Symbol("datagram") as never;
		}
	}
	const errors: Failure[] = [];
	const listener = new DTLSListener({ ...remote, UDP: { io: Odd }, tls: { psk }, onError: (error) => errors.push(error) });
	closeAfterTest(() => listener.close());
	Socket.last?.options.onReadable.call(Socket.last, 1);
	assert.equal(
		errors.map(({ code }) => code),
		["ERR_TLS_TRANSPORT"],
	);
});

test.run();
