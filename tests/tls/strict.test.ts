/* Transports that refuse to fill a buffer which is larger than what they have announced, as Moddable's TCP classes do on every platform. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { Connection, type TLSOptions } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { serverIdentity } from "../support/server.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("strict transports");

class Strict extends Memory {
	static refused = 0;
	announced = 0;

	constructor(options: { onReadable?: (this: Strict, count: number) => void }) {
		const { onReadable } = options;
		super({
			...options,
			onReadable(this: Strict, count: number) {
				this.announced = count;
				onReadable?.call(this, count);
			},
		});
	}

	override read(into?: unknown): never {
		const count = ArrayBuffer.isView(into) ? into.byteLength : Number(into ?? 0);
		if (count > this.announced) {
			Strict.refused++;
			throw new Error("invalid");
		}
		this.announced -= count;
		return super.read(into as never) as never;
	}
}

/* A byte at a time takes thousands of events, for each of which the sanitizers' build collects garbage: minutes on a busy machine. */
const patient = 500_000;

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const chunk of [1, 7, 1000, 1 << 20]) {
		test(
			`D32 ${version}: a transport is asked for no more than it has announced (${chunk} bytes at a time)`,
			async () => {
				let server: Connection<TLS> | undefined;
				const port = Memory.listen(
					(from) => {
						server = new Connection(
							(callbacks) => new TLS({ from, tls: { ...serverIdentity, handshakeTimeout: patient }, ...callbacks } as TLSOptions),
						);
					},
					{ chunk },
				);
				const tls = {
					host: "localhost",
					ca: certificate("authority.der"),
					minimumVersion: version,
					maximumVersion: version,
					handshakeTimeout: patient,
				};
				const client = new Connection((callbacks) => new TLS({ TCP: { io: Strict }, port, tls, ...callbacks } as TLSOptions));
				await client.ready();
				const length = chunk < 1000 ? 2000 : 40_000;
				const data = Uint8Array.from({ length }, (_, index) => index);
				await server?.send(data);
				assert.equal(await client.readBytes(length), data);
				assert.is(Strict.refused, 0);
				client.close();
			},
			patient,
		);
	}
}

test.run();
