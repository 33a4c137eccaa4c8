/** The front-end reads manifests as the SDK's mcconfig does. */
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readManifests } from "../../tools/sim/manifest.mjs";
import { project } from "../support/project.mjs";

/**
 * @param {Record<string, unknown>} files
 * @param {NodeJS.ProcessEnv} [environment]
 */
function read(files, environment = {}) {
	const folder = project(files);
	const merged = readManifests([path.join(folder, "manifest.json")], environment);
	/** @param {Map<string, string>} map */
	const relative = (map) => Object.fromEntries([...map].map(([name, file]) => [name, path.relative(folder, file)]));
	return { ...merged, modules: relative(merged.modules), resources: relative(merged.resources) };
}

test("a module has the name on the left and the file on the right, found without extension", () => {
	const { modules } = read({ "manifest.json": { modules: { "a/name": "./source/file" } }, "source/file.ts": "" });
	assert.equal(modules, { "a/name": "source/file.ts" });
});

test(".ts is preferred to .js and .js to .mjs; C sources, headers and declarations are passed over", () => {
	const files = { "a.ts": "", "a.js": "", "a.c": "", "a.d.ts": "", "b.mjs": "", "b.js": "", "c.c": "" };
	const { modules } = read({ "manifest.json": { modules: { a: "./a", b: "./b", "*": "./c" } }, ...files });
	assert.equal(modules, { a: "a.ts", b: "b.js" });
});

test('"*" gives a file its own name, and a list is the sum of its items', () => {
	const { modules } = read({ "manifest.json": { modules: { "*": ["./main", "./other"] } }, "main.ts": "", "other.js": "" });
	assert.equal(modules, { main: "main.ts", other: "other.js" });
});

test("a wildcard on the right names every file, also below a prefix", () => {
	const { modules } = read({
		"manifest.json": { modules: { "lib/*": "./source/part-*" } },
		"source/part-a.ts": "",
		"source/part-b.js": "",
		"source/c.js": "",
	});
	assert.equal(modules, { "lib/a": "source/part-a.ts", "lib/b": "source/part-b.js" });
});

test('"~" takes a file out wherever it is named', () => {
	const { modules } = read({ "manifest.json": { modules: { "~": "./b", "*": "./*" } }, "a.js": "", "b.js": "" });
	assert.equal(modules, { a: "a.js" });
});

test("included manifests come first, each once, with paths relative to their own folder; the first to give a name keeps it", () => {
	const { modules, config } = read({
		"manifest.json": { include: ["./x/manifest.json", "./y/manifest.json"], modules: { m: "./own" }, config: { from: "own", list: [3] } },
		"x/manifest.json": { include: "../y/manifest.json", modules: { "*": "./x" }, config: { from: "x", deep: { a: 1 } } },
		"y/manifest.json": { include: "../x/manifest.json", modules: { m: "./y" }, config: { deep: { b: 2 }, list: [1, 2] } },
		"own.js": "",
		"x/x.js": "",
		"y/y.js": "",
	});
	assert.equal(modules, { m: "y/y.js", x: "x/x.js" });
	assert.equal(config, { from: "own", deep: { a: 1, b: 2 }, list: [3] });
});

test("the platform's part is x-cli-lin's, and \"...\" when there is none", () => {
	const { modules } = read({
		"manifest.json": { include: "./other.json", platforms: { "x-cli-lin": { modules: { p: "./p" } }, "...": { error: "no" } } },
		"other.json": { platforms: { lin: { error: "not lin" }, "...": { modules: { q: "./q" } } } },
		"p.js": "",
		"q.js": "",
	});
	assert.equal(modules, { q: "q.js", p: "p.js" });
});

test("an error of the platform is a failure that names the manifest, a warning is handed on", () => {
	assert.throws(() => read({ "manifest.json": { platforms: { "...": { error: "wrong device" } } } }), /manifest\.json: wrong device/);
	assert.equal(read({ "manifest.json": { warning: "old", platforms: { "...": { warning: "slow" } } } }).warnings, ["old", "slow"]);
});

test("an include may use a variable of the environment or of build, and says which one is missing", () => {
	const files = {
		"manifest.json": { build: { HERE: "./sub" }, include: ["$(HERE)/manifest.json", "$(THERE)/manifest.json"] },
		"sub/manifest.json": {},
	};
	assert.throws(() => read(files), /THERE is not set in the environment/);
	assert.equal(read(files, { THERE: "./sub" }).modules, {});
});

test("manifests of the SDK whose modules the simulator has need no SDK, others say that MODDABLE is missing", () => {
	const base = "$(MODDABLE)/examples/manifest_base.json";
	assert.equal(read({ "manifest.json": { include: base } }).modules, {});
	assert.throws(
		() => read({ "manifest.json": { include: [base, "$(MODDABLE)/modules/x/manifest.json"] } }),
		/MODDABLE is not set.*Moddable SDK/,
	);
});

test("a git include is refused with what to do", () => {
	assert.throws(() => read({ "manifest.json": { include: [{ git: "https://git.example/x.git" }] } }), /git repository .*clone it/);
});

test("an include, a module and a manifest that are not there are named", () => {
	assert.throws(
		() => read({ "manifest.json": { include: "./gone.json" } }),
		/manifest\.json: includes \.\/gone\.json, which does not exist/,
	);
	assert.throws(() => read({ "manifest.json": { modules: { a: "./gone" } } }), /"a" names .*gone, which matches no file/);
	assert.throws(() => read({ "manifest.json": "{" }), /manifest\.json: not a valid manifest/);
});

test("data and resources keep their extension, preload and the name of the main module are collected", () => {
	const { resources, preload, main } = read({
		"manifest.json": { data: { "*": "./assets/*" }, resources: { "pictures/*": "./x" }, preload: ["a", "b"], creation: { main: "start" } },
		"assets/ca.der": "",
		"assets/page.html": "",
		"x.bin": "",
	});
	assert.equal(resources, { "ca.der": "assets/ca.der", "page.html": "assets/page.html", "pictures/x.bin": "x.bin" });
	assert.equal(preload, ["a", "b"]);
	assert.is(main, "start");
});

test.run();
