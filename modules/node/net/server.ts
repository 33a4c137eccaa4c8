/* net.Server over ECMA-419's Listener class. */

import ECMAListener from "embedded:io/socket/listener";
import { lookup } from "node:dns";
import { EventEmitter } from "node:events";
import { nextTick } from "node:process";
import { canonical, familyOf } from "tls419/dgram/address";
import { codeOf, systemError, typeError } from "tls419/dgram/errors";
import { coded } from "tls419/node/errors";
import { listenArguments, readPlace } from "tls419/node/net/arguments";
import type { Handle } from "tls419/node/net/handle_socket";
import { Socket } from "tls419/node/net/socket";
import type { AddressInfo, ListenOptions, ServerOptions } from "tls419/node/net/types";

/** The contract of ECMA-419's Listener, and what only some have. */
interface Acceptor {
	read(): Handle | undefined;
	close(): void;
	readonly port?: number;
	hold?(yes: boolean): void;
}

type AcceptorClass = new (options: object) => Acceptor;

export type ConnectionListener = (socket: Socket) => void;

export class Server extends EventEmitter {
	/** Further connections are closed at once, and "drop" tells of them. */
	maxConnections: number | undefined;
	readonly allowHalfOpen: boolean;
	readonly pauseOnConnect: boolean;
	readonly #options: ServerOptions;
	#acceptor: Acceptor | undefined;
	#place: AddressInfo | undefined;
	/** Between listen() and "listening" or "error". */
	#opening: object | undefined;
	#connections = 0;
	#closing = false;
	#held = true;

	constructor(options?: ServerOptions | ConnectionListener | null, listener?: ConnectionListener) {
		super();
		const given = typeof options === "function" ? listener : (options ?? {});
		if (given !== undefined && typeof given !== "object") throw typeError("options", "of type object", options);
		const settings: ServerOptions = typeof options === "function" ? {} : (options ?? {});
		const heard = typeof options === "function" ? options : listener;
		this.#options = settings;
		this.allowHalfOpen = settings.allowHalfOpen === true;
		this.pauseOnConnect = settings.pauseOnConnect === true;
		if (typeof heard === "function") this.on("connection", heard);
	}

	get listening(): boolean {
		return this.#acceptor !== undefined;
	}

