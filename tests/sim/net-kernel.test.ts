// sim: --net latency=20ms,rate=800kbit,chunk=100,window=2000 --seed 5
/* --net on sockets of the kernel: a connection to another process gets the chunk, the window and the delays. */
import * as assert from "uvu/assert";
import { Observed } from "../contract/observer.ts";
import { tcp } from "../contract/tcp.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("--net outside of the process");

test("window and chunk bound what is written and read, latency and rate delay what arrives", async () => {
	const peer = await startPeer("raw", { script: [{ receive: 4 }, { garbage: 1000 }, { close: "fin" }] });
	const observed = new Observed(tcp.Class, { address: "127.0.0.1", port: peer.port });
	assert.is(await observed.next("writable"), 2000);
	const started = performance.now();
	observed.stream.write(new Uint8Array(4));
	let length = 0;
	while (length < 1000) {
		const count = await observed.next("readable");
		assert.ok(count <= 100, `${count} bytes at a time`);
		length += Object(observed.stream.read()).byteLength;
	}
	const milliseconds = performance.now() - started;
	assert.ok(milliseconds >= 30, `${milliseconds} ms for 1000 bytes at 100 a millisecond, 20 ms away`);
	assert.is((await observed.error()).code, "EOF");
});

test.run();
