/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/net/server" {
	import { EventEmitter } from "node:events";
	import { Socket } from "tls419/node/net/socket";
	import type { AddressInfo, ListenOptions, ServerOptions } from "tls419/node/net/types";
	export type ConnectionListener = (socket: Socket) => void;
	export class Server extends EventEmitter {
		#private;
		/** Further connections are closed at once, and "drop" tells of them. */
		maxConnections: number | undefined;
		readonly allowHalfOpen: boolean;
		readonly pauseOnConnect: boolean;
		constructor(options?: ServerOptions | ConnectionListener | null, listener?: ConnectionListener);
		get listening(): boolean;
		/** (port[, host][, backlog][, callback]), (options[, callback]) or ([callback]); the callback listens once to "listening". */
		listen(options: ListenOptions, callback?: () => void): this;
		listen(port?: number | string, host?: string, backlog?: number, callback?: () => void): this;
		listen(port?: number | string, host?: string | number, callback?: () => void): this;
		listen(port?: number | string | (() => void), callback?: () => void): this;
		/** Accepts no more; "close" follows when all connections have ended. The callback listens once to it. */
		close(callback?: (error?: Error) => void): this;
		/** Where the server listens; null when it does not. */
		address(): AddressInfo | null;
		getConnections(callback: (error: Error | null, count: number) => void): this;
		/** The program goes on as long as the server listens. */
		ref(): this;
		/** The program may end while the server listens. */
		unref(): this;
	}
}
