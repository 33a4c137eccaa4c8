/** The events of a connection, told to whom it serves at the moment. The listeners are the same five functions for all connections. */
import type { Socket } from "tls419/node/http/socket";

export interface Owner {
	onData(chunk: Uint8Array): void;
	/** The peer will send no more. */
	onEnd(): void;
	onError(error: Error): void;
	onClose(): void;
	onTimeout(): void;
}

const owner = Symbol("owner");
type Owned = Socket & { [owner]?: Owner | undefined };

function data(this: Owned, chunk: Uint8Array): void {
	this[owner]?.onData(chunk);
}

function end(this: Owned): void {
	this[owner]?.onEnd();
}

function error(this: Owned, fault: Error): void {
	this[owner]?.onError(fault);
}

function close(this: Owned): void {
	this[owner]?.onClose();
}

function timeout(this: Owned): void {
	this[owner]?.onTimeout();
}

/** From here on the events are told to this owner, and to no other. */
export function own(socket: Socket, who: Owner): void {
	const owned: Owned = socket;
	const fresh = owned[owner] === undefined;
	owned[owner] = who;
	if (!fresh) return;
	socket.on("data", data);
	socket.on("end", end);
	socket.on("error", error);
	socket.on("close", close);
	socket.on("timeout", timeout);
}

/** The connection is somebody else's. */
export function disown(socket: Socket): void {
	const owned: Owned = socket;
	owned[owner] = undefined;
	socket.removeListener("data", data);
	socket.removeListener("end", end);
	socket.removeListener("error", error);
	socket.removeListener("close", close);
	socket.removeListener("timeout", timeout);
}
