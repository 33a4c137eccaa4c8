/* Names to addresses, for a socket of one family. */

import { lookup } from "node:dns";
import Timer from "timer";
import { familyOf } from "tls419/dgram/address";

export type LookupCallback = (error: Error | null, address: string, family?: number) => void;
/** @param family 0 for either */
export type Lookup = (host: string, family: 0 | 4 | 6, callback: LookupCallback) => void;

/** What a socket asks unless it was given another: an address is known without asking, in a turn of its own. */
export function defaultLookup(host: string, family: 0 | 4 | 6, callback: LookupCallback): void {
	const known = familyOf(host);
	if (known === 0) lookup(host, family, callback);
	else Timer.set(() => callback(null, host, known));
}
