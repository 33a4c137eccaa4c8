/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/dns/lookup" {
	export type Family = 0 | 4 | 6;
	export interface LookupAddress {
		address: string;
		family: 4 | 6;
	}
	export interface LookupOptions {
		/** 4 or 6 for an address of that kind only; 0, the default, for any. */
		family?: Family | "IPv4" | "IPv6";
		/** All addresses that are known, in an array. */
		all?: boolean;
		/** Hints to the system's resolver, which has no use for them here. */
		hints?: number;
		verbatim?: boolean;
		order?: "ipv4first" | "ipv6first" | "verbatim";
	}
	export type LookupOneCallback = (error: Error | null, address: string, family: number) => void;
	export type LookupAllCallback = (error: Error | null, addresses: LookupAddress[]) => void;
	/** The address of a name, in a turn of its own: (hostname, callback) or (hostname, options or family, callback). */
	export function lookup(hostname: string, callback: LookupOneCallback): void;
	export function lookup(hostname: string, options: LookupOptions & {
		all: true;
	}, callback: LookupAllCallback): void;
	export function lookup(hostname: string, options: Family | (LookupOptions & {
		all?: false;
	}), callback: LookupOneCallback): void;
	export function lookup(hostname: string, options: LookupOptions, callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void): void;
	function lookupLater(hostname: string, options?: Family | LookupOptions): Promise<LookupAddress | LookupAddress[]>;
	export const promises: Readonly<{
		lookup: typeof lookupLater;
	}>;
}
