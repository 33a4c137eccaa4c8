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
	const target = positionals.length === 1 ? remote(positionals[0], values.ca) : undefined;
	await setUp({ purposes: ["setup"] });
	if (target) return run(target);
	const server = await serveLocally();
	try {
		process.stdout.write(`Local server: ${server.url} (TLS by Node ${process.version}, test certificates)\n\n`);
		return await run([server.url, "--ca", inRoot("tests/certificates/authority.pem")]);
	} finally {
		await server.close();
	}
});

/** @param {string[]} words the example's arguments @returns {Promise<number>} its exit status */
async function run(words) {
	const { simulate } = await import("./sim/simulate.mjs");
	return simulate([inRoot("examples/https-get/main.ts"), ...words]);
}

/**
 * @param {string} address
 * @param {string | undefined} ca
 * @returns {string[]} the example's arguments
 */
function remote(address, ca) {
	if (!URL.canParse(address) || new URL(address).protocol !== "https:") throw new UsageError(`${address} is no https: address\n\n${usage}`);
	if (ca === undefined) return [address];
	// npm runs this in the project's folder and says where the user is.
	const file = path.resolve(process.env.INIT_CWD ?? inRoot(), ca);
	if (!existsSync(file)) throw new UsageError(`--ca: there is no file ${file}`);
	return [address, "--ca", file];
}
