import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Log } from "../setup/command.mjs";
import { inBuild, inRoot, root } from "../setup/paths.mjs";

/** Where the declarations lie that an application is compiled with. */
export const folder = "typings/modules";

/** @param {string} specifier a module that an application may import: the classes of ECMA-419, and what their options and results are made of */
const isBasic = (specifier) =>
	specifier.startsWith("embedded:") ||
	["tls419/fetch", "tls419/network", "tls419/network/provide", "tls419/network/settings"].includes(specifier);

/** @param {string} specifier one of the Node-style modules. Who has Node's own types as well must not get these, so they have an index of their own. */
const isOfNode = (specifier) => specifier.startsWith("node:") || ["node-mbed-dtls", "openssl-dtls", "tls419/dgram/udp"].includes(specifier);

/** Modules that those of Node's names are made of, and that they give functions on from. */
const inner = /^tls419\/(node|dgram|openssl-dtls)\//;

/** @param {string} specifier */
const isPublic = (specifier) => isBasic(specifier) || isOfNode(specifier);

/** @param {string} specifier @returns {string} such as embedded/io/socket/tcp/tls.d.ts */
const fileOf = (specifier) => `${specifier.replace(":", "/")}.d.ts`;

/** @param {string} file path without the extension */
const isWritten = (file) => existsSync(inRoot(`${file}.d.ts`));

/** @returns {Record<string, string>} specifier -> path without the extension, for what modules/ brings in TypeScript, or in JavaScript with declarations beside it */
function modules() {
	/** @type {Record<string, string>} */
	const table = {};
	const folders = ["modules/io/tls", "modules/network", "modules/node"];
	for (const folder of folders) {
		/** @type {{include?: string[], modules: Record<string, string | string[]>}} */
		const { include = [], modules } = JSON.parse(readFileSync(inRoot(folder, "manifest.json"), "utf8"));
		for (const [specifier, sources] of Object.entries(modules)) {
			const file = path.join(folder, `${sources}`);
			if (existsSync(inRoot(`${file}.ts`)) || isWritten(file)) table[specifier] = file;
		}
		for (const name of readdirSync(inRoot(folder)).filter((file) => file.endsWith(".d.ts"))) {
			const file = path.join(folder, name);
			for (const [, library] of readFileSync(inRoot(file), "utf8").matchAll(/^declare module "([^"]+)"/gm))
				table[library] = file.slice(0, -".d.ts".length);
		}
		/* A module of several files may have a manifest of its own; the libraries have none of ours. */
		folders.push(
			...include.map((file) => path.join(folder, path.dirname(file))).filter((inner) => inner.startsWith(`${folder}${path.sep}`)),
		);
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
	/* What a library brings is declared by name already. */
	if (/^declare module "/m.test(text)) return text;
	const seen = isPublic(specifier) || inner.test(specifier) ? text : withoutFunctions(text);
	/* What a class implements may be internal, and it has been checked where the class is. */
	const plain = isBasic(specifier)
		? seen
		: seen.replace(/^((?:export |declare |default |abstract )*class [^{]*?) implements [^{]+ \{$/gm, "$1 {");
	const body = withoutUnusedImports(plain.replace(/^export \{\};\n?/gm, ""))
		.replace(/^(export )?declare /gm, "$1")
		.replace(/^( {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4))
		.trimEnd()
		.replace(/^(?=.)/gm, "\t");
	return `/* Made by \`npm run typings\` from the module itself. */\ndeclare module "${specifier}" {\n${body}\n}\n`;
}

/** What an application names in place of all the others. @param {string[]} files @param {string} [more] what comes after them */
function indexOf(files, more = "") {
	const references = files.sort().map((file) => `/// <reference path="./${file}" />\n`);
	return `/* Made by \`npm run typings\`. */\n${references.join("")}${more}`;
}

/** The short names of Node's modules, as far as they are not the SDK's own. @param {string[]} specifiers */
function shortNames(specifiers) {
	const named = specifiers.filter((specifier) => specifier.startsWith("node:") && !["node:net", "node:http"].includes(specifier));
	return named.map((specifier) => {
		const body = `\texport * from "${specifier}";\n\texport { default } from "${specifier}";\n`;
		return `declare module "${specifier.slice("node:".length)}" {\n${body}}\n`;
	});
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
	const files = Object.values(table)
		.filter((file) => !isWritten(file))
		.map((file) => inRoot(`${file}.ts`));
	const include = [inRoot("typings/*.d.ts"), inRoot("modules/node/**/*.d.ts")];
	writeFileSync(project, JSON.stringify({ extends: inRoot("tsconfig.json"), compilerOptions, files, include }));
	await new Log("typings").must([inRoot("node_modules/.bin/tsc"), "--project", project], "The modules must compile: run `npm run check`.");

	/** @type {Map<string, string>} */
	const declarations = new Map();
	/** Adds modules, and all that their declarations name. @param {string[]} wanted @returns {string[]} the files of what was not there before */
	const add = (wanted) => {
		const before = new Set(declarations.keys());
		for (const specifier of wanted) {
			if (declarations.has(fileOf(specifier))) continue;
			const file = `${table[specifier]}.d.ts`;
			const text = ambient(specifier, readFileSync(isWritten(table[specifier]) ? inRoot(file) : path.join(output, file), "utf8"));
			declarations.set(fileOf(specifier), text);
			for (const [, named] of text.matchAll(/(?:from |import\()"([^"]+)"/g)) if (named in table) wanted.push(named);
		}
		return [...declarations.keys()].filter((file) => !before.has(file));
	};
	const basic = add(Object.keys(table).filter(isBasic));
	const ofNode = add(Object.keys(table).filter(isOfNode));
	declarations.set("index.d.ts", indexOf(basic));
	declarations.set("node-modules.d.ts", indexOf(["index.d.ts", ...ofNode], shortNames(Object.keys(table).filter(isOfNode)).join("")));
	return declarations;
}
