/*
 * The peers of a listener for DTLS: how somebody becomes a peer. Who a datagram is from is found in directory.ts.
 *
 * A stranger is answered with a cookie, and costs nothing until it has come back (engine/cookie.c). Then it is a peer: known by its address, and by the connection ID
 * that it was given, if it knows such identifiers. A peer that begins anew from the same address takes the place of what it was before; one that says the same hello
 * again only has not heard the answer.
 */

import Time from "time";
import type { Association, Way } from "tls419/association";
import type { Carrier } from "tls419/carrier";
import { DATA_RECORD, Directory, type Peer, textOf } from "tls419/directory";
import { Drain } from "tls419/drain";
import { check, TLSError, transportError } from "tls419/errors";
import { Cookies } from "tls419/library";
import type { Owner } from "tls419/report";
import type { Remote } from "tls419/server";
import { STEP_TAKEN } from "tls419/session";
import { elapsed } from "tls419/timeouts";
import { type Datagram, firstLanding, type Landing, landed, landing, type Place, type Socket, type SocketListener } from "tls419/udp";
import type { ByteBuffer } from "tls419/validate";

/** What the peers need of their listener. Its callbacks are called in events only. */
export interface Host {
	/** `this` of the callbacks among the options. */
	readonly instance: object;
	/** Begins a handshake. @param id this side's connection ID. */
	open(owner: Owner, way: Way, remote: Place, id: Uint8Array | undefined): Association;
	/** So many associations wait to be read. */
	ready(count: number): void;
	/** A handshake has failed; without `remote`, the socket. */
	failed(error: TLSError, remote?: Remote): void;
}

const COOKIE_GOOD = 1;
const ANSWER_SIZE = 44;
/** Where the random number is in a hello. */
const RANDOM_START = 27;
const RANDOM_END = 59;
/** Milliseconds that a handshake has for itself when others want its place, or somebody begins anew from its address. */
const GRACE = 2000;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const { imul } = Math;

function keyOf(place: Place): string {
	return `${place.address} ${place.port}`;
}

/** Whether a datagram begins a handshake: a hello in clear (RFC 6347, 4.1 and 4.2.2). */
function isHello(bytes: Uint8Array, length: number): boolean {
	return bytes[0] === 22 && length >= RANDOM_END && bytes[1] === 0xfe && bytes[3] === 0 && bytes[4] === 0 && bytes[13] === 1;
}

/** Tells hellos apart; who makes two that look the same only talks to himself. */
function digestOf(bytes: Uint8Array): number {
	let digest = 0x811c9dc5;
	for (let index = RANDOM_START; index < RANDOM_END; index++) digest = imul(digest ^ bytes[index], 0x01000193);
	return digest;
}

export class Peers extends Drain implements Way, SocketListener {
	/* What is needed for each datagram is not private, which would take XS longer. */
	socket: Socket | undefined;
	/** Whose the last datagram was by its address, as long as nobody has come, gone or moved since: most come one behind the other. */
	settled: Association | undefined;
	/** A datagram that was taken out of the socket while one peer's owner was reading, and is another one's. */
	following: { bytes: Uint8Array; from: Place } | undefined;
	readonly #host: Host;
	readonly #maximum: number;
	readonly #cookies = new Cookies();
	readonly #answer = new Bytes(ANSWER_SIZE);
	readonly #directory: Directory;
	readonly #peers = new Map<Association, Peer>();
	readonly #ready: Association[] = [];
	/** When handshakes began that have failed early: each keeps its place for a while, since what it has cost would be free otherwise. */
	#spent: number[] = [];
	/** Whose datagram is being looked at. */
	#current: Association | undefined;
	#closed = false;

