/* The secrets of a handshake as lines of an NSS key log, for whoever has asked for them. */

import type { Session } from "tls419/session";

/** Gets each line, its line feed included. */
export type KeyLogCallback = (line: string) => void;

let warned = false;

/** Tells everybody who can see the machine's console that its connections are no longer secret. Once: who logs keys opens many connections. */
export function warnOfKeyLog(): void {
	if (warned) return;
	warned = true;
	trace("WARNING: tls.onKeyLog is set. Whoever gets the lines can read, and change, what these TLS connections carry. Never ship this.\n");
}

/**
 * Gives the lines that have come since the last call, one by one, until the callback has closed the connection.
 * @param instance is `this` of the callback.
 */
export function tellKeys(connection: { readonly session: Session; readonly over: boolean }, tell: KeyLogCallback, instance: unknown): void {
	const text = connection.session.takeKeys();
	for (let start = 0; start < text.length && !connection.over; ) {
		const end = text.indexOf("\n", start) + 1;
		tell.call(instance, text.slice(start, end));
		start = end;
	}
}
