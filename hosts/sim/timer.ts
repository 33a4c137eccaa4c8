/** "timer": Moddable's timers. A timer that is scheduled keeps the program alive; one that was scheduled without an interval waits for the next schedule. */
export type TimerCallback = (timer: Timer) => void;

export default class Timer {
	/** Made by set and repeat only. */
	private constructor() {}
	/** Calls back once after `interval` milliseconds and, with `repeat`, every `repeat` milliseconds from then on. */
	static set(callback: TimerCallback, interval?: number, repeat?: number): Timer {
		return native("xs_timer_set").call(this, callback, interval, repeat);
	}
	/** Calls back every `interval` milliseconds. */
	static repeat(callback: TimerCallback, interval: number): Timer {
		return native("xs_timer_repeat").call(this, callback, interval);
	}
	/** Moves a timer. Without an interval it stays valid and does not fire. */
	static schedule(timer: Timer, interval?: number, repeat?: number): void {
		native("xs_timer_schedule").call(this, timer, interval, repeat);
	}
	static clear(timer: Timer | undefined | null): void {
		native("xs_timer_clear").call(this, timer);
	}
	/** Waits without returning to the event loop. */
	static delay(milliseconds: number): void {
		native("xs_timer_delay").call(this, milliseconds);
	}
}
