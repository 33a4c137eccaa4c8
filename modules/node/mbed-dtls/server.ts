/* A server: many clients on one socket. Who they are and what they send is the DTLS listener's business; here it becomes events. */

import DTLSListener, { type DTLSListenerOptions } from "embedded:io/socket/listener/dtls";
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { EventEmitter } from "node:events";
import { nextTick } from "node:process";
import type { ClientHello } from "tls419/datagrams";
import type { RemoteInfo } from "tls419/dgram/types";
import { SocketUDP } from "tls419/dgram/udp";
import { numbered } from "tls419/node/mbed-dtls/failure";
import { Gate, type Socket } from "tls419/node/mbed-dtls/gate";
import { type Log, logger } from "tls419/node/mbed-dtls/log";
import { DtlsServerSocket, type Home } from "tls419/node/mbed-dtls/peer";
import { unpack } from "tls419/node/mbed-dtls/session";
import { type ServerCredentials, serverSettings } from "tls419/node/mbed-dtls/settings";
import { type Household, keyOf, Strangers } from "tls419/node/mbed-dtls/strangers";
import type { Place } from "tls419/udp";

export interface ServerOptions extends ServerCredentials {
	/** A socket of the application's, bound or not, which stays its own: it is not closed here. */
	readonly socket?: Socket | null | undefined;
	/** Of the server's own socket. Default "udp4". */
	readonly type?: "udp4" | "udp6";
	/** Whether clients are told when their association is ended here. Default true. */
	readonly sendClose?: boolean;
}

type Resumed = (error?: unknown, session?: unknown) => void;

/** What listeners to 'ipChanged' may call if they take their time: nobody waits for them here. */
function pending(): void {
	/* The address has changed already. */
}

export class DtlsServer extends EventEmitter implements Home, Household {
	/** Whether the socket is bound. */
	listening = false;
	readonly gate: Gate;
	readonly #listener: DTLSListener;
	readonly #strangers = new Strangers(this);
	readonly #clients = new Set<DtlsServerSocket>();
	/** The newest at each place: several may have moved to one. */
	readonly #places = new Map<string, DtlsServerSocket>();
	readonly #log: Log;
	readonly #sendClose: boolean;
	#closing = false;
	#closed = false;

