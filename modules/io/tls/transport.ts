/* What a TLS connection stands on: anything with the contract of ECMA-419's TCP class. What it tells begins the events of a connection; see connection.ts. */

import TCP from "embedded:io/socket/tcp";
import type { Connection } from "tls419/connection";
import { AVAILABLE, AWAITING, CALLING, INCOMING, OWED } from "tls419/cursor";
import { TLSError } from "tls419/errors";
import { Library } from "tls419/library";
import { pump } from "tls419/pump";
import { tellOfRoom } from "tls419/report";
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

/* Each host's declarations have types of their own for its options and for what it returns. */
const Standard = constructorOf(TCP, "TCP");

/** The most that a transport can say of its bytes; one that has no end of room says Infinity. */
const MOST = 0x7fffffff;

/* Shared by all transports, whose target is their connection: that needs no functions of its own. */

function tellReadable(this: Transport, count: number): void {
	const connection = this.target as Connection;
	const cursor = connection.cursor;
	cursor[INCOMING] = count > MOST ? MOST : count > 0 ? count : 0;
	connection.deadline?.touch();
	if (cursor[CALLING] === 0 && connection.transport !== undefined) pump(connection);
	else postpone(connection);
}

function tellWritable(this: Transport, count: number): void {
	const connection = this.target as Connection;
	const cursor = connection.cursor;
	const before = cursor[AVAILABLE];
	cursor[AVAILABLE] = count > MOST ? MOST : count > 0 ? count : 0;
	/* A handshake that has had room waits for what is owed alone, and one that waits for its client's hello for nothing. The clock of both has nothing to learn. */
	if (!connection.connected && cursor[OWED] === 0 && (before > 0 || cursor[AWAITING] !== 0)) return;
	connection.deadline?.touch();
	if (cursor[CALLING] !== 0 || connection.transport === undefined) {
		postpone(connection);
		return;
	}
	const connected = connection.connected;
	if (cursor[OWED] > 0 || (!connected && connection.entered)) pump(connection);
	if (connected) tellOfRoom(connection);
}

function tellEnded(this: Transport, error?: unknown): void {
	const connection = this.target as Connection;
	if (connection.over || connection.end !== undefined) return;
	connection.end = error ?? new TLSError("EOF", "the transport ended");
	if (connection.transport === undefined || connection.cursor[CALLING] !== 0) postpone(connection);
	else pump(connection);
}

/** The transport calls while it is being made, read or written, when nothing can be done: it is done in a turn of its own. */
function postpone(connection: Connection): void {
	if (!connection.over) connection.later();
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

/** The class of a connection that is not the host's. */
function classOf(from: Partial<Transport>): TransportConstructor {
	/* Of an object that has no class of its own no other one can be made. */
	if (typeof from.read !== "function" || typeof from.write !== "function" || from.constructor === Object)
		throw new TypeError("from must be a connection with the contract of TCP");
	return constructorOf(from.constructor, "from");
}

/** Makes the transport of `target` from a connection that stands already, with these options of its class among others. */
export function takeTransport(from: Partial<Transport>, options: object, target: Connection): Transport {
	const Kind = from.constructor === Standard ? Standard : classOf(from);
	return new Kind({ ...options, from, format: "buffer", onReadable: tellReadable, onWritable: tellWritable, onError: tellEnded, target });
}

/** Makes one where the options choose it: a connection that stands already, or a class. @param own options of that class, beside those in `inner`. */
function makeChosen(own: object, inner: unknown, from: object | undefined, target: Connection): Transport {
	const settings = typeof inner === "object" && inner !== null ? inner : {};
	if (from !== undefined) return takeTransport(from, { ...own, ...settings }, target);
	const Kind = "io" in settings ? constructorOf(settings.io, "TCP.io") : Standard;
	return new Kind({
		...own,
		...settings,
		format: "buffer",
		onReadable: tellReadable,
		onWritable: tellWritable,
		onError: tellEnded,
		target,
	});
}

/**
 * Makes the transport of `target`: from a connection that stands already, or a new one with the class in `TCP: {io}` (Moddable's word, and the place for options
 * that only that class has), or the host's TCP class.
 */
export function makeTransport(options: Options, from: object | undefined, target: Connection): Transport {
	const inner = "TCP" in options ? options.TCP : undefined;
	const own = Library.transportOptions(options, target, tellReadable, tellWritable, tellEnded);
	return inner === undefined && from === undefined ? new Standard(own) : makeChosen(own, inner, from, target);
}
