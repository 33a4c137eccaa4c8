/** What the C files of our own simulator want from a host, when the host is the Moddable simulator. */

/** Before anything else of "tls419/sim". */
export function begin(this: void): void {
	native("xs_mcsim_begin").call(this);
}

/** Milliseconds, with a fraction, since some moment before the program. */
export function now(this: void): number {
	return native("xs_mcsim_now").call(this);
}
