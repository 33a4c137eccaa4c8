/*
 * How a server's connection begins. It reads the ClientHello in clear, asks for the credentials that suit it, and opens the session with them. Until then there is
 * no session: a client that connects and says nothing, or nothing that can be understood, costs the bytes that it has sent, 16 KiB at most.
 */

import { configurationOf, type Settings } from "embedded:io/socket/tcp/tls/context";
import { numberedError, TLSError } from "tls419/errors";
import { HelloCollector } from "tls419/hello";
import { chosenContext, type ServerNameCallback } from "tls419/server";
import type { Configuration, Session } from "tls419/session";

/** What all connections of one server have in common. */
export interface Reception {
	readonly settings: Settings;
	/** For clients that name nobody, or somebody for whom there is nothing special; undefined if they are turned away. */
	readonly configuration: Configuration | undefined;
	/** Whether the configuration serves one connection and is let go with it. */
	readonly single: boolean;
	/** Whether somebody gets the secrets of the handshakes. */
	readonly logged: boolean;
	readonly onServerName: ServerNameCallback | undefined;
}

/** Alerts (RFC 8446, 6.2). */
const INTERNAL_ERROR = 80;
const UNRECOGNIZED_NAME = 112;

/** Why a client is turned away before there is a session. */
export class Refusal {
	readonly error: TLSError;
	/** What it is told. */
	readonly alert: number;

	constructor(error: TLSError, alert: number) {
		this.error = error;
		this.alert = alert;
	}
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
	return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function unrecognized(name: string | undefined, cause: unknown): Refusal {
	const asked = name === undefined ? "a client that names no server" : `the server name "${name}"`;
	const reason = cause === undefined ? "" : `: ${cause instanceof Error ? cause.message : String(cause)}`;
	return new Refusal(
		new TLSError("ERR_SSL_UNRECOGNIZED_NAME", `there is no certificate for ${asked}${reason}`, { cause }),
		UNRECOGNIZED_NAME,
	);
}

export class Entrance {
	readonly #reception: Reception;
	readonly #collector = new HelloCollector();
	/** True while an answer of the program is waited for. */
	asking = false;
	#dropped = false;

	constructor(reception: Reception) {
		this.#reception = reception;
	}

	/** What the client has sent, which the session is to have from the beginning. */
	get bytes(): Uint8Array {
		return this.#collector.bytes;
	}

	/**
	 * Takes what has arrived, and opens the session when that is enough to know how.
	 * @param asker is `this` of the callbacks.
	 * @param answered is called with the result if there is none at once, in a turn of its own.
	 * @returns true when the session is open, undefined while it is not.
	 */
	take(
		part: Uint8Array,
		session: Session,
		asker: object | undefined,
		answered: (result: true | Refusal) => void,
	): true | Refusal | undefined {
		const hello = this.#collector.add(part);
		if (hello === undefined) return undefined;
		if ("error" in hello) return new Refusal(hello.error, hello.alert);
		const name = hello.serverName;
		const ask = this.#reception.onServerName;
		if (name === undefined || ask === undefined) return this.#open(name, session, undefined);
		let answer: unknown;
		try {
			answer = ask.call(asker, name);
		} catch (error) {
			return unrecognized(name, error);
		}
		/* The callback may have closed the connection. */
		if (this.#dropped) return undefined;
		if (!isPromise(answer)) return this.#open(name, session, answer);
		this.asking = true;
		answer.then(
			(context) => {
				if (!this.#dropped) answered(this.#open(name, session, context));
			},
			(error) => {
				if (!this.#dropped) answered(unrecognized(name, error));
			},
		);
		return undefined;
	}

	/** Lets go of what only this connection would have used. An answer that comes later is for nobody. */
	drop(): void {
		this.#dropped = true;
		if (this.#reception.single) this.#reception.configuration?.delete();
	}

	#open(name: string | undefined, session: Session, answer: unknown): true | Refusal {
		const { configuration, settings } = this.#reception;
		let chosen = configuration;
		try {
			const context = chosenContext(answer);
			if (context !== undefined) chosen = configurationOf(context, settings);
		} catch (error) {
			return unrecognized(name, error);
		}
		if (chosen === undefined) return unrecognized(name, undefined);
		let result = session.open(chosen, undefined);
		if (result >= 0 && this.#reception.logged) result = session.keepKeys();
		return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : true;
	}
}
