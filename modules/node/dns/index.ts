/* "node:dns": lookup alone; what asks a server of names for its records is not here. */

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
export default Object.freeze({ lookup, promises, NOTFOUND, TIMEOUT, SERVFAIL, REFUSED, ADDRCONFIG, V4MAPPED, ALL });
