/* The main module of the tests in the Moddable simulator: gives a test what the command line's host has, and runs the one that the environment names. */

import TextDecoder from "text/decoder";
import TextEncoder from "text/encoder";
import Timer from "timer";

function environment(this: void, name: string): string | undefined {
	return native("xs_test_environment").call(this, name);
}

function write(this: void, text: string): void {
	native("xs_test_write").call(this, text);
}

function exit(this: void, status: number): void {
	native("xs_test_exit").call(this, status);
}

const lines = (...values: unknown[]) => write(`${values.map(String).join(" ")}\n`);

const globals = {
	console: { log: lines, error: lines },
	TextDecoder,
	TextEncoder,
	/* Without the timer, which Timer.set would call it with. */
	setTimeout: (callback: () => void, milliseconds = 0) => Timer.set(() => callback(), milliseconds),
	clearTimeout: (timer?: Timer) => Timer.clear(timer),
	performance: { now: () => Date.now() },
	process: {
		argv: [],
		env: { TLS419_PEERS: environment("TLS419_PEERS") },
		stdout: {
			isTTY: false,
			write(text: string) {
				write(text);
				return true;
			},
		},
		hrtime(earlier = [0, 0]) {
			const milliseconds = Date.now() - earlier[0] * 1000 - earlier[1] / 1e6;
			return [Math.floor(milliseconds / 1000), Math.round((milliseconds % 1000) * 1e6)];
		},
		on: () => undefined,
		exit,
		/* The last thing that a suite does. */
		set exitCode(status: number) {
			Timer.set(() => exit(status));
		},
	},
};

for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

const test = environment("TLS419_TEST");
if (test === undefined) throw new Error("TLS419_TEST names the module of a test");
import(test).catch((error) => {
	write(`${test}: ${error}\n${error?.stack}\n`);
	exit(1);
});
