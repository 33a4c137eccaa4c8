/**
 * The tests as one program of the Moddable SDK: each test file is a module of it, and the command line says which one runs. What the tests import is found by
 * the simulator's own front-end.
 */
import { readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { Log } from "../setup/command.mjs";
import { inBuild, inRoot, root } from "../setup/paths.mjs";
import { graphOf } from "../sim/graph.mjs";
import { readManifests } from "../sim/manifest.mjs";
import { writeAtomically } from "../sim/transform.mjs";
import { mistakesIn } from "./mistakes.mjs";

/** Tests of the classes. Those in tests/sim are about the simulator itself, and tests/tools about programs of Node. */
const folders = ["contract", "interop", "node", "tls"];

/** @returns {string[]} paths of the test files, relative to the project, but for those that say that they are not for the SDK */
export function testFiles() {
	return folders.flatMap((folder) =>
		readdirSync(inRoot("tests", folder), { recursive: true, encoding: "utf8" })
			.filter((name) => name.endsWith(".test.ts"))
			.sort()
			.map((name) => path.join("tests", folder, name))
			.filter((file) => !/^\/\/ not with the SDK: /m.test(readFileSync(inRoot(file), "utf8"))),
	);
}

/** @param {string} file relative to the project @returns {string} the name of its module */
export const specifierOf = (file) => file.replace(/\.(ts|js|mjs)$/, "");

/**
 * @param {string[]} files
 * @returns {Promise<object>} a manifest
 */
async function manifestOf(files) {
	const own = readManifests([inRoot("tests/manifest.json"), inRoot("modules/node/manifest.json")]).modules;
	own.set("mc/config", inRoot("hosts/sim/sdk/config.ts"));
	const { modules } = await graphOf({ required: files.map((file) => inRoot(file)), names: own, cache: inBuild("cache") });
	const named = new Set([...own.values()].map((file) => realpathSync(file)));
	/** @type {Record<string, string>} */
	const table = {};
	/** @param {string} specifier @param {string} source */
	const add = (specifier, source) => {
		if (named.has(source)) return;
		table[specifier] = source;
		if (specifier !== "uvu/assert") return;
		table["uvu/assert/original"] = source;
		table[specifier] = inRoot("tests/moddable/assert.js");
	};
	for (const { source, imports } of modules) {
		const file = path.relative(root, source);
		if (!file.includes("node_modules")) add(specifierOf(file), source);
		for (const [specifier, module] of imports) if (!specifier.startsWith(".")) add(specifier, module.source);
	}
	return {
		// Not that of the tests: it names data, which mcconfig cannot place for a program of the command line.
		include: [inRoot("manifest.json"), inRoot("modules/node/manifest.json")],
		creation: { main: "main" },
		modules: table,
		// Types are checked by `npm run check`. Here a test's own imports, which name files, become what the SDK's loader knows.
		typescript: { tsconfig: { compilerOptions: { allowJs: true, noCheck: true, rewriteRelativeImportExtensions: true } } },
	};
}

/**
 * @param {import("./kit.mjs").Kit} kit
 * @param {boolean} debug
 * @returns {Promise<{program: string, warnings: string[]}>} path of the program, and what must not be warned about
 */
export async function buildTests(kit, debug) {
	const file = inBuild("moddable/tests/manifest.json");
	writeAtomically(file, `${JSON.stringify(await manifestOf(testFiles()), null, "\t")}\n`);
	const output = inBuild("moddable");
	const log = new Log("moddable-tests");
	await log.must(
		["mcconfig", ...(debug ? ["-d"] : []), "-m", "-p", "x-cli-lin", "-o", output, file],
		"The reason is in build/log/moddable-tests.log.",
		{
			env: kit.env,
		},
	);
	const warnings = mistakesIn(readFileSync(log.file, "utf8"));
	// The next build would not warn about what is compiled already.
	if (warnings.length > 0) rmSync(path.join(output, "tmp"), { recursive: true, force: true });
	return { program: path.join(output, "bin/lin", debug ? "debug" : "release", "tests"), warnings };
}
