/** The example of openssl-dtls: what the original package shows first, a server that sends messages back to clients with a certificate. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startOpensslClient } from "../../peers/openssl.mjs";
import { tls419 } from "../../support/command.mjs";

const test = suite("the example of openssl-dtls");
const file = (/** @type {string} */ name) => `tests/certificates/${name}`;

test("O3 O5 O7 O15 O19 O22 O24 messages come back to a client with a certificate, and others are refused", async () => {
	/** @type {import("../../peers/service.mjs").Peer[]} */
	const peers = [];
	/** @param {number} port @param {string} [certificate] */
	const connect = async (port, certificate) => {
		const options = { port, flags: ["-dtls1_2"], ...(certificate !== undefined && { certificate }) };
		const peer = await startOpensslClient(options, (event, { text }) => {
			if (certificate === undefined || event !== "line") return;
			if (/^\s*Verify return code: 0/.test(`${text}`)) peer.actions.write({ text: "21.5 degrees\n" });
			if (text === "21.5 degrees") peer.actions.end({});
		});
		peers.push(peer);
	};
	let step = 0;
	const words = ["sim", "examples/openssl-dtls/main.ts", file("localhost.key"), file("localhost.pem"), file("authority.pem"), "0"];
	const { stdout, stderr } = await tls419(words, {
		onOutput(text, child) {
			const port = Number(/listening at port (\d+)/.exec(text)?.[1]);
			if (step === 0 && port > 0) {
				step = 1;
				void connect(port);
			} else if (step === 1 && /refused/.test(text)) {
				step = 2;
				void connect(port, "client");
			} else if (/it has gone/.test(text)) child.kill();
		},
	});
	for (const { stop } of peers) await stop();
	assert.match(stdout, /^somebody at ::ffff:127\.0\.0\.1 port \d+\nrefused: .*certificate.*\n/m, stderr);
	assert.match(stdout, /^its certificates take \d{4} bytes\nit has gone\n$/m);
});

test.run();
