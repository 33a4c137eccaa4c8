/** A TCP proxy between a client and another peer: it records both directions, and can deliver slowly, cut, corrupt and inject. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { dissect } from "./capture.mjs";

/**
 * @typedef {object} Direction
 * @property {number} [chunk]       Deliver in pieces of this size, each in a segment of its own.
 * @property {number} [limit]       Deliver so many bytes,
 * @property {"fin" | "reset" | "stall"} [finish]  and then do this; fin unless given.
 * @property {number} [corrupt]     Turn over the lowest bit of the byte at this offset, where the headers of records do not count: TLS tells to
 *                                  ignore some of their bits.
 * @property {boolean} [keepOpen]   Do not pass on the end of TCP.
 * @property {{ record: number, hex: string }} [inject]  Put these bytes in front of the TLS record with this number (from 0).
 *
 * @typedef {object} ProxyOptions
 * @property {number} port          Where the peer behind listens.
 * @property {Direction} [toClient]
 * @property {Direction} [toServer]
 */

const mostKept = 4 << 20;
const recordHeader = 5;

/** Splits a byte stream into whole TLS records. */
class Records {
	#rest = Buffer.alloc(0);

	/** @param {Buffer} chunk @returns {Buffer[]} */
	add(chunk) {
		this.#rest = Buffer.concat([this.#rest, chunk]);
		const records = [];
		while (this.#rest.length >= recordHeader && this.#rest.length >= recordHeader + this.#rest.readUInt16BE(3)) {
			const length = recordHeader + this.#rest.readUInt16BE(3);
			records.push(this.#rest.subarray(0, length));
			this.#rest = this.#rest.subarray(length);
		}
		return records;
	}
}

/** Turns over the lowest bit of one byte of a byte stream. */
class Corruption {
	#left;
	/** How many bytes of the current record's header and contents are still to come. */
	#header = recordHeader;
	#contents = 0;

	/** @param {number} offset */
	constructor(offset) {
		this.#left = offset;
	}

