/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/secure_socket" {
	import { Socket } from "node:net";
	import { type Callback, Duplex } from "node:stream";
	import { type SocketOptions } from "tls419/node/tls/options";
	export class SecureSocket extends Socket {
		#private;
		/** Whether the peer's certificate was found good, or it has proven to have the pre-shared key. */
		authorized: boolean;
		/** Why not: a code of Node's. */
		authorizationError: string | null;
		/** The protocol that ALPN has settled, false if none; null before the handshake is done. */
		alpnProtocol: string | false | null;
		/** Whom a client asks for (SNI); false if it names nobody. */
		servername: string | false | null;
		/**
		 * @param below what TLS stands on: any Duplex. Without one, connect() opens a connection.
		 * @throws TypeError, RangeError, Error for options that cannot be used, and if another TLSSocket stands on `below`.
		 */
		constructor(below?: Duplex | null, options?: SocketOptions);
		/** True: for those who ask a socket. */
		get encrypted(): true;
		/** The server that has accepted the connection. */
		get server(): SocketOptions["server"];
		/** True until the handshake is done. */
		get secureConnecting(): boolean;
		/**
		 * Connects what TLS stands on, or a connection of its own, as net.Socket does; `servername` or `host` say whose certificate is expected.
		 * @param values as for net.Socket.connect; the callback listens to "secureConnect".
		 */
		connect(...values: unknown[]): this;
		/** Small pieces leave at once; to be said before the handshake begins, when the connection passes to TLS. */
		setNoDelay(noDelay?: boolean): this;
		/** A silent connection is probed; to be said before the handshake begins. */
		setKeepAlive(enable?: boolean, initialDelay?: number): this;
		handleWritable(count: number): void;
		handleFailed(error?: Error & {
			code?: string;
		}): void;
		_final(callback: Callback): void;
		_destroy(error: Error | null, callback: Callback): void;
	}
}
