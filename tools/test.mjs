import { parseArgs } from "node:util";
import { command, wholeNumber } from "./setup/main.mjs";
import { setUp } from "./setup/setup.mjs";

const usage = `npm test -- [options] [part of a file name ...]

  --variant NAME   debug (default), narrow, release or sanitize
  --jobs N         how many files run at a time
  --seconds N      the limit for one file (180, 300 with narrow)
`;

await command(async () => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			help: { type: "boolean" },
			jobs: { type: "string" },
			seconds: { type: "string" },
			variant: { type: "string", default: "debug" },
		},
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const jobs = wholeNumber("jobs", values.jobs);
	const seconds = wholeNumber("seconds", values.seconds);
	await setUp({ variants: [values.variant] });
	const { runTests } = await import("./test/run.mjs");
	const { passed, failed } = await runTests({ variant: values.variant, filters: positionals, jobs, seconds });
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed ? 1 : 0;
});
