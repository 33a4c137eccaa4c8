/*
 * Both ends of TLS over a line in memory, as for Node: the server sends back whatever comes, and the client says what it has learned of it.
 *
 *	npx tls419 sim examples/node-tls-echo/main.ts certificate.pem key.pem authority.pem [text]
 *
 * certificate.pem is for "localhost", with its chain behind it.
 */

import tls, { type PeerCertificate } from "node:tls";
import { readFile } from "tls419/sim/file";
import { line } from "./line";

function required(file: string | undefined): ArrayBuffer {
	const bytes = file === undefined ? undefined : readFile(file);
	if (bytes === undefined)
		throw new Error(`usage: main.ts certificate.pem key.pem authority.pem [text]${file ? ` (there is no ${file})` : ""}`);
	return bytes;
}

function main(certificate?: string, key?: string, authority?: string, text = "Hello to myself."): void {
	const [near, far] = line();

	const server = new tls.TLSSocket(far, { isServer: true, cert: required(certificate), key: required(key) });
	server.on("error", (error: Error & { code?: string }) => console.log("server:", error.code));
	server.pipe(server);

	const client = tls.connect({ socket: near, servername: "localhost", ca: required(authority) }, () => {
		console.log(client.getProtocol(), client.getCipher()?.standardName);
		console.log("the certificate is for", (client.getPeerCertificate() as PeerCertificate).subjectaltname);
		client.end(text);
	});
	client.on("data", (chunk: Uint8Array) => console.log(String(chunk)));
	client.on("end", () => console.log("the end, in good order"));
	client.on("error", (error: Error & { code?: string }) => {
		console.log("client:", error.code, error.message);
		process.exitCode = 1;
	});
}

main(...process.argv.slice(2));
