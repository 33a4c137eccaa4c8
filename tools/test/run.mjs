import { availableParallelism } from "node:os";
import { startPeers } from "../../tests/peers/service.mjs";
import { findTests } from "./files.mjs";
import { runBounded } from "./process.mjs";
import { judge, skippedIn, tableIn } from "./totals.mjs";

/**
 * A sanitizer's finding ends the program with a status that no test uses, and undefined behaviour says where. What was freed is kept for a while, to see
 * it used again; the limit keeps a program without end from taking the machine's memory.
 */
const sanitizers = { ASAN_OPTIONS: "exitcode=86:detect_leaks=1:hard_rss_limit_mb=3000", UBSAN_OPTIONS: "print_stacktrace=1" };

/**
 * @typedef {object} Options
 * @property {string} [variant] debug, narrow, release or sanitize
 * @property {string[]} [filters] parts of file names
 * @property {number} [jobs] how many files run at a time
 * @property {number} [seconds] the limit for one file
 * @property {NodeJS.ProcessEnv} [env] added to the environment
 * @property {import("./files.mjs").TestFile[]} [tests] instead of those that the filters choose
 */

/**
 * Runs test files, each in a process of its own, and shows a line for each that passes and the whole output of each that does not. The tables that tests have
 * printed come last.
 * @param {Options} [options]
 * @returns {Promise<{passed: number, failed: number, skipped: number}>}
 */
export async function runTests({
	variant = "debug",
	filters = [],
	jobs = Math.min(availableParallelism(), 4),
	seconds = variant === "narrow" ? 300 : 180,
	env = {},
	tests = findTests(variant, filters),
} = {}) {
	const waiting = [...tests];
	const sum = { passed: 0, failed: 0, skipped: 0 };
	/** @type {string[]} */
	const tables = [];
	if (waiting.length === 0) {
		process.stdout.write(`no test matches ${filters.join(" ")}\n`);
		return { ...sum, failed: 1 };
	}
	const width = Math.max(...waiting.map(({ name }) => name.length));
	const peers = await startPeers();
	const environment = { ...process.env, ...sanitizers, ...env, TLS419_PEERS: peers.address };
	const worker = async () => {
		for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
			const ending = await runBounded(file.command, { seconds, env: environment });
			const { passed, failed, skipped, trouble } = judge(ending);
			sum.passed += passed;
			sum.failed += failed;
			sum.skipped += skipped;
			const counts = `${passed} passed${failed ? `, ${failed} failed` : ""}${skipped ? `, ${skipped} skipped` : ""}`;
			const time = `${(ending.milliseconds / 1000).toFixed(1)} s`;
			tables.push(...tableIn(ending.output));
			if (failed) process.stdout.write(`\n${ending.output.trimEnd()}\n\n`);
			process.stdout.write(`${failed ? "FAIL" : "ok  "} ${file.name.padEnd(width)}  ${counts}, ${time}${trouble ? ` (${trouble})` : ""}\n`);
			for (const line of skippedIn(ending.output)) process.stdout.write(`     ${line}\n`);
		}
	};
	try {
		await Promise.all(Array.from({ length: jobs }, worker));
	} finally {
		await peers.stop();
	}
	if (tables.length > 0) process.stdout.write(`\n${tables.join("\n")}\n`);
	return sum;
}