	/** @throws TLSError for lack of memory. */
	constructor(host: Host, maximum: number, idLength: number) {
		super();
		this.#host = host;
		this.#maximum = maximum;
		this.#directory = new Directory(idLength);
		check(this.#cookies.open());
	}

	/** How many there are, handshakes among them. */
	get count(): number {
		return this.#peers.size;
	}

	/** The association that has been ready for the longest time. */
	take(): Association | undefined {
		let association = this.#ready.shift();
		while (association?.over) association = this.#ready.shift();
		return association;
	}

	/** Ends all associations. */
	close(): void {
		this.#closed = true;
		this.dam();
		for (const association of [...this.#peers.keys()]) association.close();
		this.#ready.length = 0;
		this.#cookies.delete();
	}

	/** Takes in an association that was saved. @param restore makes it, with this owner. */
	adopt(restore: (way: Way) => Association): Association {
		if (this.#peers.size >= this.#maximum) throw new Error("there is no room for another peer (tls.maximumPeers)");
		const association = restore(this);
		const id = association.session.connectionId(true);
		const text = id === undefined ? undefined : textOf(new Bytes(id));
		if (this.#directory.knows(text, association.remote)) {
			association.close(true);
			throw new TLSError("ERR_TLS_ASSOCIATION", "this listener has a peer with the association's identifier, or at that address, already");
		}
		this.#enter({ association, id: text, hello: 0, since: Time.ticks, done: true });
		return association;
	}

	send(bytes: Uint8Array, to: Place): void {
		this.socket?.write(bytes, to.address, to.port);
	}

	pull(association: Carrier<Association>, into: ByteBuffer | undefined): number {
		const spot = landing;
		if (this.socket === undefined || spot === undefined || this.following !== undefined) return 0;
		const got = this.socket.read(spot);
		const remote = association.remote;
		if (
			this.settled !== association ||
			typeof got !== "number" ||
			got === 0 ||
			landed?.[0] !== DATA_RECORD ||
			spot.port !== remote.port ||
			spot.address !== remote.address
		)
			return got === undefined ? 0 : this.#pullOther(association, got, spot, into);
		const events = association.session.stepDatagram(got, spot, into, association.output, association.state);
		if ((events & STEP_TAKEN) === 0 && events >= 0) association.keep(landed.slice(0, got), remote);
		return events;
	}

	calm(): void {
		this.#current?.calm();
		this.#current = undefined;
	}

	ready(): void {
		/* Others are read for as well: the socket does not wait for one of them. */
	}

	moved(association: Association, before: Place): void {
		const peer = this.#peers.get(association);
		if (peer === undefined) return;
		this.settled = undefined;
		this.#directory.move(peer, before);
	}

	gone(association: Association): void {
		const peer = this.#peers.get(association);
		if (peer === undefined) return;
		this.settled = undefined;
		this.#peers.delete(association);
		if (!peer.done) this.#spent.push(peer.since);
		this.#directory.remove(peer, association.remote);
	}

	socketReadable(): void {
		this.drain();
	}

	next(): boolean {
		if (this.#closed) return false;
		const following = this.following;
		if (following !== undefined) {
			this.following = undefined;
			this.#arrive(following.bytes.buffer as ArrayBuffer, following.bytes, following.bytes.length, following.from);
			return true;
		}
		const spot = landing ?? firstLanding();
		this.fetching = true;
		const got = this.socket?.read(spot);
		this.fetching = false;
		if (got === undefined) return false;
		if (typeof got !== "number") this.#arrive(got, new Bytes(got), got.byteLength, got);
		else if (got > 0 && landed !== undefined) this.#arrive(spot, landed, got, spot);
		return true;
	}

	socketFailed(error: unknown): void {
		this.#host.failed(transportError(error ?? new Error("the socket has failed")));
	}

	#arrive(buffer: ArrayBuffer, bytes: Uint8Array, length: number, from: Place): void {
		const settled = this.settled;
		if (settled !== undefined && bytes[0] === DATA_RECORD && from.port === settled.remote.port && from.address === settled.remote.address) {
			this.#current = settled;
			settled.arrive(buffer, length, from);
			return;
		}
		const named = this.#directory.named(bytes, length);
		/* One that still shakes hands has not moved: in a datagram from elsewhere its identifier is somebody's guess. */
		if (named !== undefined && !named.done && this.#directory.at(from) !== named) return;
		const peer = named ?? this.#directory.at(from);
		if (named === undefined && isHello(bytes, length))
			this.#greet(new Bytes(buffer.slice(0, length)), { address: from.address, port: from.port }, peer);
		else if (peer?.association !== undefined) {
			this.#current = peer.association;
			if (named === undefined && bytes[0] === DATA_RECORD) this.settled = peer.association;
			peer.association.arrive(buffer, length, from);
		}
	}

	/** The same where it is not seen at once that the datagram is the association's. */
	#pullOther(association: Carrier<Association>, got: Datagram | number, spot: Landing, into: ByteBuffer | undefined): number {
		const isLanded = typeof got === "number";
		const from = isLanded ? spot : got;
		const bytes = isLanded && landed !== undefined ? landed : new Bytes(from);
		const length = isLanded ? got : from.byteLength;
		const remote = association.remote;
		if (from.port === remote.port && from.address === remote.address && this.#directory.owns(association, bytes, length)) {
			const events = association.session.stepDatagram(length, from, into, association.output, association.state);
			if (events >= 0 && !(events & STEP_TAKEN)) association.keep(bytes.slice(0, length), remote);
			return events;
		}
		this.following = { bytes: bytes.slice(0, length), from: { address: from.address, port: from.port } };
		return 0;
	}

	/** Somebody begins, or says it again. */
	#greet(bytes: Uint8Array, from: Place, peer: Peer | undefined): void {
		if (peer !== undefined && peer.hello === digestOf(bytes)) {
			peer.association?.receive(bytes, from);
			return;
		}
		/* A handshake costs much, and this would be another one. Who means it says it again. */
		if (peer !== undefined && !peer.done && elapsed(peer.since) < GRACE) return;
		/* A cookie that was given before there was this peer is none for taking its place: others may have kept it. */
		const name = peer === undefined ? keyOf(from) : `${keyOf(from)} ${peer.hello}`;
		const result = this.#cookies.judge(name, bytes, this.#answer);
		if (result < 0) this.#host.failed(transportError(new TLSError("ERR_TLS_COOKIE", `no cookie could be made (${result})`)));
		else if (result > COOKIE_GOOD) this.#reply(this.#answer.subarray(0, result), from);
		else if (result === COOKIE_GOOD) this.#welcome(bytes, from, peer);
	}

	/* That an answer to a stranger cannot leave is as if it was lost on its way: nobody waits for it here. */
	#reply(answer: Uint8Array, to: Place): void {
		try {
			this.send(answer, to);
		} catch (error) {
			this.#host.failed(transportError(error), { remoteAddress: to.address, remotePort: to.port });
		}
	}

	#welcome(bytes: Uint8Array, from: Place, before: Peer | undefined): void {
		if (before !== undefined)
			before.association?.fail(
				new TLSError("ECONNRESET", "the peer has begun anew from the same address, and knows nothing of this association"),
			);
		if (this.#closed || !this.#hasPlace()) return;
		const id = this.#directory.freshId();
		const peer: Peer = {
			association: undefined,
			id: id === undefined ? undefined : textOf(id),
			hello: digestOf(bytes),
			since: Time.ticks,
			done: false,
		};
		const owner: Owner = {
			instance: this.#host.instance,
			onReadable: undefined,
			onWritable: () => this.#shaken(peer),
			onError: (error) => this.#failed(peer, from, error),
		};
		try {
			peer.association = this.#host.open(owner, this, from, id);
		} catch (error) {
			this.#host.failed(transportError(error), { remoteAddress: from.address, remotePort: from.port });
			return;
		}
		this.#enter(peer);
		peer.association.receive(bytes, from);
	}

	#enter(peer: Peer): void {
		const { association } = peer;
		if (association === undefined) return;
		this.settled = undefined;
		this.#peers.set(association, peer);
		this.#directory.add(peer);
	}

	#hasPlace(): boolean {
		this.#spent = this.#spent.filter((since) => elapsed(since) < GRACE);
		return this.#peers.size + this.#spent.length < this.#maximum || this.#makePlace();
	}

	/** Ends the oldest handshake that has had its time. Returns whether there was one. */
	#makePlace(): boolean {
		for (const [association, peer] of this.#peers) {
			if (peer.done || elapsed(peer.since) < GRACE) continue;
			association.fail(
				new TLSError("ERR_TLS_HANDSHAKE_TIMEOUT", "the handshake took long, and others wanted its place (tls.maximumPeers)"),
			);
			return true;
		}
		return false;
	}

	#shaken(peer: Peer): void {
		const { association } = peer;
		if (association === undefined) return;
		peer.done = true;
		association.park();
		this.#ready.push(association);
		this.#host.ready(this.#ready.length);
	}

	#failed(peer: Peer, { address, port }: Place, error: TLSError): void {
		peer.association?.close();
		this.#host.failed(error, { remoteAddress: address, remotePort: port });
	}
}