	/** @param {Buffer} chunk */
	apply(chunk) {
		const bytes = Buffer.from(chunk);
		for (let index = 0; index < bytes.length && this.#left >= 0; index++) {
			if (this.#header > 0) {
				this.#header--;
				if (this.#header < 2) this.#contents = (this.#contents << 8) | bytes[index];
				continue;
			}
			if (this.#left-- === 0) bytes[index] ^= 1;
			if (--this.#contents === 0) this.#header = recordHeader;
		}
		return bytes;
	}
}

/** One direction of one connection. */
class Stream {
	/** @type {Buffer[]} */
	kept = [];
	bytes = 0;
	/** @type {{ type: number, length: number }[]} */
	records = [];
	#parser = new Records();
	#injector = new Records();
	#seen = 0;
	#delivered = 0;
	#stopped = false;
	#corruption;
	#rules;
	#to;

	#keep;

	/** @param {Direction} rules @param {import("node:net").Socket} to @param {(bytes: Buffer) => void} keep  Is told of each chunk that is kept. */
	constructor(rules, to, keep) {
		this.#rules = rules;
		this.#to = to;
		this.#keep = keep;
		if (rules.corrupt !== undefined) this.#corruption = new Corruption(rules.corrupt);
	}

	/** @param {Buffer} chunk */
	async forward(chunk) {
		if (this.bytes < mostKept) {
			this.kept.push(chunk);
			this.#keep(chunk);
		}
		for (const record of this.#parser.add(chunk)) this.records.push({ type: record[0], length: record.length - recordHeader });
		const { inject } = this.#rules;
		let bytes = this.#corruption?.apply(chunk) ?? chunk;
		this.bytes += chunk.length;
		if (inject !== undefined) {
			// Only whole records are passed on, so that the injected bytes stand between two of them.
			bytes = Buffer.concat(
				this.#injector
					.add(bytes)
					.flatMap((record) => (this.#seen++ === inject.record ? [Buffer.from(inject.hex, "hex"), record] : [record])),
			);
		}
		await this.#deliver(bytes);
	}

	/** @param {Buffer} bytes */
	async #deliver(bytes) {
		const { chunk = bytes.length, limit = Number.POSITIVE_INFINITY } = this.#rules;
		for (let offset = 0; offset < bytes.length && !this.#stopped; offset += chunk) {
			const piece = bytes.subarray(offset, Math.min(offset + chunk, bytes.length, offset + limit - this.#delivered));
			this.#delivered += piece.length;
			if (piece.length > 0) await new Promise((resolve) => this.#to.write(piece, resolve));
			// The next piece waits for the next turn of the event loop: the receiver gets a chance to read this one alone.
			if (this.#rules.chunk !== undefined) await new Promise((resolve) => setImmediate(resolve));
			if (this.#delivered >= limit) this.#stop();
		}
	}

	#stop() {
		this.#stopped = true;
		const { finish = "fin" } = this.#rules;
		if (finish === "fin") this.#to.end();
		if (finish === "reset") this.#to.resetAndDestroy();
	}

	end() {
		if (!this.#stopped && !this.#rules.keepOpen) this.#to.end();
	}

	summary() {
		return { bytes: this.bytes, hex: Buffer.concat(this.kept).toString("hex"), records: this.records };
	}
}

/** Passes on chunk by chunk until the end. (`for await` would destroy the socket at its end, and with it the other direction.) @param {import("node:net").Socket} from @param {Stream} stream */
function pump(from, stream) {
	return new Promise((resolve, reject) => {
		let order = Promise.resolve();
		from.on("data", (chunk) => {
			from.pause();
			order = order.then(() => stream.forward(chunk)).then(() => void from.resume());
			order.catch(reject);
		});
		from.on("end", () => {
			order = order.then(() => stream.end());
			order.then(resolve, reject);
		});
		from.on("close", () => order.then(resolve, reject));
	});
}

/** @param {ProxyOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startProxy(options, report) {
	/** @type {Set<import("node:net").Socket>} */
	const sockets = new Set();
	/** @type {{ toClient: Stream, toServer: Stream, order: import("./capture.mjs").Segment[] } | undefined} */
	let latest;
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
		const behind = connect({ port: options.port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
		/** @type {import("./capture.mjs").Segment[]} */
		const order = [];
		const streams = {
			toClient: new Stream(options.toClient ?? {}, client, (bytes) => order.push({ fromServer: true, bytes })),
			toServer: new Stream(options.toServer ?? {}, behind, (bytes) => order.push({ fromServer: false, bytes })),
		};
		latest = { ...streams, order };
		/** @param {any} error */
		const failed = (error) => {
			report("failure", { code: error.code, message: error.message });
			client.destroy();
			behind.destroy();
		};
		for (const socket of [client, behind]) {
			sockets.add(socket);
			socket.on("error", failed);
			socket.on("close", () => sockets.delete(socket));
		}
		report("connection", { port: client.remotePort });
		const both = [pump(client, streams.toServer), pump(behind, streams.toClient)];
		Promise.all(both)
			.catch(failed)
			.finally(() => report("close", { toClient: streams.toClient.bytes, toServer: streams.toServer.bytes }));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
		actions: {
			/** How much has gone to the client so far. */
			delivered: () => ({ bytes: latest?.toClient.bytes ?? 0 }),
			/** What Wireshark's tshark makes of the last connection with these lines of a key log. @param {{ keys: string }} parameters */
			dissected({ keys }) {
				if (latest === undefined) throw new Error("no client has connected yet");
				return dissect(latest.order, keys);
			},
			/** What went over the last connection so far. */
			captured() {
				if (latest === undefined) throw new Error("no client has connected yet");
				return { toClient: latest.toClient.summary(), toServer: latest.toServer.summary() };
			},
		},
		stop() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}
