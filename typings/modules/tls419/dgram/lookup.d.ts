/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/lookup" {
	export type LookupCallback = (error: Error | null, address: string, family?: number) => void;
	/** @param family 0 for either */
	export type Lookup = (host: string, family: 0 | 4 | 6, callback: LookupCallback) => void;
	/** An application's own, of which the first answer counts: what is opened or sent for it is opened or sent once. */
	export function answeringOnce(own: Lookup): Lookup;
	/** What a socket asks unless it was given another: an address is known without asking, in a turn of its own. */
	export function defaultLookup(host: string, family: 0 | 4 | 6, callback: LookupCallback): void;
	/** Calls back with what a name stands for to a socket of that family, in a turn of its own. */
	export function resolveFor(family: 4 | 6, lookup: Lookup, host: string, done: (error: Error | null, address: string) => void): void;
}
