/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/net/types" {
	import type { BufferEncoding } from "node:buffer";
	import type { Signal } from "node:stream";
	import type { LookupAddress, LookupOptions } from "tls419/node/dns/lookup";
	import type { Handle } from "tls419/node/net/handle_socket";
	/** A class with the contract of ECMA-419's TCP, and options that only it has. */
	export interface TransportSettings {
		io?: new (options: never) => object;
		[option: string]: unknown;
	}
	/** As dns.lookup; an array where `all` was asked for. */
	export type Lookup = (hostname: string, options: LookupOptions, callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void) => void;
	interface TCPOptions {
		/** Small pieces leave at once. */
		noDelay?: boolean;
		/** A silent connection is probed. */
		keepAlive?: boolean;
		/** Milliseconds of silence before that. */
		keepAliveInitialDelay?: number;
	}
	export interface SocketOptions extends TCPOptions {
		/** This side stays open when the peer has closed its own. */
		allowHalfOpen?: boolean;
		/** Bytes that are read ahead, and that are written before write() says to wait. */
		highWaterMark?: number;
		readableHighWaterMark?: number;
		writableHighWaterMark?: number;
		signal?: Signal;
		/** A connection of ECMA-419 that stands; it moves into the socket. */
		handle?: Handle;
		/** In place of "embedded:io/socket/tcp". */
		TCP?: TransportSettings;
		/** A descriptor of the system, which there is none of. */
		fd?: number;
	}
	export interface ConnectOptions extends SocketOptions {
		port?: number | string;
		host?: string;
		family?: 0 | 4 | 6;
		hints?: number;
		lookup?: Lookup;
		/** Milliseconds of silence after which "timeout" is emitted. */
		timeout?: number;
		localAddress?: string;
		localPort?: number;
		path?: string;
	}
	export interface ServerOptions extends TCPOptions {
		allowHalfOpen?: boolean;
		highWaterMark?: number;
		/** Connections are given paused. */
		pauseOnConnect?: boolean;
		/** In place of "embedded:io/socket/listener". */
		Listener?: TransportSettings;
	}
	export interface ListenOptions {
		port?: number | string;
		host?: string;
		/** How many connections may wait, which the Listener class decides by itself. */
		backlog?: number;
		exclusive?: boolean;
		ipv6Only?: boolean;
		signal?: Signal;
		path?: string;
		fd?: number;
	}
	export interface AddressInfo {
		address: string;
		family: "IPv4" | "IPv6";
		port: number;
	}
	export type { BufferEncoding };
}
