/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/udp" {
	import type { RemoteInfo } from "tls419/dgram/types";
	import type { Datagram, Place } from "tls419/udp";
	/** What is needed of a socket. */
	export interface DatagramSocket {
		on(event: "message", listener: (message: Uint8Array, remote: RemoteInfo) => void): unknown;
		on(event: "error", listener: (error: Error) => void): unknown;
		on(event: "close", listener: () => void): unknown;
		removeListener(event: string, listener: (...values: never[]) => void): unknown;
		send(bytes: Uint8Array, port: number, address: string, callback: (error: Error | null) => void): void;
		address(): {
			port: number;
		};
	}
	export interface SocketUDPOptions {
		readonly socket: DatagramSocket;
		readonly target?: unknown;
		readonly onReadable?: (this: SocketUDP, count: number) => void;
		/** The socket has failed, or was closed. */
		readonly onError?: (this: SocketUDP, error: Error) => void;
		/** A datagram could not be sent, which is known only after write(). */
		readonly onLost?: (error: Error, to: Place) => void;
	}
	export class SocketUDP {
		#private;
		target: unknown;
		constructor(options: SocketUDPOptions);
		/** The port that the socket is bound to. @throws what the socket throws before it is bound */
		get port(): number;
		get format(): "buffer";
		read(): Datagram | undefined;
		/** Sends a copy where the socket may have to wait, for a port or a name, or where its send() is not its own. */
		write(data: Uint8Array, address: string, port: number): void;
		close(): void;
	}
}
