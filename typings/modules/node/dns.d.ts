/* Made by `npm run typings` from the module itself. */
declare module "node:dns" {
	import { lookup, promises } from "tls419/node/dns/lookup";
	export type { Family, LookupAddress, LookupAllCallback, LookupOneCallback, LookupOptions } from "tls419/node/dns/lookup";
	/** Codes of errors. */
	export const NOTFOUND = "ENOTFOUND";
	export const TIMEOUT = "ETIMEOUT";
	export const SERVFAIL = "ESERVFAIL";
	export const REFUSED = "EREFUSED";
	/** Hints that lookup() takes and has no use for. */
	export const ADDRCONFIG = 1024;
	export const V4MAPPED = 2048;
	export const ALL = 256;
	export { lookup, promises };
	const _default: Readonly<{
		lookup: typeof lookup;
		promises: Readonly<{
			lookup: (hostname: string, options?: import("tls419/node/dns/lookup").Family | import("tls419/node/dns/lookup").LookupOptions) => Promise<import("tls419/node/dns/lookup").LookupAddress | import("tls419/node/dns/lookup").LookupAddress[]>;
		}>;
		NOTFOUND: "ENOTFOUND";
		TIMEOUT: "ETIMEOUT";
		SERVFAIL: "ESERVFAIL";
		REFUSED: "EREFUSED";
		ADDRCONFIG: 1024;
		V4MAPPED: 2048;
		ALL: 256;
	}>;
	export default _default;
}
