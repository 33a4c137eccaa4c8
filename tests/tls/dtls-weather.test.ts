// sim: --clock virtual --net latency=20ms,jitter=40ms,loss=25%,duplicate=10%,reorder=10% --seed 11
/* DTLS in bad weather, with the classes: the engine's own tests (tests/engine/weather.c) do this a thousand times. */
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { clientIdentity } from "../support/certificates.ts";
import { address, ca, echo, server as identity, port } from "../support/dtls.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("DTLS in bad weather");
const LIMIT = 10_000_000;

/** Asks again and again, as CoAP does, until the answer has come. */
function converse(tls: object, questions: number): Promise<number> {
	return new Promise((resolve, reject) => {
		let asked = 0;
		let answered = 0;
		let timer: ReturnType<typeof setInterval> | undefined;
		const dtls = new DTLS({
			address,
			port,
			tls,
			onWritable() {
				timer = setInterval(() => {
					asked++;
					this.write(Uint8Array.of(answered));
				}, 400);
			},
			onReadable(count) {
				while (count-- > 0) if (new Uint8Array(this.read() ?? new ArrayBuffer(0))[0] === answered) answered++;
				if (answered < questions) return;
				clearInterval(timer);
				this.close();
				resolve(asked);
			},
			onError(error) {
				clearInterval(timer);
				reject(error);
			},
		} as ConstructorParameters<typeof DTLS>[0]);
		closeAfterTest(() => {
			clearInterval(timer);
			dtls.close();
		});
	});
}

test(
	"G16 thirty clients at once shake hands with one listener and get their answers",
	async () => {
		echo({ ...identity, ca, clientAuthentication: "request", maximumPeers: 64 });
		const clients = Array.from({ length: 30 }, (_, index) =>
			converse(
				{ host: "localhost", ca, mtu: index % 2 ? 500 : 1232, connectionId: true, ...(index % 3 === 0 && clientIdentity("client")) },
				20,
			),
		);
		for (const asked of await Promise.all(clients)) assert.ok(asked >= 20);
	},
	LIMIT,
);

test.run();
