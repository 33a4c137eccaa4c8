/*
 * The globals of our own simulator that a program written for it may use, in the Moddable simulator, which runs the setup modules first. There is no command line: the
 * arguments are those of the manifest's or mcconfig's `arguments="..."`, and the exit status is nobody's.
 */

import config from "mc/config";
import TextDecoder from "text/decoder";
import TextEncoder from "text/encoder";
import { begin, now } from "tls419/mcsim/program";
import { formatLine } from "tls419/sim/format";

function print(...values: unknown[]): void {
	trace(`${formatLine(values)}\n`);
}

function words(): string[] {
	const text = config.arguments === undefined ? "" : String(config.arguments);
	return text.split(" ").filter((word) => word !== "");
}

/** @param done goes on with the next setup module, or with the program. */
export default function setUp(done: () => void): void {
	begin();
	const globals = {
		console: { log: print, info: print, debug: print, warn: print, error: print, trace: print, dir: print },
		process: { argv: ["mcsim", "main", ...words()], env: {}, exitCode: undefined },
		performance: { now },
		TextDecoder,
		TextEncoder,
	};
	for (const [name, value] of Object.entries(globals))
		Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
	done();
}
