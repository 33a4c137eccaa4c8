import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { findProgram } from "../setup/command.mjs";
import { UsageError } from "../setup/main.mjs";
import { inRoot } from "../setup/paths.mjs";

/** The oldest SDK that knows Native and native. */
const minimum = [8, 2];

/** What a build calls, beside the SDK's own tools. @type {[name: string, advice: string][]} */
const programs = [
	["make", "install Debian's make"],
	["cc", "install Debian's gcc"],
	["pkg-config", "install Debian's pkg-config"],
	["tsc", "npm install in this folder puts it into node_modules/.bin"],
];

/**
 * The Moddable SDK of this machine.
 * @typedef {object} Kit
 * @property {string} folder
 * @property {string} version
 * @property {NodeJS.ProcessEnv} env in which its tools find each other
 */

/** @param {string} folder @returns {string} the version of the SDK in it */
function versionOf(folder) {
	if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
		throw new UsageError(`MODDABLE is ${folder}, and there is no such folder: it is the path of an installed Moddable SDK`);
	const file = path.join(folder, "tools/VERSION");
	if (!existsSync(file)) throw new UsageError(`MODDABLE is ${folder}, and no Moddable SDK is there: it has no tools/VERSION`);
	const version = readFileSync(file, "utf8").trim();
	const [major, minor] = version.split(".").map(Number);
	if (!(major > minimum[0] || (major === minimum[0] && minor >= minimum[1])))
		throw new UsageError(
			`the Moddable SDK in ${folder} is ${version}: ${minimum.join(".")} is the oldest that can compile this, so update it as its own guide says`,
		);
	return version;
}

/** @param {NodeJS.ProcessEnv} env @returns {Kit} */
export function findKit(env) {
	const folder = env.MODDABLE ?? "";
	const version = versionOf(folder);
	const tools = path.join(folder, "build/bin/lin/release");
	const search = [tools, inRoot("node_modules/.bin"), env.PATH ?? ""].join(path.delimiter);
	const missing = ["mcconfig", "xsc", "xsl", "xsid"].filter((name) => !findProgram(name, tools));
	if (missing.length > 0)
		throw new UsageError(
			`the Moddable SDK in ${folder} has no ${missing.join(", ")} in ${tools}: build its tools as its own guide says (cd $MODDABLE/build/makefiles/lin && make)`,
		);
	return { folder, version, env: { ...env, PATH: search } };
}

/** @param {Kit} kit @throws UsageError for the first program or library that a build lacks */
export function checkPrograms({ env }) {
	for (const [name, advice] of programs)
		if (!findProgram(name, env.PATH)) throw new UsageError(`${name} is missing on the PATH: ${advice}`);
	if (spawnSync("pkg-config", ["--exists", "gio-2.0"], { env }).status !== 0)
		throw new UsageError("GLib's headers are missing, which XS needs on Linux: install Debian's libglib2.0-dev");
}
