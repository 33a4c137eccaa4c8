/* Errors as the events of this module have them. */

import { TLSError } from "tls419/errors";

/**
 * An error that is a number as well, for listeners that compare what they get with mbedTLS's numbers, as they are used to: `error == -0x7780`, `+error`. As text it is what
 * errors are.
 */
export function numbered(error: unknown): Error {
	const whole = error instanceof Error ? error : new TLSError("ERR_TLS", String(error));
	const number = "number" in whole ? whole.number : undefined;
	if (typeof number === "number" && number !== 0) Object.defineProperty(whole, "valueOf", { value: () => number, configurable: true });
	return whole;
}

export function closedError(what: string): Error {
	return new TLSError("ERR_TLS_CLOSED", `${what} was closed`);
}
