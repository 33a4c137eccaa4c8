import { SetupError } from "./command.mjs";
import { compile } from "./compile.mjs";
import { exclusively } from "./lock.mjs";
import { takeMbedTLS } from "./mbedtls.mjs";
import { installModules } from "./modules.mjs";
import { installPackages } from "./packages.mjs";
import { step } from "./progress.mjs";
import { takeXS } from "./xs.mjs";

/** @typedef {import("./packages.mjs").Purpose} Purpose */

/** @type {Purpose} */
const narrow = "narrow";

/**
 * Makes everything ready that a command needs, from a bare clone onwards; costs a fraction of a second when everything is.
 * @param {{variants?: string[], purposes?: Purpose[], quiet?: boolean}} [options] quiet: mention only the steps that had something to do
 */
export async function setUp({ variants = ["debug"], purposes = ["setup", "test"], quiet = true } = {}) {
	const needs = variants.includes("narrow") ? [...purposes, narrow] : purposes;
	await exclusively(async () => {
		await step("Debian packages", "installing", quiet, (announce) => installPackages(needs, announce));
		await step("node modules", "installing", quiet, (announce) => installModules(announce));
		await step("XS sources", "downloading", quiet, (announce) => takeXS(announce));
		await step("mbedTLS sources", "downloading", quiet, (announce) => takeMbedTLS(announce));
		for (const variant of variants) await step(`${variant} build`, "compiling", quiet, (announce) => compile(variant, announce));
	});
}

/** Only what a build with the Moddable SDK needs, where this is a package among others. @returns {Promise<number>} exit status */
export async function fetchMbedTLS() {
	try {
		await exclusively(() => step("mbedTLS sources", "downloading", false, (announce) => takeMbedTLS(announce)));
		return 0;
	} catch (error) {
		if (error instanceof SetupError) return 1;
		throw error;
	}
}
