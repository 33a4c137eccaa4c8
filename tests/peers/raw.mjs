/** A TCP server without TLS that follows a script: for garbage, alerts in clear, half a record, silence, and for what nobody should send. */
import { once } from "node:events";
import { createServer } from "node:net";
import { Noise } from "../support/noise.js";

/**
 * @typedef {object} Step  One of:
 * @property {number} [receive]   Wait until so many more bytes have arrived.
 * @property {"record"} [wait]    Wait for one more whole TLS record.
 * @property {string} [send]      Hexadecimal bytes.
 * @property {string} [text]      The same as text.
 * @property {number} [garbage]   So many bytes of noise (`seed`).
 * @property {number} [seed]
 * @property {number} [alert]     An alert in clear with this description,
 * @property {1 | 2} [level]      fatal (2) unless given.
 * @property {"fin" | "reset"} [close]
 *
 * @typedef {{ script?: Step[], expect?: number }} RawOptions  Without a script it only listens.
 */

const recordHeader = 5;
const mostKept = 1 << 20;

/** What one connection received, and promises for more of it. */
class Inbox {
	kept = Buffer.alloc(0);
	#used = 0;
	#socket;
	#ended = false;
	/** @type {() => void} */
	#wake = () => undefined;

	/** @param {import("node:net").Socket} socket */
	constructor(socket) {
		this.#socket = socket;
		socket.on("data", (chunk) => {
			if (this.kept.length < mostKept) this.kept = Buffer.concat([this.kept, chunk]);
			this.#wake();
		});
		socket.on("close", () => {
			this.#ended = true;
			this.#wake();
		});
	}

	/** @param {number} length */
	async receive(length) {
		while (this.kept.length - this.#used < length) {
			if (this.#ended || this.#socket.destroyed) throw new Error("the client closed before the script had ended");
			await new Promise((resolve) => {
				this.#wake = () => resolve(undefined);
			});
		}
		const bytes = this.kept.subarray(this.#used, this.#used + length);
		this.#used += length;
		return bytes;
	}

	async record() {
		const header = await this.receive(recordHeader);
		await this.receive(header.readUInt16BE(3));
	}
}

/** @param {Step} step @param {import("node:net").Socket} socket @param {Inbox} inbox */
async function perform(step, socket, inbox) {
	if (step.receive !== undefined) await inbox.receive(step.receive);
	if (step.wait === "record") await inbox.record();
	if (step.send !== undefined) socket.write(Buffer.from(step.send, "hex"));
	if (step.text !== undefined) socket.write(step.text);
	if (step.garbage !== undefined) socket.write(new Noise(step.seed ?? 1).take(step.garbage));
	if (step.alert !== undefined) socket.write(Buffer.from([21, 3, 3, 0, 2, step.level ?? 2, step.alert]));
	if (step.close === "fin") socket.end();
	if (step.close === "reset") socket.resetAndDestroy();
}

/** @param {RawOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startRaw(options, report) {
	/** @type {Set<import("node:net").Socket>} */
	const sockets = new Set();
	/** @type {{ socket: import("node:net").Socket, inbox: Inbox } | undefined} */
	let latest;
	const server = createServer({ allowHalfOpen: true, noDelay: true }, async (socket) => {
		const inbox = new Inbox(socket);
		latest = { socket, inbox };
		sockets.add(socket);
		report("connection", { address: socket.remoteAddress, port: socket.remotePort });
		socket.on("error", (/** @type {any} */ error) => report("failure", { code: error.code, message: error.message }));
		socket.on("end", () => {
			report("end", { bytes: inbox.kept.length });
			socket.end();
		});
		socket.on("close", () => {
			sockets.delete(socket);
			report("close", { bytes: inbox.kept.length, hex: inbox.kept.toString("hex", 0, 65536) });
		});
		try {
			for (const step of options.script ?? []) await perform(step, socket, inbox);
			report("done", { bytes: inbox.kept.length });
		} catch (error) {
			report("failure", { message: error instanceof Error ? error.message : String(error) });
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
		actions: {
			/** Further steps on the last connection. @param {{ script: Step[] }} parameters */
			async follow({ script }) {
				if (latest === undefined) throw new Error("no client has connected yet");
				for (const step of script) await perform(step, latest.socket, latest.inbox);
			},
			received: () => ({ hex: latest?.inbox.kept.toString("hex", 0, 65536) ?? "" }),
		},
		stop() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}
