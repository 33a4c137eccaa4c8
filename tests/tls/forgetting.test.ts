// sim: --clock virtual
/* What a server's program has served or refused leaves nothing behind. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { LIMIT } from "../support/clock.ts";
import { Connection, type TLSOptions } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { connect, identity, serve, wait } from "../support/served.ts";
import { boundedSuite } from "../support/suite.ts";
import { collect } from "../support/usage.ts";

const test = boundedSuite("forgetting");

test("E13 G15 a server's connection with keys for tickets gives all native memory back when it is closed", async () => {
	const once = async () => {
		let server: Connection<TLS> | undefined;
		const port = Memory.listen((from) => {
			const tls = { server: true, ...identity, ticketKeys: new Uint8Array(48) };
			server = new Connection((callbacks) => new TLS({ from, tls, ...callbacks } as TLSOptions));
		});
		const client = connect(port);
		await client.ready();
		while (server?.io.negotiated === undefined) await rounds(1);
		client.close();
		server.close();
	};
	await once();
	const before = memory().tls;
	for (let count = 0; count < 5; count++) await once();
	assert.is(memory().tls, before);
});

test("E13 G15 a listener does not hold the key and certificates that it was made of", async () => {
	const bytes = (name: string) => new Uint8Array(certificate(name) as ArrayBuffer).slice();
	const weak = (() => {
		const key = bytes("localhost.key.der");
		serve({ certificate: [bytes("localhost.der"), bytes("intermediate.der")], key });
		return new WeakRef(key);
	})();
	await rounds(2);
	collect();
	await rounds(2);
	assert.is(weak.deref(), undefined);
});

test(
	"E13 G15 a thousand clients that are refused leave nothing behind, native or in JavaScript",
	async () => {
		const openings = [
			[0x47, 0x45, 0x54, 0x20, 0x2f],
			[0x16, 3, 1, 0, 4, 1, 0, 0, 0],
			[0x15, 3, 1, 0, 2, 2, 40],
		];
		const besiege = async (count: number): Promise<number> => {
			let refused = 0;
			const listener = new TLSListener({
				Listener: { io: MemoryListener },
				tls: identity,
				onError: () => {
					refused++;
				},
			});
			for (let index = 0; index < count; index++) {
				await new Promise<void>((resolve) => {
					const raw = new Memory({
						port: listener.port,
						onWritable(this: Memory) {
							this.write(Uint8Array.from(openings[index % openings.length]));
							resolve();
						},
					});
					Timer.set(() => raw.close(), 50);
				});
			}
			await wait(100);
			listener.close();
			return refused;
		};
		const used = () => {
			collect();
			return memory();
		};
		await besiege(1000);
		const before = used();
		assert.is(await besiege(1000), 1000);
		const after = used();
		assert.is(after.tls, before.tls);
		assert.ok(after.heap - before.heap < 10_000, `${after.heap - before.heap} bytes of JavaScript's heap`);
	},
	LIMIT,
);

test.run();
