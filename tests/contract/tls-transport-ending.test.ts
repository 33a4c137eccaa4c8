/* A transport that ends its TLS connection, or fails, while it is called; and a hello that the buffers do not hold, with what lies behind it. */
import * as assert from "uvu/assert";
import { boundedSuite } from "../support/suite.ts";
import { client, pair, Side, server } from "../support/wire.ts";

const test = boundedSuite("transports that end");

const lines: string[] = [];
const onKeyLog = (line: string) => void lines.push(line);

/** A client's hello in two records. */
function splitHello(): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
	const one = new Side(client);
	one.wire.writable();
	const message = one.wire.outgoing.subarray(5);
	const record = (part: Uint8Array) => Uint8Array.of(22, 3, 1, part.length >> 8, part.length & 0xff, ...part);
	return [record(message.subarray(0, 100)), record(message.subarray(100))];
}

test("E80 a hello in pieces with more behind it than a buffer holds is answered although the answer leaves little by little", () => {
	const [first, second] = splitHello();
	const other = new Side(server);
	other.wire.onWrite = () => {
		other.wire.room = 0;
	};
	other.wire.writable(100);
	other.wire.incoming = first;
	other.wire.readable();
	const incoming = new Uint8Array(second.length + 60_000).fill(23);
	incoming.set(second);
	other.wire.incoming = incoming;
	other.wire.readable();
	for (let count = 0; count < 50; count++) {
		const before = other.wire.outgoing.length;
		other.wire.writable(100);
		assert.ok(other.wire.outgoing.length <= before + 100);
	}
	assert.ok(other.wire.outgoing.length > 100);
	assert.equal(
		other.errors.map((error) => error.code),
		["ERR_SSL_WRONG_VERSION_NUMBER"],
	);
});

/** A server whose transport closes it while its hello is read. */
function closedWhileRead(settings: object): Side {
	const other = new Side({ ...server, ...settings });
	const one = new Side(client);
	one.wire.writable();
	other.wire.writable();
	other.wire.onRead = (buffer) => {
		buffer.set(one.wire.outgoing);
		other.io.close();
		return one.wire.outgoing.length;
	};
	other.wire.readable(one.wire.outgoing.length);
	return other;
}

for (const [what, settings] of Object.entries({ nobody: {}, "the key log": { onKeyLog } })) {
	test(`E80 a server whose transport closes it while its hello is read opens nothing; asked: ${what}`, () => {
		const other = closedWhileRead(settings);
		assert.ok(other.wire.closed);
		assert.equal(other.errors, []);
	});
}

test("E80 a server that its transport closed while its hello was read asks nobody for credentials", () => {
	const names: string[] = [];
	closedWhileRead({ onServerName: (name: string) => void names.push(name) });
	assert.equal(names, []);
});

test("E80 a transport that closes its connection while it is written to ends the key log too", () => {
	const one = new Side(client);
	const other = new Side({ ...server, onKeyLog });
	one.wire.writable();
	other.wire.writable();
	other.wire.onWrite = () => other.io.close();
	one.deliver(other);
	assert.ok(other.wire.closed);
	assert.equal(other.errors, []);
});

test("E80 a transport that fails when it is written to while it is read, and then fails to read, throws nothing at itself", () => {
	const [, other] = pair();
	other.write("words");
	other.wire.onRead = () => {
		other.wire.onWrite = () => {
			throw new Error("the socket cannot be written to");
		};
		other.io.close();
		throw new Error("the socket cannot be read");
	};
	other.wire.readable(10);
	assert.ok(other.wire.closed);
	assert.equal(other.errors, []);
});

test.run();
