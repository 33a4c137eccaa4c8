/** Runs `tls419 ...` as a person does. */
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const command = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../tools/tls419.mjs");

/**
 * @param {string[]} words
 * @param {import("node:child_process").SpawnOptions & {onOutput?: (text: string, child: import("node:child_process").ChildProcess) => void}} [options]
 * @returns {Promise<{status: number | null, stdout: string, stderr: string}>}
 */
export function tls419(words, { onOutput, ...options } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [command, ...words], { timeout: 30_000, ...options, stdio: ["ignore", "pipe", "pipe"] });
		let stdout = "";
		let stderr = "";
		child.stdout?.setEncoding("utf8").on("data", (text) => {
			stdout += text;
			onOutput?.(stdout, child);
		});
		child.stderr?.setEncoding("utf8").on("data", (text) => {
			stderr += text;
		});
		child.on("error", reject);
		child.on("close", (status) => resolve({ status, stdout, stderr }));
	});
}
