/*
 * What becomes of a datagram before the DTLS class sees it: one of somebody unknown who has an association with us, as it seems, and one whose sender says that its address
 * has changed. Nobody's word is taken for it: an association is restored, or moved, by the application's answer, and goes on only with a genuine datagram.
 *
 * Who asks costs little, for a bounded time, and there is a bound to how many ask at once; more of them are not heard.
 */

import Timer from "timer";
import type { RemoteInfo } from "tls419/dgram/types";
import type { DtlsServerSocket } from "tls419/node/mbed-dtls/peer";
import { sameAddress } from "tls419/udp";

/** What is needed of the server. */
export interface Household {
	emit(event: string, ...values: unknown[]): boolean;
	listenerCount(event: string): number;
	/** The client at that place. */
	at(address: string, port: number): DtlsServerSocket | undefined;
	/** A client that has not said hello. */
	visitor(address: string, port: number): DtlsServerSocket;
	/** Gives a datagram to the DTLS class. */
	pass(message: Uint8Array, remote: RemoteInfo): void;
}

/** Where somebody was, as an application knows it. */
interface OldPlace {
	readonly address: string;
	readonly port: number;
}

type Judged = (newer: boolean) => void;

const APPLICATION_DATA = 23;
/** A record of application data in disguise, with the sender's identifier and its length behind it. */
const MOVED = 254;
const HEADER = 13;
/** Shorter ones are nothing. */
const SHORTEST = 4;
const MOST_ASKING = 32;
const PATIENCE = 60_000;

export function keyOf(address: string, port: number): string {
	return `${address}:${port}`;
}

export class Strangers {
	readonly #household: Household;
	/** The timers of the questions that wait for an answer. */
	readonly #asking = new Set<Timer>();
	/** Those whose session is asked for. */
	readonly #visitors = new Set<DtlsServerSocket>();

	constructor(household: Household) {
		this.#household = household;
	}

	hear(message: Uint8Array, remote: RemoteInfo): void {
		if (message.length < SHORTEST) return;
		if (message[0] === MOVED) this.#moved(message, remote);
		else this.#deliver(message, remote);
	}

	/** Forgets all questions. */
	close(): void {
		for (const timer of this.#asking) Timer.clear(timer);
		this.#asking.clear();
	}

	#deliver(message: Uint8Array, remote: RemoteInfo): void {
		const household = this.#household;
		const client = household.at(remote.address, remote.port);
		client?.emit("receive", message.length);
		if (client !== undefined && this.#visitors.has(client) && !client.standing && message[0] === APPLICATION_DATA) return;
		if (client === undefined && message[0] === APPLICATION_DATA && household.listenerCount("resumeSession") > 0)
			this.#resume(message, remote, remote);
		else household.pass(message, remote);
	}

	/** Puts a question; nothing happens after the first answer, or when it has taken too long. Returns nothing if too many are open. */
	#ask<Values extends unknown[]>(answer: (...values: Values) => void, tooLate: () => void): ((...values: Values) => void) | undefined {
		if (this.#asking.size >= MOST_ASKING) return undefined;
		const timer = Timer.set(() => {
			this.#asking.delete(timer);
			tooLate();
		}, PATIENCE);
		this.#asking.add(timer);
		return (...values) => {
			if (!this.#asking.delete(timer)) return;
			Timer.clear(timer);
			answer(...values);
		};
	}

	/** The first datagram of somebody unknown: the application may know the session. @param from where it has come from, which may be elsewhere */
	#resume(message: Uint8Array, place: OldPlace, from: OldPlace, judged?: Judged, id?: string): void {
		const household = this.#household;
		const client = household.visitor(place.address, place.port);
		client.deviceId = id;
		const done = (session?: unknown) => {
			this.#visitors.delete(client);
			/* The application may have done it itself meanwhile. */
			if (client.standing || client.resumeSession(session)) client.introduce(message, from, judged);
			else {
				client.destroy();
				judged?.(false);
			}
		};
		const answer = this.#ask((error: unknown, session?: unknown) => done(error ? undefined : session), done);
		if (answer === undefined) {
			client.destroy();
			judged?.(false);
			return;
		}
		this.#visitors.add(client);
		household.emit("connection", client);
		household.emit("resumeSession", keyOf(place.address, place.port), client, answer);
	}

	/** Somebody says that it had another address. */
	#moved(message: Uint8Array, remote: RemoteInfo): void {
		const household = this.#household;
		const length = message[message.length - 1];
		const start = message.length - 1 - length;
		if (start <= HEADER) return;
		const record = message.slice(0, start);
		record[0] = APPLICATION_DATA;
		const id = hexadecimal(message.subarray(start, start + length));
		const force = () => household.emit("forceDeviceRehandshake", remote, id);
		const judged: Judged = (newer) => {
			if (!newer) force();
		};
		const found = (error: unknown, old?: OldPlace | null) => {
			if (error || !old) {
				force();
				return;
			}
			const place = old.port === remote.port && sameAddress(old.address, remote.address) ? remote : old;
			const client = household.at(place.address, place.port);
			if (client !== undefined) client.deviceId = id;
			if (client?.connected) client.introduce(record, remote, judged);
			else if (client === undefined && household.listenerCount("resumeSession") > 0) this.#resume(record, place, remote, judged, id);
			else force();
		};
		if (household.listenerCount("lookupKey") === 0) {
			this.#deliver(record, remote);
			return;
		}
		const answer = this.#ask(found, () => force());
		if (answer !== undefined) household.emit("lookupKey", id, answer);
	}
}

function hexadecimal(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
