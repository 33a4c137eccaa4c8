/* tls.Server: a net.Server whose connections are TLS. Each begins its handshake as soon as it is accepted. */

import { Buffer } from "node:buffer";
import { type Socket, Server as TCPServer } from "node:net";
import { invalidType, optionalFunction } from "tls419/node/errors";
import type { Handle } from "tls419/node/net/handle_socket";
import type { SNICallback, SocketOptions, SocketServer } from "tls419/node/tls/options";
import { randomBytes } from "tls419/node/tls/random";
import {
	createSecureContext,
	SecureContext,
	type SecureContextOptions,
	secureContextOf,
	ticketKeysOf,
} from "tls419/node/tls/secure_context";
import { type Setup, serverSetup } from "tls419/node/tls/setup";
import { TLSSocket } from "tls419/node/tls/socket";

export interface ServerOptions extends SocketOptions {
	readonly noDelay?: boolean;
	readonly keepAlive?: boolean;
	readonly keepAliveInitialDelay?: number;
}

type Listener = (socket: TLSSocket) => void;

/** Milliseconds. */
const HANDSHAKE_TIMEOUT = 120_000;

/* What is not about the context, which may be replaced; its options would keep certificates as text. */
const kept: readonly (keyof ServerOptions)[] = Object.freeze([
	"requestCert",
	"rejectUnauthorized",
	"ALPNProtocols",
	"ALPNCallback",
	"SNICallback",
	"pskCallback",
	"pskIdentityHint",
	"handshakeTimeout",
	"allowHalfOpen",
	"highWaterMark",
]);

function keptOf(options: ServerOptions): SocketOptions {
	const result: Record<string, unknown> = { handshakeTimeout: HANDSHAKE_TIMEOUT };
	for (const name of kept) if (options[name] !== undefined) result[name] = options[name];
	return result;
}

/* A star stands for one label. */
function suits(name: string, pattern: string): boolean {
	if (!pattern.startsWith("*.")) return name === pattern;
	const dot = name.indexOf(".");
	return dot > 0 && name.slice(dot) === pattern.slice(1);
}

export class Server extends TCPServer implements SocketServer {
	readonly #options: SocketOptions;
	/** What all its sockets are told. */
	readonly #forSockets: SocketOptions;
	#context: SecureContext;
	/** Those for some names, the last that was added first. */
	#contexts: { pattern: string; context: SecureContext }[] | undefined;
	#setup: Setup | undefined;
	#ticketKeys: Uint8Array | undefined;

	/**
	 * @param options those of createSecureContext, or a secureContext; of a connection; and of net.Server.
	 * @throws TypeError, RangeError, Error, TLSError for options that cannot be used.
	 */
	constructor(options?: ServerOptions | Listener | null, listener?: Listener) {
		const given = typeof options === "function" || options === undefined || options === null ? {} : options;
		const told = optionalFunction<Listener>(typeof options === "function" ? options : listener, "secureConnectionListener");
		if (typeof given !== "object") throw invalidType("options", "an object", given);
		const { allowHalfOpen = false, noDelay, keepAlive, keepAliveInitialDelay, secureContext, ticketKeys } = given;
		super({
			allowHalfOpen,
			...(noDelay !== undefined && { noDelay }),
			...(keepAlive !== undefined && { keepAlive }),
			...(keepAliveInitialDelay !== undefined && { keepAliveInitialDelay }),
		});
		this.#options = keptOf(given);
		this.#forSockets = { ...this.#options, isServer: true, server: this };
		this.#context =
			secureContext === undefined || secureContext === null
				? createSecureContext(given)
				: secureContextOf(secureContext, "options.secureContext");
		if (ticketKeys !== undefined && ticketKeys !== null) this.setTicketKeys(ticketKeys);
		this.#setup = this.#makeSetup();
		this.on("connection", (socket: Socket) => this.#accept(socket));
		if (told !== undefined) this.on("secureConnection", told);
	}

	/** @internal */
	get socketSetup(): Setup {
		this.#setup ??= this.#makeSetup();
		return this.#setup;
	}

	/** The context for clients that ask for a name; a star stands for its first label. */
	addContext(hostname: string, context: SecureContext | SecureContextOptions): void {
		if (typeof hostname !== "string" || hostname === "") throw invalidType("hostname", "a host's name", hostname);
		const made = context instanceof SecureContext ? context : createSecureContext(context);
		const pattern = hostname.toLowerCase();
		/* The one before would be found no more, and certificates are renewed as long as a server runs. */
		this.#contexts = [{ pattern, context: made }, ...(this.#contexts ?? []).filter((other) => other.pattern !== pattern)];
		this.#setup = undefined;
	}

	/** Certificate, key and what else belongs to a context, from the next handshake on. */
	setSecureContext(options: SecureContextOptions): void {
		if (typeof options !== "object" || options === null) throw invalidType("options", "an object", options);
		const before = this.#context;
		this.#context = createSecureContext(options);
		try {
			this.#setup = this.#makeSetup();
		} catch (error) {
			this.#context = before;
			throw error;
		}
		if (this.#ticketKeys !== undefined && options.ticketKeys === undefined) this.#context.context.rotateTicketKeys(this.#ticketKeys);
	}

	/** The 48 bytes that seal tickets. Where none were given, they are chosen now, and stay until setTicketKeys(). */
	getTicketKeys(): Buffer {
		if (this.#ticketKeys === undefined) this.setTicketKeys(randomBytes(48));
		return Buffer.from(this.#ticketKeys ?? []);
	}

	/** Seals tickets with other keys from now on: 48 bytes, of which the first 16 are a name. */
	setTicketKeys(keys: Uint8Array): void {
		const copy = ticketKeysOf(keys, "ticketKeys").slice();
		this.#context.context.rotateTicketKeys(copy);
		this.#ticketKeys = copy;
	}

	#makeSetup(): Setup {
		return serverSetup(this.#options, this.#context, this.#contexts === undefined ? undefined : findContext);
	}

	/** The context for a name. @internal */
	contextFor(name: string): SecureContext | undefined {
		return this.#contexts?.find(({ pattern }) => suits(name, pattern))?.context;
	}

	/** Where nobody asks for "connection" no socket is made for what is below TLS, which would take a third of a connection's memory. @internal */
	override welcome(handle: Handle): void {
		if (this.listenerCount("connection") > 1) {
			super.welcome(handle);
			return;
		}
		try {
			this.count(new TLSSocket(undefined, { ...this.#forSockets, handle }));
		} catch (error) {
			this.turnAway(handle, error);
		}
	}

	#accept(socket: Socket): void {
		try {
			/* It is told by events of this server; nobody else has to know it. */
			new TLSSocket(socket, this.#forSockets);
		} catch (error) {
			socket.destroy();
			this.emit("tlsClientError", error, socket);
		}
	}
}

/* For the sockets of servers whose contexts were added by name. */
const findContext: SNICallback = function (name, callback) {
	callback(null, (this.server as Server | undefined)?.contextFor(name));
};
