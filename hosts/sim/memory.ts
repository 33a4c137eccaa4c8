/** How much memory the program uses, from the simulator's own allocators. */
export interface Memory {
	/** Bytes of JavaScript's heap as a chip would have them: slots of 16 bytes, and chunks. */
	readonly heap: number;
	readonly peakHeap: number;
	/** Bytes of the native heap of TLS. */
	readonly tls: number;
	readonly peakTLS: number;
}

export function memory(this: void): Memory {
	return native("xs_sim_memory").call(this);
}
