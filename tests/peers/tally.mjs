/** Counts and checks what a peer receives, and tells once when the expected amount is there. */
import { createHash } from "node:crypto";
import { Noise } from "../support/noise.js";

export class Tally {
	bytes = 0;
	#hash = createHash("sha256");
	#noise;
	#matches = true;
	#expect;
	#report;

	/** @param {{ expect?: number, seed?: number }} options @param {import("./service.mjs").Report} report */
	constructor(options, report) {
		this.#expect = options.expect;
		this.#noise = options.seed === undefined ? undefined : new Noise(options.seed);
		this.#report = report;
	}

	/** @param {Uint8Array} chunk */
	add(chunk) {
		this.bytes += chunk.length;
		this.#hash.update(chunk);
		if (this.#noise !== undefined && !this.#noise.matches(chunk)) this.#matches = false;
		if (this.#expect !== undefined && this.bytes >= this.#expect) {
			this.#expect = undefined;
			this.#report("received", this.summary());
		}
	}

	/** What arrived so far; `matches` only says something when the options gave a seed. */
	summary() {
		return { bytes: this.bytes, sha256: this.#hash.copy().digest("hex"), matches: this.#matches };
	}
}
