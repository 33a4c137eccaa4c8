/* A stream that TLS stands on, where that has no connection of its own. */

import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { coded } from "tls419/node/errors";

/* Of the stream: who stands on it. */
const owner = Symbol("TLSSocket");

/** Who stands on a stream, and hears what becomes of that. */
export interface Standing {
	belowConnected(): void;
	belowClosed(): void;
	belowFailed(error: Error): void;
}

export interface Below extends Duplex {
	[owner]?: Standing;
	/** A socket's: whether it has no connection yet; and a TLSSocket's: whether its own handshake is not done yet. */
	readonly connecting?: boolean;
	readonly secureConnecting?: boolean;
}

/* Shared by all streams that TLS stands on; `this` leads to the socket. */
function belowConnected(this: Below): void {
	this[owner]?.belowConnected();
}
function belowFailed(this: Below, error: Error): void {
	this[owner]?.belowFailed(error);
}
function belowClosed(this: Below): void {
	this[owner]?.belowClosed();
}

/** @throws Error if somebody stands on it */
export function checkFree(below: Below | null | undefined): void {
	if (below?.[owner] !== undefined) throw coded(new Error("this stream carries a TLS connection already"), "ERR_TLS_SOCKET_BOUND");
}

/** From here on it carries that one connection. Returns whether TLS can begin; else a socket has to connect first, of which it is told. */
export function standOn(below: Below, standing: Standing): boolean {
	below[owner] = standing;
	below.on("close", belowClosed);
	below.on("error", belowFailed);
	if (!(below instanceof Socket)) return true;
	/* What comes from now on is for TLS. */
	below.pause();
	/* TLS in TLS begins when the outer handshake is done. */
	const { secureConnecting }: Below = below;
	if (below.handle !== undefined && !(secureConnecting ?? below.connecting)) return true;
	below.once(secureConnecting === undefined ? "connect" : "secure", belowConnected);
	return false;
}
