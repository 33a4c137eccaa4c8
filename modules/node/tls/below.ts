/* A stream that TLS stands on, where that has no connection of its own. */

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

/** From here on it carries that one connection. */
export function standOn(below: Below, standing: Standing): void {
	below[owner] = standing;
	below.on("close", belowClosed);
	below.on("error", belowFailed);
}

/** Tells who stands on it of its event, once. */
export function awaitBelow(below: Below, event: "connect" | "secure"): void {
	below.once(event, belowConnected);
}
