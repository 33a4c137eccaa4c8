/**
 * The peer service: tests that run on XS ask it, over a loopback TCP port, for real peers (OpenSSL, GnuTLS, Node) and for hostile ones.
 *
 * One JSON object a line. Requests carry an `id` that the answer repeats:
 *
 *     {"id": 1, "command": "start", "kind": "node", "options": {...}}   -> {"id": 1, "result": {"peer": 1, "port": 40123}}
 *     {"id": 2, "command": "tell", "peer": 1, "action": "end", ...}     -> {"id": 2, "result": {...}}
 *     {"id": 3, "command": "stop", "peer": 1}                           -> {"id": 3, "result": {}}
 *
 * and a failure is {"id": 1, "error": "a sentence"}. In between come events: {"peer": 1, "event": "connection", "data": {...}}.
 *
 * A port in an answer accepts connections already. The peers of a control connection end with it, and each one on its own after `seconds` (60 unless the options say otherwise).
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { startCurl } from "./curl.mjs";
import { startMosquitto } from "./mosquitto.mjs";
import { startNodeClient } from "./node-client.mjs";
import { startNodeServer } from "./node-server.mjs";
import { startOpensslClient, startOpensslServer } from "./openssl.mjs";
import { freePort, startPartner } from "./partner.mjs";
import { startProxy } from "./proxy.mjs";
import { startRaw } from "./raw.mjs";
import { startWeb } from "./web.mjs";

/**
 * @typedef {Record<string, unknown>} Data
 * @typedef {(event: string, data: Data) => void} Report
 * @typedef {{ port: number, actions: Record<string, (parameters: any) => Data | void | Promise<Data | void>>, stop: () => void | Promise<void> }} Peer
 * @typedef {(options: any, report: Report) => Promise<Peer>} Start
 */

/** @type {Record<string, Start>} */
const kinds = {
	curl: startCurl,
	mosquitto: startMosquitto,
	node: startNodeServer,
	"node-client": startNodeClient,
	openssl: startOpensslServer,
	"openssl-client": startOpensslClient,
	"free-port": startNothing,
	partner: startPartner,
	proxy: startProxy,
	raw: startRaw,
	web: startWeb,
};

/** No peer but a port, which was free a moment ago. @type {Start} */
async function startNothing() {
	return { port: await freePort(), actions: {}, stop: () => undefined };
}

const longestLine = 4 << 20;

/** One control connection and the peers that it owns. */
class Control {
	/** @type {Map<number, { peer: Peer, expiry: NodeJS.Timeout }>} */
	#peers = new Map();
	#next = 1;
	#socket;

	/** @param {import("node:net").Socket} socket */
	constructor(socket) {
		this.#socket = socket;
		socket.setNoDelay(true);
		socket.on("error", () => socket.destroy()); // A test that was killed resets its connection; "close" follows and ends the peers.
		socket.on("close", () => this.stop());
		createInterface({ input: socket })
			.on("line", (line) => this.#receive(line))
			.on("error", () => socket.destroy()); // It repeats the errors of its socket.
	}

	/** @param {Data} message */
	#send(message) {
		const line = JSON.stringify(message);
		if (line.length > longestLine) throw new RangeError(`a message of ${line.length} characters is too long`);
		if (!this.#socket.destroyed) this.#socket.write(`${line}\n`);
	}

	/** @param {string} line */
	async #receive(line) {
		let id;
		try {
			const request = JSON.parse(line);
			id = request.id;
			this.#send({ id, result: (await this.#perform(request)) ?? {} });
		} catch (error) {
			this.#send({ id, error: error instanceof Error ? error.message : String(error) });
		}
	}

	/** @param {any} request @returns {Promise<Data | void>} */
	async #perform(request) {
		if (request.command === "start") return this.#start(request.kind, request.options ?? {});
		const held = this.#peers.get(request.peer);
		if (held === undefined) throw new Error(`there is no peer ${request.peer}; it was stopped or has expired`);
		if (request.command === "stop") return this.#end(request.peer);
		if (request.command !== "tell") throw new Error(`the command ${request.command} is unknown; use start, tell or stop`);
		const action = held.peer.actions[request.action];
		if (action === undefined)
			throw new Error(`this peer does not know ${request.action}; it knows ${Object.keys(held.peer.actions).join(", ")}`);
		return action(request);
	}

	/** @param {string} kind @param {any} options */
	async #start(kind, options) {
		const start = kinds[kind];
		if (start === undefined) throw new Error(`there is no peer of kind ${kind}; the kinds are ${Object.keys(kinds).join(", ")}`);
		const number = this.#next++;
		/** @type {Report} */
		const report = (event, data) => this.#send({ peer: number, event, data });
		const peer = await start(options, report);
		const expiry = setTimeout(
			() => {
				report("expired", {});
				void this.#end(number);
			},
			(options.seconds ?? 60) * 1000,
		);
		this.#peers.set(number, { peer, expiry });
		if (this.#socket.destroyed) await this.stop();
		return { peer: number, port: peer.port };
	}

	/** @param {number} number */
	async #end(number) {
		const held = this.#peers.get(number);
		if (held === undefined) return;
		this.#peers.delete(number);
		clearTimeout(held.expiry);
		await held.peer.stop();
	}

	async stop() {
		this.#socket.destroy();
		await Promise.all([...this.#peers.keys()].map((number) => this.#end(number)));
	}
}

/** Starts the service on an ephemeral loopback port. @returns {Promise<{ address: string, stop: () => Promise<void> }>} */
export async function startPeers() {
	/** @type {Set<Control>} */
	const controls = new Set();
	const server = createServer((socket) => {
		const control = new Control(socket);
		controls.add(control);
		socket.on("close", () => controls.delete(control));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
	return {
		address: `127.0.0.1:${port}`,
		async stop() {
			const closed = once(server, "close");
			server.close();
			await Promise.all([...controls].map((control) => control.stop()));
			await closed;
		},
	};
}

if (process.argv[1] === import.meta.filename) {
	const { address } = await startPeers();
	process.stdout.write(`TLS419_PEERS=${address}\n`);
}
