/** A listener for DTLS in the simulator, which sends back what comes: tests/esp32/programs/echo.ts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inRoot } from "../../tools/setup/paths.mjs";

/** @returns {Promise<{port: number, lines: string[], actions: {}, stop: () => Promise<void>}>} lines: what it has printed */
export async function startEcho() {
	/** @type {string[]} */
	const lines = [];
	const words = [inRoot("tools/tls419.mjs"), "sim", inRoot("tests/esp32/programs/echo.ts"), inRoot("tests/certificates")];
	const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
	process.once("exit", () => child.kill());
	const output = createInterface(child.stdout).on("line", (line) => lines.push(line));
	const ended = once(child, "exit").then(() => {
		throw new Error(`the listener has ended: ${lines.join("\n")}`);
	});
	ended.catch(() => undefined);
	await Promise.race([once(output, "line"), ended]);
	return {
		port: Number(lines[0].replace("listening ", "")),
		lines,
		actions: {},
		async stop() {
			const gone = once(child, "exit");
			child.kill();
			await gone;
		},
	};
}
