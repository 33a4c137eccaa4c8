/** The firmwares of tests/esp32, built with the tools of their users. */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { Log, SetupError } from "../setup/command.mjs";
import { inBuild, inRoot } from "../setup/paths.mjs";
import { writeAtomically } from "../sim/transform.mjs";

/** The lines that no file of the repository can hold, because they name a folder of this machine. @returns {string} a folder with an sdkconfig.defaults */
function localLines() {
	const folder = inBuild("esp32/local");
	const authority = inRoot("tests/certificates/authority.pem");
	writeAtomically(path.join(folder, "sdkconfig.defaults"), `CONFIG_MBEDTLS_CUSTOM_CERTIFICATE_BUNDLE_PATH="${authority}"\n`);
	return folder;
}

/** @param {string} profile @param {string[]} folders with more lines @returns {NodeJS.ProcessEnv} */
function environment(profile, folders) {
	const profiles = [profile, inRoot("tests/esp32"), localLines(), ...folders.map((folder) => path.resolve(folder))];
	return { TLS419_PROFILE: profiles.join(",") };
}

/** @param {string} name @param {string} profile @param {string[][]} commands @param {NodeJS.ProcessEnv} env @param {string} result */
async function build(name, profile, commands, env, result) {
	const log = new Log(`esp32-${name}-${profile}`);
	// mcconfig ends with status 0 although ESP-IDF's part has failed.
	rmSync(result, { force: true });
	const advice = `The reason is in ${path.relative(inRoot(), log.file)}.`;
	for (const command of commands) await log.must(command, advice, { env });
	if (!existsSync(result)) throw new SetupError(`the firmware ${name} was not built`, advice, log.tail());
	return path.dirname(result);
}

/**
 * The engine alone, by ESP-IDF.
 * @param {string} profile "full" or "small"
 * @param {string[]} folders with an sdkconfig.defaults each, whose lines come last
 * @returns {Promise<string>} the folder with what was built
 */
export function buildEngine(profile, folders) {
	const folder = inBuild("esp32", `engine-${profile}`);
	const project = ["idf.py", "-C", inRoot("tests/esp32/engine"), "-B", folder];
	const definitions = [
		...["IDF_TARGET=esp32c3", `SDKCONFIG=${path.join(folder, "sdkconfig")}`],
		`SDKCONFIG_DEFAULTS=${inRoot("tests/esp32/sdkconfig.defaults")}`,
	];
	const commands = [
		[...project, ...definitions.map((definition) => `-D${definition}`), "reconfigure"],
		[...project, "build"],
	];
	rmSync(path.join(folder, "sdkconfig"), { force: true });
	const env = {
		...process.env,
		...environment(profile, [inRoot("tests/esp32/engine"), ...folders]),
		IDF_EXTRA_ACTIONS_PATH: inRoot("hosts/esp32/idf"),
	};
	return build("engine", profile, commands, env, path.join(folder, "engine.bin"));
}

/**
 * XS, the SDK's modules, the classes, the engine and an application, by mcconfig.
 * @param {string} name "moddable" or "datagrams", a folder in tests/esp32
 * @param {import("../moddable/kit.mjs").Kit} kit
 * @param {string} profile
 * @param {string[]} folders
 */
export function buildModdable(name, kit, profile, folders) {
	const folder = inBuild("esp32", `${name}-${profile}`);
	const project = path.join(folder, "tmp/esp32/esp32c3/release", name, "xsProj-esp32c3");
	const command = ["mcconfig", "-m", "-p", "esp32/esp32c3", "-t", "build", "-o", folder, inRoot("tests/esp32", name, "manifest.json")];
	// The configuration of a build before this one is not looked at again.
	rmSync(project, { recursive: true, force: true });
	writeAtomically(path.join(folder, "README"), "Made by npm run test:esp32.\n");
	return build(name, profile, [command], { ...kit.env, ...environment(profile, folders) }, path.join(project, "build/xs_esp32.bin"));
}
