/* "node:net": sockets and servers of TCP, over the classes of ECMA-419. */

import { familyOf } from "tls419/dgram/address";
import { callable } from "tls419/node/callable";
import { connectArguments } from "tls419/node/net/arguments";
import { type ConnectionListener, Server as ServerClass } from "tls419/node/net/server";
import { Socket as SocketClass } from "tls419/node/net/socket";
import type { ConnectOptions, ServerOptions } from "tls419/node/net/types";

export type { AddressInfo, ConnectOptions, ListenOptions, Lookup, ServerOptions, SocketOptions } from "tls419/node/net/types";
export type { ConnectionListener };

/* Both are called without `new`, too. */
export const Server = callable(ServerClass);
export type Server = ServerClass;
export const Socket = callable(SocketClass);
export type Socket = SocketClass;

/** (options[, callback]) or (port[, host][, callback]): a socket that connects. */
export function connect(options: ConnectOptions, callback?: () => void): Socket;
export function connect(port: number | string, host?: string | (() => void), callback?: () => void): Socket;
export function connect(...values: unknown[]): Socket {
	const { options, callback } = connectArguments(values);
	return new Socket(options).connect(options, callback);
}

export function createServer(options?: ServerOptions | ConnectionListener | null, listener?: ConnectionListener): Server {
	return new Server(options, listener);
}

/** 4, 6, or 0 for what is no address. */
export function isIP(text: unknown): 0 | 4 | 6 {
	return familyOf(String(text));
}

export function isIPv4(text: unknown): boolean {
	return isIP(text) === 4;
}

export function isIPv6(text: unknown): boolean {
	return isIP(text) === 6;
}

export const createConnection = connect;
export { Socket as Stream };
export default Object.freeze({ connect, createConnection, createServer, isIP, isIPv4, isIPv6, Server, Socket, Stream: Socket });
