/* Who waits for a socket to be bound. */

import type { EventEmitter } from "node:events";

/** Calls back at 'listening', with the socket as `this`; not if an 'error' comes before. */
export function whenListening(socket: EventEmitter, callback: () => void): void {
	const clear = () => {
		socket.removeListener("error", clear);
		socket.removeListener("listening", bound);
	};
	const bound = () => {
		clear();
		callback.call(socket);
	};
	socket.on("error", clear);
	socket.on("listening", bound);
}
