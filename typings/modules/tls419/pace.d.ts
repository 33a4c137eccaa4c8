/* Made by `npm run typings` from the module itself. */
declare module "tls419/pace" {
	/** Gives the milliseconds to wait before a flight is sent again, from those that were waited before; 0 at first. */
	export type Retransmission = (last: number) => number;
	export class Pace {
		#private;
		/** @param rule false for never: a flight is sent again when the peer says its own again. */
		constructor(rule: Retransmission | false);
		/** The milliseconds to wait, 0 for ever. @throws what the application's function throws; RangeError for what is no time. */
		after(asked: number): number;
	}
}
