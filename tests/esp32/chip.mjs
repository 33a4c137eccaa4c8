/** An emulated ESP32-C3 that runs a firmware, and the serial line to it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

/** Milliseconds for an answer. Cryptography takes its time in an emulator, and several of them may run. */
const patience = 60_000;

const flashSize = 4 << 20;

/** @param {string} build the folder that idf.py has built in @returns {string} the file with what lies in the chip's flash memory */
function flashImage(build) {
	/** @type {{flash_files: Record<string, string>}} */
	const plan = JSON.parse(readFileSync(path.join(build, "flasher_args.json"), "utf8"));
	const flash = Buffer.alloc(flashSize, 0xff);
	for (const [offset, file] of Object.entries(plan.flash_files)) flash.set(readFileSync(path.join(build, file)), Number(offset));
	const image = path.join(build, "flash.bin");
	writeFileSync(image, flash);
	return image;
}

/** What a command has printed: its lines, and of them those of the form "figure NAME NUMBER". */
export class Answer {
	/** @param {string[]} lines */
	constructor(lines) {
		this.lines = lines;
		/** @type {Record<string, number>} */
		this.figures = {};
		for (const line of lines) {
			const [, name, number] = /^figure (\w+) (-?\d+)$/.exec(line) ?? [];
			if (name) this.figures[name] = Number(number);
		}
	}

	/** @param {string} start of a line @returns {string} the rest of the first that begins so, or "" */
	after(start) {
		return (
			this.lines
				.find((line) => line.startsWith(start))
				?.slice(start.length)
				.trim() ?? ""
		);
	}
}

export class Chip {
	/** @type {string[]} */
	#lines = [];
	#rest = "";
	/** @type {() => void} */
	#notify = () => undefined;
	/** @type {import("node:child_process").ChildProcess} */
	#emulator;
	/** @type {import("node:net").Socket} */
	#serial;

	/** @param {import("node:child_process").ChildProcess} emulator @param {import("node:net").Socket} serial */
	constructor(emulator, serial) {
		this.#emulator = emulator;
		this.#serial = serial;
		serial.setEncoding("latin1").on("data", (text) => {
			const lines = (this.#rest + text).split("\n");
			this.#rest = lines.pop() ?? "";
			this.#lines.push(...lines.map((line) => line.replace(/\r/g, "")));
			this.#notify();
		});
	}

	/**
	 * Starts the chip. Its network reaches this machine, as 10.0.2.2, and nothing else.
	 * @param {string} build the folder that idf.py has built in
	 * @param {string[]} [words] more options for the emulator
	 */
	static async start(build, words = []) {
		const listener = createServer().listen(0, "127.0.0.1");
		await once(listener, "listening");
		const { port } = /** @type {import("node:net").AddressInfo} */ (listener.address());
		const emulator = spawn(
			"qemu-system-riscv32",
			[
				...["-M", "esp32c3", "-display", "none", "-monitor", "none", "-serial", `tcp:127.0.0.1:${port}`],
				// Each instruction takes 8 ns: time passes as fast as the program runs, and not as the machine below has time for it.
				...["-icount", "shift=3,align=off,sleep=on"],
				...["-drive", `file=${flashImage(build)},if=mtd,format=raw`, "-nic", "user,model=open_eth"],
				...["-global", "driver=timer.esp32c3.timg,property=wdt_disable,value=true", ...words],
			],
			{ stdio: ["ignore", "ignore", "pipe"] },
		);
		process.once("exit", () => emulator.kill());
		let said = "";
		emulator.stderr?.setEncoding("utf8").on("data", (text) => {
			said += text;
		});
		const gone = once(emulator, "exit").then(() => {
			throw new Error(`the emulator has ended: ${said}`);
		});
		gone.catch(() => undefined);
		const [serial] = await Promise.race([once(listener, "connection"), gone]);
		listener.close();
		return new Chip(emulator, serial);
	}

	/** @param {RegExp} pattern @returns {Promise<Answer>} the lines up to one that matches */
	async read(pattern) {
		const end = Date.now() + patience;
		for (;;) {
			const last = this.#lines.findIndex((line) => pattern.test(line) || /^Rebooting|^abort\(\)|^Guru Meditation/.test(line));
			if (last >= 0) {
				const lines = this.#lines.splice(0, last + 1);
				if (!pattern.test(lines[last])) throw new Error(`the firmware has crashed:\n${lines.join("\n")}`);
				return new Answer(lines);
			}
			const left = end - Date.now();
			if (left <= 0) throw new Error(`the chip does not answer; it has said:\n${[...this.#lines, this.#rest].join("\n")}`);
			await new Promise((resolve) => {
				const timer = setTimeout(resolve, left, undefined);
				this.#notify = () => {
					clearTimeout(timer);
					resolve(undefined);
				};
			});
		}
	}

	/** @param {string} line */
	write(line) {
		this.#serial.write(`${line}\n`);
	}

	async stop() {
		const gone = once(this.#emulator, "exit");
		this.#emulator.kill();
		await gone;
	}
}
