/* One context for a thousand connections: what they cost, in native memory, and what their certificates do. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("shared credentials");

test("G15 a thousand connections on one context cost a thousand sessions and one set of certificates", async () => {
	const empty = memory().tls;
	const trust = new TLSContext({ ca: certificate("authority.der") });
	const identity = new TLSContext(localhostIdentity);
	const certificates = memory().tls - empty;
	const kept: TLS[] = [];
	closeAfterTest(() => {
		for (const tls of kept) tls.close();
	});
	const listener = new TLSListener({
		Listener: { io: MemoryListener },
		tls: { context: identity },
		onReadable() {
			const tls = this.read();
			if (tls !== undefined) kept.push(tls);
		},
	});
	closeAfterTest(() => listener.close());

	/** Native bytes when so many connections stand, both ends of each. */
	const used = async (count: number): Promise<number> => {
		for (let begun = kept.length / 2; begun < count; begun++) {
			await new Promise<void>((resolve, reject) => {
				const client = new TLS({
					TCP: { io: Memory },
					port: listener.port,
					tls: { host: "localhost", context: trust },
					onWritable: () => resolve(),
					onError: reject,
				});
				kept.push(client);
			});
			while (kept.length < 2 * (begun + 1)) await new Promise<void>((resolve) => void setTimeout(() => resolve(), 0));
		}
		return memory().tls;
	};
	const [ten, twenty] = [await used(10), await used(20)];
	const thousand = await used(1000);
	const pair = (twenty - ten) / 10;
	const last = (thousand - twenty) / 980;
	trace(`certificates ${certificates} bytes; both ends of a connection ${pair}; of 1000 connections ${thousand}, ${last} for each more\n`);
	assert.ok(Math.abs(last - pair) < pair / 100, `${pair} at first, ${last} later`);
	/* All but the sessions: the contexts and their configurations, as with one connection. */
	assert.ok(thousand - 1000 * last < certificates + 20_000, `${thousand - 1000 * last} besides the sessions`);
}, 560_000);

test.run();
