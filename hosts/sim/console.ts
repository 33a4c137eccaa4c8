/** console: log, info, debug and dir to standard output, warn, error, trace and a failed assert to standard error; all of it to xsbug when that is there. */
import { format, formatLine } from "tls419/sim/format";

const OUTPUT = 1;
const ERRORS = 2;

export function write(this: void, descriptor: number, text: string | ArrayBufferLike | ArrayBufferView): void {
	native("xs_sim_write").call(this, descriptor, text);
}

/* To xsbug. */
function report(this: void, text: string): void {
	native("xs_sim_report").call(this, text);
}

function print(descriptor: number, text: string): void {
	write(descriptor, `${text}\n`);
	report(`${text}\n`);
}

export const console = {
	log(...values: unknown[]): void {
		print(OUTPUT, formatLine(values));
	},
	info(...values: unknown[]): void {
		print(OUTPUT, formatLine(values));
	},
	debug(...values: unknown[]): void {
		print(OUTPUT, formatLine(values));
	},
	dir(value: unknown): void {
		print(OUTPUT, format(value));
	},
	warn(...values: unknown[]): void {
		print(ERRORS, formatLine(values));
	},
	error(...values: unknown[]): void {
		print(ERRORS, formatLine(values));
	},
	trace(...values: unknown[]): void {
		const { stack } = new Error(formatLine(values));
		print(ERRORS, (stack ?? "").replace(/^Error/, "Trace"));
	},
	assert(condition: unknown, ...values: unknown[]): void {
		if (!condition) print(ERRORS, `Assertion failed${values.length ? `: ${formatLine(values)}` : ""}`);
	},
};

/** Moddable's trace: nothing is added. */
export function trace(...values: (string | number | boolean)[]): void {
	const text = values.join("");
	write(OUTPUT, text);
	report(text);
}
