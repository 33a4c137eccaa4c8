/* Numbers that a seed repeats: `TLS419_SEED=... npm test -- ...` does again what has failed. */

export const seed = Number(process.env.TLS419_SEED ?? Math.floor(Math.random() * 0xffffffff));
trace(`seed ${seed}\n`);

/* Knuth's generator, of which the upper half is random enough. */
let state = seed;

/** The same numbers once more. */
export function beginAnew(): void {
	state = seed;
}

/** A whole number below `limit`. */
export function random(limit: number): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 0x100000000) * limit);
}
