/** curl as a client of our servers. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { certificateFile, keyFile } from "./credentials.mjs";

const execute = promisify(execFile);

/** @typedef {{ port: number, path?: string, version?: "1.2" | "1.3", certificate?: string, data?: string, authority?: string, again?: boolean }} CurlOptions */

/** @param {CurlOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startCurl({ port, path = "/", version, certificate, data, authority = "authority", again }, report) {
	const url = `https://localhost:${port}${path}`;
	const words = ["--silent", "--show-error", "--max-time", "20", "--cacert", certificateFile(authority)];
	words.push("--write-out", "\\n%{http_code} %{num_connects}\\n");
	if (version !== undefined) words.push(`--tlsv${version}`, "--tls-max", version);
	if (certificate !== undefined) words.push("--cert", certificateFile(certificate), "--key", keyFile(certificate));
	if (data !== undefined) words.push("--data-binary", data);
	words.push("--resolve", `localhost:${port}:127.0.0.1`, url, ...(again ? [url] : []));
	const running = execute("curl", words, { maxBuffer: 1 << 24 });
	running.then(
		({ stdout }) => report("page", { text: stdout }),
		(error) => report("failure", { code: error.code, message: error.code === "ENOENT" ? "the tests of servers need curl" : error.stderr }),
	);
	return { port, actions: {}, stop: () => void running.child.kill("SIGKILL") };
}
