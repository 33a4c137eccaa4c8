/* Options of sessions that outlive their connection: a client's saved session, and what a server gives its clients to come back with. */

import { demand } from "tls419/capabilities";
import { TICKET_KEY_LENGTH, Tickets } from "tls419/credentials";
import { bytes } from "tls419/der";
import { check } from "tls419/errors";
import { type ByteBuffer, type Convert, integer, kindOf, optional } from "tls419/validate";

export interface TicketSettings {
	/** How many tickets each client of TLS 1.3 gets, 0 to 8; 0 gives no tickets in any version. Default 1. */
	readonly count?: number;
	/** Seconds for which a session can be resumed (RFC 8446, 4.6.1), 1 to 604800. Default 86400, a day. A random key is replaced after that time. */
	readonly lifetime?: number;
}

/** What a server, or a context that is one's, says about sessions. */
export interface TicketOptions {
	/** Whether clients get tickets, and which. Default true. Without tickets sessions of TLS 1.2 are kept here, for all clients. */
	readonly tickets?: boolean | TicketSettings;
	/** 48 secret random bytes that servers, or starts of one, have in common, so that one takes the other's tickets. Default: random, and replaced from time to time. */
	readonly ticketKeys?: ByteBuffer;
	/** How many sessions of TLS 1.2 clients without tickets are kept, 0 to 65535; the oldest makes place. Default 16. */
	readonly sessionCache?: number;
}

/** The same, read and checked; undefined where nothing was said. */
export interface TicketRecord {
	readonly count: number | undefined;
	readonly lifetime: number | undefined;
	readonly cache: number | undefined;
	readonly key: ByteBuffer | undefined;
}

/** In place of a count: as many as the context says. */
export const TICKETS_OF_CONTEXT = -1;

const usualCount = 1;
const usualLifetime = 86400;
const usualCache = 16;

function settings(value: unknown, name: string): TicketSettings {
	if (value === false) return { count: 0 };
	if (value !== undefined) demand("resumption", name);
	if (value === undefined || value === true) return {};
	if (typeof value !== "object" || value === null)
		throw new TypeError(`${name} must be true, false or an object, and not ${kindOf(value)}`);
	const count = optional(value, "count", (given) => integer(given, `${name}.count`, 0, 8), undefined);
	const lifetime = optional(value, "lifetime", (given) => integer(given, `${name}.lifetime`, 1, 604800), undefined);
	return { ...(count !== undefined && { count }), ...(lifetime !== undefined && { lifetime }) };
}

/** @throws TypeError, RangeError for what is no key for tickets. */
export function ticketKey(value: unknown, name: string): ByteBuffer {
	demand("resumption", name);
	const key = bytes(value, name);
	if (key.byteLength !== TICKET_KEY_LENGTH) throw new RangeError(`${name} must have ${TICKET_KEY_LENGTH} bytes, not ${key.byteLength}`);
	return key;
}

/** A client's. */
export const noTickets: TicketRecord = Object.freeze({ count: undefined, lifetime: undefined, cache: undefined, key: undefined });

/** Reads the options of TicketOptions. */
export function readTickets(get: <T>(name: string, convert: Convert<T>) => T | undefined): TicketRecord {
	const { count, lifetime } = get("tickets", settings) ?? {};
	const key = get("ticketKeys", ticketKey);
	const cache = get("sessionCache", (value, name) => integer(value, name, 0, 65535));
	return { count, lifetime, cache, key };
}

/** A saved session, whatever is in it; none for undefined and null, which is what is found where nothing was stored yet. */
export function savedSession(value: unknown, name: string): ByteBuffer | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "object" && "byteLength" in value && value.byteLength === 0) return undefined;
	demand("resumption", name);
	return bytes(value, name);
}

/** How many tickets of TLS 1.3 a client gets. */
export function ticketCount(record: TicketRecord): number {
	return record.count ?? usualCount;
}

/** @throws TLSError for lack of memory. */
export function makeTickets(record: TicketRecord): Tickets {
	const tickets = new Tickets();
	check(tickets.open(record.lifetime ?? usualLifetime, record.cache ?? usualCache, record.key));
	return tickets;
}
