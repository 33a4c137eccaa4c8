/** "time": Moddable's clock that only counts. */
class Time {
	/** Never made. */
	private constructor() {}
	/** Milliseconds since some moment before the program. */
	static get ticks(): number {
		return native("xs_sim_ticks").call(this);
	}
	static get microseconds(): number {
		return native("xs_sim_microseconds").call(this);
	}
	static delta(start: number, end: number = Time.ticks): number {
		return end - start;
	}
}

export function now(this: void): number {
	return native("xs_sim_now").call(this);
}

export default Object.freeze(Time);
