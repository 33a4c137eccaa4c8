/** Folders that a test fills and that are gone when its process ends. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** @type {string[]} */
const folders = [];
process.on("exit", () => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * @param {Record<string, unknown>} files path -> text, or a value that is written as JSON
 * @returns {string} the folder
 */
export function project(files) {
	const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "tls419-test-")));
	folders.push(folder);
	for (const [name, content] of Object.entries(files)) {
		const file = path.join(folder, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
	}
	return folder;
}
