/*
 * A client of a JSON interface over HTTPS, as for Node: a measurement is posted, and what the server has is asked for, on one connection.
 *
 *	npx tls419 sim examples/node-https-json/main.ts https://localhost:8443/measurements [authority.pem]
 *
 * Without a file the server has to be certified by one of the device's own authorities.
 */

import https from "node:https";
import { readFile } from "tls419/sim/file";

interface Answer {
	status: number | null;
	value: unknown;
}

/** Another answer than JSON, or a longer one, is no use to a small device. */
const most = 4096;

/** The connection is kept for the next request to the same place. */
const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });

/** @param value sent as JSON; undefined: nothing is sent */
function ask(url: string, method: string, ca: ArrayBuffer | undefined, value?: unknown): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const headers = { Accept: "application/json", ...(value === undefined ? {} : { "Content-Type": "application/json" }) };
		const request = https.request(url, { method, headers, agent, timeout: 10_000, ...(ca ? { ca } : {}) }, (response) => {
			let text = "";
			response.setEncoding("utf8");
			response.on("data", (part: string) => {
				text += part;
				if (text.length > most) response.destroy(new Error("the answer is too long"));
			});
			response.on("end", () => {
				try {
					resolve({ status: response.statusCode, value: text === "" ? undefined : JSON.parse(text) });
				} catch (error) {
					reject(error);
				}
			});
			response.on("error", reject);
		});
		request.on("timeout", () => request.destroy(new Error("the server does not answer")));
		request.on("error", reject);
		request.end(value === undefined ? undefined : JSON.stringify(value));
	});
}

async function main(url: string | undefined, file: string | undefined): Promise<void> {
	if (url === undefined) throw new Error("usage: main.ts https://host[:port]/path [authority.pem]");
	const ca = file === undefined ? undefined : readFile(file);
	if (file !== undefined && ca === undefined) throw new Error(`there is no ${file}`);
	const posted = await ask(url, "POST", ca, { sensor: "attic", degrees: 21.5 });
	console.log(`posted: ${posted.status}`);
	const { status, value } = await ask(url, "GET", ca);
	console.log(`${status}: ${JSON.stringify(value)}`);
	agent.destroy();
}

main(...(process.argv.slice(2) as [string?, string?])).catch((error) => {
	console.error(`node-https-json: ${error instanceof Error ? error.message : String(error)}`);
	agent.destroy();
	process.exitCode = 1;
});
