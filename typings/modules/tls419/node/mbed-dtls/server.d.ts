/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/server" {
	import { EventEmitter } from "node:events";
	import type { RemoteInfo } from "tls419/dgram/types";
	import { Gate, type Socket } from "tls419/node/mbed-dtls/gate";
	import { DtlsServerSocket } from "tls419/node/mbed-dtls/peer";
	import { type ServerCredentials } from "tls419/node/mbed-dtls/settings";
	import type { Place } from "tls419/udp";
	export interface ServerOptions extends ServerCredentials {
		/** A socket of the application's, bound or not, which stays its own: it is not closed here. */
		readonly socket?: Socket | null | undefined;
		/** Of the server's own socket. Default "udp4". */
		readonly type?: "udp4" | "udp6";
		/** Whether clients are told when their association is ended here. Default true. */
		readonly sendClose?: boolean;
	}
	export class DtlsServer extends EventEmitter {
		#private;
		/** Whether the socket is bound. */
		listening: boolean;
		readonly gate: Gate;
		/** @throws TypeError, RangeError, Error for options that cannot be meant, TLSError for certificates and keys that cannot be read. */
		constructor(options?: ServerOptions);
		/** Opens the port: (port, hostname, callback), of which each may be left out. 'listening' follows. */
		listen(...values: unknown[]): this;
		/** Says goodbye to all clients, and closes the socket. 'close' follows, with the callback among its listeners. */
		close(callback?: () => void): this;
		/** Where the server is bound. */
		address(): {
			address: string;
			family: string;
			port: number;
		};
		/** How many clients are connected. */
		getConnections(callback: (count: number) => void): void;
		/** Goes on with a client's session that `session` of its socket has given, at once. Returns false if there is a client at that place, or that cannot be done. */
		resumeSocket({ address, port }: Place, session: unknown): boolean;
		at(address: string, port: number): DtlsServerSocket | undefined;
		visitor(address: string, port: number): DtlsServerSocket;
		pass(message: Uint8Array, remote: RemoteInfo): void;
		secured(client: DtlsServerSocket): void;
		moved(client: DtlsServerSocket, before: Place): void;
		gone(client: DtlsServerSocket): void;
		restore(client: DtlsServerSocket, session: unknown): boolean;
	}
}
