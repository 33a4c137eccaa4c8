/* The stream contract on TLS over a stream in memory: over a wide line, and over one that passes parts of records. */
import { type LineOptions, Memory } from "../support/memory.ts";
import { boundedSuite } from "../support/suite.ts";
import { streamContract } from "./stream.ts";
import { type Ground, tlsFactory } from "./tls.ts";

function memoryGround(line: LineOptions): Ground {
	let accept: (connection: object) => void;
	const accepted = new Promise<object>((resolve) => {
		accept = resolve;
	});
	const port = Memory.listen((connection) => accept(connection), line);
	return { options: { TCP: { io: Memory }, port }, accepted };
}

const test = boundedSuite("TLS over memory");
streamContract(
	test,
	tlsFactory(() => memoryGround({})),
);
test.run();

const narrow = boundedSuite("TLS over memory that passes 3000 bytes at a time");
streamContract(
	narrow,
	tlsFactory(() => memoryGround({ window: 12_000, chunk: 3000 })),
);
narrow.run();
