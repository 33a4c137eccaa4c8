/* What a socket of one family makes of addresses. */

import { familyOf, mapped, unmapped } from "tls419/dgram/address";
import type { AddressInfo, SocketType } from "tls419/dgram/types";

/** What the network knows an address as; undefined for one of the other family, and for a name. */
export interface Route {
	readonly address: string;
	readonly literal: boolean;
	readonly known: string | undefined;
}

export class Family {
	readonly number: 4 | 6;
	readonly name: AddressInfo["family"];
	/** All addresses of this machine. */
	readonly any: string;
	/** This machine. */
	readonly own: string;
	/** What was found out last: datagrams go to the same address mostly, and come from it. */
	#route: Route | undefined;
	#origin: { readonly given: string; readonly shown: string } | undefined;

	constructor(type: SocketType) {
		const six = type === "udp6";
		this.number = six ? 6 : 4;
		this.name = six ? "IPv6" : "IPv4";
		this.any = six ? "::" : "0.0.0.0";
		this.own = six ? "::1" : "127.0.0.1";
	}

	/* Node takes the address of another family by its name only: a literal one is a mistake. */
	suits(address: string): boolean {
		return this.number === 6 ? address.includes(":") : familyOf(address) === 4;
	}

	/** An address as the socket's events have it. */
	shown(address: string): string {
		return this.number === 6 ? mapped(address) : address;
	}

	/** The same for where a datagram comes from. */
	originOf(address: string): string {
		if (this.#origin?.given !== address) this.#origin = { given: address, shown: this.shown(address) };
		return this.#origin.shown;
	}

	routeTo(address: string): Route {
		if (this.#route?.address === address) return this.#route;
		const literal = familyOf(address) !== 0;
		this.#route = { address, literal, known: literal && this.suits(address) ? unmapped(address) : undefined };
		return this.#route;
	}
}
