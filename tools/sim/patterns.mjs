/**
 * Which files a line of a manifest's "modules", "data" or "resources" names. On the left a name, "*" or "folder/*"; on the right a path without or with
 * extension, whose last part may end with "*".
 */
import { readdirSync } from "node:fs";
import path from "node:path";

/** In the order of preference when a path has no extension. C sources, headers and declarations are the compiler's and are passed over. */
export const moduleExtensions = [".ts", ".js", ".mjs", ".json"];

/**
 * @param {string} pattern
 * @param {string} source absolute
 * @param {string[] | undefined} extensions undefined: any file, and the extension is part of the name
 * @returns {{matched: boolean, files: {name: string, file: string}[]}} matched without files: only sources of another language are there
 */
export function filesOf(pattern, source, extensions) {
	const folder = path.dirname(source);
	const wanted = path.basename(source);
	const prefix = wanted.endsWith("*") ? wanted.slice(0, -1) : undefined;
	/** @type {Map<string, string>} */
	const found = new Map();
	let matched = false;
	for (const entry of entriesOf(folder)) {
		const extension = entry.endsWith(".d.ts") ? ".d.ts" : path.extname(entry);
		const base = entry.slice(0, entry.length - extension.length);
		if (prefix === undefined ? base !== wanted && entry !== wanted : !base.startsWith(prefix)) continue;
		matched = true;
		if (extensions && (!extensions.includes(extension) || /^manifest.*\.json$/.test(entry))) continue;
		const name = nameOf(pattern, base.slice(prefix?.length ?? 0)) + (extensions ? "" : extension);
		const present = found.get(name);
		if (!present || (extensions && extensions.indexOf(extension) < extensions.indexOf(path.extname(present))))
			found.set(name, path.join(folder, entry));
	}
	return { matched, files: [...found].map(([name, file]) => ({ name, file })) };
}

/**
 * @param {string} pattern
 * @param {string} part what stands for the star
 */
function nameOf(pattern, part) {
	const star = pattern.lastIndexOf("*");
	return star < 0 ? pattern : pattern.slice(0, star) + part;
}

/**
 * @param {string} folder
 * @returns {string[]} nothing when there is no such folder: the caller then says that nothing matches
 */
function entriesOf(folder) {
	try {
		return readdirSync(folder, { withFileTypes: true })
			.filter((entry) => !entry.name.startsWith(".") && !entry.isDirectory())
			.map((entry) => entry.name)
			.sort();
	} catch (error) {
		if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return [];
		throw error;
	}
}
