/*
 * Options that cannot change: a frozen `tls` object. Reading forty options takes longer than all else that JavaScript does for a connection, so what was read of
 * such an object is kept for as long as the object lives, and the next connection finds it.
 *
 * Freezing is shallow, so what a record copies must not be able to change either: text, numbers, functions, and frozen lists of them. Readers copy what is in a
 * buffer, except for a session, whose bytes are looked at anew by each connection; secrets are not kept.
 */

import type { TLSRecord } from "tls419/options";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, hasOwn, isFrozen, prototype } = Object;
const { isArray } = Array;
const Records = WeakMap;

/* Made when first needed: what exists when modules are preloaded is frozen. */
let records: WeakMap<object, TLSRecord> | undefined;
/* The same object may be read as TLS's and as DTLS's. */
let datagramRecords: WeakMap<object, TLSRecord> | undefined;

function isSimple(value: unknown): boolean {
	return typeof value !== "object" || value === null;
}

/** A frozen object without getters, in which there is nothing but text, numbers and functions. */
function isFixed(value: object): boolean {
	return (
		isFrozen(value) &&
		getPrototypeOf(value) === prototype &&
		getOwnPropertyNames(value).every((name) => {
			const property = getOwnPropertyDescriptor(value, name);
			return property !== undefined && hasOwn(property, "value") && isSimple(property.value);
		})
	);
}

/** Whether reading these options again would give the same: they have a context, and a name to check or none to be looked for elsewhere. */
export function isLasting(tls: object, server: boolean): boolean {
	if (!isFrozen(tls) || getPrototypeOf(tls) !== prototype || !hasOwn(tls, "context")) return false;
	if (!server && !hasOwn(tls, "host")) return false;
	return getOwnPropertyNames(tls).every((name) => {
		const property = getOwnPropertyDescriptor(tls, name);
		if (property === undefined || !hasOwn(property, "value") || name === "passphrase") return false;
		const value: unknown = property.value;
		if (isSimple(value) || name === "context" || name === "session" || name === "association") return true;
		return isArray(value) ? isFrozen(value) && value.every(isSimple) : isFixed(value as object);
	});
}

/** What was read of these options of TLS before. */
export function recordOf(tls: object): TLSRecord | undefined {
	return records?.get(tls);
}

/** The same of DTLS. */
export function datagramRecordOf(tls: object): TLSRecord | undefined {
	return datagramRecords?.get(tls);
}

/** Keeps what was read of lasting options of TLS. */
export function keepRecord(tls: object, record: TLSRecord): void {
	records ??= new Records();
	records.set(tls, record);
}

/** The same of DTLS. */
export function keepDatagramRecord(tls: object, record: TLSRecord): void {
	datagramRecords ??= new Records();
	datagramRecords.set(tls, record);
}
