import { parseArgs } from "node:util";
import { checkPrograms, findKit } from "./moddable/kit.mjs";
import { SetupError } from "./setup/command.mjs";
import { command, wholeNumber } from "./setup/main.mjs";
import { inRoot } from "./setup/paths.mjs";
import { setUp } from "./setup/setup.mjs";

const usage = `npm run test:moddable -- [options] [part of a file name ...]

With the Moddable SDK in $MODDABLE: builds the tests of the classes as a program for the command line of Linux and runs them, those of the SDK's own
clients for the Moddable simulator and runs them without its window; then runs those of tests/moddable, which build and run the examples and more. Without MODDABLE nothing is done, and the status is 0; a wrong SDK is status 2.

  --debug          the debug build, which has XS's debugger and what mcconfig -d warns about
  --jobs N         how many files run at a time
  --seconds N      the limit for one file (900)
`;

/** @typedef {{tests: import("./test/files.mjs").TestFile[], warnings: string[]}} Built */

/** @template Built @param {string} what @param {() => Promise<Built>} build @returns {Promise<Built>} */
async function timed(what, build) {
	const start = performance.now();
	const built = await build().catch((error) => {
		if (error instanceof SetupError) process.stderr.write(`${error.output ?? ""}\n${error.message}: ${error.advice}\n`);
		throw error;
	});
	process.stdout.write(`${what} built in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
	return built;
}

/** @param {import("./moddable/kit.mjs").Kit} kit @param {boolean} debug @param {(name: string) => boolean} isChosen @returns {Promise<Built>} */
async function classTests(kit, debug, isChosen) {
	const { buildTests, specifierOf, testFiles } = await import("./moddable/tests.mjs");
	const { optionsOf } = await import("./test/files.mjs");
	const files = testFiles().filter(isChosen);
	if (files.length === 0) return { tests: [], warnings: [] };
	const { program, warnings } = await timed("tests of the classes", () => buildTests(kit, debug));
	const tests = files.map((name) => ({
		name,
		command: [program, "--data", inRoot("tests"), ...optionsOf(inRoot(name)), specifierOf(name)],
	}));
	return { tests, warnings };
}

/** @param {import("./moddable/kit.mjs").Kit} kit @param {(name: string) => boolean} isChosen @returns {Promise<Built>} */
async function clientTests(kit, isChosen) {
	const { buildClientTests, clientTestFiles } = await import("./moddable/clients.mjs");
	const files = clientTestFiles().filter(isChosen);
	if (files.length === 0) return { tests: [], warnings: [] };
	const built = await timed("tests of the SDK's clients", () => buildClientTests(kit));
	return { tests: files.map((name) => ({ name, command: built.command(name) })), warnings: built.warnings };
}

await command(async () => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			help: { type: "boolean" },
			debug: { type: "boolean", default: false },
			jobs: { type: "string" },
			seconds: { type: "string" },
		},
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const jobs = wholeNumber("jobs", values.jobs);
	const seconds = wholeNumber("seconds", values.seconds) ?? 900;
	if (!process.env.MODDABLE) {
		process.stdout.write(
			"skipped: MODDABLE is not set; these tests need an installed Moddable SDK, and MODDABLE is the path of its folder\n",
		);
		return 0;
	}
	const kit = findKit(process.env);
	await setUp({ variants: [] });
	checkPrograms(kit);
	process.stdout.write(`with the Moddable SDK ${kit.version} in ${kit.folder}\n`);
	const { findModdableTests } = await import("./test/files.mjs");
	const { runTests } = await import("./test/run.mjs");
	/** @param {string} name */
	const isChosen = (name) => positionals.length === 0 || positionals.some((part) => name.includes(part));
	const classes = await classTests(kit, values.debug, isChosen);
	/* mcconfig -d would stop other programs of the machine by their name. */
	const clients = values.debug ? { tests: [], warnings: [] } : await clientTests(kit, isChosen);
	const warnings = [...classes.warnings, ...clients.warnings];
	for (const warning of warnings) process.stdout.write(`${warning}\n`);
	const all = [...classes.tests, ...clients.tests, ...(values.debug ? [] : findModdableTests().filter(({ name }) => isChosen(name)))];
	const { passed, failed } = await runTests({ tests: all, filters: positionals, jobs, seconds, env: kit.env });
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed || warnings.length ? 1 : 0;
});
