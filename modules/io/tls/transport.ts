/* What a TLS connection stands on: anything with the contract of ECMA-419's TCP class. */

import TCP from "embedded:io/socket/tcp";
import { anything, optional } from "tls419/validate";

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

/* Shared by all transports, whose `this` leads to their listener: a connection needs no functions of its own. */
const callbacks = Object.freeze({
	format: "buffer",
	onReadable(this: Transport, count: number) {
		(this.target as TransportListener).transportReadable(count);
	},
	onWritable(this: Transport, count: number) {
		(this.target as TransportListener).transportWritable(count);
	},
	onError(this: Transport, error?: unknown) {
		(this.target as TransportListener).transportEnded(error);
	},
});

function constructorOf(value: unknown, name: string): TransportConstructor {
	if (typeof value !== "function") throw new TypeError(`${name} must be a class with the contract of TCP`);
	return value as TransportConstructor;
}

function isTransport(value: object): value is Transport {
	return "read" in value && typeof value.read === "function" && "write" in value && typeof value.write === "function";
}

/* The options of the TCP class that are the transport's business alone. Each is looked up once, and passed on as it is. */
const passedOn = Object.freeze(["address", "port", "noDelay", "nodelay", "keepAlive"]);

/** Those of the options that are there, by their names. */
export function present(options: object, names: readonly string[]): Record<string, unknown> {
	const given: Record<string, unknown> = {};
	for (let index = 0; index < names.length; index++) {
		const name = names[index];
		if (name in options) given[name] = (options as Record<string, unknown>)[name];
	}
	return given;
}

/**
 * Makes the transport of `target`: from a connection that stands already, or a new one with the class in `TCP: {io}` (Moddable's word, and the place for options
 * that only that class has), or the host's TCP class.
 */
export function makeTransport(options: object, from: object | undefined, target: TransportListener): Transport {
	const inner = optional(options, "TCP", anything, undefined);
	const settings = typeof inner === "object" && inner !== null ? inner : undefined;
	const all = present(options, passedOn);
	if (settings !== undefined) assign(all, settings);
	assign(all, callbacks);
	all.target = target;
	if (from !== undefined) {
		if (!isTransport(from)) throw new TypeError("from must be a connection with the contract of TCP");
		const Kind = constructorOf(from.constructor, "from");
		all.from = from;
		return new Kind(all);
	}
	const Kind = constructorOf(settings !== undefined && "io" in settings ? settings.io : TCP, "TCP.io");
	return new Kind(all);
}
