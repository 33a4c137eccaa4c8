/* Errors with the codes and words of Node's dgram. */

import { coded } from "tls419/node/errors";

/** An error that a call of the system has ended with. */
export interface SystemError extends Error {
	code: string;
	syscall: string;
	address?: string;
	port?: number;
}

type Coded = Error & { code: string };

function received(value: unknown): string {
	if (value === null || value === undefined) return `Received ${value}`;
	if (typeof value === "function") return `Received function ${value.name}`;
	if (typeof value === "object") {
		const name = value.constructor?.name;
		return name ? `Received an instance of ${name}` : "Received an object";
	}
	const shown = typeof value === "string" ? `'${value.length > 28 ? `${value.slice(0, 25)}...` : value}'` : String(value);
	return `Received type ${typeof value} (${shown})`;
}

export function typeError(name: string, kinds: string, value: unknown): Coded {
	return coded(new TypeError(`The "${name}" argument must be ${kinds}. ${received(value)}`), "ERR_INVALID_ARG_TYPE");
}

export function missingError(name: string): Coded {
	return coded(new TypeError(`The "${name}" argument must be specified`), "ERR_MISSING_ARGS");
}

export function boundsError(name: string): Coded {
	return coded(new RangeError(`"${name}" is outside of buffer bounds`), "ERR_BUFFER_OUT_OF_BOUNDS");
}

export function portError(name: string, value: unknown, zero: boolean): Coded {
	return coded(new RangeError(`${name} should be ${zero ? ">=" : ">"} 0 and < 65536. ${received(value)}.`), "ERR_SOCKET_BAD_PORT");
}

export function kindError(): Coded {
	return coded(new TypeError("Bad socket type specified. Valid types are: udp4, udp6"), "ERR_SOCKET_BAD_TYPE");
}

const states = Object.freeze({
	ERR_SOCKET_ALREADY_BOUND: "Socket is already bound",
	ERR_SOCKET_DGRAM_IS_CONNECTED: "Already connected",
	ERR_SOCKET_DGRAM_NOT_CONNECTED: "Not connected",
	ERR_SOCKET_DGRAM_NOT_RUNNING: "Not running",
});

/** For what a socket cannot do as it is. */
export function stateError(code: keyof typeof states): Coded {
	return coded(new Error(states[code]), code);
}

/** As Node tells of a call that failed. @param cause what the UDP class has thrown; its code is kept, and its sentence as the cause. */
export function systemError(code: string, syscall: string, place?: { address: string; port?: number }, cause?: unknown): SystemError {
	const where = place === undefined ? "" : ` ${place.address}${place.port ? `:${place.port}` : ""}`;
	const error: SystemError = Object.assign(new Error(`${syscall} ${code}${where}`), { code, syscall, ...place });
	if (cause !== undefined) error.cause = cause;
	return error;
}

/** The code of what the UDP class has thrown; classes that give none are told apart no further. */
export function codeOf(error: unknown, otherwise: string): string {
	const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
	return typeof code === "string" ? code : otherwise;
}
