/** `tls419 sim`: its options, its messages, and the life of a program. */
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../tools/sim/program.mjs";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";

/**
 * @param {string} source
 * @param {{options?: string[], words?: string[], name?: string}} [call]
 */
function run(source, { options = [], words = [], name = "main.ts" } = {}) {
	const folder = project({ "package.json": {}, [name]: source });
	return tls419(["sim", ...options, path.join(folder, name), ...words]);
}

test("a program's output and status are the command's", async () => {
	const { status, stdout, stderr } = await run('console.log("out"); console.error("err"); process.exitCode = 7;');
	assert.equal({ status, stdout, stderr }, { status: 7, stdout: "out\n", stderr: "err\n" });
});

test("words after the program are its arguments, also those that look like options", async () => {
	const { stdout } = await run("console.log(process.argv.slice(1).join());", { words: ["a", "--stats", "b=c"] });
	assert.is(stdout, "main.ts,a,--stats,b=c\n");
});

test("key=value before the program sets mc/config", async () => {
	const { stdout } = await run('import config from "mc/config"; console.log(config.ssid, config.url);', {
		options: ["ssid=home", "url=a=b"],
	});
	assert.is(stdout, "home a=b\n");
});

test("a manifest.json runs its main module, and calls its default export", async () => {
	const folder = project({
		"manifest.json": { modules: { "*": "./main" } },
		"main.js": 'trace("evaluated, ");\nexport default () => trace("called\\n");',
	});
	assert.is((await tls419(["sim", path.join(folder, "manifest.json")])).stdout, "evaluated, called\n");
});

test("--help tells every option of the front-end and of the simulator", async () => {
	const { status, stdout } = await tls419(["sim", "--help"]);
	assert.is(status, 0);
	for (const option of [
		"stats",
		"heap",
		"tls-heap",
		"net",
		"seed",
		"time",
		"clock",
		"certs",
		"xsbug",
		"variant",
		"compile-only",
		"output",
		"help",
	])
		assert.match(stdout, new RegExp(`--${option}\\b`));
});

test("a wrong command line is told in a sentence and ends with 2", async () => {
	/** @type {[string[], RegExp][]} */
	const cases = [
		[[], /a command is missing/],
		[["simulate"], /simulate is no command/],
		[["sim"], /the program is missing/],
		[["sim", "--nonsense", "x.ts"], /--nonsense is no option/],
		[["sim", "--heap"], /--heap needs a value/],
		[["sim", "--variant", "fast", "x.ts"], /--variant is debug, narrow, release, sanitize, not fast/],
		[["sim", "--output", "y", "x.ts"], /--output goes with --compile-only/],
		[["sim", "/nowhere/x.ts"], /there is no file \/nowhere\/x\.ts/],
	];
	for (const [words, message] of cases) {
		const { status, stderr } = await tls419(words);
		assert.is(status, 2, words.join(" "));
		assert.match(stderr, message);
		assert.not.match(stderr, /\n\s+at /);
	}
});

test("an option that only the simulator understands is checked by it, and ends with 2", async () => {
	const { status, stderr } = await run("", { options: ["--heap=much"] });
	assert.is(status, 2);
	assert.match(stderr, /--heap needs a number of bytes/);
});

test("a mistake in the source is told with its place, and ends with 2", async () => {
	const { status, stderr } = await run("let a: number = 1;\nlet b = ;\n");
	assert.is(status, 2);
	assert.match(stderr, /main\.ts:2:9: [\s\S]*let b = ;/);
});

test("an uncaught exception prints a stack with the source's lines and ends with 1", async () => {
	const { status, stdout, stderr } = await run(
		[
			"interface A {",
			"\tx: number;",
			"}",
			"function f(a: A): never {",
			"\tthrow new RangeError(String(a.x));",
			"}",
			'console.log("before");',
			"f({ x: 1 });",
		].join("\n"),
	);
	assert.is(status, 1);
	assert.is(stdout, "before\n");
	assert.match(stderr, /RangeError: 1\n at f \(main\.ts:5\)\n at .*\(main\.ts:8\)/);
});

test("a rejection that nobody handles does the same", async () => {
	const { status, stderr } = await run('async function f(): Promise<void> {\n\tawait null;\n\tthrow new Error("late");\n}\nf();\n');
	assert.is(status, 1);
	assert.match(stderr, /Error: late\n at f \(main\.ts:3\)/);
});

test("an exception in a timer or a microtask does the same", async () => {
	for (const call of ["setTimeout", "queueMicrotask", "setImmediate"]) {
		const { status, stderr } = await run(`${call}(() => {\n\tthrow new Error("inside");\n});\n`);
		assert.is(status, 1, call);
		assert.match(stderr, /Error: inside\n at .*main\.ts:2/);
	}
});

test("a program may handle its uncaught errors and go on", async () => {
	const { status, stdout } = await run(`
		process.on("uncaughtException", (error, origin) => console.log(String(error), origin));
		process.on("unhandledRejection", (reason) => console.log("reason", reason));
		setTimeout(() => console.log("on"), 5);
		Promise.reject(1);
		throw new Error("x");`);
	assert.is(status, 0);
	assert.match(stdout, /Error: x uncaughtException\n/);
	assert.match(stdout, /reason 1\n/);
	assert.match(stdout, /on\n$/);
});

