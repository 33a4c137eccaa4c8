import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { command, UsageError } from "./setup/main.mjs";
import { inRoot } from "./setup/paths.mjs";
import { setUp } from "./setup/setup.mjs";
import { serveLocally } from "./start/server.mjs";

const usage = `npm start                                     run examples/https-get against a local server
npm start -- https://host[:port]/path [--ca FILE]   run it against any server
`;

await command(async () => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { ca: { type: "string" }, help: { type: "boolean" } },
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	if (positionals.length > 1) throw new UsageError(`one address is enough\n\n${usage}`);
	const address = positionals[0];
	if (address !== undefined && (!URL.canParse(address) || new URL(address).protocol !== "https:")) {
		throw new UsageError(`${address} is no https: address\n\n${usage}`);
	}
	if (address === undefined && values.ca !== undefined) throw new UsageError(`--ca goes with an address\n\n${usage}`);
	const authority = values.ca === undefined ? undefined : fileOfUser(values.ca);
	await setUp({ purposes: ["setup"] });
	if (address !== undefined) return run(address, authority);
	const server = await serveLocally();
	try {
		process.stdout.write(`Local server: ${server.url} (Node ${process.version}, a certificate of the test PKI)\n\n`);
		return await run(server.url, inRoot("tests/certificates/authority.pem"));
	} finally {
		await server.close();
	}
});

/**
 * Runs the example. Whom it trusts is the host's affair, as on a chip, so the authority goes to the simulator.
 * @param {string} address
 * @param {string | undefined} authority
 * @returns {Promise<number>} its exit status
 */
async function run(address, authority) {
	const { simulate } = await import("./sim/simulate.mjs");
	const trust = authority === undefined ? [] : ["--certs", authority];
	return simulate([...trust, inRoot("examples/https-get/main.ts"), address]);
}

/** @param {string} name @returns {string} npm runs this in the project's folder and says where the user is */
function fileOfUser(name) {
	const file = path.resolve(process.env.INIT_CWD ?? inRoot(), name);
	if (!existsSync(file)) throw new UsageError(`--ca: there is no file ${file}`);
	return file;
}
