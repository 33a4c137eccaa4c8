// sim: --clock virtual --net latency=1ms
// simulator only: Node has no DTLS
/* A server of openssl-dtls among those who mean it no good. */
import UDP from "embedded:io/socket/udp";
import { Buffer } from "node:buffer";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { ca, dial, identity, local, serve } from "../../support/openssl-dtls.ts";
import { random } from "../../support/random.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls: hostile datagrams");
const LIMIT = 5_000_000;

/** Something that was heard before, with some bytes changed, cut off or invented. */
function disturbed(heard: readonly Uint8Array[]): Uint8Array {
	if (heard.length === 0 || random(4) === 0) return Uint8Array.from({ length: random(300) }, () => random(256));
	const bytes = heard[random(heard.length)].slice(0);
	for (let count = random(4); count > 0; count--) bytes[random(bytes.length)] = random(256);
	return random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

test(
	"O17 O18 O27 whatever datagrams come, the server goes on, gives less than it gets, and keeps nothing",
	async () => {
		const { server, port, log, take } = await serve({ ca, requestCert: true, handshakeTimeout: 5000, maximumPeers: 50 });
		server.on("connection", () => undefined);
		const heard: Uint8Array[] = [];
		server.socket.on("message", (message: Buffer) => heard.length < 200 && heard.push(new Uint8Array(message)));
		const { client, log: events } = dial(port, { ...identity("client"), connectionTimeout: Number.POSITIVE_INFINITY });
		await events.next("secureConnection");
		const { log: told } = await take();
		client.send(Buffer.from("before"));
		await told.next("message");
		let sent = 0;
		let received = 0;
		const before = memory();
		for (let round = 0; round < 100; round++) {
			const strangers = Array.from(
				{ length: 5 },
				() =>
					new UDP({
						address: local,
						onReadable() {
							for (let datagram = this.read(); datagram !== undefined; datagram = this.read()) received += datagram.byteLength;
						},
					}),
			);
			for (const stranger of strangers) {
				closeAfterTest(() => stranger.close());
				for (let count = 0; count < 8; count++) {
					const bytes = disturbed(heard);
					sent += bytes.length;
					stranger.write(bytes, local, port);
				}
			}
			await sleep(10);
			for (const stranger of strangers) stranger.close();
		}
		await sleep(10_000);
		assert.ok(received < sent, `${received} bytes for ${sent}`);
		assert.is(memory().tls, before.tls);
		client.send(Buffer.from("after"));
		assert.equal(await told.next("message"), ["after"]);
		for (const [name, , , error] of log.events) if (name === "error") assert.ok(error instanceof Error);
		const other = dial(port, identity("client"));
		await other.log.next("secureConnection");
		assert.ok((await take()).peer.authorized);
	},
	LIMIT,
);

test.run();
