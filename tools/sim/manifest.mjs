/**
 * Manifests: the same files that the SDK's mcconfig reads. A manifest includes others (which are merged first, each file once) and says which source
 * files are modules and under which names, which files are resources, what mc/config holds and what is evaluated before the main module.
 *
 * What concerns a chip or a C compiler (build, defines, strip, creation but for its "main", recipes, ble, typescript, dependency) is passed over: the simulator's natives are in the
 * simulator. The platform is x-cli-lin, mcconfig's name for a program on the command line of Linux.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { filesOf, moduleExtensions } from "./patterns.mjs";

export const PLATFORM = "x-cli-lin";

/**
 * Manifests of the SDK whose modules the simulator brings itself, so that an application's manifest can name them and need no SDK. Everything else under
 * $(MODDABLE) is read where that variable is set.
 */
const provided = [
	"/examples/manifest_base.json",
	"/examples/manifest_typings.json",
	"/examples/manifest_net.json",
	"/modules/io/manifest.json",
	"/modules/base/time/manifest.json",
	"/modules/base/timer/manifest.json",
	"/modules/data/text/manifest.json",
	"/modules/data/text/encoder/manifest.json",
	"/modules/data/text/decoder/manifest.json",
	"/modules/files/resource/manifest.json",
];

/** @typedef {string | string[] | {source: string} | {source: string}[]} Sources */
/**
 * @typedef {object} Section what a manifest and each of its platforms may hold
 * @property {string | {git?: string} | (string | {git?: string})[]} [include]
 * @property {Record<string, Sources>} [modules]
 * @property {Record<string, Sources>} [data]
 * @property {Record<string, Sources>} [resources]
 * @property {Record<string, unknown>} [config]
 * @property {string | string[]} [preload]
 * @property {{main?: string}} [creation]
 * @property {Record<string, unknown>} [build]
 * @property {string | string[]} [error]
 * @property {string | string[]} [warning]
 */
/** @typedef {Section & {platforms?: Record<string, Section>}} Manifest */
/** @typedef {{path: string, sections: Section[], variables: Record<string, string>}} Read one manifest file: its own section, then its platform's */
/**
 * @typedef {object} Merged
 * @property {Map<string, string>} modules specifier -> absolute path of the source
 * @property {Map<string, string>} resources name -> absolute path
 * @property {Record<string, unknown>} config
 * @property {string[]} preload specifiers
 * @property {string} main specifier of the module that creation.main names
 * @property {string[]} warnings
 */

/**
 * @param {string[]} paths manifests, the most important one last
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Merged}
 */
export function readManifests(paths, environment = process.env) {
	/** @type {Read[]} */
	const all = [];
	const seen = new Set();
	for (const file of paths) readManifest(path.resolve(file), all, seen, environment);
	return merge(all, environment);
}

/**
 * @param {string} file
 * @param {Read[]} all
 * @param {Set<string>} seen
 * @param {NodeJS.ProcessEnv} environment
 */
function readManifest(file, all, seen, environment) {
	if (seen.has(file)) return;
	seen.add(file);
	/** @type {Manifest} */
	let manifest;
	try {
		manifest = JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new Failure(`not a valid manifest: ${error instanceof Error ? error.message : error}`, { file });
	}
	const platform = platformOf(manifest.platforms);
	const sections = platform ? [manifest, platform] : [manifest];
	const errors = sections.flatMap((section) => section.error ?? []);
	if (errors.length) throw new Failure(errors.join("; "), { file });
	/** @type {Record<string, string>} */
	const variables = {};
	for (const section of sections)
		for (const [name, value] of Object.entries(section.build ?? {}))
			if (typeof value === "string") setVariable(variables, name, value, environment);
	/** @type {Read} */
	const read = { path: file, sections, variables };
	for (const section of sections)
		for (const include of section.include === undefined ? [] : [section.include].flat())
			includeManifest(include, read, all, seen, environment);
	all.push(read);
}

/**
 * "NAME ?=" is what holds where the environment says nothing.
 * @param {Record<string, string>} variables
 * @param {string} name
 * @param {string} value
 * @param {NodeJS.ProcessEnv} environment
 */
function setVariable(variables, name, value, environment) {
	const [, optional] = /^(.+) \?=$/.exec(name) ?? [];
	variables[optional ?? name] = optional === undefined ? value : (environment[optional] ?? value);
}

