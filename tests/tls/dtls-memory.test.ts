/* What an association leaves behind on XS's heap when it is closed. */
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { address, echo, psk } from "../support/dtls.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite } from "../support/suite.ts";
import { used } from "../support/usage.ts";

const test = boundedSuite("DTLS memory");

/** Shakes hands, says something, hears it, and closes. */
function associate(port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		new DTLS({
			address,
			port,
			tls: { psk },
			onWritable() {
				if (this.target) return;
				this.target = "asked";
				this.write(Uint8Array.of(1));
			},
			onReadable() {
				if (this.read() === undefined) return;
				this.close();
				resolve();
			},
			onError: reject,
		});
	});
}

test("an association that is closed gives back all of XS's heap and of mbedTLS's that it took", async () => {
	const listener = echo({ psk }, 0);
	const usedAfter = async (count: number) => {
		for (; count > 0; count--) await associate(listener.port ?? 0);
		await sleep(20);
		return used();
	};
	/* As many each time: XS 17 collects some of what belongs to the last ones only in the next round. */
	await usedAfter(60);
	await usedAfter(60);
	const before = await usedAfter(60);
	const after = await usedAfter(60);
	assert.is(after.tls, before.tls);
	/* The figures themselves take a few slots of 16 bytes; of each association not even one is left. */
	assert.ok(after.heap - before.heap < 60 * 16, `${after.heap - before.heap} bytes`);
});

test.run();
