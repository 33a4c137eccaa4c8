// sim: --clock virtual
/* How long a listener waits for a client that does not shake hands, and who gives way when there is no place. */
import TLSListener from "embedded:io/socket/listener/tls";
import type TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { LIMIT, lasts } from "../support/clock.ts";
import { Connection } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { connect, identity, listen } from "../support/served.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("timeouts of a listener");

test(
	"T60 G12 a listener lets a silent client wait for 10 seconds, and one that stops in its hello or its handshake too",
	async () => {
		const stops: [string, (stream: Connection<Memory>) => Promise<void>][] = [
			["at once", async () => undefined],
			["in its hello", (stream) => stream.send(Uint8Array.of(0x16, 3, 1, 1, 0, 1, 0, 0, 252))],
		];
		for (const [where, act] of stops) {
			const { port, failure } = listen(identity);
			const stream = new Connection((callbacks) => new Memory({ port, ...callbacks }));
			await stream.ready();
			await act(stream);
			const milliseconds = await lasts(stream.failure());
			assert.ok(milliseconds >= 9990 && milliseconds <= 10_000, `${where}: ${milliseconds}`);
			assert.is((await failure).code, "ERR_TLS_HANDSHAKE_TIMEOUT");
		}
		/* A client that judges for ever. */
		const { port, failure } = listen({ ...identity, handshakeTimeout: 3000 });
		const client = connect(port, { onVerify: () => new Promise<boolean>(() => undefined) });
		await client.failure();
		assert.is((await failure).code, "ERR_TLS_HANDSHAKE_TIMEOUT");
	},
	LIMIT,
);

test(
	"G12 each handshake at a listener has its own time, whoever came before it, is done meanwhile, or fails",
	async () => {
		const pause = (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(() => resolve(), milliseconds));
		const codes: (string | undefined)[] = [];
		const listener = new TLSListener({
			Listener: { io: MemoryListener },
			tls: { ...identity, handshakeTimeout: 1000 },
			onReadable() {
				this.read()?.close();
			},
			onError: (error) => void codes.push(error.code),
		});
		closeAfterTest(() => listener.close());
		const port = listener.port ?? 0;
		const silent = () => lasts(new Connection((callbacks) => new Memory({ port, ...callbacks })).failure());
		const first = silent();
		await pause(300);
		await connect(port).ready();
		const second = silent();
		assert.equal([await first, await second], [1000, 1000]);
		/* There is nobody now, and the clock stands. */
		await connect(port).ready();
		await pause(5000);
		assert.equal(await Promise.all([silent(), silent()]), [1000, 1000]);
		assert.equal(codes, Array(4).fill("ERR_TLS_HANDSHAKE_TIMEOUT"));
	},
	LIMIT,
);

test(
	"G12 the time that onServerName takes counts",
	async () => {
		const { port, failure } = listen({ ...identity, handshakeTimeout: 500, onServerName: () => new Promise<TLSContext>(() => undefined) });
		const client = connect(port);
		assert.ok((await lasts(client.refusal())) >= 490);
		assert.is((await failure).code, "ERR_TLS_HANDSHAKE_TIMEOUT");
	},
	LIMIT,
);

test(
	"T60 the client that has been silent for the longest time gives way when there is no place, after a second",
	async () => {
		const { port, failure, connection } = listen({ ...identity, maximumPending: 2 });
		const silent = [1, 2].map(() => new Connection((callbacks) => new Memory({ port, ...callbacks })));
		for (const one of silent) await one.ready();
		const client = connect(port);
		assert.is(await lasts(client.ready()), 1000);
		assert.is((await failure).code, "ERR_TLS_MAXIMUM_PENDING");
		assert.is(silent[0]?.ended?.code, "EOF");
		assert.is(silent[1]?.ended, undefined);
		await connection;
	},
	LIMIT,
);

test.run();
