/** setTimeout and its family, over the timers of the simulator. */
import Timer from "timer";

/** As browsers do it: what is no number of milliseconds is 0. */
function interval(milliseconds: unknown): number {
	const number = Number(milliseconds);
	return number > 0 ? Math.min(number, 0x7fffffff) : 0;
}

function callable(callback: unknown): void {
	if (typeof callback !== "function") throw new TypeError("a timer's callback is a function");
}

export function setTimeout<Values extends unknown[]>(
	callback: (...values: Values) => void,
	milliseconds?: number,
	...values: Values
): Timer {
	callable(callback);
	return Timer.set(() => callback(...values), interval(milliseconds));
}

export function setInterval<Values extends unknown[]>(
	callback: (...values: Values) => void,
	milliseconds?: number,
	...values: Values
): Timer {
	callable(callback);
	return Timer.repeat(() => callback(...values), Math.max(1, interval(milliseconds)));
}

export function setImmediate<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): Timer {
	return setTimeout(callback, 0, ...values);
}

export function clear(timer: Timer | undefined | null): void {
	if (typeof timer === "object") Timer.clear(timer);
}

/** An exception of the callback is an uncaught exception, not a rejection. */
export function queueMicrotask(callback: () => void): void {
	callable(callback);
	Promise.resolve().then(() => {
		try {
			callback();
		} catch (error) {
			Timer.set(() => {
				throw error;
			});
		}
	});
}
