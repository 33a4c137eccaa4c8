/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/lookup" {
	export type LookupCallback = (error: Error | null, address: string, family?: number) => void;
	/** @param family 0 for either */
	export type Lookup = (host: string, family: 0 | 4 | 6, callback: LookupCallback) => void;
	/** What a socket asks unless it was given another: an address is known without asking, in a turn of its own. */
	export function defaultLookup(host: string, family: 0 | 4 | 6, callback: LookupCallback): void;
}
