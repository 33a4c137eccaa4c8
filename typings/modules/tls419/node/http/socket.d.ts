/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/socket" {
	/** What http asks of a connection: a net.Socket, a TLSSocket, or any Duplex that can as much. */
	import type { Duplex } from "node:stream";
	export interface Socket extends Duplex {
		/** Milliseconds without a byte in either direction after which 'timeout' is emitted; 0: none. */
		setTimeout(milliseconds: number, callback?: () => void): unknown;
		setNoDelay?(noDelay?: boolean): unknown;
		setKeepAlive?(enable?: boolean, initialDelay?: number): unknown;
		/** Closes when all that was written has been sent. */
		destroySoon?(): void;
		ref?(): unknown;
		unref?(): unknown;
	}
	/** Closes the connection when all that was written has been sent. What still comes is forgotten. */
	export function closeSoon(socket: Socket): void;
	/** What it brings from here on waits for its new owner, who may take a while to listen. */
	export function handOver(socket: Socket): void;
}
