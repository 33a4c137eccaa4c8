/* Node's own client says what revocations.js says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startNodeServer } from "../peers/node-server.mjs";
import { revocations } from "./revocations.js";

const test = suite("Node's revocations");
const folder = join(import.meta.dirname, "..", "certificates");

/** @param {string} name */
const read = (name) => readFileSync(join(folder, `${name}.pem`), "utf8");

for (const { certificate, lists, code = "accepted", why } of revocations) {
	test(`G8 Node says ${code} of ${why}`, async () => {
		const peer = await startNodeServer({ certificate }, () => undefined);
		try {
			const outcome = await new Promise((resolve) => {
				const settings = { host: "127.0.0.1", port: peer.port, servername: "localhost", ca: read("authority"), crl: lists.map(read) };
				const socket = connect(settings, () => {
					resolve("accepted");
					socket.destroy();
				});
				socket.on("error", (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code));
			});
			assert.is(outcome, code);
		} finally {
			await peer.stop();
		}
	});
}

test.run();
