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
export function closeSoon(socket: Socket): void {
	if (socket.destroySoon) socket.destroySoon();
	else {
		socket.once("finish", destroy);
		socket.end();
	}
	socket.resume();
}

/** What it brings from here on waits for its new owner, who may take a while to listen. */
export function handOver(socket: Socket): void {
	const stream: { readableFlowing: boolean | null } = socket;
	stream.readableFlowing = null;
}

function destroy(this: Socket): void {
	this.destroy();
}
