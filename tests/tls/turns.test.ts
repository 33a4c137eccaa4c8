/* A connection that always has something to do leaves turns to others. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { pair } from "../support/wire.ts";

const test = boundedSuite("turns");

test("E42 an application that writes whenever it may does not keep the event loop", async () => {
	let written = 0;
	let other: TLS | undefined;
	const port = Memory.listen(
		(from) => {
			other = new TLS({
				from,
				tls: {
					server: true,
					...localhostIdentity,
				},
				onReadable() {
					this.read();
				},
			});
		},
		{ window: 1 << 30 },
	);
	const client = new TLS({
		TCP: { io: Memory },
		port,
		tls: { host: "localhost", ca: certificate("authority.der") },
		onWritable() {
			this.write(new Uint8Array(100));
			written++;
		},
	});
	closeAfterTest(() => {
		client.close();
		other?.close();
	});
	while (written < 100) {
		const before = written;
		await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
		assert.ok(written - before < 100, `${written - before} writes in a turn`);
	}
});

test("E42 an owner that reads when it is told of room gets what comes behind it", async () => {
	const [one, other] = pair();
	const { wire } = one;
	const read: number[] = [];
	const moved = new TLS({
		from: one.io,
		onWritable() {
			const data = this.read();
			if (data instanceof ArrayBuffer) read.push(data.byteLength);
		},
	});
	closeAfterTest(() => moved.close());
	await rounds(5);
	for (const text of ["first", "second one"]) {
		other.write(text);
		await rounds(1);
	}
	wire.incoming = other.wire.outgoing;
	wire.readable();
	for (let turn = 0; turn < 2; turn++) {
		moved.write(new Uint8Array(1000));
		await rounds(2);
		wire.writable(200_000 * (turn + 1));
		await rounds(2);
	}
	assert.equal(read, [5, 10]);
});

test.run();
