/* What ends a socket from outside. */

import type { EventEmitter } from "node:events";
import { typeError } from "tls419/dgram/errors";
import type { Signal } from "tls419/dgram/types";

/** Calls `end` when the signal is given, now if it was; listens to it as long as the socket is open. */
export function closeWith(signal: Signal, socket: EventEmitter, end: () => void): void {
	if (typeof signal !== "object" || signal === null || !("aborted" in signal))
		throw typeError("options.signal", "an instance of AbortSignal", signal);
	if (signal.aborted) end();
	else {
		signal.addEventListener("abort", end);
		socket.once("close", () => signal.removeEventListener("abort", end));
	}
}
