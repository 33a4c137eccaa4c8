import { isIP } from "node:net";
import { checkServerIdentity, connect } from "node:tls";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { certificateText } from "../peers/credentials.mjs";
import { startNodeServer } from "../peers/node-server.mjs";
import { verdicts } from "./verdicts.js";

const test = suite("Node's own verdicts");

for (const version of /** @type {const} */ (["TLSv1.2", "TLSv1.3"])) {
	for (const { certificate, host, code, node = code ?? "accepted", leafOnly, root, trust = "authority", why } of verdicts) {
		test(`${version}: Node says ${node} to ${why} (${certificate} for ${host})`, async () => {
			const peer = await startNodeServer({ certificate, leafOnly, root, version }, () => undefined);
			try {
				const answer = await new Promise((resolve) => {
					const socket = connect({
						port: peer.port,
						host: "127.0.0.1",
						ca: certificateText(trust),
						servername: isIP(host) ? "" : host,
						checkServerIdentity: (_, found) => checkServerIdentity(host, found),
					});
					socket.on("secureConnect", () => {
						resolve("accepted");
						socket.destroy();
					});
					socket.on("error", (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code));
				});
				assert.is(answer, node);
			} finally {
				await peer.stop();
			}
		});
	}
}

test.run();
