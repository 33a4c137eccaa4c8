// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=20ms,jitter=40ms,loss=25%,duplicate=10%,reorder=10% --seed 43
/* node-mbed-dtls in bad weather: what is lost is said again by a timer, and what comes twice or late does no harm. */
import { connect, type DtlsServerSocket } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { ca, chain, key, keyed, local, port, serve, shared } from "./sides.ts";

const test = boundedSuite("node-mbed-dtls in bad weather");
const LIMIT = 10_000_000;
const CLIENTS = 24;
const QUESTIONS = 20;

/** Asks again and again, as CoAP does, until all answers have come. Gives how often it has asked, and how many chunks came that were not awaited. */
function converse(options: object): Promise<{ asked: number; late: number }> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host: local, port, ...options });
		closeAfterTest(() => {
			socket.destroy();
		});
		let asked = 0;
		let answered = 0;
		let late = 0;
		let timer: ReturnType<typeof setInterval> | undefined;
		socket.on("error", (error: Error) => {
			clearInterval(timer);
			reject(error);
		});
		socket.on("secureConnect", () => {
			timer = setInterval(() => {
				asked++;
				socket.write(`question ${answered}`);
			}, 400);
		});
		socket.on("data", (message: Uint8Array) => {
			if (String(message) === `question ${answered}`) answered++;
			else late++;
			if (answered < QUESTIONS) return;
			clearInterval(timer);
			socket.end();
			resolve({ asked, late });
		});
	});
}

test(
	"M17 clients with shared keys and with certificates shake hands and get their answers, at a quarter of loss with duplicates and disorder",
	async () => {
		const { server, log } = await serve({ ...keyed, key, certificate: chain, handshakeTimeoutMin: 1000 });
		server.on("secureConnection", (client: DtlsServerSocket) => client.on("data", (message: Uint8Array) => client.write(message)));
		const each = Array.from({ length: CLIENTS }, (_, index) =>
			converse(index % 2 ? shared : { servername: "localhost", CACert: ca, mtu: index % 4 ? 500 : 1232, connectionId: true }),
		);
		const results = await Promise.all(each);
		const asked = results.reduce((sum, one) => sum + one.asked, 0);
		assert.ok(asked > CLIENTS * QUESTIONS, `${asked}`);
		assert.is(log.names.filter((name) => name === "error").length, 0);
		console.log(`${CLIENTS} handshakes, ${CLIENTS * QUESTIONS} answers to ${asked} questions`);
	},
	LIMIT,
);

test.run();
