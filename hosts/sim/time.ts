/** "time": Moddable's clock that only counts. */
const Time = Object.freeze({
	/** Milliseconds since some moment before the program. */
	get ticks(): number {
		return Math.floor(now());
	},
	get microseconds(): number {
		return Math.floor(now() * 1000);
	},
	delta(start: number, end: number = Time.ticks): number {
		return end - start;
	},
});

export function now(this: void): number {
	return native("xs_sim_now").call(this);
}

export default Time;
