/** `tls419 sim`: options, compilation, run. */
import { readOptions, usage } from "./options.mjs";

/**
 * @param {string[]} words
 * @returns {Promise<number>} exit status
 */
export async function simulate(words) {
	const options = readOptions(words);
	if (options.help) {
		process.stdout.write(usage);
		return 0;
	}
	const { compile } = await import("./program.mjs");
	const program = await compile(options.main, {
		config: options.config,
		absolute: options.native.some((word) => word.startsWith("--xsbug")),
		output: options.output,
		warn: (message) => process.stderr.write(`tls419: ${message}\n`),
	});
	if (options.compileOnly) {
		process.stdout.write(`${program}\n`);
		return 0;
	}
	const { run } = await import("./run.mjs");
	return run(options.variant, [...options.native, program, ...options.arguments]);
}
