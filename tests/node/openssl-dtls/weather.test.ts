// sim: --clock virtual --net latency=20ms,jitter=40ms,loss=25%,duplicate=10%,reorder=10% --seed 31
// simulator only: Node has no DTLS
/* openssl-dtls in bad weather: a quarter of the datagrams is lost. */
import { Buffer } from "node:buffer";
import type { Peer } from "openssl-dtls";
import * as assert from "uvu/assert";
import { type ClientOptions, ca, dial, identity, type ServerOptions, serve } from "../../support/openssl-dtls.ts";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite } from "../../support/suite.ts";

const test = boundedSuite("openssl-dtls in bad weather");
const LIMIT = 10_000_000;
const CLIENTS = 20;
const MESSAGES = 20;

interface Outcome {
	/** Clients that have got all their answers. */
	readonly served: number;
	/** Codes of handshakes that have failed. */
	readonly failures: string[];
}

/** A handshake may be out of luck for two minutes; then it says so. */
function check({ served, failures }: Outcome): void {
	assert.is(served + failures.length, CLIENTS);
	assert.ok(served >= CLIENTS - 2, `${served} of ${CLIENTS}`);
	for (const code of failures) assert.is(code, "ERR_TLS_HANDSHAKE_TIMEOUT");
}

/** Clients ask each question until it is answered. */
async function converse(server: Partial<ServerOptions>, client: Partial<ClientOptions> = {}): Promise<Outcome> {
	const { server: listener, port } = await serve({ ca, requestCert: true, handshakeTimeout: 120_000, ...server });
	listener.on("secureConnection", (peer: Peer) => {
		peer.on("message", (message: Buffer) => peer.send(message));
	});
	const failures: string[] = [];
	const talk = async (index: number): Promise<boolean> => {
		const { client: one, log } = dial(port, {
			handshakeTimeout: 120_000,
			...client,
			...(index % 2 === 0 && identity("client")),
			mtu: index % 3 === 0 ? 500 : 1452,
		});
		while (!log.has("secureConnection") && !log.has("error")) await sleep(100);
		if (log.has("error")) {
			failures.push(String((await log.next("error"))[0]));
			return false;
		}
		for (let count = 0; count < MESSAGES; ) {
			one.send(Buffer.from(`${count}`));
			await sleep(300);
			while (log.has("message")) if ((await log.next("message"))[0] === `${count}`) count++;
		}
		one.end();
		return !log.has("error");
	};
	const done = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => talk(index)));
	return { served: done.filter(Boolean).length, failures };
}

test(
	"O13 O19 O24 twenty clients shake hands with one server and get all their answers",
	async () => {
		check(await converse({}));
	},
	LIMIT,
);

test(
	"O13 a server with a rule of its own for what it sends again serves them too",
	async () => {
		const retransmitTimeout = (last: number) => (last === 0 ? 200_000 : Math.min(last * 1.5, 5_000_000));
		check(await converse({ retransmitTimeout }));
	},
	LIMIT,
);

test(
	"O14 with one that says nothing again by itself its clients have to; what is not done in time is told",
	async () => {
		check(await converse({ suppressRetransmitsQuirk: true }, { retransmitTimeout: 500_000 }));
	},
	LIMIT,
);

test.run();
