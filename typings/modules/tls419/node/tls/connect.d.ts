/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/connect" {
	import type { Duplex } from "node:stream";
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
}
