/*
 * The peers of a listener for DTLS: how somebody becomes a peer. Who a datagram is from is found in directory.ts.
 *
 * A stranger is answered with a cookie, and costs nothing until it has come back (engine/cookie.c). Then it is a peer: known by its address, and by the connection ID
 * that it was given, if it knows such identifiers. A peer that begins anew from the same address takes the place of what it was before; one that says the same hello
 * again only has not heard the answer.
 */

import Time from "time";
import type { Association, Way } from "tls419/association";
import { hold } from "tls419/carrier";
import { arrive, receive } from "tls419/datagram_flow";
import { CONNECTION_ID_RECORD, DATA_RECORD, Directory, type Peer, textOf } from "tls419/directory";
import { Drain } from "tls419/drain";
import { check, TLSError, transportError } from "tls419/errors";
import { Cookies, Library } from "tls419/library";
import type { Remote } from "tls419/server";
import { elapsed } from "tls419/timeouts";
import { type Datagram, type Landing, landed, landing, type Place, type Socket, type SocketListener } from "tls419/udp";

/** What the peers need of their listener. Its callbacks are called in events only. */
export interface Host {
	/** Begins a handshake. @param id this side's connection ID. */
	open(way: Way, remote: Place, id: Uint8Array | undefined): Association;
	/** So many associations wait to be read. */
	ready(count: number): void;
	/** A handshake has failed; without `remote`, the socket. */
	failed(error: TLSError, remote?: Remote): void;
}

const COOKIE_GOOD = 1;
const ANSWER_SIZE = 44;
const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
/** Where the type of the message is in a record of a handshake in clear, and where the random number of a hello ends. */
const MESSAGE_TYPE = 13;
const RANDOM_END = 59;
/** Milliseconds that a handshake has for itself when others want its place, or somebody begins anew from its address. */
const GRACE = 2000;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const { assign } = Object;

/** Whether a record of a handshake begins one: a hello in clear (RFC 6347, 4.1 and 4.2.2). */
function isHello(bytes: Uint8Array, length: number): boolean {
	return bytes[MESSAGE_TYPE] === CLIENT_HELLO && length >= RANDOM_END && bytes[3] === 0 && bytes[4] === 0 && bytes[1] === 0xfe;
}

export class Peers extends Drain implements Way, SocketListener {
	/* What is needed for each datagram is not private, which would take XS longer. */
	/** Until the listener is closed. */
	socket: Socket | undefined;
	/** Whose the last datagram was by its address, as long as nobody has come, gone or moved since: most come one behind the other. */
	settled: Association | undefined;
	/** What is read: the socket, or before it a datagram that was taken out of it while one peer's owner was reading, and is another one's. */
	source: Pick<Socket, "read"> | undefined;
	/** The socket waits for none of them. */
	readonly ready = undefined;
	readonly #host: Host;
	readonly #maximum: number;
	readonly #cookies = new Cookies();
	readonly #answer = new Bytes(ANSWER_SIZE);
	readonly #directory: Directory;
	readonly #peers = new Map<Association, Peer>();
	readonly #ready: Association[] = [];
	/** When handshakes began that have failed early: each keeps its place for a while, since what it has cost would be free otherwise. */
	#spent: number[] = [];
	/** Whose datagram is being looked at, or was the last one. */
	#current: Association | undefined;

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

	open(socket: Socket): void {
		this.socket = this.source = socket;
	}

	/** The association that has been ready for the longest time. */
	take(): Association | undefined {
		let association = this.#ready.shift();
		while (association?.over) association = this.#ready.shift();
		return association;
	}

