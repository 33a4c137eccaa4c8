/*
 * dgram.Socket over ECMA-419's UDP class: names and events of Node's. Where the standard has no means for something, docs/node-dgram.md says what happens.
 *
 * A datagram to an address in numbers leaves at once when the socket is bound; callbacks and events always come in a turn of their own.
 */

import { Buffer } from "node:buffer";
import Timer from "timer";
import {
	type BindOptions,
	type ConnectCallback,
	type Message,
	readBind,
	readConnect,
	readOptions,
	readSend,
	type SendCallback,
} from "tls419/dgram/arguments";
import { codeOf, missingError, stateError, systemError } from "tls419/dgram/errors";
import { Family } from "tls419/dgram/family";
import { changeMembership, type Membership } from "tls419/dgram/groups";
import { LimitedSocket } from "tls419/dgram/limits";
import { whenListening } from "tls419/dgram/listening";
import { answeringOnce, defaultLookup, type Lookup, resolveFor } from "tls419/dgram/lookup";
import { openAt } from "tls419/dgram/opening";
import { originOf } from "tls419/dgram/origin";
import type { Port } from "tls419/dgram/port";
import { sendTo } from "tls419/dgram/sending";
import { closeWith } from "tls419/dgram/signal";
import type { AddressInfo, MessageListener, SocketOptions, SocketType } from "tls419/dgram/types";

/* A socket is unbound, then binding, then bound; or closed at any time. */
const UNBOUND = 0;
const BINDING = 1;
const BOUND = 2;
const CLOSED = 3;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { from: bufferOf } = Buffer;

function later(what: () => void): void {
	Timer.set(what);
}

export class Socket extends LimitedSocket {
	readonly type: SocketType;

	#state = UNBOUND;
	#socket: Port | undefined;
	#local: AddressInfo | undefined;
	/** What waits until the socket is bound. */
	#queue: (() => void)[] | undefined;
	/** The peer of a socket that is connected. */
	#remote: AddressInfo | undefined;
	#connecting = false;
	#broadcast = false;
	#held = true;
	readonly #family: Family;
	readonly #only6: boolean;
	readonly #lookup: Lookup;

