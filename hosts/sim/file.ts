/* "tls419/sim/file": whole files of the machine that the simulator runs on, in place of a device's flash. */

/** The bytes of a file; undefined if there is none. @throws Error if it cannot be read. */
export function readFile(path: string): ArrayBuffer | undefined {
	return native("xs_sim_file_read").call<ArrayBuffer | undefined>(undefined, path);
}

/** Writes a file that only its owner can read. @throws Error if it cannot be written. */
export function writeFile(path: string, bytes: ArrayBuffer | Uint8Array): void {
	native("xs_sim_file_write").call(undefined, path, bytes);
}
