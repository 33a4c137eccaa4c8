/* Names to addresses, for a socket of one family. */

import { lookup } from "node:dns";
import Timer from "timer";
import { familyOf, mapped } from "tls419/dgram/address";

export type LookupCallback = (error: Error | null, address: string, family?: number) => void;
/** @param family 0 for either */
export type Lookup = (host: string, family: 0 | 4 | 6, callback: LookupCallback) => void;

/** An application's own, of which the first answer counts: what is opened or sent for it is opened or sent once. */
export function answeringOnce(own: Lookup): Lookup {
	return (host, family, callback) => {
		let waiting = true;
		own(host, family, (error, address, kind) => {
			if (waiting) {
				waiting = false;
				callback(error, address, kind);
			}
		});
	};
}

/** What a socket asks unless it was given another: an address is known without asking, in a turn of its own. */
export function defaultLookup(host: string, family: 0 | 4 | 6, callback: LookupCallback): void {
	const known = familyOf(host);
	if (known === 0) lookup(host, family, callback);
	else Timer.set(() => callback(null, host, known));
}

/** Calls back with what a name stands for to a socket of that family, in a turn of its own. */
export function resolveFor(family: 4 | 6, lookup: Lookup, host: string, done: (error: Error | null, address: string) => void): void {
	lookup(host, family, (error, address) => {
		/* A network of IPv4 only has nothing else for a socket that takes both. */
		const other = family === 6 && familyOf(host) === 0 && familyOf(address ?? "") === 4;
		done(error ?? null, other ? mapped(address) : address);
	});
}