	/** (port[, host][, backlog][, callback]), (options[, callback]) or ([callback]); the callback listens once to "listening". */
	listen(options: ListenOptions, callback?: () => void): this;
	listen(port?: number | string, host?: string, backlog?: number, callback?: () => void): this;
	listen(port?: number | string, host?: string | number, callback?: () => void): this;
	listen(port?: number | string | (() => void), callback?: () => void): this;
	listen(...values: unknown[]): this {
		const { options, callback } = listenArguments(values);
		if (this.#acceptor !== undefined || this.#opening !== undefined)
			throw coded(new Error("Listen method has been called more than once without closing."), "ERR_SERVER_ALREADY_LISTEN");
		const { port, host } = readPlace(options);
		const { signal } = options;
		if (callback !== undefined) this.once("listening", callback);
		if (signal !== undefined) {
			if (typeof signal !== "object" || signal === null || !("aborted" in signal))
				throw typeError("options.signal", "an instance of AbortSignal", signal);
			const abort = () => this.close();
			if (signal.aborted) nextTick(abort);
			else signal.addEventListener("abort", abort);
			this.once("close", () => signal.removeEventListener("abort", abort));
		}
		const opening = {};
		this.#opening = opening;
		if (host === undefined || familyOf(host) !== 0) this.#open(host, port, opening);
		else
			lookup(host, (error, address) => {
				if (this.#opening !== opening) return;
				if (error === null) this.#open(address, port, opening);
				else this.#fail(error);
			});
		return this;
	}

	/** Accepts no more; "close" follows when all connections have ended. The callback listens once to it. */
	close(callback?: (error?: Error) => void): this {
		if (typeof callback === "function") {
			if (this.#acceptor !== undefined || this.#opening !== undefined) this.once("close", callback);
			else this.once("close", () => callback(coded(new Error("Server is not running."), "ERR_SERVER_NOT_RUNNING")));
		}
		this.#closing = true;
		this.#opening = undefined;
		this.#acceptor?.close();
		this.#acceptor = undefined;
		this.#place = undefined;
		this.#closeWhenEmpty();
		return this;
	}

	/** Where the server listens; null when it does not. */
	address(): AddressInfo | null {
		return this.#place === undefined ? null : { ...this.#place };
	}

	getConnections(callback: (error: Error | null, count: number) => void): this {
		const count = this.#connections;
		nextTick(callback, null, count);
		return this;
	}

	/** The program goes on as long as the server listens. */
	ref(): this {
		return this.#hold(true);
	}

	/** The program may end while the server listens. */
	unref(): this {
		return this.#hold(false);
	}

	#hold(yes: boolean): this {
		this.#held = yes;
		this.#acceptor?.hold?.(yes);
		return this;
	}

	#open(address: string | undefined, port: number, opening: object): void {
		const { io, ...more } = this.#options.Listener ?? {};
		const Class = (io ?? ECMAListener) as AcceptorClass;
		/* Without an address the class takes what comes to any, over IPv4 and IPv6. */
		const wild = address === undefined || canonical(address) === "::";
		const shown = wild ? "::" : canonical(address);
		try {
			const acceptor = new Class({
				...more,
				...(wild ? undefined : { address }),
				port,
				onReadable: (count: number) => this.#accept(count),
				onError: (error?: unknown) => this.#fail(systemError(codeOf(error, "EIO"), "accept", undefined, error)),
			});
			this.#acceptor = acceptor;
			this.#closing = false;
			this.#place = { address: shown, family: shown.includes(":") ? "IPv6" : "IPv4", port: acceptor.port ?? port };
			if (!this.#held) acceptor.hold?.(false);
			nextTick(() => {
				if (this.#opening !== opening) return;
				this.#opening = undefined;
				this.emit("listening");
			});
		} catch (error) {
			const failure = systemError(codeOf(error, "EADDRINUSE"), "listen", { address: shown, port }, error);
			nextTick(() => {
				if (this.#opening === opening) this.#fail(failure);
			});
		}
	}

	#fail(error: Error): void {
		this.#opening = undefined;
		this.#acceptor?.close();
		this.#acceptor = this.#place = undefined;
		this.emit("error", error);
	}

	#accept(count: number): void {
		for (let index = 0; index < count; index++) {
			let handle: Handle | undefined;
			try {
				handle = this.#acceptor?.read();
			} catch (error) {
				/* The connection still waits, and is announced again with the next one. */
				this.#tellFailure(error);
				return;
			}
			if (handle === undefined) return;
			if (this.maxConnections !== undefined && this.#connections >= this.maxConnections) this.#drop(handle);
			else this.welcome(handle);
		}
	}

	#drop(handle: Handle): void {
		const { remoteAddress, remotePort, localAddress, localPort } = handle;
		handle.close();
		this.emit("drop", { remoteAddress, remotePort, localAddress, localPort });
	}

	/** Lets go of a connection for which there is no memory. @internal */
	protected turnAway(handle: Handle, error: unknown): void {
		this.#drop(handle);
		this.#tellFailure(error);
	}

	/** A connection that cannot be served is lost, and the server goes on: without a listener to "error" it is not the reason for the program to end. */
	#tellFailure(error: unknown): void {
		if (this.listenerCount("error") > 0) this.emit("error", systemError(codeOf(error, "ENOMEM"), "accept", undefined, error));
	}

	/** Makes a socket of a connection, and tells of it. @internal */
	welcome(handle: Handle): void {
		const { highWaterMark, noDelay, keepAlive, keepAliveInitialDelay } = this.#options;
		let socket: Socket;
		try {
			socket = new Socket({ handle, allowHalfOpen: this.allowHalfOpen, highWaterMark, noDelay, keepAlive, keepAliveInitialDelay });
			this.count(socket);
		} catch (error) {
			this.turnAway(handle, error);
			return;
		}
		if (this.pauseOnConnect) socket.pause();
		this.emit("connection", socket);
	}

	/** Counts a socket among the connections until it is closed. @internal */
	count(socket: Socket): void {
		this.#connections++;
		socket.on("close", () => {
			this.#connections--;
			if (this.#closing) this.#closeWhenEmpty();
		});
	}

	#closeWhenEmpty(): void {
		if (this.#connections > 0 || !this.#closing) return;
		nextTick(() => {
			if (!this.#closing || this.#connections > 0) return;
			this.#closing = false;
			this.emit("close");
		});
	}
}
