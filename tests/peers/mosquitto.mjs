/** mosquitto, Debian's MQTT broker, with TLS. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { certificateFile, keyFile } from "./credentials.mjs";
import { runProgram } from "./program.mjs";

/** A port that is free now, since mosquitto does not tell which one it was given. @returns {Promise<number>} */
function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
			server.close(() => resolve(port));
		});
	});
}

/** @typedef {{ certificate?: string, version?: "tlsv1.2" | "tlsv1.3", clientAuthority?: string }} MosquittoOptions */

/** @param {MosquittoOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startMosquitto(options, report) {
	const { certificate = "localhost", version, clientAuthority } = options;
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), "tls419-mosquitto-"));
	const lines = [
		"per_listener_settings false",
		"allow_anonymous true",
		// Its standard output would be held back until a block is full.
		"log_dest stderr",
		"log_type all",
		"connection_messages true",
		// Debian's broker would change to a user who cannot read the certificates.
		...(process.getuid?.() === 0 ? ["user root"] : []),
		`listener ${port} 127.0.0.1`,
		`certfile ${certificateFile(certificate)}`,
		`keyfile ${keyFile(certificate)}`,
		...(version === undefined ? [] : [`tls_version ${version}`]),
		...(clientAuthority === undefined
			? []
			: [`cafile ${certificateFile(clientAuthority)}`, "require_certificate true", "use_identity_as_username true"]),
	];
	const file = join(folder, "mosquitto.conf");
	writeFileSync(file, `${lines.join("\n")}\n`);
	// Debian keeps it where only an administrator's PATH leads.
	const environment = ["/usr/sbin", "/usr/local/sbin", process.env.PATH].join(delimiter);
	const program = runProgram(["env", `PATH=${environment}`, "mosquitto", "-c", file], {}, report, folder);
	try {
		await program.seen(/mosquitto version .* running/);
	} catch (error) {
		await program.stop();
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason} (the tests of the MQTT client need the Debian package mosquitto)`);
	}
	return { port, actions: program.actions, stop: program.stop };
}
