import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./command.mjs";
import { root } from "./paths.mjs";

const nameWidth = 16;

/** @param {number} bytes */
function readable(bytes) {
	return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {string} folder @returns {number} the bytes of all files in it */
export function sizeOf(folder) {
	let total = 0;
	for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
		if (entry.isFile()) total += statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size;
	}
	return total;
}

/**
 * What a step did. `undefined` stands for "nothing was to be done".
 * @typedef {{detail: string, bytes?: number} | undefined} Outcome
 */

/**
 * Runs one step and shows it on one line: its name, what it is doing, and in the end what came of it, its size and its time.
 * @param {string} name
 * @param {string} doing
 * @param {boolean} quiet say nothing when nothing was to be done
 * @param {(announce: () => void) => Promise<Outcome>} work calls announce() before anything that takes time
 */
export async function step(name, doing, quiet, work) {
	const start = performance.now();
	const live = process.stdout.isTTY === true;
	/** @type {NodeJS.Timeout | undefined} */
	let ticking;
	let announced = false;
	const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
	const announce = () => {
		if (announced) return;
		announced = true;
		process.stdout.write(`  ${name.padEnd(nameWidth)} ${doing} ... `);
		if (live) {
			ticking = setInterval(() => process.stdout.write(`\r  ${name.padEnd(nameWidth)} ${doing} ... ${seconds()} `), 1000);
		}
	};
	try {
		const outcome = await work(announce);
		if (!outcome && quiet) return;
		if (live && announced) process.stdout.write("\r\x1b[K");
		if (!announced || live) process.stdout.write(`  ${name.padEnd(nameWidth)} `);
		const size = outcome?.bytes === undefined ? "" : `${readable(outcome.bytes)}, `;
		process.stdout.write(`${outcome ? outcome.detail : "up to date"} (${size}${seconds()})\n`);
	} catch (error) {
		if (announced) process.stdout.write("failed\n");
		if (!(error instanceof SetupError)) throw error;
		if (error.output) process.stderr.write(`\n${error.output}\n`);
		process.stderr.write(`\nSet-up failed at "${name}": ${error.message}\n${error.advice}\n(in ${root})\n`);
		throw error;
	} finally {
		clearInterval(ticking);
	}
}
