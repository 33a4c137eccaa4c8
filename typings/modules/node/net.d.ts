/* Made by `npm run typings` from the module itself. */
declare module "node:net" {
	import { type ConnectionListener, Server } from "tls419/node/net/server";
	import { Socket } from "tls419/node/net/socket";
	import type { ConnectOptions, ServerOptions } from "tls419/node/net/types";
	export type { AddressInfo, ConnectOptions, ListenOptions, Lookup, ServerOptions, SocketOptions } from "tls419/node/net/types";
	export type { ConnectionListener };
	/** (options[, callback]) or (port[, host][, callback]): a socket that connects. */
	export function connect(options: ConnectOptions, callback?: () => void): Socket;
	export function connect(port: number | string, host?: string | (() => void), callback?: () => void): Socket;
	export function createServer(options?: ServerOptions | ConnectionListener | null, listener?: ConnectionListener): Server;
	/** 4, 6, or 0 for what is no address. */
	export function isIP(text: unknown): 0 | 4 | 6;
	export function isIPv4(text: unknown): boolean;
	export function isIPv6(text: unknown): boolean;
	export const createConnection: typeof connect;
	export { Server, Socket, Socket as Stream };
	const _default: Readonly<{
		connect: typeof connect;
		createConnection: typeof connect;
		createServer: typeof createServer;
		isIP: typeof isIP;
		isIPv4: typeof isIPv4;
		isIPv6: typeof isIPv6;
		Server: typeof Server;
		Socket: typeof Socket;
		Stream: typeof Socket;
	}>;
	export default _default;
}
