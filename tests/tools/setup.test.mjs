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
	for (const name of ["cc", "cmake", "ninja", "bzip2", "xz", "openssl", "tshark", "gnutls-serv", "coap-client-openssl"])
		script(context, name, "exit 0");
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

/** The set-up with that source of mbedTLS, up to where it looks at it. @param {{folder: string}} context @param {string} source @returns {string} what it says */
function setUpWith(context, source) {
	mkdirSync(path.join(context.folder, "build/xs"), { recursive: true });
	const text = readFileSync(path.join(context.folder, "tools/setup/xs.mjs"), "utf8");
	const [, specifier] = /specifier = "(.+)"/.exec(text) ?? [];
	const [, integrity] = /integrity = "(.+)"/.exec(text) ?? [];
	writeFileSync(path.join(context.folder, "build/xs/.made-from"), `${specifier} ${integrity}`);
	const { status, output } = setUp(context, { TLS419_MBEDTLS: source });
	assert.is(status, 1);
	return output;
}

/** A folder that looks like a source of mbedTLS. @param {{folder: string}} context @param {string} version @param {string[]} parts @param {"ON" | "OFF"} generates */
function sourceOf({ folder }, version, parts, generates = "OFF") {
	const source = path.join(folder, "mbedtls");
	for (const part of ["", ...parts]) {
		mkdirSync(path.join(source, part), { recursive: true });
		writeFileSync(path.join(source, part, "CMakeLists.txt"), `option(GEN_FILES "Generate files" ${generates})\n`);
	}
	mkdirSync(path.join(source, "include/mbedtls"), { recursive: true });
	writeFileSync(path.join(source, "include/mbedtls/build_info.h"), `#define MBEDTLS_VERSION_STRING         "${version}"\n`);
	return source;
}

const complete = ["framework", "tf-psa-crypto", "tf-psa-crypto/framework"];

test("a folder of mbedTLS that does not exist is named", (context) => {
	assert.match(
		setUpWith(context, "/nowhere/mbedtls"),
		/Set-up failed at "mbedTLS sources": TLS419_MBEDTLS names \/nowhere\/mbedtls, which does not exist/,
	);
});

test("a folder without mbedTLS is refused before anything is built from it", (context) => {
	const output = setUpWith(context, context.folder);
	assert.match(output, /Set-up failed at "mbedTLS sources": .* holds no source of mbedTLS/);
	assert.match(output, /set TLS419_MBEDTLS to its folder/);
	assert.not(existsSync(path.join(context.folder, "build/debug")));
});

test("headers of mbedTLS without the source are refused", (context) => {
	const source = sourceOf(context, "3.6.7", []);
	rmSync(path.join(source, "CMakeLists.txt"));
	assert.match(setUpWith(context, source), /holds no source of mbedTLS, but an installed one/);
});

for (const version of ["2.28.10", "3.5.2", "3.6.5", "4.0.0"]) {
	test(`mbedTLS ${version} is refused, and the ones that are not are named`, (context) => {
		const output = setUpWith(context, sourceOf(context, version, complete));
		assert.match(output, new RegExp(`holds mbedTLS ${version.replaceAll(".", "\\.")}, which has known security defects`));
		assert.match(output, /3\.6\.6 or newer of 3\.6, or 4\.1\.0 or newer/);
	});
}

test("parts of mbedTLS that a clone has left out are named, with the command that gets them", (context) => {
	const source = sourceOf(context, "4.1.0", ["framework"]);
	mkdirSync(path.join(source, ".git"));
	const output = setUpWith(context, source);
	assert.match(output, /is incomplete: tf-psa-crypto, tf-psa-crypto\/framework are missing/);
	assert.match(output, /git -C .*mbedtls submodule update --init --recursive/);
});

test("an archive of mbedTLS that lacks a part is no release", (context) => {
	const output = setUpWith(context, sourceOf(context, "3.6.7", []));
	assert.match(output, /is incomplete: framework is missing/);
	assert.match(output, /archive mbedtls-\*\.tar\.bz2 of a release/);
});

test("what generates files of mbedTLS and is missing is named, with the command that installs it", (context) => {
	script(context, "python3", "echo jsonschema");
	const output = setUpWith(context, sourceOf(context, "4.1.0", complete, "ON"));
	assert.match(output, /what generates a part of its files is missing \(perl, python3-jsonschema\)/);
	assert.match(output, /apt-get install --yes perl python3-jsonschema/);
});

test("a machine without Python is told so before mbedTLS's files are to be generated", (context) => {
	script(context, "perl", "exit 0");
	assert.match(setUpWith(context, sourceOf(context, "4.1.0", complete, "ON")), /is missing \(python3\)/);
});

test("a complete source of mbedTLS 4.1 is taken", (context) => {
	script(context, "cmake", "echo this is as far as it goes; exit 7");
	assert.match(setUpWith(context, sourceOf(context, "4.1.0", complete)), /this is as far as it goes[\s\S]*Set-up failed at "debug build"/);
});

test("the lock of a set-up that died is taken over", (context) => {
	mkdirSync(path.join(context.folder, "build"));
	writeFileSync(path.join(context.folder, "build/setup.lock"), `${spawnSync("true").pid}`);
	script(context, "npm", "exit 7");
	assert.match(setUp(context).output, /Set-up failed at "node modules"/);
	assert.not(existsSync(path.join(context.folder, "build/setup.lock")));
});

test.run();
