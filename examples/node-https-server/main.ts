/*
 * An HTTPS server as for Node, for clients that have a certificate: it keeps what they measure, and echoes whatever is posted to /echo.
 *
 *	npx tls419 sim examples/node-https-server/main.ts certificate.pem key.pem authority.pem [port] [address]
 *
 * certificate.pem is the server's own, with its chain behind it; authority.pem has certified the clients.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { TLSSocket } from "node:tls";
import { readFile } from "tls419/sim/file";

/** Measurements that are kept, and bytes that one may have. */
const most = { measurements: 10, bytes: 1024 };
const measurements: unknown[] = [];

function required(file: string | undefined): ArrayBuffer {
	const bytes = file === undefined ? undefined : readFile(file);
	if (bytes === undefined)
		throw new Error(`usage: main.ts certificate.pem key.pem authority.pem [port] [address]${file ? ` (there is no ${file})` : ""}`);
	return bytes;
}

function say(response: ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { "Content-Type": "application/json" }).end(`${JSON.stringify(value)}\n`);
}

/** Reads what is posted, and not more than a measurement can have. */
function keep(request: IncomingMessage, response: ServerResponse, client: string): void {
	let text = "";
	request.setEncoding("utf8");
	request.on("data", (part: string) => {
		text += part;
		if (text.length > most.bytes && !response.headersSent) say(response, 413, { error: "too long" });
	});
	request.on("end", () => {
		if (response.headersSent) return;
		try {
			measurements.push({ client, ...JSON.parse(text) });
		} catch {
			say(response, 400, { error: "no JSON" });
			return;
		}
		if (measurements.length > most.measurements) measurements.shift();
		say(response, 201, { kept: measurements.length });
	});
}

function serve(request: IncomingMessage, response: ServerResponse): void {
	const client = String((request.socket as TLSSocket).getPeerCertificate()?.subject?.CN);
	// A client that goes away is no concern of the others.
	request.on("error", () => response.destroy());
	if (request.url === "/echo") request.pipe(response);
	else if (request.url !== "/measurements") say(response, 404, { error: "there is no such page" });
	else if (request.method === "POST") keep(request, response, client);
	else say(response, 200, measurements);
}

function main(certificate?: string, key?: string, authority?: string, port = "8443", address = "127.0.0.1"): void {
	const options = { cert: required(certificate), key: required(key), ca: required(authority), requestCert: true };
	const server = https.createServer(options, serve);
	server.on("clientError", (error: Error & { code?: string }, socket: { destroy(): void }) => {
		console.log(`turned away: ${error.code}`);
		socket.destroy();
	});
	server.on("error", (error: Error) => {
		console.error(`node-https-server: ${error.message}`);
		process.exitCode = 1;
	});
	server.listen(Number(port), address, () => {
		const bound = server.address();
		console.log(`serving https://${address}:${typeof bound === "object" ? bound?.port : port}/`);
	});
}

try {
	main(...(process.argv.slice(2) as [string?, string?, string?, string?, string?]));
} catch (error) {
	console.error(`node-https-server: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
