/** `openssl s_server` and `openssl s_client` as peers. Everything they print becomes "line" events; their standard input can be written to. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Noise } from "../support/noise.js";
import { certificateFile, chainFile, keyFile } from "./credentials.mjs";
import { Tally } from "./tally.mjs";

/**
 * @typedef {object} OpensslOptions
 * @property {string} [certificate]   Name in the test PKI. A server presents localhost unless given, a client nothing.
 * @property {boolean} [leafOnly]     Present the leaf without its chain.
 * @property {string[]} [flags]       Passed on as they are.
 * @property {number} [expect]        After the handshake so many bytes are data: they are counted, not told line by line.
 * @property {number} [seed]          Seed of the noise that these bytes should be, or of the noise in `file`.
 * @property {number} [file]          With the flag -WWW: the size of the document /file.
 * @property {number} [port]          A client connects to this port.
 * @property {string} [host]          and checks this name; localhost unless given.
 * @property {string} [authority]     against this authority; authority unless given. A server demands a client certificate from this authority.
 */

/** The last line that openssl prints about a handshake; what follows it on standard output is data. */
const endOfFacts = /^\s*(Secure Renegotiation IS|read R BLOCK)/;

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

/** @param {string[]} parameters @param {OpensslOptions} options @param {import("./service.mjs").Report} report @param {string} [folder] */
function run(parameters, options, report, folder) {
	const child = spawn("openssl", [...parameters, ...(options.flags ?? [])], { cwd: folder, stdio: "pipe" });
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
	child.stdin.on("error", (error) => report("failure", { message: `openssl no longer reads: ${error.message}` }));
	const ended = new Promise((resolve) => {
		child.on("error", (error) => {
			line(`openssl cannot be run: ${error.message}`);
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
		/** The first line that matches; openssl's last words if it ends before. @param {RegExp} pattern @returns {Promise<RegExpMatchArray>} */
		seen(pattern) {
			/** @type {string[]} */
			const said = [];
			return new Promise((resolve, reject) => {
				watch = (text) => {
					said.push(text);
					const match = text.match(pattern);
					if (match !== null) resolve(match);
				};
				void ended.then(() => reject(new Error(`openssl ended: ${said.slice(-5).join(" / ")}`)));
			});
		},
	};
}

/** @param {OpensslOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startOpensslServer(options, report) {
	const { certificate = "localhost", leafOnly, file, seed = 1, authority } = options;
	const parameters = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile(certificate), "-key", keyFile(certificate)];
	const chain = chainFile(certificate);
	if (chain !== undefined && !leafOnly) parameters.push("-cert_chain", chain);
	if (authority !== undefined) parameters.push("-Verify", "3", "-verify_return_error", "-CAfile", certificateFile(authority));
	const folder = file === undefined ? undefined : mkdtempSync(join(tmpdir(), "tls419-peer-"));
	if (folder !== undefined) writeFileSync(join(folder, "file"), new Noise(seed).take(file ?? 0));
	const { actions, stop, seen } = run(parameters, options, report, folder);
	try {
		const match = await seen(/^ACCEPT .*:(\d+)$/);
		return { port: Number(match[1]), actions, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** @param {OpensslOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startOpensslClient(options, report) {
	const { host = "localhost", authority = "authority", port, certificate } = options;
	if (port === undefined) throw new Error("an openssl client needs the port to connect to");
	const parameters = ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", host, "-verify_hostname", host];
	parameters.push("-CAfile", certificateFile(authority), "-verify_return_error");
	if (certificate !== undefined) parameters.push("-cert", certificateFile(certificate), "-key", keyFile(certificate));
	const { actions, stop } = run(parameters, options, report);
	return { port, actions, stop };
}
