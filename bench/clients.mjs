/**
 * The programs that are compared, and those that they talk to.
 *
 * @typedef {"ours" | "bare" | "micropython"} Who
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
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
export async function run([program, ...words]) {
	try {
		return await execute(program, words, { timeout: longest, maxBuffer: 2 ** 24 });
	} catch (error) {
		const { stderr = "", killed = false, message } = /** @type {Error & {stderr?: string, killed?: boolean}} */ (error);
		const reason = killed ? `took longer than ${longest / 1000} s` : stderr.trim() || message;
		throw new BenchError(`${[path.basename(program), ...words].join(" ")}: ${reason}`);
	}
}

/** @param {string[]} words @param {number} processor @param {boolean} [silent] whether its complaints are for nobody */
function start(words, processor, silent = false) {
	const [program, ...rest] = [...onProcessor(processor), ...words];
	return spawn(program, rest, { stdio: ["ignore", "pipe", silent ? "ignore" : "inherit"] });
}

/** A program that prints its port, and perhaps more. */
class Service {
	#process;
	#lines;
	#ended;

	/** @param {string[]} words @param {number} processor */
	constructor(words, processor) {
		this.#process = start(words, processor);
		this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
		this.#ended = once(this.#process, "exit");
	}

	async line() {
		const { value, done } = await this.#lines.next();
		if (done) throw new BenchError(`the server has ended with status ${(await this.#ended)[0]}`);
		return value;
	}

	async stop() {
		this.#process.kill();
		await this.#ended;
	}
}

/**
 * The programs over DTLS have names of their own.
 * @template {"client" | "server" | "service"} Role
 * @param {string} version @param {Role} role
 * @returns {Role | `datagram-${Role}`}
 */
function roleOver(version, role) {
	return version.startsWith("DTLS") ? `datagram-${role}` : role;
}

export class Clients {
	#bare = inBuild("release", "bare");
	#simulator = inBuild("release", "tls419-sim");
	#certificates = inRoot("tests/certificates");
	#programs = {
		client: inBuild("release", "bench-client"),
		service: inBuild("release", "bench-service"),
		"datagram-client": inBuild("release", "bench-datagram-client"),
		"datagram-service": inBuild("release", "bench-datagram-service"),
	};
	#micropython = findProgram("micropython");
	/** The servers that clients are measured with, by the way in which they shake hands. @type {Map<string, { service: Service, port: string }>} */
	#servers = new Map();

	/** Compiles the programs for XS. */
	async open() {
		for (const [manifest, program] of [
			["bench/manifest.json", this.#programs.client],
			["bench/manifest-service.json", this.#programs.service],
			["bench/manifest-datagram-client.json", this.#programs["datagram-client"]],
			["bench/manifest-datagram-service.json", this.#programs["datagram-service"]],
		]) {
			const compile = ["sim", "--variant", "release", "--compile-only", "-o", program, inRoot(manifest)];
			await run([process.execPath, inRoot("tools/tls419.mjs"), ...compile]);
		}
	}

	async close() {
		for (const { service } of this.#servers.values()) await service.stop();
	}

	/** The port of the server for a task. @param {string} version @param {string[]} task */
	async #port(version, [, , mode]) {
		const way = ["resumed", "mutual", "psk"].includes(mode) ? mode : "full";
		const role = roleOver(version, "server");
		const running = this.#servers.get(`${role} ${way}`);
		if (running !== undefined) return running.port;
		const service = new Service([this.#bare, role, this.#certificates, way], 1);
		const port = await service.line();
		this.#servers.set(`${role} ${way}`, { service, port });
		return port;
	}

	/** Whether MicroPython is installed. */
	get hasMicroPython() {
		return this.#micropython !== undefined;
	}

	/**
	 * @param {Who} who
	 * @param {string} version
	 * @param {string[]} task
	 * @returns {Promise<string[]>} the command
	 */
	async #command(who, version, task) {
		const port = await this.#port(version, task);
		const role = roleOver(version, "client");
		if (who === "ours") return [this.#simulator, this.#programs[role], port, version, ...task];
		if (who === "bare") return [this.#bare, role, this.#certificates, port, version, ...task];
		if (this.#micropython === undefined) throw new BenchError("micropython is not installed");
		return [this.#micropython, inRoot("bench/micropython.py"), `${this.#certificates}/authority.der`, port, version, ...task];
	}

	/**
	 * @param {Who} who
	 * @param {string} version
	 * @param {string[]} task
	 * @returns {Promise<Record<string, number>>} what the client printed
	 */
	async measure(who, version, task) {
		const { stdout } = await run([...onProcessor(0), ...(await this.#command(who, version, task))]);
		return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
	}

	/**
	 * The same for a server: it is measured while the bare client visits it, or several of them at once.
	 * @param {Who} who
	 * @param {string} version
	 * @param {string[]} task
	 * @param {number} [visitors] each of which does the whole task, until the server has enough
	 * @returns {Promise<Record<string, number>>} what the server printed
	 */
	async measureService(who, version, task, visitors = 1) {
		const role = roleOver(version, "service");
		const program = who === "ours" ? [this.#simulator, this.#programs[role]] : [this.#bare, role, this.#certificates];
		const service = new Service([...program, version, ...task], 0);
		const [what, ...amount] = task;
		const visit = [this.#certificates, await service.line(), version, what === "idle" ? "visit" : what, ...amount];
		if (what === "up" || what === "down") visit.push("eager");
		const processes = Array.from({ length: visitors }, () => start([this.#bare, roleOver(version, "client"), ...visit], 1, visitors > 1));
		try {
			return JSON.parse(await service.line());
		} finally {
			for (const process of processes) process.kill();
			await service.stop();
		}
	}

	/**
	 * @param {Who} who
	 * @param {string[]} task
	 * @param {number} count
	 * @returns {Promise<number[]>} milliseconds from exec to the first line, `count` times
	 */
	async time(who, task, count) {
		const { stdout } = await run([...onProcessor(0), this.#bare, "stopwatch", `${count}`, ...(await this.#command(who, "1.3", task))]);
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
		const { stderr } = await run([
			valgrind,
			"--tool=callgrind",
			"--callgrind-out-file=/dev/null",
			...(await this.#command(who, version, task)),
		]);
		const collected = /Collected : (\d+)/.exec(stderr)?.[1];
		if (collected === undefined) throw new BenchError(`valgrind did not say how many instructions it counted:\n${stderr}`);
		return Number(collected);
	}
}
