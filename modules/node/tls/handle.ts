/* The TLS connection that is a TLSSocket's handle. */

import TLS from "embedded:io/socket/tcp/tls";
import { Socket } from "node:net";
import { type Handle, type HandleSocket, handleCallbacks } from "tls419/node/net/handle_socket";
import { onKeyLog } from "tls419/node/tls/asked";
import type { Below } from "tls419/node/tls/below";
import { disconnected } from "tls419/node/tls/disconnection";
import DuplexTransport from "tls419/node/tls/duplex_transport";
import type { SocketServer } from "tls419/node/tls/options";
import type { Setup } from "tls419/node/tls/setup";

/** Whose handle it is. */
interface Owner extends HandleSocket {
	readonly server: SocketServer | undefined;
	sideEnded(): void;
	sessionArrived(session: ArrayBuffer): void;
}

/* Shared by all TLS connections, whose `target` is the socket. */
const callbacks = Object.freeze({
	...handleCallbacks,
	onFinish(this: TLS): void {
		(this.target as Owner).sideEnded();
	},
	onSession(this: TLS, session: ArrayBuffer): void {
		(this.target as Owner).sessionArrived(session);
	},
});

/** Starts TLS on what is below, or on the socket's own connection. @throws Error if that is gone. */
export function openHandle(socket: Owner, setup: Setup, below: Below | undefined): Handle {
	const logged = (socket.server ?? socket).listenerCount("keylog") > 0;
	const tls = logged ? { ...setup.settings, onKeyLog } : setup.settings;
	const onSession = setup.server ? undefined : callbacks.onSession;
	const options = { ...callbacks, onSession, target: socket, tls };
	/* What a stream has read already is found in the stream, and not in its connection. */
	if (below !== undefined && !(below instanceof Socket && below.readableLength === 0))
		return new TLS({ ...options, TCP: { io: DuplexTransport, stream: below } } as never);
	const from = (below ?? socket).detachHandle();
	if (from === undefined) throw disconnected(setup.host);
	try {
		return new TLS({ ...options, from } as never);
	} catch (error) {
		/* Nobody else has it any more. */
		from.close();
		throw error;
	}
}
