import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { inRoot } from "../setup/paths.mjs";

/** @param {import("node:http").IncomingMessage} request */
function page(request) {
	const socket = /** @type {import("node:tls").TLSSocket} */ (request.socket);
	return `<!doctype html>
<title>tls419</title>
<h1>It works</h1>
<p>This page left Node over ${socket.getProtocol()} with ${socket.getCipher().standardName} and was asked for by JavaScript on the XS engine.</p>
`;
}

/**
 * An HTTPS server on this machine, with the certificate of the test PKI that is valid for localhost.
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serveLocally() {
	const server = createServer(
		{
			ALPNProtocols: ["http/1.1"],
			cert: readFileSync(inRoot("tests/certificates/localhost.pem")),
			key: readFileSync(inRoot("tests/certificates/localhost.key")),
			minVersion: "TLSv1.2",
		},
		(request, response) => {
			response.setHeader("content-type", "text/html; charset=utf-8");
			response.end(page(request));
		},
	);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
	return {
		url: `https://localhost:${port}/`,
		async close() {
			server.closeAllConnections();
			const closed = once(server, "close");
			server.close();
			await closed;
		},
	};
}
