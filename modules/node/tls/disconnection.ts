/* A connection that ends before TLS is done with its handshake. */

import { coded } from "tls419/node/errors";

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
