/* ALPN (RFC 7301) where a server chooses by itself: what the client offers, and what becomes of the answer. */

import { text } from "tls419/der";
import { TLSError } from "tls419/errors";

/** Chooses one of the protocols that a client offers; undefined turns it away. `this` is the connection, or the listener. */
export type ProtocolCallback = (protocols: readonly string[], serverName: string | undefined) => string | undefined;

/** The names in a client's list, as they are sent: a length byte before each. */
function namesOf(list: Uint8Array): Uint8Array[] {
	const names: Uint8Array[] = [];
	for (let at = 0; at < list.length; at += 1 + list[at]) names.push(list.subarray(at, at + 1 + list[at]));
	return names;
}

/**
 * Asks which protocol it is to be.
 * @param list what the client offers
 * @returns the name with its length byte
 * @throws TLSError where it is none; what the callback throws, and TypeError for an answer that the client has not offered
 */
export function askForProtocol(
	ask: ProtocolCallback,
	asker: object | undefined,
	list: Uint8Array,
	serverName: string | undefined,
): Uint8Array {
	const offered = namesOf(list);
	const names = Object.freeze(offered.map((name) => text(name.slice(1).buffer)));
	const answer: unknown = ask.call(asker, names, serverName);
	if (answer === undefined)
		throw new TLSError("ERR_SSL_NO_APPLICATION_PROTOCOL", "the peer and this side have no application protocol (ALPN) in common");
	const place = names.indexOf(answer as string);
	if (place < 0) throw new TypeError("onApplicationLayerProtocol must give one of the protocols that the client offers, or undefined");
	return offered[place].slice();
}
