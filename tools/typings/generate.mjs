import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Log } from "../setup/command.mjs";
import { inBuild, inRoot, root } from "../setup/paths.mjs";

/** Where the declarations lie that an application is compiled with. */
export const folder = "typings/modules";

/** @param {string} specifier a module that an application may import: the classes of ECMA-419, and what their options and results are made of */
const isPublic = (specifier) =>
	specifier.startsWith("embedded:") || specifier === "tls419/network" || specifier === "tls419/network/provide";

/** @param {string} specifier @returns {string} such as embedded/io/socket/tcp/tls.d.ts */
const fileOf = (specifier) => `${specifier.replace(":", "/")}.d.ts`;

/** @returns {Record<string, string>} specifier -> path of its source, without the extension, for what modules/ brings in TypeScript */
function modules() {
	/** @type {Record<string, string>} */
	const table = {};
	for (const folder of ["modules/io/tls", "modules/network"]) {
		/** @type {[string, string][]} */
		const entries = Object.entries(JSON.parse(readFileSync(inRoot(folder, "manifest.json"), "utf8")).modules);
		for (const [specifier, file] of entries) if (existsSync(inRoot(folder, `${file}.ts`))) table[specifier] = path.join(folder, file);
	}
	return table;
}

/** Drops imported names that nothing uses any more once the internal declarations are gone. @param {string} text */
function withoutUnusedImports(text) {
	const imports = /^import (type )?(?:(\w+)(?:, )?)?(?:\{ ([^}]*) \})? from "([^"]+)";\n/gm;
	const body = text.replace(imports, "");
	return text.replace(imports, (_, type = "", standard, list = "", specifier) => {
		const isUsed = (/** @type {string} */ name) => new RegExp(`\\b${name.split(" ").at(-1)}\\b`).test(body);
		const names = list.split(", ").filter((/** @type {string} */ name) => name && isUsed(name));
		const parts = [standard && isUsed(standard) ? standard : "", names.length ? `{ ${names.join(", ")} }` : ""].filter(Boolean);
		return parts.length ? `import ${type}${parts.join(", ")} from "${specifier}";\n` : "";
	});
}

/** An application needs the types of the inner modules, and TLSError; their functions are nobody else's business. @param {string} text */
function withoutFunctions(text) {
	return text.replace(/^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export declare (?:function|let|const) .*\n(?:[ }].*\n)*/gm, "");
}

/** A module of its own becomes one that is declared by name, as an application imports it. @param {string} specifier @param {string} text */
function ambient(specifier, text) {
	const seen = isPublic(specifier) ? text : withoutFunctions(text);
	const body = withoutUnusedImports(seen.replace(/^export \{\};\n?/gm, ""))
		.replace(/^(export )?declare /gm, "$1")
		.replace(/^( {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4))
		.trimEnd()
		.replace(/^(?=.)/gm, "\t");
	return `/* Made by \`npm run typings\` from the module itself. */\ndeclare module "${specifier}" {\n${body}\n}\n`;
}

/** What an application names in place of all the others. @param {string[]} files */
function indexOf(files) {
	const references = files.sort().map((file) => `/// <reference path="./${file}" />\n`);
	return `/* Made by \`npm run typings\`. */\n${references.join("")}`;
}

/** @returns {Promise<Map<string, string>>} path below `folder` -> text, of the public modules and of all that their declarations name */
export async function generateTypings() {
	const output = inBuild("typings");
	rmSync(output, { recursive: true, force: true });
	const table = modules();
	const project = inBuild("typings.json");
	const compilerOptions = {
		noEmit: false,
		declaration: true,
		emitDeclarationOnly: true,
		stripInternal: true,
		rootDir: root,
		outDir: output,
	};
	const files = Object.values(table).map((file) => inRoot(`${file}.ts`));
	const include = [inRoot("typings/*.d.ts")];
	writeFileSync(project, JSON.stringify({ extends: inRoot("tsconfig.json"), compilerOptions, files, include }));
	await new Log("typings").must([inRoot("node_modules/.bin/tsc"), "--project", project], "The modules must compile: run `npm run check`.");

	/** @type {Map<string, string>} */
	const declarations = new Map();
	const wanted = Object.keys(table).filter(isPublic);
	for (const specifier of wanted) {
		const text = ambient(specifier, readFileSync(path.join(output, `${table[specifier]}.d.ts`), "utf8"));
		declarations.set(fileOf(specifier), text);
		for (const [, named] of text.matchAll(/(?:from |import\()"([^"]+)"/g))
			if (named in table && !wanted.includes(named)) wanted.push(named);
	}
	declarations.set("index.d.ts", indexOf([...declarations.keys()]));
	return declarations;
}
