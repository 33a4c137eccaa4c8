/** The front-end finds every module of a program, compiles what is not JavaScript yet and writes the program file. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../tools/sim/program.mjs";
import { project } from "../support/project.mjs";

/**
 * @param {string} main
 * @param {import("../../tools/sim/program.mjs").CompileOptions} [options]
 */
async function program(main, options) {
	const records = readFileSync(await compile(main, options), "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => line.split("\t"));
	const modules = new Map(records.filter(([kind]) => kind === "module").map(([, id, code, display]) => [id, { code, display }]));
	/** @param {string} id */
	const display = (id) => modules.get(id)?.display ?? "";
	/** @param {string} file */
	const code = (file) => readFileSync([...modules.values()].find((module) => module.display === file)?.code ?? "", "utf8");
	/** @param {string} file */
	const imports = (file) =>
		Object.fromEntries(
			records.filter(([kind, id]) => kind === "import" && display(id) === file).map(([, , specifier, id]) => [specifier, display(id)]),
		);
	const [, main_ = ""] = records.find(([kind]) => kind === "main") ?? [];
	return {
		records,
		code,
		imports,
		main: display(main_),
		names: new Map(records.filter(([kind]) => kind === "name").map(([, name, id]) => [name, display(id)])),
	};
}

test("relative imports find the file as written, with .js for a .ts source, and without extension", async () => {
	const folder = project({
		"package.json": {},
		"source/main.ts": 'import "./a.js"; import "./b"; import "./c.mjs"; import "./folder";\nexport * from "../d.ts";',
		"source/a.ts": "export {};",
		"source/b.js": "export {};",
		"source/c.mjs": "export {};",
		"source/folder/index.ts": "export {};",
		"d.ts": "export {};",
	});
	const { imports, main } = await program(path.join(folder, "source/main.ts"));
	assert.is(main, "source/main.ts");
	assert.equal(imports("source/main.ts"), {
		"./a.js": "source/a.ts",
		"./b": "source/b.js",
		"./c.mjs": "source/c.mjs",
		"./folder": "source/folder/index.ts",
		"../d.ts": "d.ts",
	});
});

test("the nearest manifest.json above the main module gives names, and a module may know its neighbours by name", async () => {
	const folder = project({
		"manifest.json": { modules: { "lib/one": "./source/first", "lib/two": "./source/second" } },
		"deep/main.js": 'import "lib/one";',
		"source/first.js": 'import "./two";',
		"source/second.js": "export {};",
	});
	const { imports } = await program(path.join(folder, "deep/main.js"));
	assert.equal(imports("deep/main.js"), { "lib/one": "source/first.js" });
	assert.equal(imports("source/first.js"), { "./two": "source/second.js" });
});

test("a package is resolved through its exports: moddable, import and default, in the package's order", async () => {
	const folder = project({
		"package.json": {},
		"main.js": 'import "one"; import "one/sub"; import "one/parts/x.js"; import "@scope/two"; import "three"; import "four/lib/a";',
		"node_modules/one/package.json": {
			exports: {
				".": { node: "./n.mjs", moddable: "./m.mjs", default: "./d.mjs" },
				"./sub": { require: "./r.cjs", import: "./i.mjs" },
				"./parts/*": "./p/*",
			},
		},
		"node_modules/one/m.mjs": "export {};",
		"node_modules/one/i.mjs": "export {};",
		"node_modules/one/p/x.js": "export {};",
		"node_modules/@scope/two/package.json": { module: "./esm.js", main: "./cjs.js" },
		"node_modules/@scope/two/esm.js": "export {};",
		"node_modules/three/package.json": { type: "module", main: "lib" },
		"node_modules/three/lib.js": "",
		"node_modules/four/package.json": {},
		"node_modules/four/lib/a.js": "export {};",
	});
	const { imports } = await program(path.join(folder, "main.js"));
	assert.equal(imports("main.js"), {
		one: "node_modules/one/m.mjs",
		"one/sub": "node_modules/one/i.mjs",
		"one/parts/x.js": "node_modules/one/p/x.js",
		"@scope/two": "node_modules/@scope/two/esm.js",
		three: "node_modules/three/lib.js",
		"four/lib/a": "node_modules/four/lib/a.js",
	});
});

test("a CommonJS package is refused by name", async () => {
	const folder = project({
		"package.json": {},
		"main.js": 'import "old";',
		"node_modules/old/package.json": { main: "index.js" },
		"node_modules/old/index.js": "module.exports = 1;",
	});
	await rejects(() => compile(path.join(folder, "main.js")), /node_modules\/old\/index\.js: is a CommonJS module/);
});

test("a missing module is a failure with file and line, for a dynamic import it is the program's business", async () => {
	const folder = project({
		"package.json": {},
		"a.js": '\nimport "./gone";',
		"b.js": 'import "fs";',
		"c.js": 'import "node:fs";',
		"d.js": 'import("./gone");',
	});
	await rejects(() => compile(path.join(folder, "a.js")), /a\.js:2: cannot find the module "\.\/gone": there is no such file/);
	await rejects(() => compile(path.join(folder, "b.js")), /b\.js:1: cannot find the module "fs": no manifest\.json names it/);
	await rejects(() => compile(path.join(folder, "c.js")), /Node's own modules are not here/);
	assert.equal((await program(path.join(folder, "d.js"))).imports("d.js"), {});
	const lazy = project({ "package.json": {}, "main.js": 'import("./half");', "half.js": 'import "./gone";' });
	assert.equal((await program(path.join(lazy, "main.js"))).imports("main.js"), { "./half": "half.js" });
});

test('imports are found by a parser: not in strings, comments or templates, but also as import("literal") and export from', async () => {
	const text =
		'const s = `import "no"`; // import "no";\nexport const f = () => import("./lazy"); /* import("no") */ export { x } from "./x";';
	const folder = project({ "package.json": {}, "main.js": text, "lazy.js": "export {};", "x.js": "export const x = 1;" });
	assert.equal((await program(path.join(folder, "main.js"))).imports("main.js"), { "./lazy": "lazy.js", "./x": "x.js" });
});

test("types leave blanks: lines and columns stay", async () => {
	const text =
		"interface A {\n\tx: number;\n}\nconst a: A = { x: 1 as number };\nexport function f<T>(this: A, b?: T): T | undefined { return b!; }\n";
	const folder = project({ "package.json": {}, "main.ts": text });
	const code = (await program(path.join(folder, "main.ts"))).code("main.ts");
	assert.equal(
		code.split("\n").map((line) => line.length),
		text.split("\n").map((line) => line.length),
	);
	assert.is(code.split("\n")[3].indexOf("{ x: 1"), text.split("\n")[3].indexOf("{ x: 1"));
});

test("a method that is one native call becomes the native function itself, on the line of the class's end", async () => {
	const text = [
		'export class X extends Native("d") {',
		'	constructor(a: number) { super(); native("xs_x").call(this, a); }',
		'	same(a: number, b: string): void { native("xs_same").call(this, a, b); }',
		'	get size(): number { return native("xs_size").call(this); }',
		'	static make(): X { return native("xs_make").call(this); }',
		'	swapped(a: number, b: number): void { native("xs_swapped").call(this, b, a); }',
		'	more(a: number): void { native("xs_more").call(this, a, 1); }',
		'	#hidden(): void { native("xs_hidden").call(this); }',
		"	use(): void { this.#hidden(); }",
		"}",
		"export const line = 11;",
	].join("\n");
	const folder = project({ "package.json": {}, "main.ts": text });
	const lines = (await program(path.join(folder, "main.ts"))).code("main.ts").split("\n");
	assert.is(
		lines[9],
		'};native.define(X.prototype,"same","xs_same");native.define(X.prototype,"size","xs_size","get");native.define(X,"make","xs_make");',
	);
	assert.is(lines[10], "export const line = 11;");
});

test("a mistake in a source is told with file, line and column", async () => {
	const folder = project({
		"package.json": {},
		"a.ts": "let a: number = 1;\nlet b = ;\n",
		"b.js": "\n\nlet b = ;\n",
		"c.ts": "enum E { A }\n",
	});
	await rejects(() => compile(path.join(folder, "a.ts")), /a\.ts:2:9: /);
	await rejects(() => compile(path.join(folder, "b.js")), /b\.js:3:9: Unexpected token/);
	await rejects(() => compile(path.join(folder, "c.ts")), /c\.ts:1:1: .*enum.*erased/);
});

test("syntax that XS does not know yet is told with its place, what it knows is let through", async () => {
	const folder = project({
		"package.json": {},
		"a.js": 'import a from "./b.json" with { type: "json" };',
		"c.js": "\nexport const c = /[a--b]/v;",
		"d.js": "#!/usr/bin/env tls419\nexport class D { #d = 1; static { this.e = 1_0; } static has(o) { return #d in o; } }\nawait D.e;\n",
	});
	await rejects(() => compile(path.join(folder, "a.js")), /a\.js:1:26: Unexpected token/);
	await rejects(() => compile(path.join(folder, "c.js")), /c\.js:2:1[0-9]: Invalid regular expression flag/);
	assert.type(await compile(path.join(folder, "d.js")), "string");
});

test("a module that a manifest names comes along even when only a computed import can reach it", async () => {
	const folder = project({ "manifest.json": { modules: { plugin: "./plugin" } }, "main.js": "", "plugin.js": 'import "not here";' });
	assert.is((await program(path.join(folder, "main.js"))).names.get("plugin"), "plugin.js");
});

test("mc/config holds what the manifests say and the command line changes", async () => {
	const folder = project({ "manifest.json": { config: { a: 1, b: { c: 2 } } }, "main.js": 'import "mc/config";' });
	const { code, names } = await program(path.join(folder, "main.js"), { config: { a: "9" } });
	const [, text = ""] = /^export default Object\.freeze\((.*), true\);\n$/.exec(code(names.get("mc/config") ?? "")) ?? [];
	const { a, b } = JSON.parse(text); // the host's and the modules' own settings are there too
	assert.equal({ a, b }, { a: "9", b: { c: 2 } });
});

test("sources are named relative to the project, or absolutely where a debugger needs it", async () => {
	const folder = project({ "package.json": {}, "source/main.ts": "" });
	const main = path.join(folder, "source/main.ts");
	assert.is((await program(main)).main, "source/main.ts");
	assert.is((await program(main, { absolute: true })).main, main);
});

test("the same program has the same program file, a changed source another one", async () => {
	const folder = project({ "package.json": {}, "main.ts": "let a: number = 1;" });
	const main = path.join(folder, "main.ts");
	const first = await compile(main);
	assert.is(await compile(main), first);
	writeFileSync(main, "let a: number = 2;");
	assert.is.not(await compile(main), first);
});

/**
 * @param {() => Promise<unknown>} action
 * @param {RegExp} message
 */
async function rejects(action, message) {
	try {
		await action();
	} catch (error) {
		assert.match(String(error), message);
		return;
	}
	assert.unreachable(`expected a failure: ${message}`);
}

test.run();