/**
 * The most exact name wins, as in mcconfig: the platform itself, then patterns, then "...". Before them comes "sim", which mcconfig knows nothing of: there a
 * manifest says what holds for the simulator and not for a program that the SDK builds for the command line.
 * @param {Record<string, Section> | undefined} platforms
 */
function platformOf(platforms) {
	return platforms?.sim ?? platforms?.[PLATFORM] ?? platforms?.[`${PLATFORM}/*`] ?? platforms?.["..."];
}

/**
 * @param {string | {git?: string}} include
 * @param {Read} read
 * @param {Read[]} all
 * @param {Set<string>} seen
 * @param {NodeJS.ProcessEnv} environment
 */
function includeManifest(include, read, all, seen, environment) {
	if (typeof include !== "string")
		throw new Failure(`includes a git repository (${include.git}): clone it and include the manifest in the clone instead`, {
			file: read.path,
		});
	const inKit = /^\$\(MODDABLE\)(\/.*)$/.exec(include);
	if (inKit && provided.includes(inKit[1])) return;
	const file = path.resolve(path.dirname(read.path), expand(include, read, environment));
	if (!existsSync(file)) throw new Failure(`includes ${include}, which does not exist`, { file: read.path });
	readManifest(file, all, seen, environment);
}

/**
 * @param {string} text
 * @param {Read} read
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string} the text with its $(VARIABLES) replaced
 */
function expand(text, read, environment) {
	return text.replace(/\$\(([^)]+)\)/g, (whole, name) => {
		const value = read.variables[name] ?? environment[name];
		if (value === undefined)
			throw new Failure(`${text}: ${name} is not set in the environment${name === "MODDABLE" ? " (the folder of the Moddable SDK)" : ""}`, {
				file: read.path,
			});
		return value === whole ? value : expand(value, read, environment);
	});
}

/**
 * @param {Read[]} all
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Merged}
 */
function merge(all, environment) {
	/** @type {Merged} */
	const merged = { modules: new Map(), resources: new Map(), config: {}, preload: [], main: "main", warnings: [] };
	for (const { sections } of all) {
		for (const section of sections) {
			mergeConfig(merged.config, section.config ?? {});
			merged.preload.push(...[section.preload ?? []].flat());
			merged.main = section.creation?.main ?? merged.main;
			merged.warnings.push(...[section.warning ?? []].flat());
		}
	}
	addFiles(merged.modules, all, "modules", moduleExtensions, environment);
	addFiles(merged.resources, all, "data", undefined, environment);
	addFiles(merged.resources, all, "resources", undefined, environment);
	return merged;
}

/**
 * The first manifest that gives a name keeps it, and "~" takes files out wherever they are named.
 * @param {Map<string, string>} target
 * @param {Read[]} all
 * @param {"modules" | "data" | "resources"} property
 * @param {string[] | undefined} extensions
 * @param {NodeJS.ProcessEnv} environment
 */
function addFiles(target, all, property, extensions, environment) {
	/** @param {(pattern: string, source: string, file: string) => void} visit */
	const eachPattern = (visit) => {
		for (const read of all)
			for (const section of read.sections)
				for (const [pattern, sources] of Object.entries(section[property] ?? {}))
					for (const item of [sources].flat()) {
						const source = expand(typeof item === "string" ? item : item.source, read, environment);
						visit(pattern, path.resolve(path.dirname(read.path), source) + (source.endsWith("/") ? "/" : ""), read.path);
					}
	};
	const excluded = new Set();
	eachPattern((pattern, source) => {
		if (pattern === "~") for (const { file } of filesOf("*", source, extensions).files) excluded.add(file);
	});
	eachPattern((pattern, source, manifest) => {
		if (pattern === "~" || source.endsWith("/")) return;
		const { matched, files } = filesOf(pattern, source, extensions);
		if (!matched) throw new Failure(`"${pattern}" names ${source}, which matches no file`, { file: manifest });
		for (const { name, file } of files) if (!excluded.has(file) && !target.has(name)) target.set(name, file);
	});
}

/**
 * @param {Record<string, unknown>} target
 * @param {Record<string, unknown>} source
 */
export function mergeConfig(target, source) {
	for (const [name, value] of Object.entries(source)) {
		const present = target[name];
		if (isRecord(present) && isRecord(value)) mergeConfig(present, value);
		else target[name] = structuredClone(value);
	}
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
