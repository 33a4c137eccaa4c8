#!/usr/bin/env node
/** The command line of this package. */
import { readFileSync } from "node:fs";
import { Failure } from "./sim/failure.mjs";

const usage = `usage: tls419 <command>

  sim [options] <program> [arguments]   run a program in the simulator (tls419 sim --help)
  bundle [options] <files> <output>     make a store of certificate authorities (tls419 bundle --help)
  mbedtls                               fetch the source of mbedTLS, which builds with the Moddable SDK for Linux compile
  --help                                this text
  --version                             the version of this package
`;

/**
 * @param {string[]} words
 * @returns {Promise<number>} exit status
 */
async function main([command, ...words]) {
	switch (command) {
		case "sim": {
			const { simulate } = await import("./sim/simulate.mjs");
			return simulate(words);
		}
		case "bundle": {
			const { bundle } = await import("./bundle.mjs");
			return bundle(words);
		}
		case "mbedtls": {
			const { fetchMbedTLS } = await import("./setup/setup.mjs");
			return fetchMbedTLS();
		}
		case "--version": {
			const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
			process.stdout.write(`${version}\n`);
			return 0;
		}
		case "--help":
		case "-h":
			process.stdout.write(usage);
			return 0;
		default:
			throw new Failure(command === undefined ? `a command is missing\n\n${usage}` : `${command} is no command\n\n${usage}`, {
				code: "SIM_USAGE",
			});
	}
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	process.stderr.write(`tls419: ${error.message.trimEnd()}\n`);
	process.exitCode = 2;
}
