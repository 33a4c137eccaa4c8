import { SetupError } from "./command.mjs";
import { inRoot } from "./paths.mjs";

/** A command line that cannot be meant. */
export class UsageError extends Error {}

/** @param {string} name of an option @param {string | undefined} text @returns {number | undefined} */
export function wholeNumber(name, text) {
	if (text === undefined) return undefined;
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) throw new UsageError(`--${name} takes a whole number above 0, not ${text}`);
	return number;
}

/** @param {unknown} error @returns {error is Error} */
function isUsageError(error) {
	return error instanceof UsageError || (error instanceof Error && "code" in error && `${error.code}`.startsWith("ERR_PARSE_ARGS_"));
}

/**
 * Runs a command of this project in the project's folder: a failed step of the set-up has said everything and ends it with status 1, a mistake on the
 * command line with status 2, and anything else is a defect that shows its stack.
 * @param {() => Promise<number>} main returns the exit status
 */
export async function command(main) {
	process.chdir(inRoot());
	try {
		process.exitCode = await main();
	} catch (error) {
		if (isUsageError(error)) {
			process.stderr.write(`${error.message}\n`);
			process.exitCode = 2;
		} else if (error instanceof SetupError) {
			process.exitCode = 1;
		} else {
			throw error;
		}
	}
}
