// sim: --clock virtual
/* Callbacks of a server's program that behave badly: what they do reaches someone, and ends at most their own connection. */
import type TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import Timer from "timer";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate } from "../support/certificates.ts";
import { LIMIT } from "../support/clock.ts";
import { connectTLS } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { connect, dial, identity, serve, wait } from "../support/served.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("callbacks");

test("G11 G13 an answer that settles twice, at once or not, opens one session", async () => {
	const context = new TLSContext(identity);
	for (const settle of [
		(done: (value: unknown) => void) => {
			done(context);
			done(context);
		},
		(done: (value: unknown) => void) => {
			Timer.set(() => {
				done(context);
				done(undefined);
			});
		},
	]) {
		// biome-ignore lint/suspicious/noThenProperty: an object of a program that is no Promise
		const { port, told } = serve({ onServerName: () => ({ then: settle }) });
		const client = connect(port);
		await client.ready();
		await rounds(3);
		assert.equal(told, []);
		client.close();
	}
});

test("G11 G13 an answer whose then is a getter that throws ends the handshake", async () => {
	// biome-ignore lint/suspicious/noThenProperty: it is the getter that is tested
	const answer = Object.defineProperty({}, "then", {
		get() {
			throw new Error("no then");
		},
	});
	const { port, told } = serve({ ...identity, onServerName: () => answer });
	assert.is((await connect(port).refusal()).alert, 112);
	assert.match(told[0].error.message, /no then/);
});

/** A stream that keeps what is thrown in its callbacks. */
class Catching extends Memory {
	static caught: unknown[] = [];
	constructor(options: object & { readonly from?: object; readonly onReadable?: (count: number) => void }) {
		super({
			...options,
			onReadable(this: Memory, count: number) {
				try {
					options.onReadable?.call(this, count);
				} catch (error) {
					Catching.caught.push(error);
				}
			},
		});
	}
}

class CatchingListener extends MemoryListener {
	override read(): Memory | undefined {
		const from = super.read();
		return from && new Catching({ from });
	}
}

for (const callback of ["onServerName", "onVerify"]) {
	test(`G13 E13 ${callback} that closes the listener and throws then: nothing is written to a closed transport, and the exception is not lost`, async () => {
		let listener: TLSListener | undefined;
		const reason = new Error("thrown after close");
		const close = () => {
			listener?.close();
			throw reason;
		};
		const tls = { ...identity, ca: certificate("authority.der"), clientAuthentication: "require", [callback]: close };
		const served = serve(tls, { Listener: { io: CatchingListener } });
		listener = served.listener;
		Catching.caught = [];
		const own = {
			clientCertificate: [certificate("client.der"), certificate("intermediate.der")],
			clientKey: certificate("client.key.der"),
		};
		const client = connect(served.port, { ...own, maximumVersion: "TLSv1.2" });
		await client.failure();
		await rounds(3);
		assert.equal(served.told, []);
		assert.equal(Catching.caught, [reason]);
	});

	test(`G13 E13 ${callback} that closes the listener and whose promise is rejected then: it is for nobody`, async () => {
		let listener: TLSListener | undefined;
		const close = async () => {
			listener?.close();
			throw new Error("rejected after close");
		};
		const served = serve({ ...identity, ca: certificate("authority.der"), clientAuthentication: "require", [callback]: close });
		listener = served.listener;
		const client = connect(served.port, {
			clientCertificate: [certificate("client.der"), certificate("intermediate.der")],
			clientKey: certificate("client.key.der"),
		});
		await client.failure();
		await rounds(3);
		assert.equal(served.told, []);
	});
}

test("G11 a client that has not spoken yet when the context is replaced is served", async () => {
	const { listener, port, told, arrivals } = serve(identity);
	const raw = dial(port);
	await raw.ready();
	await rounds(3);
	listener.context = new TLSContext(identity);
	const client = connectTLS(0, {}, { from: raw.io });
	await client.ready();
	await rounds(5);
	assert.equal(told, []);
	assert.equal(arrivals, [1]);
});

test("G11 a client whose name is being looked up when the context is replaced is served", async () => {
	let answer: ((value: undefined) => void) | undefined;
	const { listener, port, told } = serve({
		...identity,
		onServerName: () =>
			new Promise<undefined>((resolve) => {
				answer = resolve;
			}),
	});
	const client = connect(port);
	while (answer === undefined) await rounds(1);
	listener.context = new TLSContext(identity);
	answer(undefined);
	await client.ready();
	assert.equal(told, []);
});

test(
	"G12 onServerName that never answers ends at handshakeTimeout, and its late answer is for nobody",
	async () => {
		let answer: ((value: undefined) => void) | undefined;
		const { port, told } = serve({
			...identity,
			handshakeTimeout: 700,
			onServerName: () =>
				new Promise<undefined>((resolve) => {
					answer = resolve;
				}),
		});
		const { sessions } = TLS.statistics;
		const client = connect(port);
		assert.is((await client.refusal()).code, "ECONNRESET");
		client.close();
		assert.is(told[0].error.code, "ERR_TLS_HANDSHAKE_TIMEOUT");
		answer?.(undefined);
		await wait(10_000);
		assert.is(told.length, 1);
		assert.is(TLS.statistics.sessions, sessions);
	},
	LIMIT,
);

test.run();
