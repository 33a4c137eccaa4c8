/* The stream contract on TLS over a stream in memory: over a wide line, and over one that passes a few bytes at a time. */
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

const lines: Record<string, LineOptions> = {
	"a wide line": {},
	"a line of 3000 bytes, 700 at a time": { window: 3000, chunk: 700 },
};
for (const [name, line] of Object.entries(lines)) {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		const test = boundedSuite(`${version} over memory, ${name}`);
		streamContract(
			test,
			tlsFactory(() => memoryGround(line), { minimumVersion: version, maximumVersion: version }),
		);
		test.run();
	}
}
