import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { findProgram } from "../setup/command.mjs";
import { UsageError } from "../setup/main.mjs";

/** The oldest ESP-IDF that the component can be built with. */
const minimum = 6;

/** @param {string} folder of ESP-IDF @returns {string} its version */
function versionOf(folder) {
	const file = path.join(folder, "tools/cmake/version.cmake");
	if (!existsSync(file)) throw new UsageError(`IDF_PATH is ${folder}, and no ESP-IDF is there: it has no tools/cmake/version.cmake`);
	const text = readFileSync(file, "utf8");
	return ["MAJOR", "MINOR", "PATCH"].map((part) => new RegExp(`IDF_VERSION_${part} (\\d+)`).exec(text)?.[1]).join(".");
}

/**
 * What tests on an emulated chip need and this machine lacks, as one sentence; undefined if it lacks nothing. A wrong version is an error.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function missing(env) {
	const { IDF_PATH: folder, PATH: search } = env;
	if (!folder) return "IDF_PATH is not set; these tests need an installed ESP-IDF 6, and IDF_PATH is the path of its folder";
	const version = versionOf(folder);
	if (Number(version.split(".")[0]) < minimum)
		throw new UsageError(`the ESP-IDF in ${folder} is ${version}: ${minimum}.0 is the oldest whose mbedTLS the component knows`);
	if (!findProgram("idf.py", search)) return `idf.py is not on the PATH; \`. ${folder}/export.sh\` puts it there`;
	const emulator = findProgram("qemu-system-riscv32", search);
	if (!emulator)
		return "qemu-system-riscv32 is not on the PATH; `idf_tools.py install qemu-riscv32` brings Espressif's, and export.sh puts it there";
	if (!/^esp32c3 /m.test(spawnSync(emulator, ["-M", "help"], { env, encoding: "utf8" }).stdout))
		return `${emulator} does not know the machine esp32c3: Espressif's QEMU does, and \`idf_tools.py install qemu-riscv32\` brings it`;
	return undefined;
}
