/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/gate" {
	import type { RemoteInfo } from "tls419/dgram/types";
	import type { DatagramSocket } from "tls419/dgram/udp";
	/** As much of a dgram.Socket as is used. */
	export interface Socket extends DatagramSocket {
		once(event: string, listener: (...values: never[]) => void): unknown;
		bind(...values: unknown[]): unknown;
		close(): unknown;
		address(): {
			address: string;
			family: string;
			port: number;
		};
	}
	type Sent = (error: Error | null) => void;
	type Hear = (message: Uint8Array, remote: RemoteInfo) => void;
	export class Gate {
		#private;
		readonly socket: Socket;
		/** Is told of the size of what is sent, and where. */
		onSend: ((size: number, address: string, port: number) => void) | undefined;
		/** @param owned whether the socket is closed with the gate. @param hear gets what arrives, and passes it on or not. */
		constructor(socket: Socket, owned: boolean, hear: Hear);
		/** Gives a datagram to the DTLS class. */
		pass(message: Uint8Array, remote: RemoteInfo): void;
		on(event: string, listener: (...values: never[]) => void): void;
		removeListener(event: string): void;
		/** Does something that sends one datagram, and tells when that has left. */
		track(send: () => void, sent: Sent): void;
		send(bytes: Uint8Array, port: number, address: string, callback: Sent): void;
		address(): {
			address: string;
			family: string;
			port: number;
		};
		/** Leaves the socket, and closes it if it is owned; `done` follows. */
		close(done?: () => void): void;
	}
}
