import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { inBuild, inRoot } from "../setup/paths.mjs";

/** @typedef {{name: string, command: string[]}} TestFile */

/**
 * Everything there is to run: *.test.ts in the simulator, *.test.mjs in Node, and the engine's tests in C.
 * @param {string} variant tests on Node do not depend on it and belong to the debug run
 * @param {string[]} filters parts of names; none selects all
 * @returns {TestFile[]}
 */
export function findTests(variant, filters) {
	const names = readdirSync(inRoot("tests"), { recursive: true, encoding: "utf8" }).sort();
	const engine = inBuild(variant, "engine-tests");
	/** @type {TestFile[]} */
	const found = [
		...(existsSync(engine) ? [{ name: "tests/engine", command: [engine] }] : []),
		...names
			.filter((name) => name.endsWith(".test.ts"))
			.map((name) => ({
				name: path.join("tests", name),
				command: [process.execPath, inRoot("tools/tls419.mjs"), "sim", "--variant", variant, inRoot("tests", name)],
			})),
		...names
			.filter((name) => name.endsWith(".test.mjs") && variant === "debug")
			.map((name) => ({ name: path.join("tests", name), command: [process.execPath, inRoot("tests", name)] })),
	];
	return found.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
}
