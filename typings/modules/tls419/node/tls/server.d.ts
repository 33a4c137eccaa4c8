/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/server" {
	import { Buffer } from "node:buffer";
	import { Server as TCPServer } from "node:net";
	import type { SocketOptions } from "tls419/node/tls/options";
	import { SecureContext, type SecureContextOptions } from "tls419/node/tls/secure_context";
	import { TLSSocket } from "tls419/node/tls/socket";
	export interface ServerOptions extends SocketOptions {
		readonly noDelay?: boolean;
		readonly keepAlive?: boolean;
		readonly keepAliveInitialDelay?: number;
	}
	type Listener = (socket: TLSSocket) => void;
	export class Server extends TCPServer {
		#private;
		/**
		 * @param options those of createSecureContext, or a secureContext; of a connection; and of net.Server.
		 * @throws TypeError, RangeError, Error, TLSError for options that cannot be used.
		 */
		constructor(options?: ServerOptions | Listener | null, listener?: Listener);
		/** The context for clients that ask for a name; a star stands for its first label. */
		addContext(hostname: string, context: SecureContext | SecureContextOptions): void;
		/** Certificate, key and what else belongs to a context, from the next handshake on. */
		setSecureContext(options: SecureContextOptions): void;
		/** The 48 bytes that seal tickets. Where none were given, they are chosen now, and stay until setTicketKeys(). */
		getTicketKeys(): Buffer;
		/** Seals tickets with other keys from now on: 48 bytes, of which the first 16 are a name. */
		setTicketKeys(keys: Uint8Array): void;
	}
}
