/* What an association leaves behind on XS's heap when it is closed. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import Timer from "timer";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("DTLS memory");
const address = "127.0.0.1";
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };

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
	const listener = new DTLSListener({
		address,
		port: 0,
		tls: { psk },
		onReadable() {
			const from = this.read();
			if (from === undefined) return;
			new DTLS({
				from,
				onReadable() {
					const datagram = this.read();
					if (datagram !== undefined) this.write(datagram);
				},
				onError() {
					this.close();
				},
			});
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	const used = async (count: number) => {
		for (; count > 0; count--) await associate(listener.port ?? 0);
		await new Promise<void>((resolve) => void Timer.set(() => resolve(), 20));
		native("xs_sim_collect").call(undefined);
		const { heap, tls } = memory();
		return { heap, tls };
	};
	/* As many each time: XS 17 collects some of what belongs to the last ones only in the next round. */
	await used(60);
	await used(60);
	const before = await used(60);
	const after = await used(60);
	assert.is(after.tls, before.tls);
	/* The figures themselves take a few slots of 16 bytes; of each association not even one is left. */
	assert.ok(after.heap - before.heap < 60 * 16, `${after.heap - before.heap} bytes`);
});

test.run();
