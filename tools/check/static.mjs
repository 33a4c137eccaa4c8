import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inRoot } from "../setup/paths.mjs";
import { comparePaths } from "./paths.mjs";

const execute = promisify(execFile);

/** @param {string} name @param {string[]} words @returns {Promise<string>} what a program of node_modules says against the project, if it fails */
async function complaintsOf(name, words) {
	try {
		await execute(inRoot("node_modules/.bin", name), words, { maxBuffer: 1 << 26 });
		return "";
	} catch (error) {
		if (error instanceof Error && "stdout" in error && "stderr" in error) return `${error.stdout}${error.stderr}` || error.message;
		throw error;
	}
}

/** @returns {Promise<string>} */
async function differentPaths() {
	const { stdout } = await execute(inRoot("node_modules/.bin/tsc"), ["--project", inRoot("tsconfig.json"), "--showConfig"]);
	return comparePaths(JSON.parse(stdout).compilerOptions.paths).join("\n");
}

/**
 * Everything that is checked without running the code.
 * @type {{name: string, check: () => Promise<string>}[]}
 */
const checks = [
	{ name: "lint and format", check: () => complaintsOf("biome", ["check", "--error-on-warnings", "--max-diagnostics=100", inRoot()]) },
	{ name: "types on XS", check: () => complaintsOf("tsc", ["--project", inRoot("tsconfig.json")]) },
	{ name: "types with Moddable", check: () => complaintsOf("tsc", ["--project", inRoot("tsconfig.moddable.json")]) },
	{ name: "types on Node", check: () => complaintsOf("tsc", ["--project", inRoot("tsconfig.tools.json")]) },
	{ name: "module names", check: differentPaths },
];

/** @returns {Promise<{passed: number, failed: number}>} */
export async function checkStatically() {
	const sum = { passed: 0, failed: 0 };
	for (const { name, check } of checks) {
		const start = performance.now();
		const complaints = await check();
		const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
		if (complaints) process.stdout.write(`\n${complaints.trimEnd()}\n\n`);
		process.stdout.write(`${complaints ? "FAIL" : "ok  "} ${name}, ${time}\n`);
		sum[complaints ? "failed" : "passed"]++;
	}
	return sum;
}
