/**
 * As much of Node's process as streams need where the global one is missing or has no nextTick, as with the Moddable SDK. Where there is one (the simulator,
 * Node itself), it is that one.
 */

type Tick = <Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values) => void;

interface Process {
	nextTick: Tick;
}

/** An exception in the callback is a rejection that nobody handles: it ends the machine, as an exception that nobody catches does. */
const later: Tick = (callback, ...values) => {
	Promise.resolve().then(() => callback(...values));
};

function isComplete(value: unknown): value is Process {
	return typeof value === "object" && value !== null && "nextTick" in value && typeof value.nextTick === "function";
}

const present: unknown = Reflect.get(globalThis, "process");
const process: Process = isComplete(present) ? present : Object.freeze({ nextTick: later });
const nextTick: Tick = process.nextTick;

export { nextTick };
export default process;
