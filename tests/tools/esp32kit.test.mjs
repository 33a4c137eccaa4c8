/** What the tests on an emulated chip need, and this machine lacks, is said in one line; only what is wrong is an error. */
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { project } from "../support/project.mjs";

/** @param {string} version @returns {string} the folder of something that looks like ESP-IDF */
function idf(version) {
	const [major, minor, patch] = version.split(".");
	const lines = [`set(IDF_VERSION_MAJOR ${major})`, `set(IDF_VERSION_MINOR ${minor})`, `set(IDF_VERSION_PATCH ${patch})`];
	return project({ "tools/cmake/version.cmake": lines.join("\n") });
}

/** @param {Record<string, string>} programs name -> shell script @returns {string} a folder for the PATH */
function programs(programs) {
	const folder = project(programs);
	for (const [name, script] of Object.entries(programs)) {
		writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`);
		chmodSync(path.join(folder, name), 0o755);
	}
	return folder;
}

/** @param {string | undefined} folder @param {string} [search] @param {string[]} [words] */
function testEsp32(folder, search = "/nowhere", words = []) {
	const env = { IDF_PATH: folder, PATH: search };
	const { status, stdout, stderr } = spawnSync(process.execPath, [inRoot("tools/test-esp32.mjs"), ...words], { env, encoding: "utf8" });
	return { status, stdout, stderr };
}

test("without ESP-IDF, idf.py or an emulator that knows the chip the tests are skipped, with one line and status 0", () => {
	for (const [folder, search, message] of /** @type {[string | undefined, string, RegExp][]} */ ([
		[undefined, "/nowhere", /^skipped: IDF_PATH is not set;/],
		[idf("6.0.2"), "/nowhere", /^skipped: idf\.py is not on the PATH; `\. .*\/export\.sh` puts it there\n$/],
		[idf("6.0.2"), programs({ "idf.py": "" }), /^skipped: qemu-system-riscv32 is not on the PATH; `idf_tools\.py install qemu-riscv32`/],
		[
			idf("6.0.2"),
			programs({ "idf.py": "", "qemu-system-riscv32": "echo 'virt   RISC-V VirtIO board'" }),
			/^skipped: .*\/qemu-system-riscv32 does not know the machine esp32c3: Espressif's QEMU does/,
		],
	])) {
		const { status, stdout, stderr } = testEsp32(folder, search);
		assert.is(stderr, "");
		assert.match(stdout, message);
		assert.is(status, 0);
	}
});

test("a wrong ESP-IDF is status 2, and one line that says what is wrong", () => {
	const old = testEsp32(idf("5.5.1"));
	assert.match(old.stderr, /^the ESP-IDF in .* is 5\.5\.1: 6\.0 is the oldest whose mbedTLS the component knows\n$/);
	assert.is(old.status, 2);
	const none = testEsp32(project({}));
	assert.match(none.stderr, /^IDF_PATH is .*, and no ESP-IDF is there: it has no tools\/cmake\/version\.cmake\n$/);
	assert.is(none.status, 2);
	assert.match(testEsp32(undefined, "/nowhere", ["--profile", "large"]).stderr, /^--profile takes full or small, not large\n$/);
});

test.run();
