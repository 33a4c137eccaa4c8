/** What the set-up does when a step cannot be done; programs that it calls are replaced by scripts on the PATH. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findProgram } from "../../tools/setup/command.mjs";
import { inRoot } from "../../tools/setup/paths.mjs";

const test = suite("set-up", { folder: "" });

/** Programs without which no script runs. */
const ordinary = ["sh", "mkdir", "tar", "gzip"];

test.before.each((context) => {
	const folder = mkdtempSync(path.join(tmpdir(), "tls419-"));
	context.folder = folder;
	cpSync(inRoot("tools"), path.join(folder, "tools"), { recursive: true });
	mkdirSync(path.join(folder, "bin"));
	writeFileSync(path.join(folder, "package-lock.json"), "{}");
	for (const name of ordinary) symlinkSync(findProgram(name) ?? "", path.join(folder, "bin", name));
	for (const name of ["cc", "cmake", "ninja", "bzip2", "xz", "openssl", "tshark", "gnutls-serv"]) script(context, name, "exit 0");
	script(context, "npm", 'test "$1" = ci && mkdir -p node_modules && exit 0; exit 1');
});

test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** @param {{folder: string}} context @param {string} name @param {string} lines */
function script({ folder }, name, lines) {
	const file = path.join(folder, "bin", name);
	rmSync(file, { force: true });
	writeFileSync(file, `#!/bin/sh\n${lines}\n`);
	chmodSync(file, 0o755);
}

/** @param {{folder: string}} context @param {NodeJS.ProcessEnv} [env] */
function setUp({ folder }, env = {}) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, "tools/setup.mjs")], {
		encoding: "utf8",
		env: { PATH: path.join(folder, "bin"), ...env },
		timeout: 30_000,
	});
	return { status, output: stdout + stderr };
}

test("a tarball with another content is not unpacked", (context) => {
	script(context, "npm", 'test "$1" = ci && mkdir -p node_modules && exit 0; echo other > "$5/agoric-xsnap-0.15.0.tgz"');
	const { status, output } = setUp(context);
	assert.is(status, 1);
	assert.match(output, /Set-up failed at "XS sources": the tarball .* is not the one/);
	assert.match(output, /Nothing was unpacked/);
	assert.not(existsSync(path.join(context.folder, "build/xs")));
});

test("a failure names the step and the reason, shows what the program said, and what to do", (context) => {
	script(context, "npm", "echo this registry is closed >&2; exit 7");
	const { status, output } = setUp(context);
	assert.is(status, 1);
	assert.match(output, /Set-up failed at "node modules": `npm ci .*` ended with status 7/);
	assert.match(output, /this registry is closed/);
	assert.match(output, /npm ping/);
});

test("missing packages are named with what they are for where there is no apt-get", (context) => {
	rmSync(path.join(context.folder, "bin/ninja"));
	const { status, output } = setUp(context);
	assert.is(status, 1);
	assert.match(output, /Set-up failed at "Debian packages": something is missing \(ninja-build runs the builds\)/);
});

test("a folder without mbedTLS is refused before anything is built from it", (context) => {
	mkdirSync(path.join(context.folder, "build/xs"), { recursive: true });
	const source = readFileSync(path.join(context.folder, "tools/setup/xs.mjs"), "utf8");
	const [, specifier] = /specifier = "(.+)"/.exec(source) ?? [];
	const [, integrity] = /integrity = "(.+)"/.exec(source) ?? [];
	writeFileSync(path.join(context.folder, "build/xs/.made-from"), `${specifier} ${integrity}`);
	const { status, output } = setUp(context, { TLS419_MBEDTLS: context.folder });
	assert.is(status, 1);
	assert.match(output, /Set-up failed at "mbedTLS sources": .* holds no source of mbedTLS/);
	assert.not(existsSync(path.join(context.folder, "build/debug")));
});

test("the lock of a set-up that died is taken over", (context) => {
	mkdirSync(path.join(context.folder, "build"));
	writeFileSync(path.join(context.folder, "build/setup.lock"), `${spawnSync("true").pid}`);
	script(context, "npm", "exit 7");
	assert.match(setUp(context).output, /Set-up failed at "node modules"/);
	assert.not(existsSync(path.join(context.folder, "build/setup.lock")));
});

test.run();
