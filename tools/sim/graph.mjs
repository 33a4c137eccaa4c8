/**
 * The modules of a program: from the roots along every import that is written as a string. A module is its file: reached under two names it is still one.
 */
import { realpathSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { mayBeCommonJS, resolvePackage, resolveRelative } from "./packages.mjs";
import { transform } from "./transform.mjs";

/**
 * @typedef {object} Module
 * @property {number} id
 * @property {string} source path of the file
 * @property {string} code path of what XS parses
 * @property {Map<string, Module>} imports
 */

/**
 * @param {object} options
 * @param {string[]} options.required files that must be complete: what they import has to be there
 * @param {Map<string, string>} options.names specifier -> file; these come along, but what is missing for them matters only when they are imported
 * @param {string} options.cache
 * @returns {Promise<{modules: Module[], names: Map<string, Module>}>}
 */
export async function graphOf({ required, names, cache }) {
	/** @type {Map<string, Module>} */
	const modules = new Map();
	/** @type {Set<Module>} */
	const complete = new Set();

	/** @param {string} specifier @param {string} importer */
	const resolve = (specifier, importer) => {
		const named = names.get(specifier);
		if (named !== undefined) return named;
		return /^\.{0,2}\//.test(specifier)
			? (besideByName(names, specifier, importer) ?? resolveRelative(specifier, importer))
			: resolvePackage(specifier, importer);
	};

	/** @param {string} file @param {boolean} strict @returns {Promise<Module>} */
	const visit = async (file, strict) => {
		const source = realpathSync(file);
		const present = modules.get(source);
		if (present && (complete.has(present) || !strict)) return present;
		const code = await transform(source, cache);
		if (!code.module && mayBeCommonJS(source))
			throw new Failure("is a CommonJS module; the simulator runs ES modules only", { file: source });
		const module = present ?? { id: modules.size, source, code: code.path, imports: new Map() };
		modules.set(source, module);
		if (strict) complete.add(module);
		for (const { specifier, dynamic, line } of code.imports) {
			const target = resolve(specifier, source);
			if (target !== undefined) module.imports.set(specifier, await visit(target, strict && !dynamic));
			else if (strict && !dynamic) throw missing(specifier, source, line);
		}
		return module;
	};

	for (const file of required) await visit(file, true);
	/** @type {Map<string, Module>} */
	const named = new Map();
	for (const [specifier, file] of names) named.set(specifier, await visit(file, false));
	return { modules: [...modules.values()], names: named };
}

/**
 * mcconfig's modules know each other by specifier: in the module "a/b", "./c" is the module "a/c", wherever its file is, and whatever lies beside the file.
 * @param {Map<string, string>} names
 * @param {string} specifier
 * @param {string} importer
 */
function besideByName(names, specifier, importer) {
	for (const [name, file] of names) {
		if (file !== importer) continue;
		const joined = new URL(specifier, `file:///${name}`).pathname.slice(1);
		const target = names.get(joined) ?? names.get(joined.replace(/\.(js|mjs|ts)$/, ""));
		if (target !== undefined) return target;
	}
	return undefined;
}

/**
 * @param {string} specifier
 * @param {string} file
 * @param {number} line
 */
function missing(specifier, file, line) {
	const advice = specifier.startsWith("node:")
		? "Node's own modules are not here; of some there are others, for a manifest.json that includes modules/node/manifest.json of tls419 (docs/node-compat.md)"
		: /^\.{0,2}\//.test(specifier)
			? "there is no such file (tried as written and with .ts, .js, .mjs, .json)"
			: "no manifest.json names it and no package in node_modules exports it";
	return new Failure(`cannot find the module "${specifier}": ${advice}`, { file, line, code: "SIM_MODULE_NOT_FOUND" });
}
