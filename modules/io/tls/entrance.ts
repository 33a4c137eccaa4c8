/*
 * How a server's connection begins. It reads the ClientHello in clear, asks for the credentials that suit it, and opens the session with them. Until then there is
 * no session: a client that connects and says nothing, or nothing that can be understood, costs the bytes that it has sent, 16 KiB at most.
 */

import { configurationOf, type Settings } from "embedded:io/socket/tcp/tls/context";
import { numberedError, TLSError } from "tls419/errors";
import { type Hello, HelloCollector } from "tls419/hello";
import { answeredKey, type OnIdentity, offeredIdentities } from "tls419/psk";
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
	readonly onIdentity: OnIdentity | undefined;
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

function failed(reason: unknown): Refusal {
	const text = reason instanceof Error ? reason.message : "a callback has thrown";
	return new Refusal(
		new TLSError("ERR_TLS_CALLBACK", `a callback of this handshake has failed: ${text}`, { cause: reason }),
		INTERNAL_ERROR,
	);
}

type Answered = (result: true | Refusal) => void;

const TLS13 = 0x0304;

/** A client's identities, of which the first is kept that has a key. */
interface Search {
	readonly identities: readonly Uint8Array[];
	readonly onIdentity: OnIdentity;
	readonly asker: object | undefined;
	/** What opens the session, with the key if there is one. */
	readonly found: (identity?: Uint8Array, key?: Uint8Array) => true | Refusal;
	readonly answered: Answered;
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
	take(part: Uint8Array, session: Session, asker: object | undefined, answered: Answered): true | Refusal | undefined {
		const hello = this.#collector.add(part);
		if (hello === undefined) return undefined;
		if ("error" in hello) return new Refusal(hello.error, hello.alert);
		const name = hello.serverName;
		const ask = this.#reception.onServerName;
		const go = (context: unknown): true | Refusal | undefined => this.#identify(hello, session, context, asker, answered);
		if (name === undefined || ask === undefined) return go(undefined);
		let answer: unknown;
		try {
			answer = ask.call(asker, name);
		} catch (error) {
			return unrecognized(name, error);
		}
		/* The callback may have closed the connection. */
		if (this.#dropped) return undefined;
		if (!isPromise(answer)) return go(answer);
		this.asking = true;
		answer.then(
			(context) => {
				this.asking = false;
				const result = this.#dropped ? undefined : go(context);
				if (result !== undefined) answered(result);
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

	/** Opens the session; before that it asks for the key of a client of TLS 1.3, which names it in its hello. Undefined if that takes time. */
	#identify(hello: Hello, session: Session, context: unknown, asker: object | undefined, answered: Answered): true | Refusal | undefined {
		const { onIdentity, settings } = this.#reception;
		const { identities, version, serverName } = hello;
		const configuration = this.#choose(serverName, context);
		if (configuration instanceof Refusal) return configuration;
		if (onIdentity === undefined || identities === undefined || version < TLS13 || settings.maximumVersion < TLS13)
			return this.#open(configuration, session, serverName);
		const offered = offeredIdentities(identities);
		if (offered.some((identity) => configuration.knows(identity))) return this.#open(configuration, session, serverName);
		const found = (identity?: Uint8Array, key?: Uint8Array): true | Refusal => {
			const opened = this.#open(configuration, session, serverName);
			const result = opened === true && identity !== undefined && key !== undefined ? session.offerKey(identity, key) : 0;
			key?.fill(0);
			return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : opened;
		};
		return this.#search({ identities: offered, onIdentity, asker, found, answered }, 0);
	}

	/** Asks for one after the other, from the `index`-th on. Undefined if that takes time. */
	#search(search: Search, index: number): true | Refusal | undefined {
		const { identities, onIdentity, asker, found, answered } = search;
		const identity = identities[index];
		if (identity === undefined) return found();
		const next = (answer: unknown): true | Refusal | undefined => {
			const key = answeredKey(answer);
			return key === undefined ? this.#search(search, index + 1) : found(identity, key);
		};
		try {
			const answer: unknown = onIdentity.call(asker, identity.slice().buffer);
			/* The callback may have closed the connection. */
			if (this.#dropped) return undefined;
			if (!isPromise(answer)) return next(answer);
			this.asking = true;
			const go = (body: () => true | Refusal | undefined): void => {
				this.asking = false;
				let result: true | Refusal | undefined;
				try {
					result = this.#dropped ? undefined : body();
				} catch (error) {
					result = failed(error);
				}
				if (result !== undefined) answered(result);
			};
			answer.then(
				(key) => go(() => next(key)),
				(error) => go(() => failed(error)),
			);
		} catch (error) {
			return failed(error);
		}
		return undefined;
	}

	/** The configuration that the application's answer leads to. */
	#choose(name: string | undefined, answer: unknown): Configuration | Refusal {
		const { configuration, settings } = this.#reception;
		let chosen = configuration;
		try {
			const context = chosenContext(answer);
			if (context !== undefined) chosen = configurationOf(context, settings);
		} catch (error) {
			return unrecognized(name, error);
		}
		return chosen ?? unrecognized(name, undefined);
	}

	#open(configuration: Configuration, session: Session, serverName: string | undefined): true | Refusal {
		let result = session.open(configuration, serverName);
		if (result >= 0 && this.#reception.logged) result = session.keepKeys();
		return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : true;
	}
}
