/* tls.connect, in all the ways to call it. */

import type { Duplex } from "node:stream";
import config from "mc/config";
import { coded, invalidType, optionalFunction } from "tls419/node/errors";
import type { SocketOptions } from "tls419/node/tls/options";
import { TLSSocket } from "tls419/node/tls/socket";

export interface ConnectOptions extends SocketOptions {
	/** Default 443. */
	readonly port?: number | string;
	/** Default "localhost". */
	readonly host?: string;
	/** A stream that stands, or will: then nothing is connected to. */
	readonly socket?: Duplex;
	/** Milliseconds of silence after which "timeout" is emitted. */
	readonly timeout?: number;
	readonly lookup?: unknown;
}

type Listener = (this: TLSSocket) => void;

interface Call {
	readonly options: ConnectOptions;
	readonly callback: Listener | undefined;
}

function isOptions(value: unknown): value is ConnectOptions {
	return typeof value === "object" && value !== null;
}

/** What several options say, of which the last has the last word; they are inherited and not copied, so that what they inherit counts too. */
function derive(options: object, more: Record<string, unknown>): ConnectOptions {
	const own: PropertyDescriptorMap = {};
	for (const name in more) own[name] = { value: more[name], enumerable: true };
	return Object.create(options, own);
}

/** (options[, callback]) and (port[, host][, options][, callback]); what options say goes before the other arguments. */
function readCall(values: readonly unknown[]): Call {
	if (values.length === 0 || values[0] === undefined || values[0] === null)
		throw coded(new RangeError("a port, or options with one, must be given"), "ERR_MISSING_ARGS");
	const last = values.at(-1);
	const callback = typeof last === "function" ? (last as Listener) : undefined;
	const [first, ...rest] = callback === undefined ? values : values.slice(0, -1);
	if (isOptions(first)) {
		const [extra] = rest;
		if (callback === undefined && extra !== undefined) optionalFunction(extra, "callback");
		return { options: first, callback };
	}
	const host = typeof rest[0] === "string" ? rest[0] : undefined;
	const options = rest.find(isOptions) ?? {};
	const wrong = rest.find((value) => value !== undefined && value !== null && typeof value !== "string" && !isOptions(value));
	if (wrong !== undefined) throw invalidType("host", "a string", wrong);
	return {
		options: derive(options, {
			...(!("port" in options) && { port: first }),
			...(host !== undefined && !("host" in options) && { host }),
		}),
		callback,
	};
}

/** Whether the application says that it relies on IoT.js's defaults; see docs/node-tls.md. */
function hasLegacyDefaults(): boolean {
	const { tls } = config;
	return typeof tls === "object" && tls !== null && "legacyDefaults" in tls && tls.legacyDefaults === true;
}

/**
 * Opens a TLS connection.
 * @returns the socket at once; "secureConnect", which the callback listens to, says that the handshake is done.
 * @throws TypeError, RangeError, Error, TLSError for arguments and options that cannot be used.
 */
export function connect(options: ConnectOptions, callback?: Listener): TLSSocket;
export function connect(port: number, callback?: Listener): TLSSocket;
export function connect(port: number, options?: ConnectOptions, callback?: Listener): TLSSocket;
export function connect(port: number, host?: string, callback?: Listener): TLSSocket;
export function connect(port: number, host?: string, options?: ConnectOptions, callback?: Listener): TLSSocket;
export function connect(...values: unknown[]): TLSSocket {
	const { options, callback } = readCall(values);
	const { port = 443, socket, timeout } = options;
	const unsaid = options.rejectUnauthorized === undefined && hasLegacyDefaults();
	const given = derive(options, { port, isServer: false, server: undefined, ...(unsaid && { rejectUnauthorized: false }) });
	const result = new TLSSocket(socket, given);
	if (callback !== undefined) result.on("secureConnect", callback);
	try {
		if (timeout !== undefined) result.setTimeout(timeout);
		if (socket === undefined || socket === null) result.connect(given);
	} catch (error) {
		result.destroy();
		throw error;
	}
	return result;
}
