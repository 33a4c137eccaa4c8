/**
 * The programs that are compared, and the server that they talk to.
 *
 * @typedef {"ours" | "bare" | "micropython"} Who
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { findProgram } from "../tools/setup/command.mjs";
import { inBuild, inRoot } from "../tools/setup/paths.mjs";

const execute = promisify(execFile);

/** No run takes nearly as long, unless it hangs. */
const longest = 120_000;

export class BenchError extends Error {}

/** The processors this process may use, from the list that the kernel gives ("0-3,6"). @returns {number[]} */
function processors() {
	const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
	return list.split(",").flatMap((range) => {
		const [first, last = first] = range.split("-").map(Number);
		return Array.from({ length: last - first + 1 }, (_, index) => first + index);
	});
}

/**
 * The words that put a program on a processor of its own: clients on one, the server on another, so that neither takes the other's time.
 * @param {number} index
 * @returns {string[]}
 */
function onProcessor(index) {
	const usable = processors();
	const taskset = findProgram("taskset");
	return taskset && usable.length > 1 ? [taskset, "-c", `${usable[index]}`] : [];
}

/**
 * @param {string[]} words
 * @returns {Promise<{stdout: string, stderr: string}>}
 */
async function run([program, ...words]) {
	try {
		return await execute(program, words, { timeout: longest, maxBuffer: 2 ** 24 });
	} catch (error) {
		const { stderr = "", killed = false, message } = /** @type {Error & {stderr?: string, killed?: boolean}} */ (error);
		const reason = killed ? `took longer than ${longest / 1000} s` : stderr.trim() || message;
		throw new BenchError(`${[path.basename(program), ...words].join(" ")}: ${reason}`);
	}
}

export class Clients {
	#bare = inBuild("release", "bare");
	#simulator = inBuild("release", "tls419-sim");
	#program = inBuild("release", "bench-client");
	#micropython = findProgram("micropython");
	/** @type {import("node:child_process").ChildProcess | undefined} */
	#server;
	#port = "";

	/** Compiles the program for XS and starts the server. */
	async open() {
		const compile = ["sim", "--variant", "release", "--compile-only", "-o", this.#program, inRoot("bench/manifest.json")];
		await run([process.execPath, inRoot("tools/tls419.mjs"), ...compile]);
		const certificate = inRoot("tests/certificates/localhost");
		const [program, ...words] = [...onProcessor(1), this.#bare, "server", `${certificate}.pem`, `${certificate}.key`];
		this.#server = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
		const ended = once(this.#server, "exit").then(([status]) => {
			throw new BenchError(`the server has ended with status ${status}`);
		});
		/** @type {[Buffer]} */
		const [line] = await Promise.race([
			/** @type {Promise<[Buffer]>} */ (once(/** @type {import("node:stream").Readable} */ (this.#server.stdout), "data")),
			ended,
		]);
		ended.catch(() => undefined);
		this.#port = `${line}`.trim();
	}

	close() {
		this.#server?.kill();
	}

	/** Whether MicroPython is installed. */
	get hasMicroPython() {
		return this.#micropython !== undefined;
	}

	/**
	 * @param {Who} who
	 * @param {string} version
	 * @param {string[]} task
	 * @returns {string[]} the command
	 */
	#command(who, version, task) {
		if (who === "ours") return [this.#simulator, this.#program, this.#port, version, ...task];
		const words = [inRoot("tests/certificates/authority.der"), this.#port, version, ...task];
		if (who === "bare") return [this.#bare, "client", ...words];
		if (this.#micropython === undefined) throw new BenchError("micropython is not installed");
		return [this.#micropython, inRoot("bench/micropython.py"), ...words];
	}

	/**
	 * @param {Who} who
	 * @param {string} version
	 * @param {string[]} task
	 * @returns {Promise<Record<string, number>>} what the client printed
	 */
	async measure(who, version, task) {
		const { stdout } = await run([...onProcessor(0), ...this.#command(who, version, task)]);
		return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
	}

	/**
	 * @param {Who} who
	 * @param {string[]} task
	 * @param {number} count
	 * @returns {Promise<number[]>} milliseconds from exec to the first line, `count` times
	 */
	async time(who, task, count) {
		const { stdout } = await run([...onProcessor(0), this.#bare, "stopwatch", `${count}`, ...this.#command(who, "1.3", task)]);
		return JSON.parse(stdout).milliseconds;
	}

	/**
	 * @param {Who} who
	 * @param {string} version
	 * @param {string[]} task
	 * @returns {Promise<number>} the instructions of the whole run
	 */
	async instructions(who, version, task) {
		const valgrind = findProgram("valgrind");
		if (!valgrind) throw new BenchError("--instructions needs valgrind: install the Debian package valgrind");
		const { stderr } = await run([valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", ...this.#command(who, version, task)]);
		const collected = /Collected : (\d+)/.exec(stderr)?.[1];
		if (collected === undefined) throw new BenchError(`valgrind did not say how many instructions it counted:\n${stderr}`);
		return Number(collected);
	}
}
