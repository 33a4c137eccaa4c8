/* The native classes themselves, in the hands of a program that means no good: whatever it does is an exception, and memory stays whole. */
import { Configuration, Credentials, PEER_OPTIONAL } from "tls419/credentials";
import { AVAILABLE, AWAITING, CURSOR_LENGTH, IN_END, OUT_LENGTH, ROOM } from "tls419/cursor";
import { Session } from "tls419/session";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("native classes");

interface Made {
	credentials: Credentials;
	configuration: Configuration;
	session: Session;
}

function open(configuration: Configuration, credentials: Credentials, server: unknown = false): number {
	const none = undefined;
	return configuration.open(
		credentials,
		server as boolean,
		PEER_OPTIONAL,
		0x0303,
		0x0304,
		0,
		0,
		0,
		0,
		false,
		false,
		0,
		0,
		0,
		-1,
		0,
		none,
		none,
		none,
		none,
		none,
		none,
	);
}

function make(): Made {
	const made = { credentials: new Credentials(), configuration: new Configuration(), session: new Session() };
	assert.is(made.credentials.open(), 0);
	assert.is(open(made.configuration, made.credentials), 0);
	assert.is(made.session.open(made.configuration, "localhost"), 0);
	return made;
}

const state = () => new Int32Array(CURSOR_LENGTH);

/** An argument that does something when it is converted to a number or a string. */
function trap(action: () => void, value: unknown): never {
	const object = {
		valueOf() {
			action();
			return value;
		},
		toString() {
			action();
			return String(value);
		},
	};
	return object as never;
}

test("E60 what an argument's conversion deletes is not used after it", () => {
	const one = make();
	assert.throws(
		() =>
			new Session().open(
				one.configuration,
				trap(() => one.configuration.delete(), "localhost"),
			),
		/closed/,
	);
	const two = make();
	const configuration = new Configuration();
	assert.throws(
		() =>
			configuration.open(
				two.credentials,
				false,
				trap(() => two.credentials.delete(), PEER_OPTIONAL),
				0x0303,
				0x0304,
				0,
				0,
				0,
				0,
				false,
				false,
				0,
				0,
				0,
				-1,
				0,
				undefined,
				undefined,
				undefined,
				undefined,
				undefined,
				undefined,
			),
		/closed/,
	);
	const three = make();
	assert.throws(
		() =>
			three.session.writeByte(
				trap(() => three.session.delete(), 65),
				new Uint8Array(1024),
				state().buffer,
			),
		/closed/,
	);
	const four = make();
	assert.throws(
		() =>
			four.session.take(
				trap(() => four.session.delete(), 1),
				undefined,
				state().buffer,
			),
		/closed/,
	);
	const twice = new Session();
	const { configuration: again } = make();
	assert.throws(
		() =>
			twice.open(
				again,
				trap(() => twice.open(again, "localhost"), "localhost"),
			),
		/open already/,
	);
});

test("E60 open called on an object of another class is refused", () => {
	const { credentials, configuration, session } = make();
	assert.throws(() => Credentials.prototype.open.call(session as never), /invalid|host/);
	assert.throws(() => Session.prototype.open.call(credentials as never, configuration, "localhost"), /invalid|host/);
	assert.throws(() => open.call(undefined, session as never, credentials), /invalid|host/);
	assert.throws(() => Credentials.prototype.open.call({} as never), /host/);
	assert.is(session.alert(), -1);
});

function newCredentials(this: unknown): void {
	native("xs_tls_credentials").call(this);
}

function newConfiguration(this: unknown): void {
	native("xs_tls_configuration").call(this);
}

function newSession(this: unknown): void {
	native("xs_tls_session").call(this);
}

test("E60 the constructors' natives refuse an object that is open, and one of another class", () => {
	const { credentials, configuration, session } = make();
	for (const construct of [newCredentials, newConfiguration, newSession]) {
		for (const object of [credentials, configuration, session]) assert.throws(() => construct.call(object), /invalid|open already/);
	}
	assert.throws(() => session.open(configuration, "localhost"), /open already/);
});

/** Both ends of a connection, which need no transport. */
function connected(): [Session, Session] {
	const credentials = new Credentials();
	credentials.open();
	credentials.addCertificate(certificate("localhost.der"));
	credentials.setKey(certificate("localhost.key.der"), undefined);
	const [forServer, forClient] = [new Configuration(), new Configuration()];
	open(forServer, credentials, true);
	open(forClient, credentials);
	const [client, server] = [new Session(), new Session()];
	client.open(forClient, "localhost");
	server.open(forServer, undefined);
	let from = new Uint8Array(0);
	for (let turn = 0; client.version() === 0 || server.version() === 0; turn++) {
		const cursor = state();
		const output = new Uint8Array(40_000);
		cursor[IN_END] = from.length;
		cursor[AVAILABLE] = output.length;
		assert.ok((turn % 2 === 0 ? client : server).step(from, output, cursor.buffer) >= 0);
		from = output.slice(0, cursor[OUT_LENGTH]);
	}
	return [client, server];
}

