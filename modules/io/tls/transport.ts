/* What a TLS connection stands on: anything with the contract of ECMA-419's TCP class. */

import TCP from "embedded:io/socket/tcp";
import type { Options } from "tls419/validate";

export interface Transport {
	target?: unknown;
	readonly remoteAddress?: string | undefined;
	readonly remotePort?: number | undefined;
	readonly localAddress?: string | undefined;
	readonly localPort?: number | undefined;
	hold?(yes: boolean): void;
	read(buffer: Uint8Array): number | undefined;
	write(buffer: Uint8Array): number;
	close(): void;
}

/** A class with the contract of TCP, or of its listener, whatever its options are called. */
export type TransportClass = new (options: never) => object;

type TransportConstructor = new (options: object) => Transport;

/** What hears of a transport; it is the transport's target. */
export interface TransportListener {
	transportReadable(count: number): void;
	transportWritable(count: number): void;
	transportEnded(error: unknown): void;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { assign } = Object;

/* Its options have types of their own. */
const Standard = TCP as TransportConstructor;

/* Shared by all transports, whose `this` leads to their listener: a connection needs no functions of its own. */

function tellReadable(this: Transport, count: number): void {
	(this.target as TransportListener).transportReadable(count);
}

function tellWritable(this: Transport, count: number): void {
	(this.target as TransportListener).transportWritable(count);
}

function tellEnded(this: Transport, error?: unknown): void {
	(this.target as TransportListener).transportEnded(error);
}

function constructorOf(value: unknown, name: string): TransportConstructor {
	if (typeof value !== "function") throw new TypeError(`${name} must be a class with the contract of TCP`);
	return value as TransportConstructor;
}

/** Those of the options that are there, by their names. */
export function present(options: object, names: readonly string[]): Record<string, unknown> {
	const given: Record<string, unknown> = {};
	for (let index = 0; index < names.length; index++) {
		const name = names[index];
		if (name in options) given[name] = (options as Record<string, unknown>)[name];
	}
	return given;
}

/** The options of the TCP class that are the transport's business alone. Each is looked up once, and passed on as it is. */
function passedOn(options: Options): Record<string, unknown> {
	const given: Record<string, unknown> = {};
	if ("address" in options) given.address = options.address;
	if ("port" in options) given.port = options.port;
	if ("noDelay" in options) given.noDelay = options.noDelay;
	if ("nodelay" in options) given.nodelay = options.nodelay;
	if ("keepAlive" in options) given.keepAlive = options.keepAlive;
	return given;
}

/** Makes a transport with these options, which nobody else has, and of which `target` hears. */
function construct(Kind: TransportConstructor, options: Record<string, unknown>, target: TransportListener): Transport {
	options.format = "buffer";
	options.onReadable = tellReadable;
	options.onWritable = tellWritable;
	options.onError = tellEnded;
	options.target = target;
	return new Kind(options);
}

/** Makes the transport of `target` from a connection that stands already, with these options of its class among others. */
export function takeTransport(from: Partial<Transport>, options: object, target: TransportListener): Transport {
	if (typeof from.read !== "function" || typeof from.write !== "function")
		throw new TypeError("from must be a connection with the contract of TCP");
	const Kind = constructorOf(from.constructor, "from");
	return new Kind({ ...options, from, format: "buffer", onReadable: tellReadable, onWritable: tellWritable, onError: tellEnded, target });
}

/** Makes one where the options choose it: a connection that stands already, or a class. */
function makeChosen(options: Options, inner: unknown, from: object | undefined, target: TransportListener): Transport {
	const settings = typeof inner === "object" && inner !== null ? inner : undefined;
	const own = passedOn(options);
	if (settings !== undefined) assign(own, settings);
	if (from !== undefined) return takeTransport(from, own, target);
	return construct(settings !== undefined && "io" in settings ? constructorOf(settings.io, "TCP.io") : Standard, own, target);
}

/**
 * Makes the transport of `target`: from a connection that stands already, or a new one with the class in `TCP: {io}` (Moddable's word, and the place for options
 * that only that class has), or the host's TCP class.
 */
export function makeTransport(options: Options, from: object | undefined, target: TransportListener): Transport {
	const inner = "TCP" in options ? options.TCP : undefined;
	if (inner !== undefined || from !== undefined) return makeChosen(options, inner, from, target);
	return construct(Standard, passedOn(options), target);
}
