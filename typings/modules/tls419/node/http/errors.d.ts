/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/errors" {
	/** An Error with Node's code. */
	export interface CodedError extends Error {
		code: string;
		/** Of a message that cannot be parsed: what is wrong with it. */
		reason?: string;
	}
	export function headersSent(verb: string): CodedError;
	/** What Node says where a peer is gone before it has said all. */
	export function connectionReset(message: string): CodedError;
	/** A message of the peer that is not HTTP/1.1 as RFC 9112 has it, or larger than what is allowed. */
	export function parseError(code: string, reason: string): CodedError;
	/** @returns the milliseconds, which are checked. @throws Node's errors for a timer's duration */
	export function duration(value: unknown, name: string): number;
	export function checkInteger(value: unknown, name: string, least?: number): void;
	export function checkCallback(value: unknown, name?: string): void;
}
