/** Builds with the Moddable SDK as a person does, and runs what came out. For `npm run test:moddable`, which looks after MODDABLE and the PATH. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { mistakesIn } from "../../tools/moddable/mistakes.mjs";
import { inBuild, inRoot } from "../../tools/setup/paths.mjs";

/** The authorities of the test PKI are the machine's, for programs of both platforms. */
const authority = inRoot("tests/certificates/authority.pem");

/**
 * @typedef {object} Ending
 * @property {number | null} status null: it was stopped
 * @property {string} output standard output and standard error, as they came
 */

/** What a program has not said after so many milliseconds it will not say. */
const LIMIT = 60_000;

/** A program that runs. */
export class Running {
	#output = "";
	#child;
	/** @type {Set<() => void>} */
	#waiting = new Set();
	/** @type {Promise<Ending>} */
	ended;

	/** @param {string[]} command @param {{env?: NodeJS.ProcessEnv, cwd?: string}} [options] env: added to the environment */
	constructor(command, { env, cwd } = {}) {
		const child = spawn(command[0], command.slice(1), { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
		this.#child = child;
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				this.#output += text;
				for (const look of this.#waiting) look();
			});
		this.ended = new Promise((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (status) => resolve({ status, output: this.#output }));
		});
	}

	/** @param {RegExp} pattern @returns {Promise<RegExpExecArray>} the part of the output, once it is there; an error when it does not come */
	seen(pattern) {
		return new Promise((resolve, reject) => {
			const late = setTimeout(() => {
				this.#child.kill();
				reject(new Error(`no ${pattern} after ${LIMIT / 1000} seconds:\n${this.#output}`));
			}, LIMIT);
			const look = () => {
				const match = pattern.exec(this.#output);
				if (!match) return;
				clearTimeout(late);
				this.#waiting.delete(look);
				resolve(match);
			};
			this.#waiting.add(look);
			look();
			this.ended
				.then(({ status, output }) => reject(new Error(`ended with status ${status} before ${pattern}:\n${output}`)), reject)
				.finally(() => clearTimeout(late));
		});
	}

	/** For a program that has no end of its own. */
	async stop() {
		this.#child.kill();
		return this.ended;
	}
}

/** @param {string[]} command @param {{env?: NodeJS.ProcessEnv, cwd?: string}} [options] */
export const run = (command, options) => new Running(command, options).ended;

/** A folder for builds, one for each test file: two builds at a time would meet in the objects of XS. */
export class Builds {
	/** @param {string} name */
	constructor(name) {
		this.folder = inBuild("moddable", name);
		mkdirSync(this.folder, { recursive: true });
	}

	/**
	 * @param {...string} words of mcconfig's command line, behind its `-m -o FOLDER -t build`
	 * @returns {Promise<Ending>}
	 */
	mcconfig(...words) {
		return run(["mcconfig", "-m", "-o", this.folder, "-t", "build", ...words]);
	}

	/**
	 * A build that has to succeed, without a warning about anything of ours.
	 * @param {...string} words
	 */
	async must(...words) {
		const { status, output } = await this.mcconfig(...words);
		const mistakes = mistakesIn(output);
		if (status === 0 && mistakes.length === 0) return;
		// The next build would not warn about what is compiled already.
		rmSync(path.join(this.folder, "tmp"), { recursive: true, force: true });
		throw new Error(`mcconfig ${words.join(" ")}: status ${status}\n${mistakes.join("\n") || output.slice(-4000)}`);
	}

	/**
	 * A program for the command line.
	 * @param {string} manifest
	 * @param {{debug?: boolean, main?: string, options?: string[]}} [how]
	 * @returns {Promise<string[]>} its command, to which its own arguments can be added
	 */
	async program(manifest, { debug = false, main = "main", options = [] } = {}) {
		await this.must(...(debug ? ["-d"] : []), "-p", "x-cli-lin", manifest);
		const name = path.basename(path.dirname(manifest));
		return [path.join(this.folder, "bin/lin", debug ? "debug" : "release", name), "--certs", authority, ...options, main];
	}

	/**
	 * A program for the Moddable simulator, which runs without its window, and without end.
	 * @param {string} manifest
	 * @param {{debug?: boolean, config?: string[], platform?: string}} [how] config: name=value, for mc/config
	 * @returns {Promise<string[]>} its command
	 */
	async simulated(manifest, { debug = false, config = [], platform = "lin" } = {}) {
		await this.must(...(debug ? ["-d"] : []), "-p", platform, ...config, manifest);
		const name = path.basename(path.dirname(manifest));
		const screen = await this.#screen();
		const subplatform = platform.split("/")[1] ?? "mc";
		return [
			"env",
			`SSL_CERT_FILE=${authority}`,
			screen,
			path.join(this.folder, "bin/lin", subplatform, debug ? "debug" : "release", name, "mc.so"),
		];
	}

	async #screen() {
		const screen = path.join(this.folder, "screen");
		const flags = (await run(["pkg-config", "--cflags", "--libs", "gio-2.0"])).output.trim().split(/\s+/);
		const modules = path.join(process.env.MODDABLE ?? "", "build/simulators/modules");
		const { status, output } = await run(["cc", `-I${modules}`, inRoot("tests/sdk/screen.c"), "-o", screen, ...flags, "-ldl"]);
		if (status !== 0) throw new Error(output);
		return screen;
	}
}
