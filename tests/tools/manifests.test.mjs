// What mcconfig and mcpack read is true: nothing is missing in the lists that they want written out, and no two C files of a program share a name.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mbedTLSFolder } from "../../tools/setup/mbedtls.mjs";
import { inRoot } from "../../tools/setup/paths.mjs";

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(inRoot(file), "utf8"));

/** @param {string} folder @returns {string[]} the C files in it */
const sources = (folder) => readdirSync(folder).filter((name) => name.endsWith(".c"));

const tls = json("modules/io/tls/manifest.json");
const names = Object.keys(tls.modules).filter((name) => name !== "*");
const network = Object.keys(json("modules/network/manifest.json").modules);
const ofNode = Object.keys(json("modules/node/manifest.json").modules);

test("every module of TLS is preloaded in a build of the SDK, which takes no pattern for TypeScript", () => {
	assert.equal(tls.platforms["..."].preload, names);
});

test("every Node-style module and all of their libraries are preloaded: their prototypes take part of their methods before the linker freezes them", () => {
	for (const file of ["modules/node/manifest.json", "modules/node/libraries/manifest.json"]) {
		const { modules, preload } = json(file);
		assert.equal(preload, Object.keys(modules), file);
	}
});

test("what a feature leaves out nobody imports who stays", () => {
	for (const feature of readdirSync(inRoot("features"))) {
		const { modules } = json(path.join("features", feature, "manifest.json"));
		const left = (modules["~"] ?? []).filter((/** @type {string} */ file) => file.startsWith("../../modules/io/tls/"));
		const files = left.map((/** @type {string} */ file) => path.basename(file));
		/** @type {string[]} */
		const names = files.map((/** @type {string} */ file) => `tls419/${file}`);
		for (const name of readdirSync(inRoot("modules/io/tls")).filter((file) => file.endsWith(".ts"))) {
			if (files.includes(path.parse(name).name)) continue;
			const text = readFileSync(inRoot("modules/io/tls", name), "utf8");
			for (const missing of names) assert.not.match(text, `"${missing}"`, `${name} with ${feature}`);
		}
	}
});

test("mcpack finds each public module in this package", () => {
	const { modules } = json("package.json").moddable.manifest;
	const classes = names.filter((name) => name.startsWith("embedded:"));
	assert.equal(Object.keys(modules).sort(), [...classes, "tls419/network/settings"].sort());
	assert.is(new Set(Object.values(modules)).size, Object.keys(modules).length);
	for (const file of Object.values(modules)) assert.ok(readFileSync(inRoot(`${file}.js`), "utf8").startsWith("//"));
});

test("what the package exports is in a module of its manifests", () => {
	const { exports } = json("package.json");
	for (const { moddable } of Object.values(exports)) {
		if (moddable === undefined) continue;
		const [, specifier = ""] =
			/^export (?:\*|\{ [\w, ]+ \}) from "(?:moddable:)?([^"]+)";\n/.exec(readFileSync(inRoot(moddable), "utf8")) ?? [];
		assert.ok([...names, ...network, ...ofNode].includes(specifier), `${moddable} exports ${specifier}`);
	}
});

/** The simulator's own C files that a build of the SDK has others for, in hosts/sim/sdk or, for blocks.c, specifier.c and stack.c, in XS. */
const replaced = ["blocks.c", "debugger.c", "heap.c", "import.c", "load.c", "native.c", "program.c", "specifier.c", "stack.c"];

test("a program of the SDK for the command line has all C files of the simulator", () => {
	const host = json("hosts/sim/sdk/manifest.json").modules["*"];
	const modules = Object.values(json("hosts/sim/manifest_modules.json").modules);
	for (const folder of ["", "io/"]) {
		for (const file of sources(inRoot("hosts/sim", folder))) {
			if (folder === "" && replaced.includes(file)) continue;
			const byModule = modules.includes(`./${folder}${file.slice(0, -2)}`);
			assert.ok(byModule || host.includes(`../${folder}${file}`), `hosts/sim/${folder}${file} is in no manifest`);
		}
	}
});

test("no two C files of a build have one name: mcconfig keeps their objects in one folder and drops the second without a word", () => {
	const common = ["modules/io/tls", "modules/io/tls/engine", "hosts/mbedtls"].map((folder) => inRoot(folder));
	const wrapped = sources(inRoot("hosts/mbedtls")).map((name) => name.replace(/^mbedtls_/, ""));
	for (const host of [["hosts/sim", "hosts/sim/io", "hosts/sim/sdk"], ["hosts/mcsim"]]) {
		const folders = [...common, ...host.map((folder) => inRoot(folder))];
		const own = folders.flatMap((folder) => sources(folder));
		const library = sources(path.join(mbedTLSFolder(), "library")).filter((name) => !wrapped.includes(name));
		const all = [...own.filter((name) => !(host[0] === "hosts/sim" && replaced.includes(name))), ...library];
		const twice = all.filter((name, index) => all.indexOf(name) !== index);
		assert.equal(twice, [], `${host.map((folder) => path.basename(folder))}: ${twice}`);
	}
});

test.run();
