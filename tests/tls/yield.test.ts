// sim: --yield
/* On a chip a message of the peer may take half a second: behind each of them other things get their turn. */
import TLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
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
				...identity,
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

/** Connects and, after some turns, closes one of the two in the midst of the handshake; what the client heard until nothing happened any more. */
async function breakOff(version: "TLSv1.2" | "TLSv1.3", turns: number, who: "client" | "server"): Promise<string[]> {
	const limits = { minimumVersion: version, maximumVersion: version } as const;
	const heard: string[] = [];
	let server: TLS | undefined;
	const port = Memory.listen((from) => {
		server = new TLS({ from, tls: { server: true, ...identity, ...limits }, onError: () => server?.close() });
	});
	const client = new TLS({
		TCP: { io: Memory },
		port,
		tls: { host: "localhost", ca: certificate("authority.der"), ...limits },
		onWritable: () => heard.push("open"),
		onError: ({ code }) => heard.push(String(code)),
	});
	const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
	for (let count = 0; count < turns; count++) await turn();
	const before = heard.length;
	if (who === "client") client.close();
	else server?.close();
	for (let count = 0; count < 25; count++) await turn();
	if (who === "client") assert.is(heard.length, before);
	client.close();
	server?.close();
	await turn();
	return heard;
}

test("who closes in the midst of a flight hears nothing more, and leaves no native memory behind", async () => {
	const empty = [];
	for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
		for (let turns = 0; turns < 14; turns++) await breakOff(version, turns, "client");
		empty.push(memory().tls);
		for (let turns = 0; turns < 14; turns++) await breakOff(version, turns, "client");
		assert.is(memory().tls, empty.at(-1));
	}
});

test("whose peer goes in the midst of a flight hears of it once", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
		let early = 0;
		for (let turns = 1; turns < 14; turns++) {
			const heard = await breakOff(version, turns, "server");
			const failures = heard.filter((word) => word !== "open");
			assert.is(failures.length, 1, `${version}, ${turns} turns: ${heard}`);
			early += Number(heard.length === 1);
		}
		assert.ok(early >= 2, `${early} of them ended before there was a connection`);
	}
});

test.run();
