/* One datagram leaves, or why it does not. */

import { codeOf, systemError } from "tls419/dgram/errors";
import type { Route } from "tls419/dgram/family";
import type { Port } from "tls419/dgram/port";

const BROADCAST = "255.255.255.255";

/** @param broadcast whether a datagram may go to all at once; returns the failure. */
export function sendTo(
	socket: Port | undefined,
	bytes: Uint8Array,
	{ address, known }: Route,
	port: number,
	broadcast: boolean,
): Error | undefined {
	if (known === undefined) return systemError("EINVAL", "send", { address, port });
	if (known === BROADCAST && !broadcast) return systemError("EACCES", "send", { address, port });
	try {
		socket?.write(bytes, known, port);
		return undefined;
	} catch (error) {
		return systemError(codeOf(error, "EIO"), "send", { address, port }, error);
	}
}