	constructor(type: SocketType | SocketOptions, listener?: MessageListener) {
		super();
		const options = readOptions(type);
		const { lookup, signal } = options;
		this.type = options.type;
		this.#family = new Family(options.type);
		this.#only6 = options.ipv6Only === true;
		this.#lookup = lookup ? answeringOnce(lookup) : defaultLookup;
		if (typeof listener === "function") this.on("message", listener);
		if (signal !== undefined)
			closeWith(signal, this, () => {
				if (this.#state !== CLOSED) this.close();
			});
	}

	/**
	 * Sends a datagram at once, without a callback. Returns false where that takes more: for a socket that is not bound, and a name.
	 * @throws SystemError what a callback would get
	 * @internal
	 */
	dispatch(bytes: Uint8Array, port: number, address: string): boolean {
		if (this.#state !== BOUND || this.#remote !== undefined || this.#lookup !== defaultLookup || !this.#family.routeTo(address).literal)
			return false;
		const failure = this.#write(bytes, address, port);
		if (failure !== undefined) throw failure;
		return true;
	}

	/** Opens the port: (port, address, callback), each of which may be left out, or (options, callback). 'listening' follows. */
	bind(port?: number | string | BindOptions | null | (() => void), address?: string | null | (() => void), callback?: () => void): this;
	bind(...values: unknown[]): this {
		this.#check();
		if (this.#state !== UNBOUND) throw stateError("ERR_SOCKET_ALREADY_BOUND");
		const { port, address, callback, byDescriptor } = readBind(values);
		if (byDescriptor) throw systemError("ENOTSUP", "open");
		this.#state = BINDING;
		if (callback !== undefined) whenListening(this, callback);
		this.#resolve(address ?? this.#family.any, (error, found) => {
			if (this.#state !== BINDING) return;
			const failure = error ?? this.#open(found, port);
			if (failure === undefined) this.#opened();
			else {
				this.#state = UNBOUND;
				this.#queue = undefined;
				this.emit("error", failure);
			}
		});
		return this;
	}

	/** Sends one datagram: (message, offset, length, port, address, callback), with or without offset and length; the last two may be left out. */
	send(message: Message | readonly Message[], port: number, address?: string | SendCallback, callback?: SendCallback): void;
	send(message: Message | readonly Message[], callback?: SendCallback): void;
	send(message: Message, offset: number, length: number, port: number, address?: string | SendCallback, callback?: SendCallback): void;
	send(message: Message, offset: number, length: number, callback?: SendCallback): void;
	send(...values: unknown[]): void {
		const { bytes, port, address, callback } = readSend(this.#remote !== undefined, values);
		this.#check();
		this.#bound(() => {
			const remote = this.#remote;
			if (port === undefined) {
				if (remote !== undefined) this.#transmit(bytes, remote.address, remote.port, callback);
				return;
			}
			const target = address ?? this.#family.own;
			if (this.#lookup === defaultLookup && this.#family.routeTo(target).literal) {
				this.#transmit(bytes, target, port, callback);
				return;
			}
			this.#resolve(target, (error, found) => {
				if (error === null) this.#transmit(bytes, found, port, callback);
				else if (callback !== undefined) later(() => callback(error));
				else later(() => this.emit("error", error));
			});
		});
	}

	/** Sends to one peer and hears only that one: (port, address, callback). 'connect' follows. */
	connect(port: number, address?: string | ConnectCallback, callback?: ConnectCallback): void;
	connect(...values: unknown[]): void {
		const { port, address, callback } = readConnect(values);
		this.#check();
		if (this.#remote !== undefined || this.#connecting) throw stateError("ERR_SOCKET_DGRAM_IS_CONNECTED");
		this.#connecting = true;
		this.#bound(() => {
			if (callback !== undefined) this.once("connect", callback);
			this.#resolve(address ?? this.#family.own, (error, found) => {
				if (this.#state === CLOSED) return;
				this.#connecting = false;
				const place = { address: found, port };
				const failure = error ?? (this.#family.suits(found) ? undefined : systemError("EINVAL", "connect", place));
				if (failure === undefined) {
					this.#remote = { address: this.#family.shown(found), family: this.#family.name, port };
					later(() => this.emit("connect"));
				} else if (callback === undefined) later(() => this.emit("error", failure));
				else {
					this.removeListener("connect", callback);
					later(() => callback(failure));
				}
			});
		});
	}

	disconnect(): void {
		if (this.#remote === undefined) throw stateError("ERR_SOCKET_DGRAM_NOT_CONNECTED");
		this.#remote = undefined;
	}

	/** Closes the port. 'close' follows, with the callback among its listeners. What waits to be sent is sent before. */
	close(callback?: () => void): this {
		if (typeof callback === "function") this.on("close", callback);
		if (this.#queue !== undefined) {
			this.#queue.push(() => this.close());
			return this;
		}
		this.#check();
		this.#state = CLOSED;
		this.#socket?.close();
		this.#socket = this.#remote = undefined;
		later(() => this.emit("close"));
		return this;
	}

	/** Where the socket is bound. */
	address(): AddressInfo {
		this.#check();
		if (this.#local === undefined) throw systemError("EBADF", "getsockname");
		return { ...this.#local };
	}

	/** The peer of a socket that is connected. */
	remoteAddress(): AddressInfo {
		this.#check();
		if (this.#remote === undefined) throw stateError("ERR_SOCKET_DGRAM_NOT_CONNECTED");
		return { ...this.#remote };
	}

	/** Whether datagrams to 255.255.255.255 are allowed. */
	setBroadcast(flag: boolean): void {
		this.#opening("setBroadcast");
		this.#broadcast = Boolean(flag);
	}

	addMembership(group: string, interfaceAddress?: string): void {
		this.#change("addMembership", group, interfaceAddress);
	}

	dropMembership(group: string, interfaceAddress?: string): void {
		this.#change("dropMembership", group, interfaceAddress);
	}

	/** The program goes on as long as the socket is open. */
	ref(): this {
		return this.#hold(true);
	}

	/** The program may end while the socket is open. */
	unref(): this {
		return this.#hold(false);
	}

	#check(): void {
		if (this.#state === CLOSED) throw stateError("ERR_SOCKET_DGRAM_NOT_RUNNING");
	}

	/** The port, for what only an open one can do. */
	#opening(syscall: string): Port {
		this.#check();
		if (this.#socket === undefined) throw systemError("EBADF", syscall);
		return this.#socket;
	}

	protected unable(syscall: string): Error {
		this.#opening(syscall);
		return systemError("ENOTSUP", syscall);
	}

	/** Calls back with what a name stands for, in a turn of its own. */
	#resolve(host: string, done: (error: Error | null, address: string) => void): void {
		resolveFor(this.#family.number, this.#lookup, host, done);
	}

	/** Does what needs a bound socket, now or when it is. */
	#bound(what: () => void): void {
		if (this.#state === UNBOUND) this.bind(0);
		if (this.#state === BOUND) what();
		else {
			this.#queue ??= [];
			this.#queue.push(what);
		}
	}

	#open(address: string, port: number): Error | undefined {
		const opened = openAt(this.#family, address, port, { onReadable: () => this.#receive(), onError: (error) => this.#failed(error) });
		if (opened instanceof Error) return opened;
		this.#socket = opened.socket;
		this.#local = opened.local;
		if (!this.#held) this.#socket.hold?.(false);
		return undefined;
	}

	#opened(): void {
		this.#state = BOUND;
		this.emit("listening");
		const queue = this.#queue ?? [];
		this.#queue = undefined;
		for (const what of queue) if (this.#state === BOUND) what();
	}

	#transmit(bytes: Uint8Array, address: string, port: number, callback: SendCallback | undefined): void {
		const failure = this.#write(bytes, address, port);
		if (callback === undefined) return;
		if (failure === undefined) later(() => callback(null, bytes.byteLength));
		else later(() => callback(failure));
	}

	#write(bytes: Uint8Array, address: string, port: number): Error | undefined {
		return sendTo(this.#socket, bytes, this.#family.routeTo(address), port, this.#broadcast);
	}

	/** Tells of all datagrams that have come. */
	#receive(): void {
		for (let datagram = this.#socket?.read(); datagram !== undefined; datagram = this.#socket?.read()) {
			const remote = originOf(datagram, this.#family, this.#remote, this.#only6);
			if (remote === undefined) continue;
			let told = false;
			try {
				this.emit("message", bufferOf(datagram), remote);
				told = true;
			} finally {
				/* What a listener throws does not lose what is behind it. */
				if (!told) later(() => this.#receive());
			}
		}
	}

	#failed(cause: unknown): void {
		if (this.#state === CLOSED) return;
		this.emit("error", systemError(codeOf(cause, "EIO"), "recvmsg", undefined, cause));
	}

	#change(syscall: Membership, group: string, interfaceAddress: string | undefined): void {
		this.#check();
		if (!group) throw missingError("multicastAddress");
		changeMembership(this.#opening(syscall), syscall, group, interfaceAddress, this.#local?.address);
	}

	#hold(yes: boolean): this {
		this.#held = yes;
		this.#socket?.hold?.(yes);
		return this;
	}
}

export function createSocket(type: SocketType | SocketOptions, listener?: MessageListener): Socket {
	return new Socket(type, listener);
}