test("a rejection goes to uncaughtException when nothing listens for rejections", async () => {
	const { status, stdout } = await run(
		'process.on("uncaughtException", (error, origin) => console.log(error, origin)); Promise.reject(1);',
	);
	assert.equal([status, stdout], [0, "1 unhandledRejection\n"]);
});

test('"exit" listeners see the status and may change it; process.exit ends at once', async () => {
	const first = await run('process.on("exit", (status) => { console.log(status, process.exitCode); process.exitCode = 4; });');
	assert.equal([first.status, first.stdout], [4, "0 0\n"]);
	const second = await run('process.on("exit", (status) => console.log(status));\ntry { process.exit(3); } finally { console.log("no"); }');
	assert.equal([second.status, second.stdout], [3, "3\n"]);
	const third = await run('process.once("exit", (status) => console.log(status)); throw 1;');
	assert.equal([third.status, third.stdout], [1, "1\n"]);
});

test("the program ends when nothing is pending", async () => {
	const { status, stdout } = await run(
		"setTimeout(() => console.log(1), 10);\nconst never = new Promise(() => {});\nawait Promise.resolve();",
	);
	assert.equal([status, stdout], [0, "1\n"]);
});

test("process knows its environment and folder", async () => {
	const folder = project({ "package.json": {}, "main.ts": "console.log(process.env.TLS419_TEST, process.cwd(), process.platform);" });
	const { stdout } = await tls419(["sim", "main.ts"], { cwd: folder, env: { ...process.env, TLS419_TEST: "yes" } });
	assert.is(stdout, `yes ${folder} linux\n`);
});

test("process.hrtime counts nanoseconds, also as the difference to an earlier answer", async () => {
	const { stdout } = await run(`
		const start = process.hrtime();
		const big = process.hrtime.bigint();
		const [seconds, nanoseconds] = process.hrtime(start);
		console.log(seconds >= 0, nanoseconds >= 0, nanoseconds < 1e9, process.hrtime.bigint() >= big, typeof big);`);
	assert.is(stdout, "true true true true bigint\n");
});

test("a signal to the command reaches the program, and its status says so", async () => {
	const folder = project({ "package.json": {}, "main.ts": 'setTimeout(() => process.exit(9), 5000);\nconsole.log("ready");' });
	const { status } = await tls419(["sim", path.join(folder, "main.ts")], {
		onOutput: (text, child) => {
			if (text === "ready\n") child.kill("SIGTERM");
		},
	});
	assert.is(status, 128 + 15);
});

test("--compile-only writes the program file where it is told to", async () => {
	const folder = project({ "package.json": {}, "main.ts": "export {};" });
	const file = path.join(folder, "out.program");
	const { status, stdout } = await tls419(["sim", "--compile-only", "-o", file, path.join(folder, "main.ts")]);
	assert.equal([status, stdout], [0, `${file}\n`]);
	assert.match(readFileSync(file, "utf8"), /^tls419\t1\n/);
});

test("--stats is one line of JSON on standard error", async () => {
	const { status, stderr } = await run("", { options: ["--stats"] });
	assert.is(status, 0);
	assert.type(JSON.parse(stderr.trim().split("\n").at(-1) ?? ""), "object");
});

test("--time moves the clock of the program, --seed its chance", async () => {
	const options = ["--time", "2031-05-06T07:08:09Z", "--seed", "5"];
	const source = "console.log(new Date().toISOString().slice(0, 16), Math.random());";
	const [first, second] = await Promise.all([run(source, { options }), run(source, { options })]);
	assert.match(first.stdout, /^2031-05-06T07:08 /);
	assert.is(first.stdout, second.stdout);
});

test("--clock virtual makes a day of waiting short", async () => {
	const { status, stdout } = await run(
		"const start = Date.now(); setTimeout(() => console.log(Date.now() - start >= 86_400_000), 86_400_000);",
		{
			options: ["--clock", "virtual"],
		},
	);
	assert.equal([status, stdout], [0, "true\n"]);
});

test("an application elsewhere has TLS by including tls419's manifest from node_modules", async () => {
	const folder = project({
		"package.json": {},
		"manifest.json": {
			include: ["$(MODDABLE)/examples/manifest_base.json", "./node_modules/tls419/manifest.json"],
			modules: { "*": "./main" },
		},
		"main.js": 'import TLS from "embedded:io/socket/tcp/tls";\nexport default () => trace(TLS === device.network.tls.io, "\\n");',
		"node_modules/.keep": "",
	});
	symlinkSync(root, path.join(folder, "node_modules/tls419"));
	const { status, stdout, stderr } = await tls419(["sim", path.join(folder, "manifest.json")]);
	assert.equal([status, stdout, stderr], [0, "true\n", ""]);
});

test("an npm package written as ES modules runs: uvu itself", async () => {
	const { status, stdout } = await tls419(["sim", path.join(root, "tests/sim/text.test.ts")], { env: { ...process.env, NO_COLOR: "1" } });
	assert.is(status, 0);
	assert.match(stdout, /Passed: {4}7\n/);
});

test.run();
