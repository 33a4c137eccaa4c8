import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { findProgram } from "../setup/command.mjs";
import { UsageError } from "../setup/main.mjs";
import { inRoot } from "../setup/paths.mjs";

/** The oldest SDK that knows Native and native. */
const minimum = [8, 2];

/**
 * The Moddable SDK of this machine.
 * @typedef {object} Kit
 * @property {string} folder
 * @property {string} version
 * @property {NodeJS.ProcessEnv} env in which its tools find each other
 */

/** @returns {Kit} */
export function findKit() {
	const folder = process.env.MODDABLE;
	if (!folder)
		throw new UsageError("MODDABLE is not set: these tests need an installed Moddable SDK, and MODDABLE is the path of its folder");
	const file = path.join(folder, "tools/VERSION");
	if (!existsSync(file)) throw new UsageError(`MODDABLE is ${folder}, and no Moddable SDK is there: it has no tools/VERSION`);
	const version = readFileSync(file, "utf8").trim();
	const [major, minor] = version.split(".").map(Number);
	if (!(major > minimum[0] || (major === minimum[0] && minor >= minimum[1])))
		throw new UsageError(`the Moddable SDK in ${folder} is ${version}: ${minimum.join(".")} is the oldest that can compile this`);
	const tools = path.join(folder, "build/bin/lin/release");
	const env = { ...process.env, PATH: [tools, inRoot("node_modules/.bin"), process.env.PATH].join(path.delimiter) };
	if (!findProgram("mcconfig") && !existsSync(path.join(tools, "mcconfig")))
		throw new UsageError(`the Moddable SDK in ${folder} has no tools yet: build them as its own guide says`);
	return { folder, version, env };
}
