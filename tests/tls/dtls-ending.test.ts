// sim: --clock virtual
/* A UDP class that closes what stands on it while it is read or written to. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { MemoryUDP } from "../support/datagrams.ts";
import { server } from "../support/dtls.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("sockets that end DTLS");
const address = "192.0.2.1";
const port = 5684;
const tls = { host: "localhost", ca: certificate("authority.der") };

/** Longer than the first flights take that are sent again. */
const later = () => new Promise<void>((resolve) => setTimeout(resolve, 20_000));

/** A class that calls `end` when it is called by this name for the `at`-th time. */
function ending(name: "read" | "write", at: number, end: () => void): { io: typeof MemoryUDP; called(): number } {
	let count = 0;
	const step = (called: string) => {
		if (called === name && ++count === at) end();
	};
	class Ending extends MemoryUDP {
		override read(): ReturnType<MemoryUDP["read"]> {
			const datagram = super.read();
			if (datagram !== undefined) step("read");
			return datagram;
		}
		override write(data: Uint8Array, to: string, toPort: number): void {
			super.write(data, to, toPort);
			step("write");
		}
	}
	return { io: Ending, called: () => count };
}

for (const name of ["read", "write"] as const) {
	for (const at of [1, 2, 3]) {
		test(`E80 an association whose socket closes it in its ${at}. ${name} is done: no timer goes off, and nobody is told`, async () => {
			const errors: unknown[] = [];
			const lines: string[] = [];
			const { io, called } = ending(name, at, () => dtls.close());
			closeListener(new DTLSListener({ address, port, UDP: { io: MemoryUDP }, tls: server }));
			const dtls = new DTLS({
				address,
				port,
				tls: { ...tls, onKeyLog: (line) => void lines.push(line) },
				UDP: { io, address: "192.0.2.9", port: 7000 },
				onError: (error) => void errors.push(error),
			});
			closeAfterTest(() => dtls.close());
			await later();
			assert.ok(called() >= at);
			assert.equal(errors, []);
		});

		test(`E80 a listener whose socket closes it in its ${at}. ${name} is done`, async () => {
			const failures: unknown[] = [];
			const { io, called } = ending(name, at, () => listener.close());
			const listener = new DTLSListener({ address, port, UDP: { io }, tls: server, onError: (error) => void failures.push(error) });
			closeListener(listener);
			const dtls = new DTLS({ address, port, tls, UDP: { io: MemoryUDP, address: "192.0.2.9", port: 7000 } });
			closeAfterTest(() => dtls.close());
			await later();
			assert.ok(called() >= at);
			assert.equal(failures, []);
		});
	}
}

function closeListener(listener: DTLSListener): void {
	closeAfterTest(() => listener.close());
}

test.run();