	/** Ends all associations, whose goodbyes go through the socket, and then closes it. */
	close(): void {
		this.dam();
		/* What comes while they say goodbye is for nobody, and what fails is told to nobody. */
		this.source = undefined;
		for (const association of [...this.#peers.keys()]) association.close();
		this.#ready.length = 0;
		this.#cookies.delete();
		const socket = this.socket;
		this.socket = undefined;
		socket?.close();
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
		this.#enter({ association, id: text, hello: 0, since: Time.ticks, done: true, behind: undefined });
		return association;
	}

	owns(association: Association, datagram: Datagram, length: number): boolean {
		const { remote } = association;
		if (
			datagram.port === remote.port &&
			datagram.address === remote.address &&
			this.#directory.owns(association, new Bytes(datagram, 0, length), length)
		)
			return true;
		hold(association);
		const following = assign(datagram.slice(0, length), { address: datagram.address, port: datagram.port });
		this.source = {
			read: () => {
				this.source = this.socket;
				return following;
			},
		};
		return false;
	}

	calm(): void {
		this.#current?.calm();
		this.#current = undefined;
	}

	moved(association: Association, before: Place): void {
		const peer = this.#peers.get(association);
		if (peer === undefined) return;
		this.settled = undefined;
		this.#directory.move(peer, before);
	}

	stands(association: Association): void {
		const peer = this.#peers.get(association);
		if (peer === undefined || peer.done) return;
		peer.done = true;
		association.park();
		this.#ready.push(association);
		this.#host.ready(this.#ready.length);
	}

	gone(association: Association, error?: TLSError): void {
		const peer = this.#peers.get(association);
		if (peer === undefined) return;
		this.settled = undefined;
		if (this.#current === association) this.#current = undefined;
		this.#peers.delete(association);
		this.#directory.remove(peer);
		if (peer.done) return;
		this.#spent.push(peer.since);
		if (error === undefined) return;
		const { address, port } = association.remote;
		association.close();
		this.#host.failed(error, { remoteAddress: address, remotePort: port });
	}

	fetch(most: number): boolean {
		let left = most;
		while (left-- > 0) {
			const got = this.source?.read(landing);
			if (got === undefined) return false;
			if (typeof got !== "number") {
				/* What is no datagram is the socket's fault, and not that of whoever is told next. */
				const bytes = new Bytes(got);
				const length = got.byteLength;
				this.looking = true;
				this.#arrive(got, bytes, length);
			} else if (got > 0) {
				this.looking = true;
				this.#arrive(landing, landed, got);
			}
			this.looking = false;
		}
		return true;
	}

	failed(error: TLSError): void {
		/* Behind close nobody hears of it any more. */
		if (this.source !== undefined) this.#host.failed(error);
	}

	#arrive(from: Landing, bytes: Uint8Array, length: number): void {
		const type = bytes[0];
		if (type === DATA_RECORD) {
			const settled = this.settled;
			if (settled !== undefined && from.port === settled.remote.port && from.address === settled.remote.address) {
				this.#current = settled;
				arrive(settled, from, length, settled.remote);
				return;
			}
		}
		const peer = type === CONNECTION_ID_RECORD ? this.#named(from, bytes, length) : this.#directory.at(from);
		if (type === HANDSHAKE_RECORD && (peer === undefined || isHello(bytes, length))) this.#greet(from, length, peer);
		else if (peer !== undefined) {
			const association = peer.association;
			this.#current = association;
			if (type === DATA_RECORD) this.settled = association;
			arrive(association, from, length, type === CONNECTION_ID_RECORD ? from : association.remote);
		}
	}

	/** Whose connection ID is in a record that has one, or else who is at that address. */
	#named(from: Landing, bytes: Uint8Array, length: number): Peer | undefined {
		const directory = this.#directory;
		const named = directory.named(bytes, length);
		if (named === undefined) return directory.at(from);
		/* One that still shakes hands has not moved: in a datagram from elsewhere its identifier is somebody's guess. */
		return named.done || directory.at(from) === named ? named : undefined;
	}

	/** Somebody begins, or says it again. */
	#greet(from: Landing, length: number, peer: Peer | undefined): void {
		/* Whoever was called to read the datagram may have closed the listener. */
		if (this.socket === undefined) return;
		if (peer !== undefined) {
			if (peer.hello === Library.markHello(length, from)) {
				const association = peer.association;
				this.#current = association;
				receive(association, new Bytes(from.slice(0, length)), association.remote);
				return;
			}
			/* A handshake costs much, and this would be another one. Who means it says it again. */
			if (!peer.done && elapsed(peer.since) < GRACE) return;
		}
		/* A cookie that was given before there was this peer is none for taking its place: others may have kept it. */
		const result = this.#cookies.judge(from.address, from.port, peer?.hello, length, from, this.#answer);
		if (result < 0) this.#host.failed(transportError(new TLSError("ERR_TLS_COOKIE", `no cookie could be made (${result})`)));
		else if (result > COOKIE_GOOD) this.#reply(from);
		else if (result === COOKIE_GOOD) this.#welcome(new Bytes(from.slice(0, length)), { address: from.address, port: from.port }, peer);
	}

	/* That an answer to a stranger cannot leave is as if it was lost on its way: nobody waits for it here. */
	#reply(to: Place): void {
		try {
			this.socket?.write(this.#answer, to.address, to.port);
		} catch (error) {
			/* It may have closed the listener, too. */
			if (this.socket !== undefined) this.#host.failed(transportError(error), { remoteAddress: to.address, remotePort: to.port });
		}
	}

	#welcome(bytes: Uint8Array, from: Place, before: Peer | undefined): void {
		before?.association.fail(
			new TLSError("ECONNRESET", "the peer has begun anew from the same address, and knows nothing of this association"),
		);
		if (!this.#hasPlace() || this.socket === undefined) return;
		let id: Uint8Array | undefined;
		let association: Association;
		try {
			id = this.#directory.freshId();
			association = this.#host.open(this, from, id);
		} catch (error) {
			this.#host.failed(transportError(error), { remoteAddress: from.address, remotePort: from.port });
			return;
		}
		const hello = Library.markHello(bytes.length, bytes);
		this.#enter({ association, id: id && textOf(id), hello, since: Time.ticks, done: false, behind: undefined });
		this.#current = association;
		receive(association, bytes, from);
	}

	#enter(peer: Peer): void {
		this.settled = undefined;
		this.#peers.set(peer.association, peer);
		this.#directory.add(peer);
	}

	#hasPlace(): boolean {
		if (this.#spent.length > 0) this.#spent = this.#spent.filter((since) => elapsed(since) < GRACE);
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
}
