/** An HTTPS server of Node with the pages that a client needs to show what it can, and a WebSocket at /socket. */
import { once } from "node:events";
import { createServer } from "node:https";
import { Noise } from "../support/noise.js";
import { certificateText, keyText } from "./credentials.mjs";
import { echoMessages } from "./websocket.mjs";

/**
 * @typedef {object} WebOptions
 * @property {string} [certificate]      localhost unless given.
 * @property {"TLSv1.2" | "TLSv1.3"} [version]
 * @property {string} [clientAuthority]  Clients must have a certificate from here.
 * @property {string[]} [alpn]           http/1.1 unless given.
 * @property {number} [elsewhere]        A port of this machine to which /elsewhere redirects.
 */
/** @typedef {import("node:http").IncomingMessage} Request @typedef {import("node:http").ServerResponse} Response */

/** @param {Request} request */
async function bodyOf(request) {
	const parts = [];
	for await (const part of request) parts.push(part);
	return Buffer.concat(parts);
}

/** The clients' port -> what their connections stand on. @type {Map<number, import("node:net").Socket>} */
const transports = new Map();

/** Path -> what is there. @type {Record<string, (request: Request, response: Response, options: WebOptions, query: URLSearchParams) => void | Promise<void>>} */
const pages = {
	"/text": (_, response) => void response.end("a page over TLS"),
	"/json": (_, response) => void response.setHeader("content-type", "application/json").end('{"secure":true}'),
	"/bytes": (_, response, __, query) => {
		const count = Number(query.get("count"));
		response.setHeader("content-length", count).end(new Noise(1).take(count));
	},
	"/chunked": async (_, response, __, query) => {
		const noise = new Noise(1);
		for (let left = Number(query.get("count")); left > 0; left -= 5000) response.write(noise.take(Math.min(left, 5000)));
		response.end();
	},
	"/echo": async (request, response) => {
		const body = await bodyOf(request);
		response.setHeader("content-length", body.length).end(body);
	},
	"/last": (_, response) => void response.setHeader("connection", "close").end("the last one"),
	/* Neither a length nor chunks: the end of the connection is that of the body. */
	"/until-end": (request) => void request.socket.end("HTTP/1.1 200 OK\r\n\r\nas long as it lasts"),
	"/short": (request) => void request.socket.end("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nnot all of it"),
	/* Cut off below TLS, so that the client gets no goodbye. */
	"/cut": (request, response) => {
		response.setHeader("content-length", 1000).write("not all of it", () => transports.get(request.socket.remotePort ?? 0)?.destroy());
	},
	"/redirect": (request, response, { elsewhere }) => {
		const { port } = /** @type {import("node:net").AddressInfo} */ (request.socket.address());
		response.writeHead(302, { location: `https://localhost:${elsewhere ?? port}/text`, "content-length": 0 }).end();
	},
	"/events": (_, response) => {
		response.writeHead(200, { "content-type": "text/event-stream" });
		response.write("data: first\n\n");
		response.write("event: named\ndata: second\n\n");
	},
	"/silence": () => undefined,
};

/** @param {WebOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startWeb(options, report) {
	const { certificate = "localhost", version, clientAuthority } = options;
	const server = createServer({
		cert: certificateText(certificate),
		key: keyText(certificate),
		ca: clientAuthority === undefined ? undefined : certificateText(clientAuthority),
		requestCert: clientAuthority !== undefined,
		minVersion: version,
		maxVersion: version,
		ALPNProtocols: options.alpn ?? ["http/1.1"],
		keepAliveTimeout: 60_000,
	});
	/** @type {Map<import("node:tls").TLSSocket, number>} */
	const connections = new Map();
	let count = 0;
	server.on("connection", (/** @type {import("node:net").Socket} */ transport) => {
		const port = transport.remotePort ?? 0;
		transports.set(port, transport);
		transport.on("close", () => transports.delete(port));
	});
	server.on("secureConnection", (socket) => {
		connections.set(socket, ++count);
		socket.on("error", (error) => report("failure", { message: error.message }));
		socket.on("close", () => connections.delete(socket));
		const { servername } = /** @type {{ servername?: string | false }} */ (socket);
		const client = socket.getPeerCertificate()?.subject?.CN;
		report("connection", {
			version: socket.getProtocol(),
			alpn: socket.alpnProtocol || undefined,
			serverName: servername || undefined,
			resumed: socket.isSessionReused(),
			client,
		});
	});
	server.on("tlsClientError", (error) => report("failure", { message: error.message }));
	server.on("request", (request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? "/", "https://localhost");
		const socket = /** @type {import("node:tls").TLSSocket} */ (request.socket);
		report("request", { text: `${request.method} ${pathname}`, connection: connections.get(socket) });
		const page = pages[pathname];
		if (page === undefined) response.writeHead(404).end("no such page");
		else Promise.resolve(page(request, response, options, searchParams)).catch((error) => report("failure", { message: error.message }));
	});
	server.on("upgrade", (request, socket) => echoMessages(request, socket, report));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
		actions: {
			/** Until no connection stands. */
			async ended() {
				await Promise.all([...connections.keys()].map((socket) => once(socket, "close")));
			},
		},
		stop() {
			server.close();
			for (const socket of connections.keys()) socket.destroy();
		},
	};
}
