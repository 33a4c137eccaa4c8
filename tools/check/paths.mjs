import path from "node:path";
import { inRoot, root } from "../setup/paths.mjs";
import { readManifests } from "../sim/manifest.mjs";

/**
 * The type checker and the simulator must mean the same file by a module's name: compares `paths` of tsconfig.json with the project's manifests.
 * @param {Record<string, string[]>} paths
 * @returns {string[]} one sentence a difference
 */
export function comparePaths(paths) {
	// The simulator has no clients of the SDK, and so not what stands on them; no SDK is needed to know their names.
	const environment = { ...process.env, MODDABLE: process.env.MODDABLE ?? root };
	const { modules } = readManifests([inRoot("manifest.json"), inRoot("modules/network/manifest.json")], environment);
	const sources = new Map(
		[...modules].filter(([, file]) => file.endsWith(".ts")).map(([name, file]) => [name, `./${path.relative(root, file)}`]),
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
