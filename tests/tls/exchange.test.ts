/* What an exchange says of a transport that throws. */
import { openSession } from "tls419/connect";
import { AVAILABLE, CALLING, CURSOR_LENGTH, IN_END, INCOMING, OUT_LENGTH } from "tls419/cursor";
import { transportError } from "tls419/errors";
import { readTLSOptions } from "tls419/options";
import { HAS_THROWN } from "tls419/results";
import type { Session } from "tls419/session";
import * as assert from "uvu/assert";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("an exchange");

/** A client who has a hello to send and room for it, and is told that an answer has come. */
function client() {
	const record = readTLSOptions({}, { host: "localhost" }, undefined);
	const cursor = new Int32Array(CURSOR_LENGTH);
	cursor[AVAILABLE] = 1000;
	return { session: openSession(record), cursor, input: new Uint8Array(1000), output: new Uint8Array(4000) };
}

type Client = ReturnType<typeof client>;

function exchange({ session, input, output, cursor }: Client, transport: object): number {
	return session.exchange(transport, input, output, cursor.buffer);
}

function taken(session: Session): unknown {
	const thrown = session.thrown;
	session.thrown = undefined;
	return thrown;
}

test("E80 what write throws is kept, whatever it is, and there is no room any more", () => {
	for (const reason of [new Error("gone"), 0, undefined]) {
		const one = client();
		const transport = {
			write() {
				throw reason;
			},
		};
		assert.is(exchange(one, transport), HAS_THROWN);
		assert.is(taken(one.session), reason);
		assert.equal([one.cursor[AVAILABLE], one.cursor[CALLING], one.cursor[OUT_LENGTH]], [0, 0, 0]);
	}
});

test("E80 what read throws is kept, and nothing has come", () => {
	const one = client();
	const reason = new Error("gone");
	one.cursor[INCOMING] = 10;
	const transport = {
		read() {
			throw reason;
		},
	};
	assert.is(exchange(one, transport), HAS_THROWN);
	assert.is(taken(one.session), reason);
	assert.equal([one.cursor[AVAILABLE], one.cursor[CALLING], one.cursor[INCOMING], one.cursor[IN_END]], [1000, 0, 0, 0]);
});

test("E80 what no text can be made of is a failure like any other", () => {
	const reason = Object.create(null);
	const { code, message, cause } = transportError(reason);
	assert.is(code, "ERR_TLS_TRANSPORT");
	assert.is(message, "the transport has failed: what it has thrown cannot be put into words");
	assert.is(cause, reason);
});

test("E80 a count that read cannot have read is the transport's failure too", () => {
	for (const count of [11, -1, 0.5, Number.NaN, "1", {}]) {
		const one = client();
		one.cursor[INCOMING] = 10;
		assert.is(exchange(one, { read: () => count }), HAS_THROWN);
		assert.match(String(taken(one.session)), /says that it has read/);
		assert.equal([one.cursor[CALLING], one.cursor[IN_END]], [0, 0]);
	}
});

test("E80 while one transport is called, another one that throws is not taken for it", () => {
	const one = client();
	let [calling, inner] = [0, 0];
	const broken = {
		read() {
			throw new Error("gone");
		},
	};
	const transport = {
		write() {
			calling = one.cursor[CALLING];
			one.cursor[INCOMING] = 10;
			inner = one.session.exchange(broken, one.input, undefined, one.cursor.buffer);
			assert.is(one.cursor[CALLING], calling);
			return 500;
		},
	};
	assert.is(exchange(one, transport), 0);
	assert.ok(calling !== 0);
	assert.is(inner, HAS_THROWN);
	assert.equal([one.cursor[AVAILABLE], one.cursor[CALLING]], [500, 0]);
});

test.run();
