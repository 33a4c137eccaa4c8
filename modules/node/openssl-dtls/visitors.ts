/*
 * Who has sent a first datagram: the server tells of each once. A stranger costs a listener nothing before its cookie, and here no more than a place in a table that does
 * not grow: who is pushed out of it by others is told of once more.
 */

import Time from "time";
import type { Info } from "tls419/openssl-dtls/peer";
import { elapsed } from "tls419/timeouts";

const PLACES = 64;

export function placeOf(address: string, port: number): string {
	return `${address} ${port}`;
}

export class Visitors {
	readonly #lifetime: number;
	readonly #known = new Map<string, { info: Info; since: number }>();

	/** @param lifetime milliseconds for which one is remembered. */
	constructor(lifetime: number) {
		this.#lifetime = lifetime;
	}

	/** Notes one. Returns whether it is new. */
	note(info: Info): boolean {
		const place = placeOf(info.address, info.port);
		const before = this.#known.get(place);
		if (before !== undefined && elapsed(before.since) < this.#lifetime) return false;
		this.#known.delete(place);
		if (this.#known.size >= PLACES)
			for (const [oldest] of this.#known) {
				this.#known.delete(oldest);
				break;
			}
		this.#known.set(place, { info, since: Time.ticks });
		return true;
	}

	/** Forgets one, and gives what it has sent first. */
	take(address: string, port: number): Info | undefined {
		const place = placeOf(address, port);
		const known = this.#known.get(place);
		this.#known.delete(place);
		return known?.info;
	}
}
