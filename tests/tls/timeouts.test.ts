// sim: --clock virtual
/* How long a connection may take to stand, to shake hands, and to be silent: on a clock that jumps to the next timer when nothing else is to be done. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import Timer from "timer";
import { elapsed } from "tls419/timeouts";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { LIMIT, lasts } from "../support/clock.ts";
import { Connection, connectTLS } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { connect, identity, listen } from "../support/served.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("timeouts");

/** A client's transport that never stands. */
class Nowhere {
	read(): undefined {
		return undefined;
	}
	write(): number {
		throw new Error("not connected");
	}
	close(): void {
		/* There is nothing to close. */
	}
}

for (const [given, expected] of [
	[{}, 30_000],
	[{ connectTimeout: 700 }, 700],
	[{ connectTimeout: Number.POSITIVE_INFINITY, handshakeTimeout: 300 }, undefined],
	[{ connectTimeout: 0, handshakeTimeout: 300 }, undefined],
] as const) {
	test(
		`G12 connectTimeout: a peer that cannot be reached, ${JSON.stringify(given)}`,
		async () => {
			const client = connectTLS(1, given, { TCP: { io: Nowhere } });
			const outcome = await Promise.race([client.failure(), new Promise<void>((resolve) => void setTimeout(() => resolve(), 90_000))]);
			if (expected === undefined) {
				assert.is(outcome, undefined);
				return;
			}
			assert.is(outcome?.code, "ERR_TLS_CONNECT_TIMEOUT");
			assert.match(outcome?.message ?? "", new RegExp(`not be reached in ${expected} ms`));
		},
		LIMIT,
	);
}

test(
	"G12 connectTimeout ends a connection after that time and not before",
	async () => {
		const client = connectTLS(1, { connectTimeout: 700 }, { TCP: { io: Nowhere } });
		assert.is(await lasts(client.failure()), 700);
	},
	LIMIT,
);

for (const [given, expected] of [
	[{}, 30_000],
	[{ handshakeTimeout: 250 }, 250],
] as const) {
	test(
		`G12 handshakeTimeout: a peer that takes the connection and says nothing, ${JSON.stringify(given)}`,
		async () => {
			const port = Memory.listen(() => undefined);
			const client = connect(port, given);
			assert.is(await lasts(client.failure()), expected);
			assert.is(client.ended?.code, "ERR_TLS_HANDSHAKE_TIMEOUT");
			assert.equal(client.events, ["onError"]);
		},
		LIMIT,
	);
}

test(
	"G12 handshakeTimeout: none with 0",
	async () => {
		const client = connect(
			Memory.listen(() => undefined),
			{ handshakeTimeout: 0 },
		);
		await new Promise<void>((resolve) => void setTimeout(() => resolve(), 10_000_000));
		assert.is(client.ended, undefined);
	},
	LIMIT,
);

test(
	"G12 what limits a handshake limits nothing after it, on either side",
	async () => {
		const { port, connection } = listen({ ...identity, handshakeTimeout: 1000 });
		const client = connect(port, { handshakeTimeout: 1000 });
		await client.ready();
		const other = await connection;
		await new Promise<void>((resolve) => void setTimeout(() => resolve(), 10_000_000));
		await client.send("late");
		assert.is(await other.readText(4), "late");
	},
	LIMIT,
);

test(
	"G12 idleTimeout ends a connection on which nothing moves, on either side, and each byte starts it anew",
	async () => {
		const { port, connection } = listen({ ...identity, idleTimeout: 5000 });
		const client = connect(port, { idleTimeout: 2000 });
		await client.ready();
		const other = await connection;
		for (let count = 0; count < 5; count++) {
			await new Promise<void>((resolve) => void setTimeout(() => resolve(), 1900));
			if (count % 2) await client.send("x");
			else await other.send("x");
			await rounds(5);
		}
		assert.is(client.ended, undefined);
		assert.ok((await lasts(client.failure())) >= 1990);
		assert.is(client.ended?.code, "ERR_TLS_IDLE_TIMEOUT");
		assert.match(client.ended?.message ?? "", /for 2000 ms/);
		assert.ok((await lasts(other.failure())) >= 2990);
		assert.is(other.ended?.code, "ERR_TLS_IDLE_TIMEOUT");
	},
	LIMIT,
);

