/* What `debug` asks for. */

export type Log = (level: number, ...values: unknown[]) => void;

function silent(): void {
	/* Level 0. */
}

/** Where there is a console, as on Node, it is the console's; a program of the SDK has `trace` alone. */
function say(line: string): void {
	const console: unknown = Reflect.get(globalThis, "console");
	if (typeof console === "object" && console !== null && "log" in console && typeof console.log === "function") console.log(line);
	else trace(`${line}\n`);
}

/** @param debug 1 tells of errors, 2 of what happens, 3 of each datagram. */
export function logger(debug: number | undefined): Log {
	if (!debug) return silent;
	return (level, ...values) => {
		if (level <= debug) say(`mbed-dtls: ${values.map(String).join(" ")}`);
	};
}
