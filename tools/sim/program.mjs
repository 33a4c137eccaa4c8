/**
 * A program file: everything that the native simulator needs to run a main module, found and compiled beforehand. Its format is a line a record, with
 * tabs between the fields; hosts/sim/program.c reads it.
 *
 * Compiling is a walk over the sources each time, but nothing is compiled twice: results are kept under the hash of their content.
 */
import { createHash } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";
import { graphOf } from "./graph.mjs";
import { mergeConfig, readManifests } from "./manifest.mjs";
import { writeAtomically } from "./transform.mjs";

/** The folder of this package. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const cache = path.join(root, "build/cache");
const hostManifest = path.join(root, "hosts/sim/manifest.json");

/**
 * @typedef {object} CompileOptions
 * @property {Record<string, unknown>} [config] added to what the manifests give mc/config
 * @property {boolean} [absolute] names sources by absolute paths, as a debugger needs them
 * @property {string} [output] where to write the program file; otherwise a place in the cache
 * @property {(message: string) => void} [warn]
 */

/**
 * @param {string} main a .ts, .js or .mjs file, or a manifest.json whose module "main" is run
 * @param {CompileOptions} [options]
 * @returns {Promise<string>} path of the program file
 */
export async function compile(main, options = {}) {
	const file = path.resolve(main);
	if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Failure(`there is no file ${main}`, { code: "SIM_NO_MAIN" });
	const isManifest = path.extname(file) === ".json";
	const manifest = isManifest ? file : nearest(path.dirname(file), "manifest.json", path.join(root, "manifest.json"));
	const merged = readManifests([hostManifest, manifest]);
	for (const warning of merged.warnings) options.warn?.(`${manifest}: ${warning}`);
	mergeConfig(merged.config, options.config ?? {});

	const start = isManifest ? starter(merged.modules, merged.main, manifest) : file;
	const config = generated(`export default Object.freeze(${JSON.stringify(merged.config)}, true);\n`);
	merged.modules.set("mc/config", config);
	const preload = merged.preload.map((specifier) => namedFile(merged.modules, specifier, manifest));
	const { modules, names } = await graphOf({ required: [...preload, start], names: merged.modules, cache });

	const project = path.dirname(nearest(path.dirname(file), "package.json", manifest));
	const idOf = new Map(modules.map((module) => [module.source, String(module.id)]));
	/** @param {string} source */
	const id = (source) => idOf.get(realpathSync(source)) ?? "";
	const records = [["tls419", "1"]];
	for (const module of modules) {
		const shown = isManifest && module.source === realpathSync(start) ? manifest : module.source;
		records.push(["module", String(module.id), module.code, options.absolute ? shown : display(shown, project)]);
	}
	for (const module of modules)
		for (const [specifier, target] of module.imports) records.push(["import", String(module.id), specifier, String(target.id)]);
	for (const [specifier, module] of names) records.push(["name", specifier, String(module.id)]);
	for (const [name, source] of merged.resources) records.push(["resource", name, source]);
	for (const source of new Set(preload)) records.push(["preload", id(source)]);
	records.push(["main", id(start)]);
	return write(records, options.output);
}

/**
 * @param {string[][]} records
 * @param {string | undefined} output
 */
function write(records, output) {
	for (const field of records.flat())
		if (/[\t\n]/.test(field)) throw new Failure(`a path or a specifier holds a tab or a line break: ${JSON.stringify(field)}`);
	const text = records.map((fields) => `${fields.join("\t")}\n`).join("");
	const file = output === undefined ? path.join(cache, "programs", `${hash(text)}.program`) : path.resolve(output);
	if (output !== undefined || !existsSync(file)) writeAtomically(file, text);
	return file;
}

/** @param {string} text */
function hash(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/**
 * @param {string} text of a module that no file holds
 * @returns {string} its file
 */
function generated(text) {
	const file = path.join(cache, "generated", `${hash(text)}.js`);
	if (!existsSync(file)) writeAtomically(file, text);
	return file;
}

/**
 * The hosts of the SDK import the main module and, when its default export is a function, call it.
 * @param {Map<string, string>} modules
 * @param {string} specifier
 * @param {string} manifest
 * @returns {string} a module that does the same
 */
function starter(modules, specifier, manifest) {
	namedFile(modules, specifier, manifest);
	return generated(`import * as main from ${JSON.stringify(specifier)};\nif (typeof main.default === "function") main.default();\n`);
}

/**
 * @param {Map<string, string>} modules
 * @param {string} specifier
 * @param {string} manifest
 */
function namedFile(modules, specifier, manifest) {
	const file = modules.get(specifier);
	if (file === undefined) throw new Failure(`no module is called "${specifier}"`, { file: manifest });
	return file;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} otherwise
 * @returns {string} the file of that name in the folder or the nearest one above it
 */
function nearest(folder, name, otherwise) {
	for (let current = folder; ; current = path.dirname(current)) {
		const file = path.join(current, name);
		if (existsSync(file)) return file;
		if (current === path.dirname(current)) return otherwise;
	}
}

/**
 * @param {string} source
 * @param {string} project
 * @returns {string} what stacks show: relative within the project, absolute elsewhere
 */
function display(source, project) {
	const relative = path.relative(realpathSync(project), source);
	return relative.startsWith("..") || path.isAbsolute(relative) ? source : relative;
}
