/** A Moddable SDK that is missing, wrong, too old or not built is named, with what to do about it; and so is what else a build needs. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPrograms, findKit } from "../../tools/moddable/kit.mjs";
import { inRoot } from "../../tools/setup/paths.mjs";
import { project } from "../support/project.mjs";

/** @param {string} version @param {string[]} [tools] @returns {string} the folder of something that looks like an SDK */
function sdk(version, tools = []) {
	const folder = project({ "tools/VERSION": `${version}\n` });
	const bin = path.join(folder, "build/bin/lin/release");
	mkdirSync(bin, { recursive: true });
	for (const tool of tools) program(bin, tool, "exit 0");
	return folder;
}

/** @param {string} folder @param {string} name @param {string} script */
function program(folder, name, script) {
	writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`);
	chmodSync(path.join(folder, name), 0o755);
}

/** @param {string | undefined} folder */
function testModdable(folder) {
	const env = { ...process.env, MODDABLE: folder };
	const { status, stdout, stderr } = spawnSync(process.execPath, [inRoot("tools/test-moddable.mjs")], { env, encoding: "utf8" });
	return { status, stdout, stderr };
}

test("without MODDABLE its tests are skipped, with one line and status 0", () => {
	const { status, stdout, stderr } = testModdable(undefined);
	assert.is(status, 0);
	assert.is(stderr, "");
	assert.match(stdout, /^skipped: MODDABLE is not set;.*\n$/);
});

test("a wrong SDK is status 2, and one line that says what is wrong and what to do", () => {
	const empty = project({});
	for (const [folder, message] of /** @type {[string, RegExp][]} */ ([
		["/nowhere/moddable", /^MODDABLE is \/nowhere\/moddable, and there is no such folder: it is the path of an installed Moddable SDK\n$/],
		[empty, /^MODDABLE is .*, and no Moddable SDK is there: it has no tools\/VERSION\n$/],
		[sdk("8.1.4"), /^the Moddable SDK in .* is 8\.1\.4: 8\.2 is the oldest that can compile this, so update it as its own guide says\n$/],
		[sdk("7.10.0"), /is 7\.10\.0: 8\.2 is the oldest/],
		[sdk("no version"), /is no version: 8\.2 is the oldest/],
		[sdk("8.2.3"), /has no mcconfig, xsc, xsl, xsid in .*\/build\/bin\/lin\/release: build its tools as its own guide says/],
	])) {
		const { status, stdout, stderr } = testModdable(folder);
		assert.match(stderr, message);
		assert.is(stdout, "");
		assert.is(status, 2);
	}
});

test("a program or library that a build calls is asked for by name", () => {
	const tools = ["mcconfig", "xsc", "xsl", "xsid"];
	const folder = sdk("9.0.0", tools);
	const bin = path.join(project({ "bin/x": "" }), "bin");
	const kit = findKit({ MODDABLE: folder, PATH: bin });
	assert.is(kit.version, "9.0.0");
	// Without this project's own node_modules, which has a tsc.
	kit.env.PATH = bin;
	for (const [name, advice] of [
		["make", "install Debian's make"],
		["cc", "install Debian's gcc"],
		["pkg-config", "install Debian's pkg-config"],
		["tsc", "npm install in this folder"],
	]) {
		assert.throws(() => checkPrograms(kit), new RegExp(`^${name} is missing on the PATH: ${advice}`));
		program(bin, name, "exit 1");
	}
	assert.throws(() => checkPrograms(kit), /GLib's headers are missing.*libglib2\.0-dev/);
	program(bin, "pkg-config", "exit 0");
	checkPrograms(kit);
});

test.run();
