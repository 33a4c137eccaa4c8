/* openssl-dtls's Server: a listener for DTLS on a socket of node:dgram. */

import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import { EventEmitter } from "node:events";
import { createSocket, type Socket } from "tls419/dgram/socket";
import type { RemoteInfo } from "tls419/dgram/types";
import { SocketUDP } from "tls419/dgram/udp";
import type { TLSError } from "tls419/errors";
import { readServer, readTimes, type ServerOptions, type Times } from "tls419/openssl-dtls/options";
import { type Info, Peer } from "tls419/openssl-dtls/peer";
import { placeOf, Visitors } from "tls419/openssl-dtls/visitors";
import type { Remote } from "tls419/server";

export class Server extends EventEmitter {
	readonly socket: Socket;
	readonly mtu: number;
	readonly handshakeTimeout: number;
	readonly connectionTimeout: number;
	readonly suppressRetransmitsQuirk: boolean;

	readonly #listener: DTLSListener;
	readonly #peers = new Map<string, Peer>();
	readonly #visitors: Visitors;
	readonly #arrived = (_message: Uint8Array, info: RemoteInfo): void => this.#visited(info);

	/** @throws TypeError, RangeError, Error for options that cannot be used; TLSError for keys and certificates that cannot */
	constructor(options: ServerOptions) {
		super();
		const times: Times = readTimes(options);
		const tls = readServer(options, times);
		this.mtu = times.mtu;
		this.handshakeTimeout = times.handshakeTimeout;
		this.connectionTimeout = times.connectionTimeout;
		this.suppressRetransmitsQuirk = times.suppressRetransmitsQuirk;
		this.#visitors = new Visitors(times.handshakeTimeout);
		const socket = options.socket ?? createSocket("udp6");
		this.socket = socket;
		/* Before the listener hears the same datagram. */
		socket.on("message", this.#arrived);
		this.#listener = new DTLSListener({
			tls,
			UDP: { io: SocketUDP, socket, onLost: (error: Error, to: Info) => this.#complain(error, to) },
			onReadable: () => this.#accept(),
			onError: (error, remote) => this.#failed(error, remote),
		});
	}

	/** What the socket's bind() takes. */
	bind(...values: Parameters<Socket["bind"]>): void {
		this.socket.bind(...values);
	}

	/** Says goodbye to all peers and closes the socket, also one that was given; the callback is called then. */
	close(callback?: () => void): void {
		for (const peer of [...this.#peers.values()]) peer.end();
		this.socket.removeListener("message", this.#arrived);
		this.#listener.close();
		this.socket.close(callback);
	}

	/** A datagram has come, whatever it is. */
	#visited(info: RemoteInfo): void {
		if (this.listenerCount("connection") === 0 || this.#peers.has(placeOf(info.address, info.port))) return;
		if (this.#visitors.note(info)) this.emit("connection", info);
	}

	#accept(): void {
		for (let from = this.#listener.read(); from !== undefined; from = this.#listener.read()) this.#welcome(from);
	}

	#welcome(from: DTLS): void {
		const { remoteAddress: address, remotePort: port } = from;
		const family = this.socket.type === "udp6" ? "IPv6" : "IPv4";
		const info: Info = this.#visitors.take(address, port) ?? { address, family, port };
		const peer: Peer = new Peer(info, this.connectionTimeout, {
			ended: () => this.#forget(peer, info.address, info.port),
			moved: (before) => {
				this.#forget(peer, before.remoteAddress ?? "", before.remotePort ?? 0);
				this.#peers.set(placeOf(info.address, info.port), peer);
			},
		});
		peer.attach(new DTLS({ from, ...peer.callbacks() }));
		/* Errors of a peer are the server's as well. */
		peer.on("error", (error: TLSError) => this.#complain(error, info));
		this.#peers.set(placeOf(address, port), peer);
		peer.watch();
		this.emit("secureConnection", peer);
	}

	#forget(peer: Peer, address: string, port: number): void {
		const place = placeOf(address, port);
		if (this.#peers.get(place) === peer) this.#peers.delete(place);
	}

	#failed(error: TLSError, remote: Remote | undefined): void {
		if (remote === undefined) {
			this.emit("error", error);
			return;
		}
		const address = remote.remoteAddress ?? "";
		const port = remote.remotePort ?? 0;
		this.#complain(error, this.#visitors.take(address, port) ?? { address, port });
	}

	/* What a stranger does must not end a program that listens to no 'error'. */
	#complain(error: Error, info: Info): void {
		if (this.listenerCount("error") > 0) this.emit("error", error, info);
	}
}

export function createServer(options: ServerOptions): Server {
	return new Server(options);
}
