import { spawn } from "node:child_process";

/** Processes that are running now; each leads a group of its own, so that what it started ends with it. @type {Set<number>} */
const running = new Set();

/** @param {number} leader */
function endGroup(leader) {
	try {
		process.kill(-leader, "SIGKILL");
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error; // ESRCH: the whole group has ended already
	}
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
	process.once(signal, () => {
		for (const leader of running) endGroup(leader);
		process.kill(process.pid, signal);
	});
}

/** Output beyond this is cut in the middle: a program in a loop must not fill the memory. */
const outputLimit = 1 << 20;

/**
 * @typedef {object} Ending
 * @property {string} output standard output and standard error, as they came
 * @property {string | undefined} trouble why it did not end well, if so
 * @property {number} milliseconds
 */

/**
 * Runs a program for a bounded time.
 * @param {string[]} command
 * @param {{seconds: number, env: NodeJS.ProcessEnv}} options
 * @returns {Promise<Ending>}
 */
export function runBounded(command, { seconds, env }) {
	const start = performance.now();
	return new Promise((resolve, reject) => {
		const child = spawn(command[0], command.slice(1), { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
		let head = "";
		let tail = "";
		let late = false;
		const leader = child.pid;
		if (leader !== undefined) running.add(leader);
		const limit = setTimeout(() => {
			late = true;
			if (leader !== undefined) endGroup(leader);
		}, seconds * 1000);
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => {
				if (head.length < outputLimit) head += text;
				else tail = (tail + text).slice(-outputLimit);
			});
		}
		child.on("error", reject);
		child.on("exit", () => {
			// What the program left behind would hold its output open, and the runner with it.
			if (leader !== undefined) endGroup(leader);
		});
		child.on("close", (status, signal) => {
			clearTimeout(limit);
			if (leader !== undefined) running.delete(leader);
			resolve({
				output: tail ? `${head}\n... (cut) ...\n${tail}` : head,
				trouble: late ? `not done after ${seconds} s` : signal ? `ended by ${signal}` : status === 0 ? undefined : `exit status ${status}`,
				milliseconds: performance.now() - start,
			});
		});
	});
}
