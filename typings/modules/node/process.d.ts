/* Made by `npm run typings` from the module itself. */
declare module "node:process" {
	/**
	 * As much of Node's process as streams need where the global one is missing or has no nextTick, as with the Moddable SDK. Where there is one (the simulator,
	 * Node itself), it is that one.
	 */
	type Tick = <Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values) => void;
	interface Process {
		nextTick: Tick;
	}
	const process: Process;
	const nextTick: Tick;
	export { nextTick };
	export default process;
}
