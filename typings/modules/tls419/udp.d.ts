/* Made by `npm run typings` from the module itself. */
declare module "tls419/udp" {
	import type { Place } from "tls419/datagrams";
	import { type ByteBuffer } from "tls419/validate";
	export type { Place };
	/** Where a datagram has come from, or is said to. */
	export interface Origin extends Place {
		/** Hears whether the datagram was genuine and newer than all before, when it has been looked at. */
		readonly judged?: (newer: boolean) => void;
	}
	/** A datagram says where it came from. */
	export type Datagram = ArrayBuffer & {
		address: string;
		port: number;
	};
	export interface Socket {
		target?: unknown;
		/** The port it is bound to, if it tells. */
		readonly port?: number;
		read(): Datagram | undefined;
		/** A class that does not read into a buffer gives a new one. */
		read(into: ByteBuffer): Datagram | number | undefined;
		write(data: Uint8Array, address: string, port: number): void;
		close(): void;
	}
	/** Where a datagram lies until the next one comes: nobody keeps it longer than a call takes. It says where the datagram came from. */
	export type Landing = ArrayBuffer & Place;
	/** What hears of a socket; it is the socket's target. */
	export interface SocketListener {
		/** Datagrams have come. */
		drain(): void;
		socketFailed(error: unknown): void;
	}
}
