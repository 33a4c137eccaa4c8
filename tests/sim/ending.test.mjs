/** How a program ends: its exit status, and what it says about an error that nobody has caught. */
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";

/**
 * @param {string} main
 * @param {Record<string, string | object>} [files]
 */
async function run(main, files) {
	const folder = project({ "package.json": {}, "main.ts": main, ...files });
	return await tls419(["sim", path.join(folder, "main.ts")]);
}

test("a program ends with status 0 when nothing is pending", async () => {
	const { status, stdout, stderr } = await run('setTimeout(() => console.log("last"), 5);\nconsole.log("first");');
	assert.is(stdout, "first\nlast\n");
	assert.is(stderr, "");
	assert.is(status, 0);
});

test("process.exitCode is the status of a program that ends by itself", async () => {
	const { status } = await run("process.exitCode = 7;");
	assert.is(status, 7);
});

test("process.exit ends a program at once, past catch and finally, and runs the exit listeners once", async () => {
	const { status, stdout } = await run(`
		process.on("exit", status => console.log("exit", status));
		setTimeout(() => console.log("never"), 1);
		Promise.resolve().then(() => console.log("never"));
		try {
			[3].forEach(status => process.exit(status));
		} catch (error) {
			console.log("caught", error);
		} finally {
			console.log("never");
		}
	`);
	assert.is(stdout, "exit 3\n");
	assert.is(status, 3);
});

test("an exit listener may change the status", async () => {
	const { status } = await run('process.on("exit", () => { process.exitCode = 4; });');
	assert.is(status, 4);
	const again = await run('process.on("exit", () => process.exit(5));');
	assert.is(again.status, 5);
});

test("an uncaught exception prints a stack with TypeScript file and line and ends with status 1", async () => {
	const main = [
		"interface Shape { side: number }",
		"function area(shape: Shape | undefined): number {",
		"\treturn (shape as Shape).side ** 2;",
		"}",
		"",
		"setTimeout(() => {",
		"\tarea(undefined);",
		"}, 1);",
	];
	const { status, stderr } = await run(main.join("\n"));
	assert.match(stderr, /Uncaught TypeError: .*undefined/);
	assert.match(stderr, /at area \(main\.ts:3\)/);
	assert.match(stderr, /at \(?.*main\.ts:7\)/);
	assert.is(status, 1);
});

test("an unhandled rejection ends with status 1, one that is handled in the same turn does not", async () => {
	const { status, stderr, stdout } = await run(`
		const later = Promise.reject(new Error("handled"));
		Promise.resolve().then(() => later.catch(error => console.log(error.message)));
		setTimeout(() => { Promise.reject(new RangeError("nobody")); }, 1);
		setTimeout(() => console.log("never"), 20);
	`);
	assert.is(stdout, "handled\n");
	assert.match(stderr, /Uncaught RangeError: nobody\n at .*main\.ts:4/);
	assert.is(status, 1);
});

test("a listener of uncaughtException keeps the program alive", async () => {
	const { status, stdout } = await run(`
		process.on("uncaughtException", (error, origin) => console.log(origin, (error as Error).message));
		setTimeout(() => { throw new Error("a"); }, 1);
		setTimeout(() => { Promise.reject(new Error("b")); }, 2);
		setTimeout(() => console.log("last"), 3);
	`);
	assert.is(stdout, "uncaughtException a\nunhandledRejection b\nlast\n");
	assert.is(status, 0);
});

test("what is thrown need not be an Error", async () => {
	const { status, stderr } = await run('throw "a string";');
	assert.is(stderr, "Uncaught a string\n");
	assert.is(status, 1);
	const odd = await run('throw { toString() { throw new Error("no"); } };');
	assert.match(odd.stderr, /cannot be converted/);
	assert.is(odd.status, 1);
});

test("a syntax error names the file and the line", async () => {
	const { status, stderr } = await run('import "./broken.js";', { "broken.js": "const a = 1;\nconst a = 2;\n" });
	assert.match(stderr, /broken\.js:2/);
	assert.is.not(status, 0);
});

test("a computed import of a path finds what the program has there, with its extension or without", async () => {
	const { status, stdout } = await run('import "./folder/inner.ts";', {
		"folder/inner.ts": `
			const places = ["./plain", "./plain.js", ".././typed", "../typed.ts"];
			for (const place of places) console.log(place, (await import(place)).default);
			await import("../../typed" + "").catch(() => console.log("nothing above"));
			export {};
		`,
		"manifest.json": { modules: { "*": ["./folder/plain", "./typed"] } },
		"folder/plain.js": "export default 1;",
		"typed.ts": "export default 2;",
	});
	assert.is(stdout, "./plain 1\n./plain.js 1\n.././typed 2\n../typed.ts 2\nnothing above\n");
	assert.is(status, 0);
});

test("a computed import that finds nothing names the specifier and the importer", async () => {
	const { status, stderr } = await run('const name = "./no" + "where.js";\nawait import(name);');
	assert.match(stderr, /module "\.\/nowhere\.js" not found, imported from main\.ts/);
	assert.is(status, 1);
});

test("a top-level await that nothing can settle ends with status 13", async () => {
	const { status, stderr } = await run("await new Promise(() => {});");
	assert.match(stderr, /top-level await/);
	assert.is(status, 13);
});

test("an endless recursion is a RangeError, as often as it happens", async () => {
	const { status, stdout } = await run(`
		function down(n: number): number { return down(n + 1) + 1; }
		for (let count = 0; count < 3; count++) {
			try {
				down(0);
			} catch (error) {
				console.log(error instanceof RangeError, (error as Error).message);
			}
		}
	`);
	assert.is(stdout, "true stack overflow\n".repeat(3));
	assert.is(status, 0);
});

test.run();
