/**
 * One source file -> the JavaScript that XS parses, and what it imports. Types are replaced by blanks and nothing moves, so lines and columns in
 * stacks, in xsbug and in error messages are those of the source: no source map is needed.
 *
 * The two packages behind this (a WebAssembly module of 3 MB and a parser) are loaded only when a file is not in the cache yet.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";

/**
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} dynamic true for import("literal"): a missing module is then the program's business
 * @property {number} line
 */
/**
 * @typedef {object} Code
 * @property {string} path the file for XS: the source itself where nothing had to change
 * @property {Import[]} imports
 * @property {boolean} module false: no import, export or import.meta in it
 */

/** What else than the source decides about the result: these two files, and the versions of the packages. */
const makers = createHash("sha256");
for (const file of ["./transform.mjs", "./natives-in-place.mjs", "../../package.json"])
	makers.update(readFileSync(new URL(file, import.meta.url)));
const version = makers.digest("hex");

/**
 * @param {string} source path of the file
 * @param {string} cache folder
 * @returns {Promise<Code>}
 */
export async function transform(source, cache) {
	const text = readFileSync(source, "utf8");
	const extension = path.extname(source);
	const key = createHash("sha256").update(`${version}\0${extension}\0${text}`).digest("hex").slice(0, 32);
	const record = path.join(cache, "code", `${key}.json`);
	const code = path.join(cache, "code", `${key}.js`);
	if (existsSync(record)) {
		const { changed, imports, module } = JSON.parse(readFileSync(record, "utf8"));
		return { path: changed ? code : source, imports, module };
	}
	const result = extension === ".json" ? jsonModule(text, source) : await sourceModule(text, extension, source);
	const changed = result.text !== text;
	if (changed) writeAtomically(code, result.text);
	writeAtomically(record, JSON.stringify({ changed, imports: result.imports, module: result.module }));
	return { path: changed ? code : source, imports: result.imports, module: result.module };
}

/**
 * Several compilations may run at once: a file appears complete or not at all.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function writeAtomically(file, content) {
	mkdirSync(path.dirname(file), { recursive: true });
	const partial = `${file}.${process.pid}`;
	writeFileSync(partial, content);
	renameSync(partial, file);
}

/**
 * @param {string} text
 * @param {string} source
 * @returns {{text: string, imports: Import[], module: boolean}}
 */
function jsonModule(text, source) {
	try {
		return { text: `export default ${JSON.stringify(JSON.parse(text))};\n`, imports: [], module: true };
	} catch (error) {
		throw new Failure(`not valid JSON: ${error instanceof Error ? error.message : error}`, { file: source });
	}
}

/**
 * @param {string} text
 * @param {string} extension
 * @param {string} source
 */
async function sourceModule(text, extension, source) {
	const script = extension === ".ts" || extension === ".mts" ? await stripTypes(text, source) : text;
	const program = await parse(script, source);
	const imports = importsOf(program);
	const { nativesInPlace } = await import("./natives-in-place.mjs");
	let code = "";
	let position = 0;
	for (const edit of script.includes("native(") ? nativesInPlace(program, script) : []) {
		code += script.slice(position, edit.start) + edit.text;
		position = edit.end;
	}
	code += script.slice(position);
	const module =
		/\bimport\.meta\b/.test(code) || program.body.some(({ type }) => type === "ImportDeclaration" || type.startsWith("Export"));
	return { text: code, imports, module };
}

/**
 * @param {string} text
 * @param {string} source
 * @returns {Promise<string>}
 */
async function stripTypes(text, source) {
	const { default: compiler } = await import("@swc/wasm-typescript");
	try {
		return compiler.transformSync(text, { mode: "strip-only", module: true, sourceMap: false }).code;
	} catch (error) {
		throw typeFailure(error, source);
	}
}

/**
 * @param {unknown} error what the compiler throws: an object with a message, a line and an excerpt
 * @param {string} source
 */
function typeFailure(error, source) {
	if (typeof error !== "object" || error === null || !("message" in error))
		return new Failure(`cannot be compiled: ${error}`, { file: source });
	const line = "startLine" in error && typeof error.startLine === "number" ? error.startLine : undefined;
	const column = "startColumn" in error && typeof error.startColumn === "number" ? error.startColumn + 1 : undefined;
	const excerpt = "snippet" in error && typeof error.snippet === "string" ? error.snippet : undefined;
	const unsupported = "code" in error && error.code === "UnsupportedSyntax";
	const advice = unsupported ? " (types are erased in place: use syntax that can be erased)" : "";
	return new Failure(`${error.message}${advice}`, { file: source, line, column, excerpt });
}

/**
 * @param {string} script
 * @param {string} source
 */
async function parse(script, source) {
	const { parse: parser } = await import("acorn");
	// What XS 13 parses. It would refuse newer syntax too, without saying where.
	try {
		return parser(script, { ecmaVersion: 2023, sourceType: "module", locations: true });
	} catch (error) {
		if (!(error instanceof SyntaxError) || !("loc" in error)) throw error;
		const { line, column } = /** @type {import("acorn").Position} */ (error.loc);
		const excerpt = `${script.split("\n")[line - 1]}\n${" ".repeat(column)}^`;
		throw new Failure(error.message.replace(/ \(\d+:\d+\)$/, ""), { file: source, line, column: column + 1, excerpt });
	}
}

/**
 * @param {import("acorn").Program} program
 * @returns {Import[]}
 */
function importsOf(program) {
	/** @type {Import[]} */
	const imports = [];
	/** @param {import("acorn").AnyNode} node */
	const visit = (node) => {
		if ("source" in node && node.source?.type === "Literal" && typeof node.source.value === "string")
			imports.push({ specifier: node.source.value, dynamic: node.type === "ImportExpression", line: node.loc?.start.line ?? 0 });
		for (const value of Object.values(node))
			for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === "string") visit(child);
	};
	visit(program);
	return imports;
}
