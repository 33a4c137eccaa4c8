/** Lets so many milliseconds pass, of which a virtual clock knows that nobody waits for them. */
export function sleep(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
