/* What DTLS stands on: anything with the contract of ECMA-419's UDP class. */

import UDP from "embedded:io/socket/udp";
import type { Place } from "tls419/datagrams";
import { anything, type ByteBuffer, optional } from "tls419/validate";

export type { Place };

/** Where a datagram has come from, or is said to. */
export interface Origin extends Place {
	/** Hears whether the datagram was genuine and newer than all before, when it has been looked at. */
	readonly judged?: (newer: boolean) => void;
}

/** A datagram says where it came from. */
export type Datagram = ArrayBuffer & { address: string; port: number };

export interface Socket {
	target?: unknown;
	/** The port it is bound to, if it tells. */
	readonly port?: number;
	read(): Datagram | undefined;
	/** A class that does not read into a buffer gives a new one. */
	read(into: ByteBuffer): Datagram | number | undefined;
	write(data: Uint8Array, address: string, port: number): void;
	close(): void;
}

/** Where a datagram lies until the next one comes: nobody keeps it longer than a call takes. It says where the datagram came from. */
export type Landing = ArrayBuffer & Place;

/** As large as any. */
const LANDING_SIZE = 65536;

/**
 * The one that all sockets share. It has no bytes until a class says that a datagram is larger: others give a new buffer each time, and need none. It is made with the
 * first socket, since what exists when modules are preloaded is frozen.
 */
export let landing: Landing;
/** Its bytes. It is the buffer that gets the properties, because that takes XS less time. */
export let landed: Uint8Array;
let isPrepared = false;

function makeLanding(size: number): void {
	isPrepared = true;
	landing = assign(new ArrayBuffer(size), { address: "", port: 0 });
	landed = new Uint8Array(landing);
}

/** Whether what a socket has thrown says only that the landing was too small; then it is not any more. */
export function isEnlarged(failure: unknown): boolean {
	if (!(failure instanceof RangeError) || landing.byteLength === LANDING_SIZE) return false;
	makeLanding(LANDING_SIZE);
	return true;
}

type SocketConstructor = new (options: object) => Socket;

/** What hears of a socket; it is the socket's target. */
export interface SocketListener {
	/** Datagrams have come. */
	drain(): void;
	socketFailed(error: unknown): void;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { assign } = Object;

/* Shared by all sockets, whose `this` leads to their listener. */
const callbacks = Object.freeze({
	format: "buffer",
	onReadable(this: Socket) {
		(this.target as SocketListener).drain();
	},
	onError(this: Socket, error?: unknown) {
		(this.target as SocketListener).socketFailed(error);
	},
});

/** Makes a socket with these options, and those in `UDP: {io, ...}`, whose `io` is the class; default: the host's. */
export function makeSocket(options: object, own: Record<string, unknown>, target: SocketListener): Socket {
	const inner = optional(options, "UDP", anything, undefined);
	const settings = typeof inner === "object" && inner !== null ? inner : undefined;
	const Kind = settings !== undefined && "io" in settings ? settings.io : UDP;
	if (typeof Kind !== "function") throw new TypeError("UDP.io must be a class with the contract of UDP");
	if (!isPrepared) makeLanding(0);
	const all: Record<string, unknown> = assign({}, own, settings, callbacks, { target });
	return new (Kind as SocketConstructor)(all);
}

/** The eight numbers of an IPv6 address, so that its spellings compare equal; other text as it is. */
function expanded(address: string): string {
	if (!address.includes(":")) return address;
	const [head = "", tail] = address.toLowerCase().split("%")[0].split("::");
	const front = head === "" ? [] : head.split(":");
	const back = tail === undefined || tail === "" ? [] : tail.split(":");
	const groups =
		tail === undefined ? front : [...front, ...new Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
	return groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}

/** Whether two texts are one address. */
export function sameAddress(a: string, b: string): boolean {
	return a === b || (a.includes(":") && expanded(a) === expanded(b));
}
