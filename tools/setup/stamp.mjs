import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A stamp is a file that says what a folder was made from. It is written last, so that a step that was interrupted is done again, and it lives inside
 * the folder, so that deleting the folder is enough to have it made anew.
 */
const name = ".made-from";

/** @param {string} folder @returns {string | undefined} what it was made from */
export function stampOf(folder) {
	try {
		return readFileSync(path.join(folder, name), "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}

/** @param {string} folder @param {string} key */
export function stamp(folder, key) {
	writeFileSync(path.join(folder, name), key);
}

/** @param {string} folder empties it, or makes it */
export function emptied(folder) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	return folder;
}
