import { parseArgs } from "node:util";
import { command, setUp } from "./setup/setup.mjs";

const usage = `npm test -- [options] [part of a file name ...]

  --variant NAME   debug (default), release or sanitize
  --jobs N         how many files run at a time
  --seconds N      the limit for one file (60)
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
	await setUp({ variants: [values.variant] });
	const { runTests } = await import("./test/run.mjs");
	const { passed, failed } = await runTests({
		variant: values.variant,
		filters: positionals,
		jobs: values.jobs === undefined ? undefined : positive("jobs", values.jobs),
		seconds: values.seconds === undefined ? undefined : positive("seconds", values.seconds),
	});
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed ? 1 : 0;
});

/** @param {string} name @param {string} text */
function positive(name, text) {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) throw new RangeError(`--${name} takes a whole number above 0, not ${text}`);
	return number;
}
