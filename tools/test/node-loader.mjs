/** Hooks of Node's module loader: takes the types out of .ts files, in the same way as the simulator does. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inBuild } from "../setup/paths.mjs";
import { transform } from "../sim/transform.mjs";

/** @type {import("node:module").LoadHook} */
export async function load(url, context, nextLoad) {
	if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
	const { path: code } = await transform(fileURLToPath(url), inBuild("cache"));
	return { format: "module", source: readFileSync(code, "utf8"), shortCircuit: true };
}
