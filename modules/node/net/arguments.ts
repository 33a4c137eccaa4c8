/* The many shapes in which Node's net takes its arguments. */

import { familyOf } from "tls419/dgram/address";
import { portError, typeError } from "tls419/dgram/errors";
import { coded, unavailable } from "tls419/node/errors";
import type { ConnectOptions, ListenOptions } from "tls419/node/net/types";

type Listener = () => void;

const NO_PATH = "ECMA-419 knows no local sockets, only TCP: give a port";

/** What Node takes for the path of a local socket: a text that is no number. */
function isPath(value: unknown): value is string {
	return typeof value === "string" && !(Number(value) >= 0);
}

/** @returns the callback, if the last of the arguments is one */
function lastOf(values: readonly unknown[]): Listener | undefined {
	const last = values[values.length - 1];
	return typeof last === "function" ? (last as Listener) : undefined;
}

/** A number, or the text of one; 0 is a port. @throws RangeError with Node's code */
export function readPort(value: unknown, name: string): number {
	const number = typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : Number.NaN;
	if (!Number.isInteger(number) || number < 0 || number > 65535) throw portError(name, value, true);
	return number;
}

/** (options[, callback]), (port[, host][, callback]); arguments that are missing are missing in the options. */
export function connectArguments(values: readonly unknown[]): { options: ConnectOptions; callback: Listener | undefined } {
	const [first, second] = values;
	const callback = lastOf(values);
	if (typeof first === "object" && first !== null) return { options: first as ConnectOptions, callback };
	if (isPath(first)) return { options: { path: first }, callback };
	const options: ConnectOptions = {};
	if (first !== undefined && typeof first !== "function") options.port = first as number;
	if (typeof second === "string") options.host = second;
	return { options, callback };
}

/** Where to connect to, checked. */
export function readTarget(options: ConnectOptions): { port: number; host: string } {
	const { port, path, host, localAddress, localPort } = options;
	if (path !== undefined && path !== null) throw unavailable("options.path", NO_PATH);
	if (port === undefined) throw coded(new TypeError('The "options" or "port" or "path" argument must be specified'), "ERR_MISSING_ARGS");
	if (typeof port !== "number" && typeof port !== "string") throw typeError("options.port", "one of type number or string", port);
	if (host !== undefined && host !== null && typeof host !== "string") throw typeError("options.host", "of type string", host);
	if (localAddress && familyOf(localAddress) === 0)
		throw coded(new TypeError(`Invalid IP address: ${localAddress}`), "ERR_INVALID_IP_ADDRESS");
	if (localAddress || localPort)
		throw unavailable("options.localAddress or localPort", "ECMA-419's TCP class chooses this side's address by itself: leave them out");
	return { port: readPort(port, "Port"), host: host || "localhost" };
}

/** (options[, callback]), (port[, host][, backlog][, callback]), (callback) or nothing. */
export function listenArguments(values: readonly unknown[]): { options: ListenOptions; callback: Listener | undefined } {
	const [first, second] = values;
	const callback = lastOf(values);
	if (typeof first === "object" && first !== null) return { options: first as ListenOptions, callback };
	if (isPath(first)) return { options: { path: first }, callback };
	const options: ListenOptions = { port: first === undefined || first === null || typeof first === "function" ? 0 : (first as number) };
	if (typeof second === "string") options.host = second;
	return { options, callback };
}

/** Where to listen, checked. */
export function readPlace(options: ListenOptions): { port: number; host: string | undefined } {
	const { port, path, host, fd } = options;
	if (fd !== undefined && fd !== null) throw unavailable("options.fd", "there are no descriptors here: give a port");
	if (path !== undefined && path !== null && port === undefined) throw unavailable("options.path", NO_PATH);
	if (!("port" in options))
		throw coded(
			new TypeError(`The argument 'options' must have the property "port" or "path". Received ${String(options)}`),
			"ERR_INVALID_ARG_VALUE",
		);
	if (port !== undefined && port !== null && typeof port !== "number" && typeof port !== "string")
		throw coded(new TypeError(`The argument 'options' is invalid. Received port ${String(port)}`), "ERR_INVALID_ARG_VALUE");
	if (host !== undefined && host !== null && typeof host !== "string") throw typeError("options.host", "of type string", host);
	return { port: port === undefined || port === null ? 0 : readPort(port, "options.port"), host: host || undefined };
}

/** @throws Error with Node's code */
export function readTimeout(value: unknown, callback: unknown): number {
	if (typeof value !== "number") throw typeError("msecs", "of type number", value);
	if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
		throw coded(
			new RangeError(`The value of "msecs" is out of range. It must be a non-negative finite number. Received ${value}`),
			"ERR_OUT_OF_RANGE",
		);
	if (callback !== undefined && typeof callback !== "function") throw typeError("callback", "of type function", callback);
	return Math.min(Math.trunc(value), 0x7fffffff);
}
