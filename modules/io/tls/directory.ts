/* Where the peers of a listener for DTLS are found: by the address that a datagram is from, and by the connection ID in it. */

import type { Association } from "tls419/association";
import type { Carrier } from "tls419/carrier";
import type { Place } from "tls419/udp";

/** What is known of a peer. */
export interface Peer {
	association: Association | undefined;
	readonly id: string | undefined;
	/** Of the hello that it began with. */
	readonly hello: number;
	readonly since: number;
	/** Whether its handshake is done. */
	done: boolean;
}

/** Types of records. */
export const DATA_RECORD = 23;
const CONNECTION_ID_RECORD = 25;
/** Where the connection ID is in a record. */
const ID_START = 11;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const { apply } = Reflect;
const { fromCharCode } = String;
const { random } = Math;

export function textOf(bytes: Uint8Array): string {
	return apply(fromCharCode, undefined, bytes);
}

export class Directory {
	/** The length of the identifiers that we give, 0 for none. */
	readonly #idLength: number;
	/** Those with the same port, in a list: to look for a number and compare texts takes less than to make a text of both. */
	readonly #byPort = new Map<number, Peer[]>();
	readonly #byId = new Map<string, Peer>();

	constructor(idLength: number) {
		this.#idLength = idLength;
	}

	add(peer: Peer): void {
		const { association, id } = peer;
		if (association !== undefined) this.#list(peer, association.remote);
		if (id !== undefined) this.#byId.set(id, peer);
	}

	/** @param place where it is now. */
	remove(peer: Peer, place: Place): void {
		this.#unlist(peer, place.port);
		if (peer.id !== undefined && this.#byId.get(peer.id) === peer) this.#byId.delete(peer.id);
	}

	/** The peer is elsewhere from now on. Whoever was there goes before it: only an identifier leads to one that has moved, and it may have lied about its address. */
	move(peer: Peer, before: Place): void {
		this.#unlist(peer, before.port);
		if (peer.association !== undefined) this.#list(peer, peer.association.remote, true);
	}

	/** The peer that has begun at that address, or else one that has moved there. */
	at(from: Place): Peer | undefined {
		const list = this.#byPort.get(from.port);
		if (list === undefined) return undefined;
		const address = from.address;
		for (let index = list.length - 1; index >= 0; index--) if (list[index].association?.remote.address === address) return list[index];
		return undefined;
	}

	/** Whether there is a peer with that identifier or at that address. */
	knows(id: string | undefined, place: Place): boolean {
		return (id !== undefined && this.#byId.has(id)) || this.at(place) !== undefined;
	}

	/** The peer whose connection ID is in the datagram. */
	named(bytes: Uint8Array, length: number): Peer | undefined {
		if (bytes[0] !== CONNECTION_ID_RECORD) return undefined;
		const end = ID_START + this.#idLength;
		if (this.#idLength === 0 || length < end) return undefined;
		return this.#byId.get(textOf(bytes.subarray(ID_START, end)));
	}

	/** Whether a datagram from an association's own address is surely for it, and begins nothing. */
	owns(association: Carrier<Association>, bytes: Uint8Array, length: number): boolean {
		const type = bytes[0];
		if (type === CONNECTION_ID_RECORD) return this.named(bytes, length)?.association === association;
		return type === DATA_RECORD && length > 0 && this.at(association.remote)?.association === association;
	}

	/** An identifier that nobody has. It is no secret: RFC 9146, 9, has it in clear. */
	freshId(): Uint8Array | undefined {
		if (this.#idLength === 0) return undefined;
		const id = new Bytes(this.#idLength);
		do {
			for (let index = 0; index < id.length; index++) id[index] = random() * 256;
		} while (this.#byId.has(textOf(id)));
		return id;
	}

	#list(peer: Peer, { port }: Place, moved = false): void {
		const list = this.#byPort.get(port);
		if (list === undefined) this.#byPort.set(port, [peer]);
		else if (moved) list.unshift(peer);
		else list.push(peer);
	}

	#unlist(peer: Peer, port: number): void {
		const list = this.#byPort.get(port);
		const index = list === undefined ? -1 : list.indexOf(peer);
		if (index >= 0) list?.splice(index, 1);
		if (list?.length === 0) this.#byPort.delete(port);
	}
}
