import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string | undefined} trouble what is wrong with the file as a whole
 */

/**
 * Adds up the totals that uvu prints (the C tests print the same three lines).
 *
 * A file is never better than its process: one that crashed, was stopped, left a sanitizer's report or never came to a total has at least one failure,
 * because the tests it did not reach cannot be counted.
 * @param {import("./process.mjs").Ending} ending
 * @returns {Verdict}
 */
export function judge({ output, trouble }) {
	const text = stripVTControlCharacters(output);
	/** @param {string} name */
	const sum = (name) =>
		[...text.matchAll(new RegExp(`^\\s*${name}:\\s+(\\d+)\\s*$`, "gm"))].reduce((total, match) => total + Number(match[1]), 0);
	const total = sum("Total");
	const passed = sum("Passed");
	const skipped = sum("Skipped");
	const report = /^.*(?:ERROR: (?:Address|Leak)Sanitizer|runtime error: ).*$/m.exec(text)?.[0];
	const reason = trouble ?? report ?? (/^\s*Total:\s+\d+\s*$/m.test(text) ? undefined : "ended without a total");
	return { passed, failed: Math.max(total - passed, reason ? 1 : 0), skipped, trouble: reason };
}
