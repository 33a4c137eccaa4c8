/** The tests of the SDK's own clients and servers (tests/sdk): one program for the Moddable simulator, which runs it without its window. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Log } from "../setup/command.mjs";
import { inBuild, inRoot } from "../setup/paths.mjs";
import { mistakesIn } from "./mistakes.mjs";
import { specifierOf } from "./tests.mjs";

/** @returns {string[]} paths of the test files, relative to the project */
export function clientTestFiles() {
	return readdirSync(inRoot("tests/sdk"))
		.filter((name) => name.endsWith(".test.ts"))
		.sort()
		.map((name) => path.join("tests/sdk", name));
}

/** Builds what stands in for the window. @param {import("./kit.mjs").Kit} kit @param {Log} log @returns {Promise<string>} path of the program */
async function buildScreen(kit, log) {
	const screen = inBuild("moddable/screen");
	/** @param {string} option */
	const glib = (option) => execFileSync("pkg-config", [option, "gio-2.0"], { encoding: "utf8", env: kit.env }).trim().split(" ");
	const words = [`-I${kit.folder}/build/simulators/modules`, ...glib("--cflags"), inRoot("tests/sdk/screen.c"), "-o", screen];
	await log.must(["cc", ...words, ...glib("--libs"), "-ldl"], "The reason is in build/log/moddable-clients.log.", { env: kit.env });
	return screen;
}

/**
 * @param {import("./kit.mjs").Kit} kit
 * @returns {Promise<{command: (file: string) => string[], warnings: string[]}>} how a test file is run, and what must not be warned about
 */
export async function buildClientTests(kit) {
	const output = inBuild("moddable");
	// mcconfig wants to find it, and these tests may be the only ones that were chosen.
	mkdirSync(output, { recursive: true });
	const log = new Log("moddable-clients");
	const words = ["mcconfig", "-m", "-p", "lin", "-o", output, inRoot("tests/sdk/manifest.json")];
	await log.must(words, "The reason is in build/log/moddable-clients.log.", { env: kit.env });
	const warnings = mistakesIn(readFileSync(log.file, "utf8"));
	// The next build would not warn about what is compiled already.
	if (warnings.length > 0) rmSync(path.join(output, "tmp/lin"), { recursive: true, force: true });
	const screen = await buildScreen(kit, log);
	const program = path.join(output, "bin/lin/mc/release/sdk/mc.so");
	return { command: (file) => ["env", `TLS419_TEST=${specifierOf(file)}`, screen, program], warnings };
}
