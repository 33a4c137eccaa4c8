import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { findProgram, Log, SetupError } from "./command.mjs";
import { inRoot } from "./paths.mjs";
import { sizeOf } from "./progress.mjs";
import { stamp, stampOf } from "./stamp.mjs";

/**
 * Installs the node modules of the lock file, unless they were made from this very lock file.
 * @param {() => void} announce
 */
export async function installModules(announce) {
	const folder = inRoot("node_modules");
	const key = createHash("sha256")
		.update(readFileSync(inRoot("package-lock.json")))
		.update(process.platform + process.arch)
		.digest("hex");
	if (stampOf(folder) === key) return undefined;
	announce();
	if (!findProgram("npm")) throw new SetupError("npm is not installed", "Install Node 20 or newer with npm.");
	const log = new Log("modules");
	await log.must(
		["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
		"Check that npm reaches its registry (`npm ping`) and run this again.",
	);
	stamp(folder, key);
	return { detail: "installed", bytes: sizeOf(folder) };
}
