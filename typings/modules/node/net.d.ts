/* Made by `npm run typings` from the module itself. */
declare module "node:net" {
	import { type ConnectionListener, Server as ServerClass } from "tls419/node/net/server";
	import { Socket as SocketClass } from "tls419/node/net/socket";
	import type { ConnectOptions, ServerOptions } from "tls419/node/net/types";
	export type { AddressInfo, ConnectOptions, ListenOptions, Lookup, ServerOptions, SocketOptions } from "tls419/node/net/types";
	export type { ConnectionListener };
	export const Server: import("tls419/node/callable").Callable<typeof ServerClass>;
	export type Server = ServerClass;
	export const Socket: import("tls419/node/callable").Callable<typeof SocketClass>;
	export type Socket = SocketClass;
	/** (options[, callback]) or (port[, host][, callback]): a socket that connects. */
	export function connect(options: ConnectOptions, callback?: () => void): Socket;
	export function connect(port: number | string, host?: string | (() => void), callback?: () => void): Socket;
	export function createServer(options?: ServerOptions | ConnectionListener | null, listener?: ConnectionListener): Server;
	/** 4, 6, or 0 for what is no address. */
	export function isIP(text: unknown): 0 | 4 | 6;
	export function isIPv4(text: unknown): boolean;
	export function isIPv6(text: unknown): boolean;
	export const createConnection: typeof connect;
	export { Socket as Stream };
	const _default: Readonly<{
		connect: typeof connect;
		createConnection: typeof connect;
		createServer: typeof createServer;
		isIP: typeof isIP;
		isIPv4: typeof isIPv4;
		isIPv6: typeof isIPv6;
		Server: import("tls419/node/callable").Callable<typeof ServerClass>;
		Socket: import("tls419/node/callable").Callable<typeof SocketClass>;
		Stream: import("tls419/node/callable").Callable<typeof SocketClass>;
	}>;
	export default _default;
}
