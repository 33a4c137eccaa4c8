/* An application that reads when it is told of room, and not when it is told of data. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { connectTLS } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { serverIdentity } from "../support/server.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("reading");

for (const version of ["TLSv1.2", "TLSv1.3"] as const)
	test(`E37 ${version} what is read inside of onWritable is followed by what comes next`, async () => {
		const versions = { minimumVersion: version, maximumVersion: version };
		const total = 300_000;
		let received = 0;
		let announced = 0;
		let done: () => void;
		const all = new Promise<void>((resolve) => {
			done = resolve;
		});
		const port = Memory.listen(
			(from) => {
				const server = new TLS({
					from,
					tls: { ...serverIdentity, ...versions },
					onReadable(count: number) {
						announced = count;
						/* So that there is more room soon. */
						this.write(new Uint8Array(100));
					},
					onWritable() {
						if (announced === 0) return;
						const bytes = this.read(announced);
						announced = 0;
						if (bytes instanceof ArrayBuffer) received += bytes.byteLength;
						if (received === total) done();
					},
				} as ConstructorParameters<typeof TLS>[0]);
				closeAfterTest(() => server.close());
			},
			{ window: 200_000 },
		);
		const client = connectTLS(port, { ca: certificate("authority.der"), ...versions }, { TCP: { io: Memory } });
		await client.send(new Uint8Array(total));
		await all;
		assert.is(received, total);
	});

test.run();
