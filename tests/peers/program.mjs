/** A program in a terminal as a peer. Everything that it prints becomes "line" events; its standard input can be written to. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { Noise } from "../support/noise.js";
import { Tally } from "./tally.mjs";

/** The last line that openssl prints about a handshake; what follows it on standard output is data. */
const endOfFacts = /^\s*(Secure Renegotiation IS|read R BLOCK)/;

/** Milliseconds for a program to start. */
const patience = 10_000;

/** Splits a stream into lines, and hands over to a tally where data begins. */
class Output {
	#rest = Buffer.alloc(0);
	#tally;
	#left;
	#data = false;
	#line;

	/** @param {Tally | undefined} tally @param {number} expect @param {(text: string) => void} line */
	constructor(tally, expect, line) {
		this.#tally = tally;
		this.#left = expect;
		this.#line = line;
	}

	/** @param {Buffer} chunk */
	add(chunk) {
		this.#rest = Buffer.concat([this.#rest, chunk]);
		while (this.#rest.length > 0) {
			if (this.#data && this.#left > 0) {
				const part = this.#rest.subarray(0, this.#left);
				this.#tally?.add(part);
				this.#left -= part.length;
				this.#rest = this.#rest.subarray(part.length);
				continue;
			}
			const end = this.#rest.indexOf(10);
			if (end < 0) return;
			const text = this.#rest.toString("latin1", 0, end);
			this.#rest = this.#rest.subarray(end + 1);
			if (endOfFacts.test(text)) this.#data = true;
			this.#line(text);
		}
	}
}

/**
 * @param {string[]} command the program and its words
 * @param {{ expect?: number, seed?: number }} options after the handshake of openssl so many bytes are data: counted, and compared with the noise of the seed
 * @param {import("./service.mjs").Report} report
 * @param {string} [folder] where it runs; removed after its end
 */
export function runProgram([name, ...words], options, report, folder) {
	const child = spawn(name, words, { cwd: folder, stdio: "pipe" });
	const tally = options.expect === undefined ? undefined : new Tally(options, report);
	/** @type {(text: string) => void} */
	let watch = () => undefined;
	/** @param {string} text */
	const line = (text) => {
		watch(text);
		report("line", { text });
	};
	const output = new Output(tally, options.expect ?? 0, line);
	const errors = new Output(undefined, 0, line);
	child.stdout.on("data", (chunk) => output.add(chunk));
	child.stderr.on("data", (chunk) => errors.add(chunk));
	child.stdin.on("error", (error) => report("failure", { message: `${name} no longer reads: ${error.message}` }));
	const ended = new Promise((resolve) => {
		child.on("error", (error) => {
			line(`${name} cannot be run: ${error.message}`);
			resolve(undefined);
		});
		child.on("close", (code, signal) => {
			report("exit", { code, signal });
			resolve(undefined);
		});
	});
	return {
		ended,
		actions: {
			/** @param {{ text?: string, bytes?: number, seed?: number }} parameters */
			write({ text, bytes = 0, seed = 1 }) {
				child.stdin.write(text ?? new Noise(seed).take(bytes));
			},
			end: () => void child.stdin.end(),
			kill: () => void child.kill("SIGKILL"),
		},
		async stop() {
			child.kill("SIGKILL");
			await ended;
			if (folder !== undefined) rmSync(folder, { recursive: true });
		},
		/** The first line that matches; the program's last words if it ends before. @param {RegExp} pattern @returns {Promise<RegExpMatchArray>} */
		seen(pattern) {
			/** @type {string[]} */
			const said = [];
			return new Promise((resolve, reject) => {
				watch = (text) => {
					said.push(text);
					const match = text.match(pattern);
					if (match !== null) resolve(match);
				};
				const last = () => said.slice(-5).join(" / ");
				void ended.then(() => reject(new Error(`${name} ended: ${last()}`)));
				setTimeout(() => reject(new Error(`${name} does not say that it is ready: ${last()}`)), patience).unref();
			});
		},
	};
}
