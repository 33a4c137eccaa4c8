/* ALPN (RFC 7301): the option with the names, and where a server chooses by itself what the client offers and what becomes of the answer. */

import { text, textOrBytes } from "tls419/der";
import { TLSError } from "tls419/errors";

/** Chooses one of the protocols that a client offers; undefined turns it away. `this` is the connection, or the listener. */
export type ProtocolCallback = (protocols: readonly string[], serverName: string | undefined) => string | undefined;

/** The names that an option has, one or a list of them, as they are sent: a length byte before each. @throws TypeError, RangeError */
export function protocols(value: unknown, name: string): Uint8Array {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	if (list.length === 0) throw new RangeError(`${name} is an empty list`);
	const names = list.map((item) => textOrBytes(item, name));
	for (const protocol of names) {
		if (protocol.length === 0 || protocol.length > 255)
			throw new RangeError(`${name}: a protocol name has 1 to 255 bytes, and not ${protocol.length}`);
		if (protocol.includes(0)) throw new RangeError(`${name}: a protocol name must not contain a zero byte`);
	}
	const result = new Uint8Array(names.reduce((sum, protocol) => sum + 1 + protocol.length, 0));
	let at = 0;
	for (const protocol of names) {
		result[at] = protocol.length;
		result.set(protocol, at + 1);
		at += 1 + protocol.length;
	}
	if (result.length > 65535) throw new RangeError(`${name} is longer than 65535 bytes`);
	return result;
}

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
