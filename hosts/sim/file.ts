/* "tls419/sim/file": whole files of the machine that the simulator runs on, in place of a device's flash. */

/** The bytes of a file; undefined if there is none. @throws Error if it cannot be read. */
export function readFile(this: void, path: string): ArrayBuffer | undefined {
	return native("xs_sim_file_read").call(this, path);
}

/** Writes a file that only its owner can read. @throws Error if it cannot be written. */
export function writeFile(this: void, path: string, bytes: ArrayBuffer | Uint8Array): void {
	native("xs_sim_file_write").call(this, path, bytes);
}
