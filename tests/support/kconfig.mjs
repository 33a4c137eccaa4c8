/** Runs ESP-IDF's own configuration tools over files of defaults, as its build does. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inRoot } from "../../tools/setup/paths.mjs";

/** @param {string} idf @param {string} name */
function inComponents(idf, name) {
	const components = path.join(idf, "components");
	const files = readdirSync(components).map((component) => path.join(components, component, name));
	return files.filter((file) => existsSync(file)).sort();
}

/** The interpreter of the installed ESP-IDF, or the one on the PATH. */
function python() {
	const own = path.join(process.env.IDF_PYTHON_ENV_PATH ?? "/nowhere", "bin/python");
	return existsSync(own) ? own : "python3";
}

/** @param {string} idf @returns {string} such as 6.0.2 */
export function versionOf(idf) {
	const text = readFileSync(path.join(idf, "tools/cmake/version.cmake"), "utf8");
	return ["MAJOR", "MINOR", "PATCH"].map((part) => new RegExp(`IDF_VERSION_${part} (\\d+)`).exec(text)?.[1]).join(".");
}

/**
 * @param {string} idf its folder
 * @param {string} target the chip
 * @param {string[]} defaults files, of which later ones win
 * @returns {Map<string, string>} what the configuration says in the end, by the names of its symbols; "n" for what is not set
 */
export function configure(idf, target, defaults) {
	const folder = mkdtempSync(path.join(tmpdir(), "tls419-kconfig-"));
	const inFolder = (/** @type {string} */ name) => path.join(folder, name);
	const version = versionOf(idf);
	const environment = {
		COMPONENT_KCONFIGS: [...inComponents(idf, "Kconfig"), inRoot("hosts/esp32/tls419/Kconfig")].join(";"),
		COMPONENT_KCONFIGS_PROJBUILD: inComponents(idf, "Kconfig.projbuild").join(";"),
		COMPONENT_KCONFIGS_SOURCE_FILE: inFolder("kconfigs.in"),
		COMPONENT_KCONFIGS_PROJBUILD_SOURCE_FILE: inFolder("kconfigs_projbuild.in"),
		COMPONENT_SDKCONFIG_RENAMES: inComponents(idf, "sdkconfig.rename").join(";"),
		IDF_TARGET: target,
		IDF_TOOLCHAIN: "gcc",
		IDF_VERSION: version,
		IDF_INIT_VERSION: version,
		IDF_ENV_FPGA: "",
		IDF_PATH: idf,
	};
	const options = {
		env: { ...process.env, IDF_INIT_VERSION: version, KCONFIG_REPORT_VERBOSITY: "quiet" },
		stdio: /** @type {const} */ ("pipe"),
	};
	try {
		writeFileSync(inFolder("environment"), JSON.stringify(environment));
		const prepare = path.join(idf, "tools/kconfig_new/prepare_kconfig_files.py");
		execFileSync(python(), [prepare, "--list-separator=semicolon", "--env-file", inFolder("environment")], options);
		const renames = ["--sdkconfig-rename", path.join(idf, "sdkconfig.rename")];
		const files = defaults.flatMap((file) => ["--defaults", file]);
		const common = ["-m", "kconfgen", "--list-separator=semicolon", "--kconfig", path.join(idf, "Kconfig"), ...renames];
		const output = ["--config", inFolder("sdkconfig"), "--output", "config", inFolder("sdkconfig")];
		const given = ["--env", "IDF_MINIMAL_BUILD=n", "--env-file", inFolder("environment")];
		execFileSync(python(), [...common, ...files, ...given, ...output], options);
		const symbols = new Map();
		for (const line of readFileSync(inFolder("sdkconfig"), "utf8").split("\n")) {
			const [, set, value] = /^(CONFIG_\w+)=(.*)$/.exec(line) ?? [];
			const [, unset] = /^# (CONFIG_\w+) is not set$/.exec(line) ?? [];
			if (set !== undefined) symbols.set(set, value);
			else if (unset !== undefined) symbols.set(unset, "n");
		}
		return symbols;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** @param {string} file @returns {[name: string, value: string][]} */
export function readDefaults(file) {
	const lines = readFileSync(file, "utf8").split("\n");
	return lines.filter((line) => line.startsWith("CONFIG_")).map((line) => /** @type {[string, string]} */ (line.split("=", 2)));
}
