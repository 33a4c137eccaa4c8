import { existsSync } from "node:fs";
import path from "node:path";
import { inRoot, root } from "../setup/paths.mjs";
import { readManifests } from "../sim/manifest.mjs";

/** @param {string} file @returns {string} what the type checker reads of a module: itself, or the declarations beside it */
function declarationsOf(file) {
	const beside = file.replace(/\.js$/, ".d.ts");
	return existsSync(beside) ? beside : file;
}

/**
 * The type checker and the simulator must mean the same file by a module's name: compares `paths` of tsconfig.json with the project's manifests.
 * @param {Record<string, string[]>} paths
 * @returns {string[]} one sentence a difference
 */
export function comparePaths(paths) {
	// The simulator has no clients of the SDK, and so not what stands on them; no SDK is needed to know their names.
	const environment = { ...process.env, MODDABLE: process.env.MODDABLE ?? root };
	// The last two have modules that tests of the chip include by their names.
	const own = ["manifest.json", "modules/network/manifest.json", "modules/node/manifest.json"];
	const manifests = [...own, "examples/coap-get/manifest.json", "tests/esp32/chip/manifest.json"];
	const { modules } = readManifests(
		manifests.map((file) => inRoot(file)),
		environment,
	);
	modules.delete("main");
	const sources = new Map(
		[...modules]
			.map(([name, file]) => [name, declarationsOf(file)])
			.filter(([, file]) => file.endsWith(".ts") && !file.includes(`${path.sep}node_modules${path.sep}`))
			.map(([name, file]) => [name, `./${path.relative(root, file)}`]),
	);
	/** @type {string[]} */
	const differences = [];
	for (const [name, file] of sources) {
		const found = paths[name]?.[0];
		if (found !== file)
			differences.push(`tsconfig.json: "${name}" is ${found ? `"${found}"` : "missing"}, and ["${file}"] in the manifests`);
	}
	for (const name of Object.keys(paths)) {
		if (!sources.has(name)) differences.push(`tsconfig.json: no manifest names "${name}"`);
	}
	return differences;
}
