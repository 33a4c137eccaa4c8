/** The Node side of the peer service's protocol, for its own tests; tests on XS use tests/support/peers.ts. */
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** @typedef {import("./service.mjs").Data} Data */

export class Remote {
	/** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
	#waiting = new Map();
	/** @type {{ peer: number, event: string, data: any }[]} */
	#events = [];
	/** @type {() => void} */
	#wake = () => undefined;
	#next = 1;
	#socket;

	/** @param {import("node:net").Socket} socket */
	constructor(socket) {
		this.#socket = socket;
		createInterface({ input: socket }).on("line", (line) => this.#receive(JSON.parse(line)));
	}

	/** @param {string} address */
	static async connect(address) {
		const [host, port] = address.split(":");
		const socket = connect(Number(port), host);
		await once(socket, "connect");
		return new Remote(socket);
	}

	/** @param {any} message */
	#receive(message) {
		if (message.id === undefined) {
			this.#events.push(message);
			this.#wake();
			return;
		}
		const waiting = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		if (message.error === undefined) waiting?.resolve(message.result);
		else waiting?.reject(new Error(message.error));
	}

	/** @param {Data} request @returns {Promise<any>} */
	request(request) {
		const id = this.#next++;
		this.#socket.write(`${JSON.stringify({ id, ...request })}\n`);
		return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
	}

	/** @param {string} kind @param {Data} [options] */
	async start(kind, options = {}) {
		const { peer, port } = await this.request({ command: "start", kind, options });
		return {
			port: /** @type {number} */ (port),
			/** @param {string} action @param {Data} [parameters] */
			tell: (action, parameters = {}) => this.request({ command: "tell", peer, action, ...parameters }),
			/** The next event of this name. @param {string} name @param {(data: any) => boolean} [wanted] @returns {Promise<any>} */
			event: async (name, wanted = () => true) => {
				for (;;) {
					const index = this.#events.findIndex((event) => event.peer === peer && event.event === name && wanted(event.data));
					if (index >= 0) return this.#events.splice(index, 1)[0].data;
					await new Promise((resolve) => {
						this.#wake = () => resolve(undefined);
					});
				}
			},
			stop: () => this.request({ command: "stop", peer }),
		};
	}

	close() {
		this.#socket.destroy();
	}
}
