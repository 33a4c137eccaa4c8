/* net.Socket over ECMA-419's TCP class. Where the standard has no means for something, docs/node-compat.md says what happens. */

import TCP from "embedded:io/socket/tcp";
import { lookup as defaultLookup } from "node:dns";
import { nextTick } from "node:process";
import { addAbortSignal, type Callback } from "node:stream";
import Timer from "timer";
import { canonical, familyOf } from "tls419/dgram/address";
import { codeOf, systemError, typeError } from "tls419/dgram/errors";
import { coded, unavailable } from "tls419/node/errors";
import { connectArguments, readTarget, readTimeout } from "tls419/node/net/arguments";
import { type Handle, HandleSocket, handleCallbacks } from "tls419/node/net/handle_socket";
import type { AddressInfo, ConnectOptions, Lookup, SocketOptions } from "tls419/node/net/types";

type HandleClass = new (options: object) => Handle;

/** What is known of a connection before it stands. */
interface Opening {
	readonly host: string;
	readonly port: number;
	/** Once it is known. */
	address: string | undefined;
}

/** What the TCP class is to do, and has been told. */
interface Settings {
	noDelay?: boolean;
	/** Milliseconds. */
	keepAlive?: number;
}

/** A class that cannot close one side leaves a socket that has ended without an end: it is closed after this much silence. */
const LINGER = 5000;

/** Milliseconds, where keep-alive is wanted and no time was said: two hours, as systems have it. */
const KEEP_ALIVE = 7_200_000;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { assign } = Object;

function familyName(address: string | undefined): "IPv4" | "IPv6" | undefined {
	const family = address === undefined ? 0 : familyOf(address);
	return family === 0 ? undefined : family === 6 ? "IPv6" : "IPv4";
}

export class Socket extends HandleSocket {
	/** Between connect() and "connect". */
	connecting = false;
	#opening: Opening | undefined;
	#settings: Settings | undefined;
	#transport: SocketOptions["TCP"];
	#linger: Timer | undefined;
	#held = true;

	constructor(options: SocketOptions = {}) {
		const { allowHalfOpen, highWaterMark, readableHighWaterMark, writableHighWaterMark, fd, handle, signal } = options;
		if (fd !== undefined) throw unavailable("options.fd", "there are no descriptors here: connect(), or give a handle of ECMA-419");
		super({ allowHalfOpen: allowHalfOpen === true, highWaterMark, readableHighWaterMark, writableHighWaterMark });
		this.#transport = options.TCP;
		this.#configure(options);
		if (signal !== undefined) addAbortSignal(signal, this);
		if (handle !== undefined) this.#move(handle);
	}

