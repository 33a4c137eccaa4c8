/** Runs `tls419 ...` as a person does. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const command = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../tools/tls419.mjs");

/**
 * @param {string[]} words
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
export function tls419(words, options = {}) {
	const { status, stdout, stderr, error } = spawnSync(process.execPath, [command, ...words], {
		timeout: 30_000,
		...options,
		encoding: "utf8",
	});
	if (error) throw error;
	return { status, stdout, stderr };
}
