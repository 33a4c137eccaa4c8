// sim: --clock virtual --net latency=20ms,jitter=5ms,loss=2%,rate=8mbit,window=20000,mtu=576 --seed 7
/* The stream contract on TCP over the simulated network, in bad weather. */
import { boundedSuite } from "../support/suite.ts";
import { streamContract } from "./stream.ts";
import { tcp, tcp6 } from "./tcp.ts";

/** Virtual milliseconds: a megabyte and its losses take a while. */
const LIMIT = 600_000;

for (const [name, factory] of [
	["TCP over a bad network", tcp],
	["TCP over a bad network, IPv6", tcp6],
] as const) {
	const test = boundedSuite(name);
	streamContract(
		Object.assign((title: string, body: () => Promise<void> | void) => test(title, body, LIMIT), { run: () => test.run() }),
		factory,
	);
	test.run();
}
