import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string | undefined} trouble what is wrong with the file as a whole
 */

/** @param {string} text @returns {{total: number, passed: number, skipped: number} | undefined} the sum of what the file reported, if it did */
function reported(text) {
	/** @param {string} name */
	const sum = (name) =>
		[...text.matchAll(new RegExp(`^\\s*${name}:\\s+(\\d+)\\s*$`, "gm"))].reduce((total, match) => total + Number(match[1]), 0);
	if (/^\s*Total:\s+\d+\s*$/m.test(text)) return { total: sum("Total"), passed: sum("Passed"), skipped: sum("Skipped") };
	const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(text) ?? [];
	return passed === undefined ? undefined : { total: Number(passed) + Number(failed), passed: Number(passed), skipped: 0 };
}

/**
 * Adds up the totals that uvu prints at the end of each suite; the tests in C print one line instead.
 *
 * A file is never better than its process: one that crashed, was stopped, left a sanitizer's report or never came to a total has at least one failure,
 * because the tests it did not reach cannot be counted.
 * @param {import("./process.mjs").Ending} ending
 * @returns {Verdict}
 */
export function judge({ output, trouble }) {
	const text = stripVTControlCharacters(output);
	const { total, passed, skipped } = reported(text) ?? { total: 0, passed: 0, skipped: 0 };
	const report = /^.*(?:ERROR: (?:Address|Leak)Sanitizer|runtime error: ).*$/m.exec(text)?.[0];
	const reason = trouble ?? report ?? (total === 0 ? "ended without a total" : undefined);
	return { passed, failed: Math.max(total - passed, reason ? 1 : 0), skipped, trouble: reason };
}

/** The lines of a table that a test has printed: those that begin with a bar. @param {string} output @returns {string[]} */
export function tableIn(output) {
	return output.split("\n").filter((line) => line.startsWith("| "));
}

/** What a file says it has left out, and why. @param {string} output @returns {string[]} */
export function skippedIn(output) {
	return output.split("\n").filter((line) => line.startsWith("skipped: "));
}
