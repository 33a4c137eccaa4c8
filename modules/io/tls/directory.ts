/* Where the peers of a listener for DTLS are found: by the address that a datagram is from, and by the connection ID in it. */

import type { Association } from "tls419/association";
import { check } from "tls419/errors";
import { Library } from "tls419/library";
import type { Place } from "tls419/udp";

/** What is known of a peer. */
export interface Peer {
	readonly association: Association;
	readonly id: string | undefined;
	/** Of the hello that it began with. */
	readonly hello: number;
	readonly since: number;
	/** Whether its handshake is done. */
	done: boolean;
	/** Another one with the same port, which is looked at after this one. */
	behind: Peer | undefined;
}

/** Types of records; connection IDs: RFC 9146, 4. */
export const DATA_RECORD = 23;
export const CONNECTION_ID_RECORD = 25;
/** Where the connection ID is in a record. */
const ID_START = 11;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const { apply } = Reflect;
const { fromCharCode } = String;

export function textOf(bytes: Uint8Array): string {
	return apply(fromCharCode, undefined, bytes);
}

export class Directory {
	/** The length of the identifiers that we give, 0 for none. */
	readonly #idLength: number;
	/** The first of those with the same port: to look for a number and compare texts takes less than to make a text of both. */
	readonly #byPort = new Map<number, Peer>();
	readonly #byId = new Map<string, Peer>();

	constructor(idLength: number) {
		this.#idLength = idLength;
	}

	add(peer: Peer): void {
		const port = peer.association.remote.port;
		peer.behind = this.#byPort.get(port);
		this.#byPort.set(port, peer);
		if (peer.id !== undefined) this.#byId.set(peer.id, peer);
	}

	remove(peer: Peer): void {
		this.#unlist(peer, peer.association.remote.port);
		if (peer.id !== undefined && this.#byId.get(peer.id) === peer) this.#byId.delete(peer.id);
	}

	/** The peer is elsewhere from now on. Whoever was there goes before it: only an identifier leads to one that has moved, and it may have lied about its address. */
	move(peer: Peer, before: Place): void {
		this.#unlist(peer, before.port);
		const port = peer.association.remote.port;
		let last = this.#byPort.get(port);
		if (last === undefined) this.#byPort.set(port, peer);
		else {
			while (last.behind !== undefined) last = last.behind;
			last.behind = peer;
		}
	}

	/** The peer that has begun at that address, or else one that has moved there. */
	at(from: Place): Peer | undefined {
		let peer = this.#byPort.get(from.port);
		while (peer !== undefined && peer.association.remote.address !== from.address) peer = peer.behind;
		return peer;
	}

	/** Whether there is a peer with that identifier or at that address. */
	knows(id: string | undefined, place: Place): boolean {
		return (id !== undefined && this.#byId.has(id)) || this.at(place) !== undefined;
	}

	/** The peer whose connection ID is in a record that has one. */
	named(bytes: Uint8Array, length: number): Peer | undefined {
		const end = ID_START + this.#idLength;
		if (this.#idLength === 0 || length < end) return undefined;
		return this.#byId.get(textOf(bytes.subarray(ID_START, end)));
	}

	/** Whether a datagram from an association's own address is surely for it, and begins nothing. */
	owns(association: Association, bytes: Uint8Array, length: number): boolean {
		const type = bytes[0];
		if (type === CONNECTION_ID_RECORD) return this.named(bytes, length)?.association === association;
		return type === DATA_RECORD && length > 0 && this.at(association.remote)?.association === association;
	}

	/** An identifier that nobody has. It is no secret: RFC 9146, 9, has it in clear. @throws TLSError if there is no chance to be had. */
	freshId(): Uint8Array | undefined {
		if (this.#idLength === 0) return undefined;
		const id = new Bytes(this.#idLength);
		do check(Library.random(id));
		while (this.#byId.has(textOf(id)));
		return id;
	}

	#unlist(peer: Peer, port: number): void {
		let before = this.#byPort.get(port);
		if (before === peer) {
			if (peer.behind === undefined) this.#byPort.delete(port);
			else this.#byPort.set(port, peer.behind);
		} else {
			while (before !== undefined && before.behind !== peer) before = before.behind;
			if (before !== undefined) before.behind = peer.behind;
		}
		peer.behind = undefined;
	}
}
