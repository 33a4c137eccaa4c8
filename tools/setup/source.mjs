import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { findProgram, SetupError } from "./command.mjs";

/** A release has what a build needs; it is the archive of that name, and not the one that GitHub makes by itself of a tag. */
const advice =
	"Take an archive mbedtls-*.tar.bz2 of a release (3.6.6 or newer of 3.6, or 4.1.0 or newer), unpack it, and set TLS419_MBEDTLS to its folder.";

/** @param {string} folder @returns {string} the version that a source tree names */
export function versionOf(folder) {
	const header = path.join(folder, "include/mbedtls/build_info.h");
	if (!existsSync(header)) throw new SetupError(`${folder} holds no source of mbedTLS`, advice);
	return /MBEDTLS_VERSION_STRING\s+"([^"]+)"/.exec(readFileSync(header, "utf8"))?.[1] ?? "of an unknown version";
}

/** The oldest versions with the security fixes this project relies on: engine/compat.h refuses to be compiled with others. @param {string} version */
function isRecent(version) {
	const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
	if (major === 3) return minor > 6 || (minor === 6 && patch >= 6);
	return major > 4 || (major === 4 && minor >= 1);
}

/** @param {string} folder @param {string} version parts of mbedTLS that have repositories of their own, and may have stayed there */
function checkParts(folder, version) {
	const parts = version.startsWith("3.") ? ["framework"] : ["tf-psa-crypto", "framework", "tf-psa-crypto/framework"];
	const missing = parts.filter((part) => !existsSync(path.join(folder, part, "CMakeLists.txt")));
	if (missing.length === 0) return;
	const remedy = existsSync(path.join(folder, ".git")) ? `Run: git -C ${folder} submodule update --init --recursive` : advice;
	throw new SetupError(
		`the source of mbedTLS in ${folder} is incomplete: ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing`,
		remedy,
	);
}

/** A source tree that is no release writes some of its files while it is built. @param {string} folder @param {string} version */
function checkGenerators(folder, version) {
	if (!/option\(GEN_FILES "[^"]*" ON\)/.test(readFileSync(path.join(folder, "CMakeLists.txt"), "utf8"))) return;
	const question = "import importlib.util as u; print(*[m for m in ('jinja2', 'jsonschema') if u.find_spec(m) is None])";
	const python = findProgram("python3");
	const answer = python && spawnSync(python, ["-c", question], { encoding: "utf8" });
	const modules = answer && answer.status === 0 ? answer.stdout.split(/\s+/).filter(Boolean) : [];
	const missing = [
		...(findProgram("perl") ? [] : ["perl"]),
		...(answer && answer.status === 0 ? [] : ["python3"]),
		...modules.map((name) => `python3-${name}`),
	];
	if (missing.length === 0) return;
	throw new SetupError(
		`mbedTLS ${version} in ${folder} is no release, and what generates a part of its files is missing (${missing.join(", ")})`,
		`Run: sudo apt-get install --yes ${missing.join(" ")} (or take a release, which has these files).`,
	);
}

/**
 * Finds out before anything is built whether a folder holds what a build needs.
 * @param {string} folder
 * @returns {string} the version
 */
export function checkSource(folder) {
	if (!existsSync(folder)) throw new SetupError(`TLS419_MBEDTLS names ${folder}, which does not exist`, advice);
	const version = versionOf(folder);
	if (!existsSync(path.join(folder, "CMakeLists.txt")))
		throw new SetupError(`${folder} holds no source of mbedTLS, but an installed one`, advice);
	if (!isRecent(version)) throw new SetupError(`${folder} holds mbedTLS ${version}, which has known security defects`, advice);
	checkParts(folder, version);
	checkGenerators(folder, version);
	return version;
}
