import { spawn } from "node:child_process";
import { accessSync, appendFileSync, constants, createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inBuild, root } from "./paths.mjs";

/** A set-up step that cannot go on: why, and what a person does about it. */
export class SetupError extends Error {
	/**
	 * @param {string} reason one sentence
	 * @param {string} advice what to do, one sentence or one command
	 * @param {string} [output] what the failed program printed
	 */
	constructor(reason, advice, output) {
		super(reason);
		this.advice = advice;
		this.output = output;
	}
}

/** @param {string} name @param {string} [search] in place of the PATH @returns {string | undefined} the program's path, as a shell would find it */
export function findProgram(name, search = process.env.PATH ?? "") {
	for (const folder of search.split(path.delimiter)) {
		const candidate = path.join(folder, name);
		try {
			accessSync(candidate, constants.X_OK);
			return candidate;
		} catch {
			// Not in this folder: the next one may have it.
		}
	}
	return undefined;
}

/**
 * What a set-up step runs prints to a log, because apt, npm and ninja say much that nobody reads while all is well. The log is begun anew by each step.
 */
export class Log {
	/** @param {string} step the log's name */
	constructor(step) {
		mkdirSync(inBuild("log"), { recursive: true });
		this.file = inBuild("log", `${step}.log`);
		writeFileSync(this.file, "");
	}

	/** @returns {string} what explains a failure: the log without ninja's progress and npm's usage text, and of that the last lines */
	tail() {
		const lines = readFileSync(this.file, "utf8").trimEnd().split("\n");
		const usage = lines.findIndex((line) => line.startsWith("npm error Usage:"));
		const telling = (usage < 0 ? lines : lines.slice(0, usage)).filter((line) => !/^\[\d+\/\d+\] |^-- /.test(line));
		// A compiler's command line goes on for pages; its beginning says enough, and the log has it whole.
		return telling
			.map((line) => (line.length > 300 ? `${line.slice(0, 300)} ...` : line))
			.slice(-100)
			.join("\n");
	}

	/**
	 * Runs a program to its end.
	 * @param {string[]} command
	 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
	 * @returns {Promise<{status: number, output: string}>} the exit status and standard output
	 */
	run(command, options = {}) {
		appendFileSync(this.file, `$ ${command.join(" ")}\n`);
		const log = createWriteStream(this.file, { flags: "a" });
		return new Promise((resolve, reject) => {
			const child = spawn(command[0], command.slice(1), {
				cwd: options.cwd ?? root,
				env: options.env ?? process.env,
				stdio: ["ignore", "pipe", "pipe"],
			});
			let output = "";
			child.stdout.setEncoding("utf8").on("data", (text) => {
				output += text;
				log.write(text);
			});
			child.stderr.on("data", (data) => log.write(data));
			child.on("error", (error) => {
				log.end();
				reject(new SetupError(`${command[0]} could not be started: ${error.message}`, `Install ${command[0]} and run this again.`));
			});
			child.on("close", (status, signal) => {
				if (signal) log.write(`${command[0]} was ended by ${signal}\n`);
				log.end(() => resolve({ status: status ?? 1, output }));
			});
		});
	}

	/**
	 * Runs a program that has to succeed.
	 * @param {string[]} command
	 * @param {string} advice what to do when it fails
	 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
	 * @returns {Promise<string>} standard output
	 */
	async must(command, advice, options) {
		const { status, output } = await this.run(command, options);
		if (status !== 0) throw new SetupError(`\`${command.slice(0, 3).join(" ")}\` ended with status ${status}`, advice, this.tail());
		return output;
	}
}