test("E60 a forged cursor reads and writes nothing outside of the buffers", () => {
	const forged = [-1, 0, 1, 5, 16, 511, 512, 513, 1023, 1024, 1025, 16640, 0x7fffffff, -0x80000000];
	const cursor = state();
	const input = new Uint8Array(1024);
	const output = new Uint8Array(1024);
	const none = /no part of the input|^RangeError/;
	const transport = { read: (into: Uint8Array) => into.fill(1).length, write: (from: Uint8Array) => 1024 - from.fill(2).length };
	/* A cursor that leads out of a buffer is refused before anything is read or written. */
	const exchange = (session: Session, from?: Uint8Array, to?: Uint8Array) => {
		try {
			session.exchange(transport, from, to, cursor.buffer);
		} catch (error) {
			assert.match(String(error), none);
		}
	};
	const sessions = connected();
	for (const session of [make().session, ...sessions]) {
		for (let place = 0; place < CURSOR_LENGTH; place++) {
			for (const first of forged) {
				for (const second of forged) {
					cursor.fill(0);
					cursor[AVAILABLE] = cursor[ROOM] = 1024;
					cursor[place] = first;
					cursor[(place + 1) % CURSOR_LENGTH] = second;
					for (const act of [
						() => session.write(new Uint8Array(100), output, cursor.buffer),
						() => session.write(output, output, cursor.buffer),
						() => session.write(new Uint8Array(10), output, output.buffer),
						() => exchange(session, undefined, output),
						() => exchange(session, input, undefined),
						() => exchange(session, input, output),
						() => session.offer(output, cursor.buffer),
						() => session.read(new Uint8Array(10), input, cursor.buffer),
						() => session.takeByte(input, cursor.buffer),
					]) {
						act();
					}
				}
			}
		}
		for (const value of forged) session.step(input, output, cursor.fill(value).buffer);
		session.close(output, cursor.buffer);
		assert.throws(() => session.step(input, output, new ArrayBuffer(CURSOR_LENGTH * 4 - 1)), /cursor too small/);
		session.delete();
		assert.throws(() => session.step(input, output, cursor.buffer), /closed/);
	}
});

test("little room is told of if there was not more before, or any is asked for", () => {
	const [session] = connected();
	const cursor = state();
	const output = new Uint8Array(2048);
	cursor[AVAILABLE] = 100;
	const little = session.offer(output, cursor.buffer);
	assert.ok(little > 0 && little < 100, `${little}`);
	cursor[AVAILABLE] = 1000;
	assert.ok(session.offer(output, cursor.buffer) > 800);
	cursor[ROOM] = 0;
	cursor[AVAILABLE] = 100;
	assert.is(session.offer(output, cursor.buffer), 0);
	assert.is(session.offer(output, cursor.buffer, true), little);
	assert.is(cursor[ROOM], little);
});

test("E60 buffers that were detached or that have shrunk are exceptions, or as long as they are now", () => {
	const [session] = connected();
	const cursor = state();
	cursor[AVAILABLE] = cursor[ROOM] = 1024;
	const shrunk: ArrayBuffer = Reflect.construct(ArrayBuffer, [1024, { maxByteLength: 2048 }]);
	const view = new Uint8Array(shrunk, 512, 512);
	const whole = new Uint8Array(shrunk);
	Reflect.get(shrunk, "resize").call(shrunk, 100);
	assert.throws(() => session.write(view, new Uint8Array(1024), cursor.buffer), TypeError);
	assert.throws(() => session.write(new Uint8Array(10), view, cursor.buffer), TypeError);
	assert.ok(session.write(whole, new Uint8Array(1024), cursor.buffer) > 0);
	const detached = new Uint8Array(1024);
	Reflect.get(detached.buffer, "transfer").call(detached.buffer);
	assert.throws(() => session.write(detached, new Uint8Array(1024), cursor.buffer), TypeError);
	assert.throws(() => session.step(detached, new Uint8Array(1024), cursor.buffer), TypeError);
	assert.throws(() => session.step(undefined, detached, cursor.buffer), TypeError);
});

test("E60 an object of the host is no buffer, whatever length it says it has", () => {
	const [session, other] = connected();
	const cursor = state();
	cursor[AVAILABLE] = cursor[ROOM] = 1024;
	const output = new Uint8Array(1024);
	const pretender = Object.defineProperty(make().credentials, "byteLength", { value: 500 }) as never;
	const { session: victim } = make();
	const deleter = Object.defineProperty(make().configuration, "byteLength", {
		get() {
			victim.delete();
			return 4;
		},
	}) as never;
	const pretended = /not (a byte|host) buffer/;
	assert.throws(() => session.write(pretender, output, cursor.buffer), pretended);
	assert.throws(() => session.write(new Uint8Array(10), pretender, cursor.buffer), pretended);
	assert.throws(() => session.read(pretender, undefined, cursor.buffer), pretended);
	assert.throws(() => session.step(pretender, output, cursor.buffer), pretended);
	assert.throws(() => session.step(undefined, output, pretender), pretended);
	assert.throws(() => victim.write(deleter, output, cursor.buffer), pretended);
	assert.is(session.read(new Uint8Array(new SharedArrayBuffer(10)), new Uint8Array(10), cursor.buffer), 0);
	assert.throws(() => make().credentials.addAuthority(pretender), pretended);
	assert.throws(() => make().credentials.setKey(pretender, undefined), pretended);
	assert.is(other.alert(), -1);
});

test("a session that was deleted before a client said hello is opened by none", () => {
	const session = new Session(make().configuration);
	const cursor = new Int32Array(CURSOR_LENGTH);
	cursor[AWAITING] = 1;
	cursor[IN_END] = 5;
	session.delete();
	assert.is(session.exchange(undefined, new Uint8Array(64), new Uint8Array(64), cursor.buffer), 0);
	assert.is(cursor[AWAITING], 1);
});

test.run();
