/**
 * As much of Node's process as streams need where there is no such global, as in the Moddable SDK. Where there is one (the simulator, Node itself), it is
 * that one.
 */

interface Process {
	nextTick<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): void;
	/** Streams compare with them what they are piped to. */
	readonly stdout?: object;
	readonly stderr?: object;
}

/** An exception in the callback is a rejection that nobody handles: it ends the machine, as an exception that nobody catches does. */
function nextTick<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): void {
	Promise.resolve().then(() => callback(...values));
}

const present = (globalThis as { process?: Process }).process;
const process: Process = present ?? Object.freeze({ nextTick });
const tick: Process["nextTick"] = process.nextTick;

export { tick as nextTick };
export default process;
