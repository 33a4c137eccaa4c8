/** What the tests need of the chip: its network, its memory and its serial line. */

/** Waits for an address; throws if there is none. */
export function startNetwork(this: void): void {
	native("xs_chip_startNetwork").call(this);
}

/** Waits for a line from the serial port, and so does everything else meanwhile. */
export function listen(this: void): string {
	return native("xs_chip_listen").call(this);
}

/** Writes a line to the serial port: `trace` says nothing in a release build. */
export function say(this: void, line: string): void {
	native("xs_chip_say").call(this, line);
}

/** @param seconds since 1970 */
export function setClock(this: void, seconds: number): void {
	native("xs_chip_setClock").call(this, seconds);
}

/** Bytes of heap that are free now. */
export function free(this: void): number {
	return native("xs_chip_free").call(this);
}

/** The least that were free since the last call. */
export function lowest(this: void): number {
	return native("xs_chip_lowest").call(this);
}

/** Takes all of the heap but about so many bytes; 0 gives everything back. */
export function leave(this: void, bytes: number): void {
	native("xs_chip_leave").call(this, bytes);
}

/** How many bytes of the stack of the task that runs JavaScript were never used. */
export function stack(this: void): number {
	return native("xs_chip_stack").call(this);
}
