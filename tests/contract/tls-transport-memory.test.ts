// not with the SDK: its built-in objects are frozen
/* A TLS connection that memory fails while it sends: what it owes its peer then is not forgotten. */
import * as assert from "uvu/assert";
import { boundedSuite } from "../support/suite.ts";
import { client, exchange, Side, server } from "../support/wire.ts";

const test = boundedSuite("transports and memory");

/** Does something, from its first moment `from` on without memory for the view of a buffer that a transport is called with. */
function starve(during: (from: () => void) => void): void {
	const { prototype } = Uint8Array;
	const Own = prototype.constructor;
	const set = (descriptor: object) => Object.defineProperty(prototype, "constructor", { configurable: true, ...descriptor });
	const get = () => {
		throw new RangeError("no memory");
	};
	try {
		during(() => void set({ get }));
	} finally {
		set({ value: Own, writable: true, enumerable: false });
	}
}

test("E80 a handshake whose flight left only in part, until memory failed it, goes on when the transport tells of room, although it has told of room before", () => {
	const one = new Side(client);
	const other = new Side(server);
	one.wire.writable();
	const hello = one.wire.outgoing;
	one.wire.outgoing = new Uint8Array(0);
	other.wire.writable(100);
	starve((from) => {
		other.wire.onRead = (buffer) => {
			buffer.set(hello);
			return hello.length;
		};
		other.wire.onWrite = () => {
			other.wire.onWrite = undefined;
			from();
		};
		assert.throws(() => other.wire.readable(hello.length), /no memory/);
	});
	assert.is(other.wire.outgoing.length, 100);
	other.wire.onRead = undefined;
	other.wire.writable(100_000);
	exchange(one, other);
	assert.ok(one.io.negotiated?.authorized && other.io.negotiated);
	assert.equal([...one.errors, ...other.errors], []);
});

test.run();
