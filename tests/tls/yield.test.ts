// sim: --yield
/* On a chip a message of the peer may take half a second: behind each of them other things get their turn. */
import TLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("yield");

/** Connects a client and a server; how many turns of a timer lay between the first byte that the client got and the end of its handshake. */
async function connect(version: "TLSv1.2" | "TLSv1.3", onVerify?: () => Promise<boolean>): Promise<number> {
	const limits = { minimumVersion: version, maximumVersion: version } as const;
	let turns = 0;
	let begin: number | undefined;
	let greeted = false;
	let other: TLS | undefined;
	const port = Memory.listen((from) => {
		other = new TLS({
			from,
			tls: {
				server: true,
				certificate: [certificate("localhost.der"), certificate("intermediate.der")],
				key: certificate("localhost.key.der"),
				...limits,
			},
			onReadable() {
				greeted = true;
				this.read();
			},
		});
	});
	const ticking = Timer.repeat(() => {
		turns++;
	}, 0);
	const client = await new Promise<TLS>((resolve, reject) => {
		begin = turns;
		const opened: TLS = new TLS({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ca: certificate("authority.der"), ...limits, ...(onVerify && { onVerify }) },
			onWritable: () => resolve(opened),
			onError: reject,
		});
	});
	const between = turns - (begin ?? 0);
	client.write(new Uint8Array(10));
	while (!greeted) await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
	Timer.clear(ticking);
	closeAfterTest(() => {
		client.close();
		other?.close();
	});
	return between;
}

test("other timers have their turn in the midst of a flight", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
		const turns = await connect(version);
		/* Without --yield there is one. */
		assert.ok(turns >= 3, `${turns} turns in a handshake of ${version}`);
	}
});

test("a question in the midst of it is asked and answered as ever", async () => {
	const turns = await connect("TLSv1.3", async () => true);
	assert.ok(turns >= 3);
});

test.run();
