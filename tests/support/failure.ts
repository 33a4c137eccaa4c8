/* An error as the tests look at it: with what this project and Node add to one. */

export interface Failure extends Error {
	code?: string;
	number?: number;
	alert?: number;
	syscall?: string;
	address?: string;
	port?: number;
}

/** The error that `body` throws. */
export function thrown(body: () => unknown): Failure {
	try {
		body();
	} catch (error) {
		if (error instanceof Error) return error;
		throw new Error(`what was thrown is no Error but ${String(error)}`);
	}
	throw new Error("nothing was thrown");
}
