/* What tests on a virtual clock have in common, which jumps to the next timer when nothing else is to be done. */
import Time from "time";

/** Milliseconds that a test may take: its limit is a timer too, and so are those of the class. */
export const LIMIT = 100_000_000;

/** How many milliseconds something takes. */
export async function lasts(promise: Promise<unknown>): Promise<number> {
	const started = Time.ticks;
	await promise;
	return Time.ticks - started;
}
