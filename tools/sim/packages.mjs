/**
 * Specifiers that no manifest names: paths relative to the importing file, and packages in node_modules written as ES modules.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Conditions of a package's "exports" that hold here, besides "default". "moddable" is what the SDK's own packages use. */
const conditions = new Set(["moddable", "import", "default"]);
/** TypeScript lets a source import "./x.js" where the file is x.ts. */
const written = new Map([
	[".js", ".ts"],
	[".mjs", ".mts"],
]);
const extensions = [".ts", ".js", ".mjs", ".json"];

/**
 * @param {string} specifier beginning with "./", "../" or "/"
 * @param {string} importer path of the importing file
 * @returns {string | undefined}
 */
export function resolveRelative(specifier, importer) {
	return resolveFile(path.resolve(path.dirname(importer), specifier));
}

/**
 * @param {string} specifier
 * @param {string} importer
 * @returns {string | undefined}
 */
export function resolvePackage(specifier, importer) {
	const [, name, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
	if (name === undefined) return undefined;
	for (let folder = path.dirname(importer); ; folder = path.dirname(folder)) {
		const root = path.join(folder, "node_modules", name);
		const description = descriptionOf(root);
		if (description) return resolveExport(root, description, rest);
		if (folder === path.dirname(folder)) return undefined;
	}
}

/**
 * @param {string} file
 * @returns {boolean} whether the file belongs to a package that says its .js files are CommonJS (or says nothing)
 */
export function mayBeCommonJS(file) {
	if (path.extname(file) === ".cjs") return true;
	if (path.extname(file) !== ".js" || !file.includes(`${path.sep}node_modules${path.sep}`)) return false;
	for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
		const description = descriptionOf(folder);
		if (description) return description.type !== "module";
	}
	return true;
}

/**
 * @typedef {object} Description package.json
 * @property {string} [main]
 * @property {string} [module]
 * @property {string} [type]
 * @property {unknown} [exports]
 */

/**
 * @param {string} root
 * @returns {Description | undefined}
 */
function descriptionOf(root) {
	const file = path.join(root, "package.json");
	return isFile(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/**
 * @param {string} root
 * @param {Description} description
 * @param {string} rest "" or "/sub/path"
 * @returns {string | undefined}
 */
function resolveExport(root, description, rest) {
	if (description.exports === undefined || description.exports === null)
		return resolveFile(path.join(root, rest || (description.module ?? description.main ?? "index")));
	const target = exported(description.exports, `.${rest}`);
	return target === undefined ? undefined : resolveFile(path.join(root, target));
}

/**
 * @param {unknown} exports
 * @param {string} subpath "." or "./sub/path"
 * @returns {string | undefined}
 */
function exported(exports, subpath) {
	const table = isTable(exports) && Object.keys(exports).every((key) => key.startsWith(".")) ? exports : { ".": exports };
	if (Object.hasOwn(table, subpath)) return chosen(table[subpath], "");
	const patterns = Object.keys(table)
		.filter((key) => key.includes("*"))
		.sort((a, b) => b.length - a.length);
	for (const pattern of patterns) {
		const [before, after] = pattern.split("*");
		if (subpath.length >= pattern.length && subpath.startsWith(before) && subpath.endsWith(after))
			return chosen(table[pattern], subpath.slice(before.length, subpath.length - after.length));
	}
	return undefined;
}

/**
 * @param {unknown} target
 * @param {string} part what stands for the star
 * @returns {string | undefined}
 */
function chosen(target, part) {
	if (typeof target === "string") return target.replaceAll("*", part);
	for (const [condition, value] of Array.isArray(target) ? target.map((item) => ["default", item]) : Object.entries(target ?? {})) {
		const path = conditions.has(condition) ? chosen(value, part) : undefined;
		if (path !== undefined) return path;
	}
	return undefined;
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function resolveFile(file) {
	if (isFile(file)) return file;
	const extension = path.extname(file);
	const source = file.slice(0, file.length - extension.length) + (written.get(extension) ?? "");
	if (written.has(extension) && isFile(source)) return source;
	return [...extensions.map((item) => file + item), ...extensions.map((item) => path.join(file, `index${item}`))].find(isFile);
}

/** @param {string} file */
function isFile(file) {
	return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isTable(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
