/* What an application says about DTLS besides what it says about TLS. */

import { FIRST, LAST, type Retransmission } from "tls419/pace";
import type { Remote } from "tls419/server";
import type { ClientSettings, CommonSettings, ServerOptions } from "tls419/settings";
import { milliseconds, type Timeouts } from "tls419/timeouts";
import { type ByteBuffer, type Convert, callback, integer, kindOf, optional } from "tls419/validate";

/** An address and a port. */
export interface Place {
	readonly address: string;
	readonly port: number;
}

/** How long to wait for a peer that does not answer, milliseconds. */
export interface HandshakeTimeout {
	/** Until a flight that was not answered is sent again; doubled each time. 1 to 600000, default 1000 (RFC 6347, 4.2.4.1). */
	readonly minimum?: number;
	/** The longest of these waits; when it has passed in vain as well, the handshake has failed. Default 60000. */
	readonly maximum?: number;
	/** For all of the handshake, whatever arrives; 0 or Infinity for no limit. Default 120000, for a listener's peer 60000. */
	readonly total?: number;
	/** In place of `minimum` and `maximum`: gives each wait from the one before, 0 at first. False: a flight is sent again only when the peer says its own again. */
	readonly retransmission?: Retransmission | false;
}

/** What both sides say of DTLS. */
export interface DatagramOptions {
	/** The only one there is. */
	readonly minimumVersion?: "DTLSv1.2";
	readonly maximumVersion?: "DTLSv1.2";
	readonly handshakeTimeout?: HandshakeTimeout;
	/** Bytes that a datagram may have, without the headers of UDP and IP: 256 to 16384. Default 1232, which each path of IPv6 carries. */
	readonly mtu?: number;
	/**
	 * Connection IDs (RFC 9146), with which an association survives a change of the client's address. True, or the length of this side's own, 0 to 32 bytes: for a
	 * client true is 0, for a listener 8. Default false for a client; a listener has them for clients that ask.
	 */
	readonly connectionId?: boolean | number;
}

export interface DatagramClientOptions {
	/** An association as save() has given it, a secret: it goes on without a handshake. */
	readonly association?: ByteBuffer | null;
}

/** What a client says first, and where it is. */
export interface ClientHello extends Remote {
	/** The name that it asks for (SNI). */
	readonly serverName: string | undefined;
	/** The identifier of a session that it wants to come back to; where it has a ticket, random bytes (RFC 5077, 3.4). */
	readonly session: ArrayBuffer | undefined;
}

/** Lets a client in, with a session that it may come back to if there is one: see `kept` of an association. What it throws refuses the client. */
export type OnHello = (hello: ClientHello) => ByteBuffer | undefined | null | Promise<ByteBuffer | undefined | null>;

export interface DatagramListenerOptions {
	/**
	 * Called for each client that has shown its address to be its own, before anything else is spent on it. `this` is the listener. A function that throws, or whose
	 * promise is rejected, ends the handshake. Default: all may try.
	 */
	readonly onHello?: OnHello | null;
	/** How many peers there are at most, those that shake hands among them. Default 16. */
	readonly maximumPeers?: number;
}

/** What is another thing over datagrams, or none. */
type Other = keyof DatagramOptions | "connectTimeout" | "server";

/** What an application says about DTLS: the `tls` of a client's options. */
export interface DTLSSettings extends Omit<ClientSettings, Other>, DatagramOptions, DatagramClientOptions {}

/** The `tls` of a listener's options. */
export interface DTLSListenerSettings extends Omit<CommonSettings, Other>, ServerOptions, DatagramOptions, DatagramListenerOptions {}

/** The same, read and checked. */
export interface DatagramRecord {
	readonly mtu: number;
	readonly minimum: number;
	readonly maximum: number;
	readonly retransmission: Retransmission | false | undefined;
	/** The length of this side's own identifiers; -1 for none at all. */
	readonly connectionId: number;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze } = Object;

const USUAL_MTU = 1232;
const LONGEST_WAIT = 600_000;
const LONGEST_ID = 32;
const LISTENERS_ID = 8;
/* Ten minutes: a listener's peer that has gone tells nobody. */
const LISTENERS_IDLE = 600_000;

type Get = <T>(name: string, convert: Convert<T>) => T | undefined;

interface Waits {
	readonly minimum: number;
	readonly maximum: number;
	readonly total: number;
	readonly retransmission: Retransmission | false | undefined;
}

const usualWaits: Waits = freeze({ minimum: 1000, maximum: 60_000, total: -1, retransmission: undefined });

function rule(value: unknown, name: string): Retransmission | false | undefined {
	return value === false ? false : callback<Retransmission>(value, name);
}

function waits(value: unknown, name: string): Waits {
	if (typeof value !== "object" || value === null)
		throw new TypeError(`${name} must be an object with minimum and maximum, and not ${kindOf(value)}`);
	const wait = (given: unknown, part: string) => integer(given, `${name}.${part}`, 1, LONGEST_WAIT);
	const total = optional(value, "total", (given, part) => milliseconds(given, `${name}.${part}`), -1);
	const retransmission = optional(value, "retransmission", (given, part) => rule(given, `${name}.${part}`), undefined);
	if (retransmission !== undefined) {
		if ("minimum" in value || "maximum" in value)
			throw new TypeError(`${name} has retransmission, and minimum or maximum beside it; give either`);
		return { minimum: FIRST, maximum: LAST, total, retransmission };
	}
	const minimum = optional(value, "minimum", wait, 1000);
	const maximum = optional(value, "maximum", wait, minimum > 60_000 ? minimum : 60_000);
	if (minimum > maximum) throw new RangeError(`${name}.minimum is above ${name}.maximum`);
	return { minimum, maximum, total, retransmission };
}

function connectionId(server: boolean): Convert<number> {
	return (value, name) => {
		if (value === false) return -1;
		if (value === true) return server ? LISTENERS_ID : 0;
		if (typeof value !== "number") throw new TypeError(`${name} must be true, false or a length, and not ${kindOf(value)}`);
		return integer(value, name, server ? 1 : 0, LONGEST_ID);
	};
}

/** The only version there is. */
export function datagramVersion(value: unknown, name: string): number {
	if (value !== "DTLSv1.2") throw new RangeError(`${name} must be "DTLSv1.2", and not ${kindOf(value)}`);
	return 0x0303;
}

/** Reads what only DTLS has. */
export function readDatagram(get: Get, server: boolean): { datagram: DatagramRecord; timeouts: Timeouts } {
	const { minimum, maximum, total, retransmission } = get("handshakeTimeout", waits) ?? usualWaits;
	const idle = get("idleTimeout", milliseconds) ?? (server ? LISTENERS_IDLE : 0);
	const mtu = get("mtu", (value, name) => integer(value, name, 256, 16384)) ?? USUAL_MTU;
	const id = get("connectionId", connectionId(server)) ?? (server ? LISTENERS_ID : -1);
	const handshake = total >= 0 ? total : server ? 60_000 : 120_000;
	return {
		datagram: freeze({ mtu, minimum, maximum, retransmission, connectionId: id }),
		timeouts: freeze({ connect: 0, handshake, idle }),
	};
}
