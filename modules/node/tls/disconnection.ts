/* A connection that ends before TLS is done with its handshake. */

import { coded } from "tls419/node/errors";
import type { SocketServer } from "tls419/node/tls/options";

/** Whose handshake it is. */
interface Shaking {
	readonly server: SocketServer | undefined;
	readonly destroyed: boolean;
	destroy(error?: Error): unknown;
}

/** @param host whom a client has asked for */
export function disconnected(host: string | undefined): Error {
	return Object.assign(coded(new Error("the peer ended the connection before secure TLS connection was established"), "ECONNRESET"), {
		...(host && { host }),
	});
}

/** Why a handshake has failed: an end without a word is told as Node tells it, all else is told already. */
export function reasonOf(error: (Error & { code?: string }) | undefined, host: string | undefined): Error {
	return error?.code === undefined || error.code === "EOF" || error.code === "ECONNRESET" ? disconnected(host) : error;
}

/** A handshake that has failed is told once: by the server, or by the socket. */
export function tellFailure(socket: Shaking, error: Error): void {
	if (socket.destroyed) return;
	const { server } = socket;
	if (server === undefined) {
		socket.destroy(error);
		return;
	}
	try {
		server.emit("tlsClientError", error, socket);
	} finally {
		/* Also where a listener throws. */
		socket.destroy();
	}
}
