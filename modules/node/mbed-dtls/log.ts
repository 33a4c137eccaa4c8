/* What `debug` asks for. */

export type Log = (level: number, ...values: unknown[]) => void;

function silent(): void {
	/* Level 0. */
}

/** @param debug 1 tells of errors, 2 of what happens, 3 of each datagram. */
export function logger(debug: number | undefined): Log {
	if (!debug) return silent;
	return (level, ...values) => {
		if (level <= debug) console.log("mbed-dtls:", ...values);
	};
}