	/** @throws TypeError, RangeError, Error for options that cannot be meant, TLSError for certificates and keys that cannot be read. */
	constructor(options: ServerOptions = {}) {
		super();
		const tls = serverSettings(options);
		this.#log = logger(options.debug);
		this.#sendClose = options.sendClose !== false;
		const socket = options.socket ?? createSocket(options.type ?? "udp4");
		this.gate = new Gate(socket, socket !== options.socket, (message, remote) => {
			this.#log(3, "received", message.length, "bytes from", remote.address, remote.port);
			if (!this.#closing) this.#strangers.hear(message, remote);
		});
		this.gate.onSend = (size, address, port) => {
			this.#log(3, "sends", size, "bytes to", address, port);
			this.at(address, port)?.emit("send", size);
		};
		socket.once("listening", this.#socketListens);
		socket.once("error", this.#socketFailed);
		socket.once("close", this.#socketClosed);
		try {
			this.#listener = this.#open(tls);
		} catch (error) {
			this.#leave();
			throw error;
		}
	}

	/** Opens the port: (port, hostname, callback), of which each may be left out. 'listening' follows. */
	listen(...values: unknown[]): this {
		const callback = values.find((value): value is () => void => typeof value === "function");
		if (callback !== undefined) this.once("listening", callback);
		const { socket } = this.gate;
		if (this.#isBound()) nextTick(this.#socketListens);
		else socket.bind(...values.filter((value) => typeof value !== "function"));
		return this;
	}

	/** Says goodbye to all clients, and closes the socket. 'close' follows, with the callback among its listeners. */
	close(callback?: () => void): this {
		if (callback !== undefined) {
			if (this.#closed) nextTick(callback);
			else this.once("close", callback);
		}
		if (this.#closing) return this;
		this.#closing = true;
		this.#strangers.close();
		for (const client of [...this.#clients]) client.end();
		if (this.#clients.size === 0) nextTick(() => this.#shut());
		return this;
	}

	/** Where the server is bound. */
	address(): { address: string; family: string; port: number } {
		return this.gate.address();
	}

	/** How many clients are connected. */
	getConnections(callback: (count: number) => void): void {
		nextTick(() => callback([...this.#clients].filter(({ connected }) => connected).length));
	}

	/** Goes on with a client's session that `session` of its socket has given, at once. Returns false if there is a client at that place, or that cannot be done. */
	resumeSocket({ address, port }: Place, session: unknown): boolean {
		if (this.#closing || this.at(address, port) !== undefined) return false;
		const client = this.#enter({ address, port }, true);
		this.emit("connection", client);
		if (!client.resumeSession(session)) {
			client.destroy();
			return false;
		}
		client.prove();
		return true;
	}

	/* What clients and strangers need of their server. */

	at(address: string, port: number): DtlsServerSocket | undefined {
		return this.#places.get(keyOf(address, port));
	}

	visitor(address: string, port: number): DtlsServerSocket {
		return this.#enter({ address, port }, false);
	}

	pass(message: Uint8Array, remote: RemoteInfo): void {
		this.gate.pass(message, remote);
	}

	secured(client: DtlsServerSocket): void {
		this.#log(2, "connected", client.remoteAddress, client.remotePort, client.cipherSuite);
		this.emit("secureConnection", client, client.session);
	}

	moved(client: DtlsServerSocket, before: Place): void {
		const { remoteAddress = "", remotePort = 0 } = client;
		const key = keyOf(before.address, before.port);
		if (this.#places.get(key) === client) this.#places.delete(key);
		this.#places.set(keyOf(remoteAddress, remotePort), client);
		this.#log(2, "moved from", before.address, before.port, "to", remoteAddress, remotePort);
		const noted = (error?: unknown) => {
			if (error) this.emit("forceDeviceRehandshake", { address: remoteAddress, port: remotePort }, client.deviceId);
		};
		client.emit("ipChanged", before, pending, noted);
	}

	gone(client: DtlsServerSocket): void {
		const key = keyOf(client.remoteAddress ?? "", client.remotePort ?? 0);
		if (this.#places.get(key) === client) this.#places.delete(key);
		this.#clients.delete(client);
		if (this.#closing && this.#clients.size === 0) nextTick(() => this.#shut());
	}

	restore(client: DtlsServerSocket, session: unknown): boolean {
		const association = unpack(session)?.association;
		if (association === undefined) return false;
		try {
			const { remoteAddress: address = "", remotePort: port = 0 } = client;
			client.adopt(this.#listener.restore(association, { address, port }), true);
			return true;
		} catch (error) {
			/* One of another server, too old, or there is no room: who asked is told by the result. */
			this.#log(1, "cannot be resumed:", error instanceof Error ? error.message : error);
			return false;
		}
	}

	#open(tls: Record<string, unknown>): DTLSListener {
		const server: DtlsServer = this;
		const options = {
			tls: { ...tls, onHello: (hello: ClientHello) => this.#greet(hello) },
			UDP: { io: SocketUDP, socket: this.gate },
			onReadable(this: DTLSListener) {
				server.#accept(this);
			},
			onError: (error: Error, remote?: { remoteAddress?: string; remotePort?: number }) => this.#refused(error, remote),
		};
		return new DTLSListener(options as DTLSListenerOptions);
	}

	/** A client begins, and has shown that its address is its own. Gives the session that it comes back to, if there is one. */
	#greet({ remoteAddress = "", remotePort = 0, session }: ClientHello): Promise<Uint8Array | undefined> | undefined {
		if (this.#closing) throw new Error("the server is closing");
		this.at(remoteAddress, remotePort)?.destroy();
		const client = this.#enter({ address: remoteAddress, port: remotePort }, false);
		this.emit("connection", client);
		if (client.destroyed) throw new Error("the application wants no such client");
		if (session === undefined || this.listenerCount("renegotiate") === 0) return undefined;
		return new Promise((resolve, reject) => {
			const answer: Resumed = (error, data) => {
				if (error) {
					client.destroy();
					reject(error);
				} else resolve(unpack(data)?.resumption);
			};
			this.emit("renegotiate", Buffer.from(session).toString("hex"), client, answer);
		});
	}

	#accept(listener: DTLSListener): void {
		for (let from = listener.read(); from !== undefined; from = listener.read()) {
			const client = this.at(from.remoteAddress, from.remotePort);
			if (client === undefined || client.destroyed) from.close();
			else client.adopt(from, false);
		}
	}

	#refused(error: Error, remote: { remoteAddress?: string; remotePort?: number } | undefined): void {
		this.#log(1, error.message, remote?.remoteAddress ?? "", remote?.remotePort ?? "");
		const failure = numbered(error);
		if (remote === undefined) {
			this.emit("error", failure);
			return;
		}
		const client = this.at(remote.remoteAddress ?? "", remote.remotePort ?? 0);
		/* Without one the application has sent the client away itself. */
		if (client === undefined) return;
		this.emit("clientError", failure, client);
		client.destroy(failure);
	}

	#enter(place: Place, selfRestored: boolean): DtlsServerSocket {
		const client = new DtlsServerSocket(this, place, this.#sendClose, selfRestored);
		this.#clients.add(client);
		this.#places.set(keyOf(place.address, place.port), client);
		/* What one client meets ends nobody else, also if nobody listens to it. */
		client.on("error", (error: Error) => this.#log(1, place.address, place.port, error.message));
		return client;
	}

	#isBound(): boolean {
		try {
			return this.gate.address().port > 0;
		} catch (error) {
			/* EBADF: it is not. */
			if (error instanceof Error) return false;
			throw error;
		}
	}

	readonly #socketListens = (): void => {
		if (this.#closing || this.listening) return;
		this.listening = true;
		this.emit("listening");
	};

	readonly #socketFailed = (error: Error): void => {
		this.emit("error", numbered(error));
		this.close();
	};

	/** The socket was closed by somebody else. */
	readonly #socketClosed = (): void => {
		this.close();
	};

	#shut(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.listening = false;
		this.#listener.close();
		this.#leave(() => {
			this.emit("close");
			this.removeAllListeners();
		});
	}

	#leave(done?: () => void): void {
		const { socket } = this.gate;
		socket.removeListener("listening", this.#socketListens);
		socket.removeListener("error", this.#socketFailed);
		socket.removeListener("close", this.#socketClosed);
		this.gate.close(done);
	}
}