test(
	"G12 idleTimeout goes on with a connection that is moved, and stands still while it waits to be read",
	async () => {
		let arrived = 0;
		const listener = new TLSListener({
			Listener: { io: MemoryListener },
			tls: { ...identity, idleTimeout: 5000 },
			onReadable: () => void arrived++,
		});
		closeAfterTest(() => listener.close());
		const client = connect(listener.port ?? 0);
		await client.ready();
		while (arrived === 0) await rounds(1);
		await new Promise<void>((resolve) => void setTimeout(() => resolve(), 100_000));
		const from = listener.read();
		const other = new Connection((callbacks) => new TLS({ from, ...callbacks }));
		assert.is(await lasts(other.failure()), 5000);
		assert.is(other.ended?.code, "ERR_TLS_IDLE_TIMEOUT");
	},
	LIMIT,
);

/** The timers of a second and more that are set while `body` runs, and are still set when it is done. */
async function left(body: () => Promise<void>): Promise<number> {
	const { set, clear, schedule } = Timer;
	const live = new Set<unknown>();
	Reflect.set(Timer, "set", (callback: (timer: Timer) => void, interval = 0, repeat?: number) => {
		const timer = set.call(
			Timer,
			(self: Timer) => {
				live.delete(self);
				callback(self);
			},
			interval,
			repeat,
		);
		if (interval >= 1000) live.add(timer);
		return timer;
	});
	Reflect.set(Timer, "clear", (timer: Timer | undefined) => {
		live.delete(timer);
		clear.call(Timer, timer);
	});
	Reflect.set(Timer, "schedule", (timer: Timer, interval?: number, repeat?: number) => {
		if (interval === undefined) live.delete(timer);
		else if (interval >= 1000) live.add(timer);
		schedule.call(Timer, timer, interval, repeat);
	});
	try {
		await body();
	} finally {
		Reflect.set(Timer, "set", set);
		Reflect.set(Timer, "clear", clear);
		Reflect.set(Timer, "schedule", schedule);
	}
	return live.size;
}

test("G12 close at any time, and a handshake that is done, leave no timer behind", async () => {
	const count = await left(async () => {
		connectTLS(1, {}, { TCP: { io: Nowhere } }).close();
		const shaking = connect(Memory.listen(() => undefined));
		await rounds(3);
		shaking.close();
		const refused = listen(identity);
		await connect(refused.port, { host: "another.example" }).refusal();
		await refused.failure;
		const door = listen(identity);
		await connect(door.port).ready();
		await door.connection;
		const watched = listen({ ...identity, idleTimeout: 5000 });
		const client = connect(watched.port, { idleTimeout: 5000 });
		await client.ready();
		(await watched.connection).close();
		client.close();
		const silent = listen(identity);
		await new Connection((callbacks) => new Memory({ port: silent.port, ...callbacks })).ready();
		await rounds(3);
		silent.listener.close();
	});
	assert.is(count, 0);
});

test("E4 limits that are none are refused", () => {
	const context = new TLSContext({ ca: certificate("authority.der") });
	for (const name of ["connectTimeout", "handshakeTimeout", "idleTimeout"]) {
		for (const value of [-1, Number.NaN, "100", null, {}])
			assert.throws(
				() => new TLS({ TCP: { io: Nowhere }, tls: { host: "localhost", context, [name]: value } }),
				new RegExp(`tls.${name} must be a number of milliseconds`),
			);
	}
});

test("how long ago something was is known when the clock of 32 bits begins again as well", () => {
	assert.is(elapsed(100, 2100), 2000);
	assert.is(elapsed(0x7ffffc18, -0x80000000 + 1000), 2000);
	assert.is(elapsed(0xfffffc18, 1000), 2000);
	assert.is(elapsed(-1000, 1000), 2000);
});

test.run();
