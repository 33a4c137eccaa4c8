/* Made by `npm run typings` from the module itself. */
declare module "tls419/openssl-dtls/server" {
	import { EventEmitter } from "node:events";
	import { type Socket } from "tls419/dgram/socket";
	import { type ServerOptions } from "tls419/openssl-dtls/options";
	export class Server extends EventEmitter {
		#private;
		readonly socket: Socket;
		readonly mtu: number;
		readonly handshakeTimeout: number;
		readonly connectionTimeout: number;
		readonly suppressRetransmitsQuirk: boolean;
		/** @throws TypeError, RangeError, Error for options that cannot be used; TLSError for keys and certificates that cannot */
		constructor(options: ServerOptions);
		/** What the socket's bind() takes. */
		bind(...values: Parameters<Socket["bind"]>): void;
		/** Says goodbye to all peers and closes the socket, also one that was given; the callback is called then. */
		close(callback?: () => void): void;
	}
	export function createServer(options: ServerOptions): Server;
}
