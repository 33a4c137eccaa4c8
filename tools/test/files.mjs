import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { inBuild, inRoot } from "../setup/paths.mjs";

/** @typedef {{name: string, command: string[]}} TestFile */

/**
 * Options of the simulator that a test asks for in a comment of its own: `// sim: --clock virtual --net latency=20ms`.
 * @param {string} file
 */
export function optionsOf(file) {
	const [, options] = /^\/\/ sim: (.+)$/m.exec(readFileSync(file, "utf8")) ?? [];
	return options?.split(" ") ?? [];
}

/**
 * The tests of the modules that Node has too run on Node as well: what holds there has to hold here. One that cannot says why in a comment of its own:
 * `// simulator only: Node has no such option`.
 * @param {string} name below tests
 */
function runsOnNode(name) {
	return name.startsWith(`node${path.sep}`) && !/^\/\/ simulator only: \S/m.test(readFileSync(inRoot("tests", name), "utf8"));
}

/**
 * Everything there is to run: *.test.ts in the simulator, those of tests/node in Node too, *.test.mjs in Node, and the engine's tests in C.
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
			.filter((name) => name.endsWith(".test.ts") && !name.startsWith(`sdk${path.sep}`))
			.map((name) => ({
				name: path.join("tests", name),
				command: [
					process.execPath,
					inRoot("tools/tls419.mjs"),
					"sim",
					"--variant",
					variant,
					...optionsOf(inRoot("tests", name)),
					inRoot("tests", name),
				],
			})),
		...names
			.filter((name) => name.endsWith(".test.ts") && variant === "debug" && runsOnNode(name))
			.map((name) => ({
				name: `${path.join("tests", name)} on Node`,
				command: [process.execPath, "--import", inRoot("tools/test/node.mjs"), inRoot("tests", name)],
			})),
		...names
			.filter((name) => name.endsWith(".test.mjs") && !/^(moddable|esp32)[/\\]/.test(name) && variant === "debug")
			.map((name) => ({ name: path.join("tests", name), command: [process.execPath, inRoot("tests", name)] })),
	];
	return found.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
}

/** @returns {TestFile[]} what `npm run test:moddable` runs on Node: builds with the Moddable SDK, each of which takes its time */
export function findModdableTests() {
	return readdirSync(inRoot("tests/moddable"))
		.filter((name) => name.endsWith(".test.mjs"))
		.sort()
		.map((name) => ({ name: path.join("tests/moddable", name), command: [process.execPath, inRoot("tests/moddable", name)] }));
}

/** @param {string[]} firmwares that were built @returns {TestFile[]} what `npm run test:esp32` runs with them */
export function findEsp32Tests(firmwares) {
	return firmwares.map((name) => {
		const file = path.join("tests/esp32", `${name}.test.mjs`);
		return { name: file, command: [process.execPath, inRoot(file)] };
	});
}
