/* Errors with Node's codes, for arguments that cannot be meant. */

import { kindOf } from "tls419/validate";

type Coded<E extends Error> = E & { code: string };

/** An error with a code. */
export function coded<E extends Error>(error: E, code: string): Coded<E> {
	return Object.assign(error, { code });
}

/** @param expected what it must be, such as "a function" */
export function invalidType(name: string, expected: string, value: unknown): Coded<TypeError> {
	return coded(new TypeError(`${name} must be ${expected}, and not ${kindOf(value)}`), "ERR_INVALID_ARG_TYPE");
}

/** @param expected what it must be, such as "one of TLSv1.2 and TLSv1.3" */
export function invalidValue(name: string, expected: string, value: unknown): Coded<TypeError> {
	return coded(new TypeError(`${name} must be ${expected}, and not ${kindOf(value)}`), "ERR_INVALID_ARG_VALUE");
}

/** @param range what it must be, such as "a whole number above 0" */
export function outOfRange(name: string, range: string, value: unknown): Coded<RangeError> {
	return coded(new RangeError(`${name} must be ${range}, and not ${kindOf(value)}`), "ERR_OUT_OF_RANGE");
}

/** What Node has and this library has not. @param advice what can be done in its place */
export function unavailable(what: string, advice: string): Coded<Error> {
	return coded(new Error(`${what} is not available here: ${advice}`), "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM");
}

/** @returns the value if it is undefined or a function */
export function optionalFunction<F extends (...values: never[]) => unknown>(value: unknown, name: string): F | undefined {
	if (value !== undefined && value !== null && typeof value !== "function") throw invalidType(name, "a function", value);
	return (value ?? undefined) as F | undefined;
}
