/** Starts the native simulator in this process's place: same input and output, signals handed on, its status is the result. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./program.mjs";

/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/**
 * @param {string} variant
 * @returns {string} path of the native simulator
 */
export function simulator(variant) {
	const file = path.join(root, "build", variant, "tls419-sim");
	if (!existsSync(file)) {
		/* The set-up builds what programs are run with where nothing is said. */
		const builds = variant === "debug" ? "npm run setup" : `node tools/build.mjs ${variant}`;
		throw new Failure(`the simulator is not built in its variant "${variant}": run \`${builds}\` in ${root}`, { code: "SIM_NOT_BUILT" });
	}
	return file;
}

/**
 * @param {string} variant
 * @param {string[]} words
 * @returns {Promise<number>} exit status; 128 + the signal's number when a signal ended it, as in a shell
 */
export function run(variant, words) {
	const file = simulator(variant);
	/* Before the program is started, which may be heard of sooner than this process goes on. */
	const forwards = signals.map((signal) => ({ signal, forward: () => void child.kill(signal) }));
	for (const { signal, forward } of forwards) process.on(signal, forward);
	const child = spawn(file, words, { stdio: "inherit" });
	return new Promise((resolve, reject) => {
		child.on("error", (error) => {
			reject(
				new Failure(`${file} cannot be started (${error.message}): if it is not being built just now, run \`npm run setup\``, {
					code: "SIM_NOT_BUILT",
				}),
			);
		});
		child.on("exit", (status, signal) => {
			for (const { signal: name, forward } of forwards) process.off(name, forward);
			resolve(status ?? 128 + constants.signals[signal ?? "SIGTERM"]);
		});
	});
}
