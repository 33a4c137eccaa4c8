/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/net/socket" {
	import { type Callback } from "node:stream";
	import { HandleSocket } from "tls419/node/net/handle_socket";
	import type { AddressInfo, ConnectOptions, SocketOptions } from "tls419/node/net/types";
	export class Socket extends HandleSocket {
		#private;
		/** Between connect() and "connect". */
		connecting: boolean;
		constructor(options?: SocketOptions);
		/** (options[, callback]) or (port[, host][, callback]); the callback listens once to "connect". */
		connect(options: ConnectOptions, callback?: () => void): this;
		connect(port: number | string, host?: string | (() => void), callback?: () => void): this;
		_final(callback: Callback): void;
		_destroy(error: Error | null, callback: Callback): void;
		/** Closes when everything has been written. */
		destroySoon(): void;
		/** The TCP class has no way to reset a connection: it is closed. */
		resetAndDestroy(): this;
		/** "timeout" after so many milliseconds without a byte; 0 for never, which takes the callback off again. */
		setTimeout(milliseconds: number, callback?: () => void): this;
		/** Small pieces leave at once. */
		setNoDelay(noDelay?: boolean): this;
		/** A silent connection is probed. What is on stays on: the TCP class knows no other way. */
		setKeepAlive(enable?: boolean, initialDelay?: number): this;
		/** The program goes on as long as the connection is open. */
		ref(): this;
		/** The program may end while the connection is open. */
		unref(): this;
		/** Where this side is; an empty object as long as that is not known. */
		address(): AddressInfo | Record<string, never>;
		get localAddress(): string | undefined;
		get localPort(): number | undefined;
		get localFamily(): "IPv4" | "IPv6" | undefined;
		get remoteAddress(): string | undefined;
		get remotePort(): number | undefined;
		get remoteFamily(): "IPv4" | "IPv6" | undefined;
		/** Not connected yet. */
		get pending(): boolean;
		get bufferSize(): number;
		get readyState(): "opening" | "open" | "readOnly" | "writeOnly" | "closed";
	}
}
