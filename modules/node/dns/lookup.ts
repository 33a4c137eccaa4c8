/* Names to addresses, as Node's dns.lookup: over the resolver of ECMA-419. */

import Resolver from "embedded:network/dns/resolver/system";
import { nextTick } from "node:process";
import { canonical, familyOf } from "tls419/dgram/address";
import { codeOf, type SystemError, systemError, typeError } from "tls419/dgram/errors";
import { coded } from "tls419/node/errors";

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

/** Node's words for a name that no address is known of. The resolvers' other codes are its own. */
const unknown = Object.freeze(["ENODATA", "EBADNAME", "ENOTFOUND"]);

function failureOf(error: unknown, hostname: string): SystemError & { hostname: string } {
	const code = codeOf(error, "ENOTFOUND");
	return Object.assign(systemError(unknown.includes(code) ? "ENOTFOUND" : code, "getaddrinfo", undefined, error), {
		message: `getaddrinfo ${unknown.includes(code) ? "ENOTFOUND" : code} ${hostname}`,
		hostname,
	});
}

function ask(host: string, family: Family, done: (error: unknown, found: LookupAddress[]) => void): void {
	const resolver = new Resolver({});
	resolver.resolve({
		host,
		family,
		onResolved(_name: string, text: string) {
			resolver.close();
			const address = canonical(text);
			const kind = familyOf(address);
			/* A resolver that does not know `family` may answer with the other one. */
			if (kind === 0 || (family !== 0 && kind !== family)) done(undefined, []);
			else done(undefined, [{ address, family: kind }]);
		},
		onError(error: Error) {
			resolver.close();
			done(error, []);
		},
	});
}

/** Both families, one after the other: a resolver gives one address at a time. */
function askAll(host: string, done: (error: unknown, found: LookupAddress[]) => void): void {
	ask(host, 4, (error, four) => ask(host, 6, (other, six) => done(error ?? other, [...four, ...six])));
}

function readFamily(value: unknown): Family {
	if (value === undefined || value === 0 || value === 4 || value === 6) return value ?? 0;
	if (value === "IPv4") return 4;
	if (value === "IPv6") return 6;
	throw coded(new TypeError(`The property 'options.family' must be one of: 0, 4, 6. Received ${String(value)}`), "ERR_INVALID_ARG_VALUE");
}

function readOptions(value: unknown): { family: Family; all: boolean } {
	if (typeof value === "number" || value === undefined || value === null) return { family: readFamily(value ?? undefined), all: false };
	if (typeof value !== "object") throw typeError("options", "of type object or integer", value);
	const { family, all } = value as LookupOptions;
	if (all !== undefined && typeof all !== "boolean") throw typeError("options.all", "of type boolean", all);
	return { family: readFamily(family), all: all ?? false };
}

function resolveName(hostname: string, family: Family, all: boolean, done: (error: Error | null, found: LookupAddress[]) => void): void {
	const known = familyOf(hostname);
	if (known !== 0) {
		nextTick(() => done(null, [{ address: hostname, family: known }]));
		return;
	}
	const answer = (error: unknown, found: LookupAddress[]) => {
		if (found.length > 0) done(null, found);
		else done(failureOf(error, hostname), []);
	};
	if (all && family === 0) askAll(hostname, answer);
	else ask(hostname, family, answer);
}

/** The address of a name, in a turn of its own: (hostname, callback) or (hostname, options or family, callback). */
export function lookup(hostname: string, callback: LookupOneCallback): void;
export function lookup(hostname: string, options: LookupOptions & { all: true }, callback: LookupAllCallback): void;
export function lookup(hostname: string, options: Family | (LookupOptions & { all?: false }), callback: LookupOneCallback): void;
export function lookup(
	hostname: string,
	options: LookupOptions,
	callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void;
export function lookup(hostname: string, ...values: unknown[]): void {
	const callback = values[values.length - 1];
	const { family, all } = readOptions(values.length > 1 ? values[0] : undefined);
	if (hostname && typeof hostname !== "string") throw typeError("hostname", "of type string", hostname);
	if (typeof callback !== "function") throw typeError("callback", "of type function", callback);
	/* As Node: no name has no address, and that is no failure. */
	if (!hostname) {
		nextTick(() => (all ? callback(null, []) : callback(null, null, family === 6 ? 6 : 4)));
		return;
	}
	resolveName(hostname, family, all, (error, found) => {
		if (error !== null) callback(error);
		else if (all) callback(null, found);
		else callback(null, found[0].address, found[0].family);
	});
}

function lookupLater(hostname: string, options?: Family | LookupOptions): Promise<LookupAddress | LookupAddress[]> {
	const { family, all } = readOptions(options);
	if (typeof hostname !== "string") throw typeError("hostname", "of type string", hostname);
	return new Promise((resolve, reject) => {
		resolveName(hostname, family, all, (error, found) => (error === null ? resolve(all ? found : found[0]) : reject(error)));
	});
}

export const promises = Object.freeze({ lookup: lookupLater });