	/** (options[, callback]) or (port[, host][, callback]); the callback listens once to "connect". */
	connect(options: ConnectOptions, callback?: () => void): this;
	connect(port: number | string, host?: string | (() => void), callback?: () => void): this;
	connect(...values: unknown[]): this {
		const { options, callback } = connectArguments(values);
		const { port, host } = readTarget(options);
		const { lookup, timeout } = options;
		if (lookup !== undefined && lookup !== null && typeof lookup !== "function")
			throw typeError("options.lookup", "of type function", lookup);
		if (this.destroyed) throw coded(new Error("this socket was closed and cannot connect again: make a new one"), "ERR_SOCKET_CLOSED");
		if (this.connecting || this.handle !== undefined)
			return this.destroy(systemError(this.connecting ? "EALREADY" : "EISCONN", "connect", { address: host, port }));
		if (callback !== undefined) this.once("connect", callback);
		if (timeout !== undefined) this.setTimeout(timeout);
		this.#transport = options.TCP ?? this.#transport;
		this.#configure(options);
		this.connecting = true;
		const opening: Opening = { host, port, address: undefined };
		this.#opening = opening;
		if (familyOf(host) !== 0) nextTick(() => this.#open(opening, host));
		else this.#resolve(opening, options, lookup ?? defaultLookup);
		return this;
	}

	/** @internal */
	override handleWritable(count: number): void {
		if (this.connecting) {
			this.connecting = false;
			this.#opening = undefined;
			this.touch();
			this.handleConnected(count);
		} else super.handleWritable(count);
	}

	/** The connection stands, and takes `count` bytes. TLS begins here instead. @internal */
	handleConnected(count: number): void {
		this.emit("connect");
		this.emit("ready");
		/* Who has heard of it may have taken the handle. */
		if (this.handle !== undefined) super.handleWritable(count);
	}

	/** @internal */
	override handleReadable(count: number): void {
		if (this.#linger !== undefined) Timer.schedule(this.#linger, LINGER);
		super.handleReadable(count);
	}

	/** @internal */
	override handleFailed(error?: Error & { code?: string }): void {
		const opening = this.#opening;
		if (opening !== undefined) this.destroy(systemError(codeOf(error, "ECONNREFUSED"), "connect", placeOf(opening), error));
		else if (error?.code === undefined || error.code === "EOF") super.handleFailed(error);
		else super.handleFailed(assign(systemError(error.code, "read", undefined, error)));
	}

	override _final(callback: Callback): void {
		if (this.connecting) {
			this.once("connect", () => this._final(callback));
			return;
		}
		const { handle } = this;
		/* Without a way to end one side, the peer is not told; what it still sends arrives, and its silence or its end is the end. */
		if (handle !== undefined && handle.end === undefined && !this.readableEnded) this.#linger = Timer.set(() => this.destroy(), LINGER);
		super._final(callback);
	}

	override _destroy(error: Error | null, callback: Callback): void {
		this.connecting = false;
		this.#opening = undefined;
		if (this.#linger !== undefined) Timer.clear(this.#linger);
		this.#linger = undefined;
		super._destroy(error, callback);
	}

	/** Closes when everything has been written. */
	destroySoon(): void {
		if (this.writable) this.end();
		if (this.writableFinished) this.destroy();
		else this.once("finish", () => this.destroy());
	}

	/** The TCP class has no way to reset a connection: it is closed. */
	resetAndDestroy(): this {
		return this.destroy();
	}

	/** "timeout" after so many milliseconds without a byte; 0 for never, which takes the callback off again. */
	setTimeout(milliseconds: number, callback?: () => void): this {
		this.watch(readTimeout(milliseconds, callback));
		if (callback !== undefined) {
			if (milliseconds === 0) this.removeListener("timeout", callback);
			else this.once("timeout", callback);
		}
		return this;
	}

	/** Small pieces leave at once. */
	setNoDelay(noDelay = true): this {
		return this.#apply({ noDelay: Boolean(noDelay) });
	}

	/** A silent connection is probed. What is on stays on: the TCP class knows no other way. */
	setKeepAlive(enable = false, initialDelay = 0): this {
		return enable ? this.#apply({ keepAlive: initialDelay > 0 ? initialDelay : KEEP_ALIVE }) : this;
	}

	/** The program goes on as long as the connection is open. */
	ref(): this {
		return this.#hold(true);
	}

	/** The program may end while the connection is open. */
	unref(): this {
		return this.#hold(false);
	}

	/** Where this side is; an empty object as long as that is not known. */
	address(): AddressInfo | Record<string, never> {
		const { localAddress: address, localPort: port } = this;
		const family = familyName(address);
		return address === undefined || family === undefined || port === undefined ? {} : { address, family, port };
	}

	get localAddress(): string | undefined {
		return textOf(this.handle?.localAddress);
	}
	get localPort(): number | undefined {
		return this.handle?.localPort;
	}
	get localFamily(): "IPv4" | "IPv6" | undefined {
		return familyName(this.localAddress);
	}
	get remoteAddress(): string | undefined {
		return textOf(this.handle?.remoteAddress);
	}
	get remotePort(): number | undefined {
		return this.handle?.remotePort;
	}
	get remoteFamily(): "IPv4" | "IPv6" | undefined {
		return familyName(this.remoteAddress);
	}

	/** Not connected yet. */
	get pending(): boolean {
		return this.handle === undefined || this.connecting;
	}

	get bufferSize(): number {
		return this.writableLength;
	}

	get readyState(): "opening" | "open" | "readOnly" | "writeOnly" | "closed" {
		if (this.connecting) return "opening";
		if (this.readable) return this.writable ? "open" : "readOnly";
		return this.writable ? "writeOnly" : "closed";
	}

	#resolve(opening: Opening, options: ConnectOptions, lookup: Lookup): void {
		const { family = 0, hints = 0 } = options;
		lookup(opening.host, { family, hints }, (error, found, kind) => {
			const address = Array.isArray(found) ? found[0]?.address : found;
			this.emit("lookup", error, address, Array.isArray(found) ? found[0]?.family : kind, opening.host);
			/* The first answer counts: a second connection would belong to nobody. */
			if (!this.connecting || this.#opening !== opening || opening.address !== undefined) return;
			if (error) this.destroy(error);
			else if (typeof address !== "string" || familyOf(address) === 0)
				this.destroy(coded(new TypeError(`Invalid IP address: ${String(address)}`), "ERR_INVALID_IP_ADDRESS"));
			else this.#open(opening, address);
		});
	}

	#open(opening: Opening, address: string): void {
		if (this.#opening !== opening) return;
		opening.address = address;
		try {
			this.#make({ address, port: opening.port });
		} catch (error) {
			this.destroy(systemError(codeOf(error, "EINVAL"), "connect", placeOf(opening), error));
		}
	}

	/** Takes over a connection that stands. */
	#move(from: Handle): void {
		this.#make({ from }, from.constructor as HandleClass);
	}

	#make(where: object, Kind?: HandleClass): void {
		const { io, ...more } = this.#transport ?? {};
		const Class = Kind ?? ((io ?? TCP) as HandleClass);
		const handle = new Class({ ...more, ...this.#settings, ...where, ...handleCallbacks, target: this });
		this.attachHandle(handle);
		if (!this.#held) handle.hold?.(false);
	}

	/** What is asked for at the beginning, and is told the TCP class when it is made. */
	#configure({ noDelay, keepAlive, keepAliveInitialDelay = 0 }: SocketOptions): void {
		if (noDelay === undefined && !keepAlive) return;
		this.#settings ??= {};
		if (noDelay !== undefined) this.#settings.noDelay = Boolean(noDelay);
		if (keepAlive) this.#settings.keepAlive = keepAliveInitialDelay > 0 ? keepAliveInitialDelay : KEEP_ALIVE;
	}

	/** The options of a connection are those of its instance: to change them it moves into another one. */
	#apply(change: Settings): this {
		const before = this.#settings;
		if (Object.entries(change).every(([name, value]) => before?.[name as keyof Settings] === value)) return this;
		this.#settings = { ...before, ...change };
		const handle = this.connecting || this.destroyed ? undefined : this.detachHandle();
		if (handle !== undefined) this.#move(handle);
		return this;
	}

	#hold(yes: boolean): this {
		this.#held = yes;
		this.handle?.hold?.(yes);
		return this;
	}
}

function placeOf({ host, address, port }: Opening): { address: string; port: number } {
	return { address: address ?? host, port };
}

function textOf(address: string | undefined): string | undefined {
	return address === undefined ? undefined : canonical(address);
}
