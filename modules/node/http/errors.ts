/** The errors of http and https: Node's codes, and sentences to act on. */
import { coded, invalidType, outOfRange } from "tls419/node/errors";

/** An Error with Node's code. */
export interface CodedError extends Error {
	code: string;
	/** Of a message that cannot be parsed: what is wrong with it. */
	reason?: string;
}

export function headersSent(verb: string): CodedError {
	return coded(new Error(`Cannot ${verb} headers after they are sent to the client`), "ERR_HTTP_HEADERS_SENT");
}

/** What Node says where a peer is gone before it has said all. */
export function connectionReset(message: string): CodedError {
	return coded(new Error(message), "ECONNRESET");
}

/** A message of the peer that is not HTTP/1.1 as RFC 9112 has it, or larger than what is allowed. */
export function parseError(code: string, reason: string): CodedError {
	return Object.assign(coded(new Error(`Parse Error: ${reason}`), code), { reason });
}

/** @returns the milliseconds, which are checked. @throws Node's errors for a timer's duration */
export function duration(value: unknown, name: string): number {
	if (typeof value !== "number") throw invalidType(name, "of type number", value);
	if (!(value >= 0 && Number.isFinite(value))) throw outOfRange(name, "a non-negative finite number", value);
	return Math.min(Math.trunc(value), 0x7fffffff);
}

export function checkInteger(value: unknown, name: string, least = 0): void {
	if (typeof value !== "number") throw invalidType(name, "of type number", value);
	if (!Number.isInteger(value)) throw outOfRange(name, "an integer", value);
	if (value < least) throw outOfRange(name, `>= ${least}`, value);
}

export function checkCallback(value: unknown, name = "callback"): void {
	if (typeof value !== "function") throw invalidType(name, "of type function", value);
}
