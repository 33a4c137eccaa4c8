import { parseArgs } from "node:util";
import { findKit } from "./moddable/kit.mjs";
import { SetupError } from "./setup/command.mjs";
import { command, wholeNumber } from "./setup/main.mjs";
import { inRoot } from "./setup/paths.mjs";

const usage = `npm run test:moddable -- [options] [part of a file name ...]

Builds the tests of the classes with the Moddable SDK in $MODDABLE, for the command line of Linux, and runs them.

  --jobs N         how many files run at a time
  --seconds N      the limit for one file (60)
`;

await command(async () => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { help: { type: "boolean" }, jobs: { type: "string" }, seconds: { type: "string" } },
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const jobs = wholeNumber("jobs", values.jobs);
	const seconds = wholeNumber("seconds", values.seconds);
	const kit = findKit();
	const { buildTests, specifierOf, testFiles } = await import("./moddable/tests.mjs");
	const { optionsOf } = await import("./test/files.mjs");
	const { runTests } = await import("./test/run.mjs");
	process.stdout.write(`building the tests with the Moddable SDK ${kit.version} in ${kit.folder}\n`);
	const start = performance.now();
	const built = await buildTests(kit).catch((error) => {
		if (error instanceof SetupError) process.stderr.write(`${error.output ?? ""}\n${error.message}: ${error.advice}\n`);
		throw error;
	});
	process.stdout.write(`built in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
	for (const warning of built.warnings) process.stdout.write(`${warning}\n`);
	const chosen = testFiles().filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)));
	const tests = chosen.map((name) => ({
		name,
		command: [built.program, "--data", inRoot("tests"), ...optionsOf(inRoot(name)), specifierOf(name)],
	}));
	const { passed, failed } = await runTests({ tests, filters: positionals, jobs, seconds });
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed || built.warnings.length ? 1 : 0;
});
