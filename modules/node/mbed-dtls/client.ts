/* A client: an association with one server, over a socket of its own or the application's. */

import DTLS from "embedded:io/socket/udp/dtls";
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { nextTick } from "node:process";
import { answeringOnce, defaultLookup, type Lookup } from "tls419/dgram/lookup";
import { SocketUDP } from "tls419/dgram/udp";
import { TLSError } from "tls419/errors";
import { invalidType, outOfRange } from "tls419/node/errors";
import { numbered } from "tls419/node/mbed-dtls/failure";
import { Gate, type Socket } from "tls419/node/mbed-dtls/gate";
import { type Log, logger } from "tls419/node/mbed-dtls/log";
import { pack, unpack } from "tls419/node/mbed-dtls/session";
import { type ClientCredentials, type Credentials, clientSettings } from "tls419/node/mbed-dtls/settings";
import { DtlsSocket } from "tls419/node/mbed-dtls/socket";

export interface ConnectOptions extends ClientCredentials {
	/** A name or an address. Default "localhost". */
	readonly host?: string;
	/** Default 5684. */
	readonly port?: number | string;
	/** A socket of the application's, which stays its own: it is not closed here. */
	readonly socket?: Socket | null | undefined;
	/** Finds the host's address. */
	readonly lookup?: Lookup;
	/** What `session` of an earlier socket was: goes on with it, or has a shorter handshake. */
	readonly session?: Uint8Array | null;
	/** Keys and certificates that are found when they are needed, in place of those among the options. */
	readonly credentials?: Credentials | PromiseLike<Credentials> | (() => Credentials | PromiseLike<Credentials>);
	/** Whether the server is told when this side ends. Default true. */
	readonly sendClose?: boolean;
}

const USUAL_PORT = 5684;

function readPort(value: unknown): number {
	if (value === undefined || value === null) return USUAL_PORT;
	const port = typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : Number.NaN;
	if (!Number.isInteger(port) || port < 1 || port > 65535) throw outOfRange("port", "a whole number from 1 to 65535", value);
	return port;
}

function readHost(value: unknown): string {
	if (value === undefined || value === null) return "localhost";
	if (typeof value !== "string" || value === "") throw invalidType("host", "a name or an address", value);
	return value.startsWith("[") && value.endsWith("]") ? value.slice(1, -1) : value;
}

export class DtlsClientSocket extends DtlsSocket {
	readonly #gate: Gate;
	readonly #log: Log;
	readonly #host: string;
	readonly #port: number;
	/** What onSession has given last. */
	#resumption: Uint8Array | undefined;

	/** @throws TypeError, RangeError, Error for options that cannot be meant, TLSError for a key that cannot be read. What fails later is an 'error'. */
	constructor(options: ConnectOptions = {}) {
		super();
		this.#host = readHost(options.host);
		this.#port = readPort(options.port);
		this.#log = logger(options.debug);
		this.sendClose = options.sendClose !== false;
		/* Mistakes are told at once where all is known. */
		const settings = options.credentials === undefined ? clientSettings(options, this.#host) : undefined;
		const socket = options.socket ?? createSocket(this.#host.includes(":") ? "udp6" : "udp4");
		this.remoteAddress = this.#host;
		this.remotePort = this.#port;
		this.#gate = new Gate(socket, socket !== options.socket, (message, remote) => {
			this.#log(3, "received", message.length, "bytes from", remote.address, remote.port);
			this.emit("receive", message.length);
			if (message.length >= 4) this.#gate.pass(message, remote);
		});
		this.#gate.onSend = (size) => {
			this.#log(3, "sends", size, "bytes");
			this.emit("send", size);
		};
		socket.once("error", this.#socketFailed);
		socket.once("close", this.#socketClosed);
		nextTick(() => this.#begin(options, settings));
	}

	/** Chooses this side's address, before the handshake begins in the next turn. */
	bind(port?: number, address?: string, callback?: () => void): void {
		this.#gate.socket.bind(port, address, callback);
	}

	/** Where the socket is bound. */
	address(): { address: string; family: string; port: number } {
		return this.#gate.address();
	}

	/** For connect() of a later socket. */
	get session(): Buffer {
		return this.connected ? pack({ association: this.save(), resumption: this.#resumption }) : Buffer.alloc(0);
	}

	protected get gate(): Gate {
		return this.#gate;
	}

	protected announce(): void {
		this.#log(2, "connected", this.cipherSuite);
		this.emit("secureConnect", this);
	}

	protected released(done: () => void): void {
		const { socket } = this.#gate;
		socket.removeListener("error", this.#socketFailed);
		socket.removeListener("close", this.#socketClosed);
		this.#gate.close(done);
	}

	protected override failed(error: TLSError): void {
		this.#log(error.code === "EOF" ? 2 : 1, error.code, error.message);
		super.failed(error);
	}

	readonly #socketFailed = (error: Error): void => {
		this.destroy(numbered(error));
	};

	readonly #socketClosed = (): void => {
		this.destroy();
	};

	async #begin(options: ConnectOptions, known: Record<string, unknown> | undefined): Promise<void> {
		try {
			const { credentials } = options;
			const found =
				known ?? clientSettings({ ...options, ...(await (typeof credentials === "function" ? credentials() : credentials)) }, this.#host);
			if (!this.destroyed)
				this.#resolve(options.lookup ? answeringOnce(options.lookup) : defaultLookup, (address) =>
					this.#open(address, found, options.session),
				);
		} catch (error) {
			this.destroy(numbered(error));
		}
	}

	#resolve(lookup: Lookup, done: (address: string) => void): void {
		lookup(this.#host, this.#host.includes(":") ? 6 : 4, (error, address) => {
			if (this.destroyed) return;
			if (error) this.destroy(numbered(error));
			else done(address);
		});
	}

	#open(address: string, tls: Record<string, unknown>, session: unknown): void {
		this.remoteAddress = address;
		const saved = unpack(session);
		const make = (association: Uint8Array | undefined) => {
			this.association = new DTLS({
				address,
				port: this.#port,
				tls: { ...tls, session: saved?.resumption, association },
				UDP: { io: SocketUDP, socket: this.#gate },
				...this.callbacks(),
				onSession: (bytes: ArrayBuffer) => {
					this.#resumption = new Uint8Array(bytes);
					this.emit("session", this.session);
				},
			});
			this.resumed = association !== undefined;
		};
		try {
			try {
				make(saved?.association);
			} catch (error) {
				/* One that does not suit any more: a handshake tells who the server is. */
				if (saved?.association === undefined || !(error instanceof TLSError) || error.code !== "ERR_TLS_ASSOCIATION") throw error;
				make(undefined);
			}
		} catch (error) {
			this.destroy(numbered(error));
		}
	}
}
