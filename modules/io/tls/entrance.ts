/*
 * How a server's connection begins. It reads the ClientHello in clear, asks for the credentials that suit it, and opens the session with them. Until then there is
 * no session: a client that connects and says nothing, or nothing that can be understood, costs the bytes that it has sent, 16 KiB at most.
 */

import { configurationOf, configurationOnce, type Settings, type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import { askForProtocol, type ProtocolCallback } from "tls419/alpn";
import { callbackError, promised } from "tls419/answer";
import type { Configuration } from "tls419/credentials";
import type { ClientHello, OnHello, Place } from "tls419/datagrams";
import { bytes } from "tls419/der";
import { numberedError, TLSError } from "tls419/errors";
import { type Collector, type Hello, HelloCollector } from "tls419/hello";
import { answeredKey, type OnIdentity, offeredIdentities } from "tls419/psk";
import { chosenContext, type ServerNameCallback } from "tls419/server";
import type { Session } from "tls419/session";
import type { ByteBuffer } from "tls419/validate";

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
	readonly onProtocol: ProtocolCallback | undefined;
	/** For clients whose protocol is chosen: what a configuration is made of then. */
	readonly context: TLSContext | undefined;
	readonly onIdentity: OnIdentity | undefined;
	/** Over datagrams: is asked first. */
	readonly onHello: OnHello | undefined;
}

/** Alerts (RFC 8446, 6.2). */
const INTERNAL_ERROR = 80;
const UNRECOGNIZED_NAME = 112;
const NO_APPLICATION_PROTOCOL = 120;

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

function unrecognized(name: string | undefined, cause: unknown): Refusal {
	const asked = name === undefined ? "a client that names no server" : `the server name "${name}"`;
	const reason = cause === undefined ? "" : `: ${cause instanceof Error ? cause.message : String(cause)}`;
	return new Refusal(
		new TLSError("ERR_SSL_UNRECOGNIZED_NAME", `there is no certificate for ${asked}${reason}`, { cause }),
		UNRECOGNIZED_NAME,
	);
}

function failed(reason: unknown): Refusal {
	return new Refusal(callbackError(reason), INTERNAL_ERROR);
}

/** True when the session is open, undefined as long as an answer is waited for. */
type Result = true | Refusal | undefined;
type Answered = (result: true | Refusal) => void;

const TLS13 = 0x0304;

/** A client's identities, of which the first is kept that has a key. */
interface Search {
	readonly identities: readonly Uint8Array[];
	readonly onIdentity: OnIdentity;
	readonly asker: object | undefined;
	/** What opens the session, with the key if there is one. */
	readonly found: (identity?: Uint8Array, key?: Uint8Array) => Result;
	readonly answered: Answered;
}

export class Entrance {
	readonly #reception: Reception;
	readonly #collector: Collector;
	readonly #id: Uint8Array | undefined;
	readonly #remote: Place | undefined;
	/** A session that was kept elsewhere, with its identifier. */
	#kept: { readonly identifier: Uint8Array; readonly session: ByteBuffer } | undefined;
	/** True while an answer of the program is waited for. */
	asking = false;
	#dropped = false;
	/** A configuration for this client alone. */
	#own: Configuration | undefined;

	/** @param id over datagrams: this side's connection ID. @param remote over datagrams: where the client is. */
	constructor(reception: Reception, collector: Collector = new HelloCollector(), id?: Uint8Array, remote?: Place) {
		this.#remote = remote;
		this.#reception = reception;
		this.#collector = collector;
		this.#id = id;
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
	take(part: Uint8Array, session: Session, asker: object | undefined, answered: Answered): Result {
		const hello = this.#collector.add(part);
		if (hello === undefined) return undefined;
		if ("error" in hello) return new Refusal(hello.error, hello.alert);
		const { onHello } = this.#reception;
		if (onHello === undefined) return this.#greeted(hello, session, asker, answered);
		const next = (kept: unknown): Result => {
			this.#keep(hello, kept);
			return this.#greeted(hello, session, asker, answered);
		};
		return this.#ask(() => onHello.call(asker, this.#said(hello)), next, failed, answered);
	}

	/** What the application is told of a hello. */
	#said({ serverName, session }: Hello): ClientHello {
		const remote = this.#remote;
		return { remoteAddress: remote?.address, remotePort: remote?.port, serverName, session: session?.slice().buffer };
	}

	/** Notes the session that the application has given. */
	#keep({ session }: Hello, kept: unknown): void {
		if (kept === undefined || kept === null) return;
		if (session === undefined) throw new Error("onHello gives a session to a client that asks for none");
		this.#kept = { identifier: session, session: bytes(kept, "the session that onHello gives") };
	}

	/** Goes on with the name that the client asks for. */
	#greeted(hello: Hello, session: Session, asker: object | undefined, answered: Answered): Result {
		const name = hello.serverName;
		const ask = this.#reception.onServerName;
		const next = (context: unknown): Result => this.#identify(hello, session, context, asker, answered);
		if (name === undefined || ask === undefined) return next(undefined);
		return this.#ask(
			() => ask.call(asker, name),
			next,
			(reason) => unrecognized(name, reason),
			answered,
		);
	}

	/**
	 * Asks the program, and goes on with its answer.
	 * @param refuse makes a refusal of what a callback has thrown, or its promise was rejected with.
	 * @throws what a callback has thrown that has closed the connection: nobody else is left to be told.
	 */
	#ask(question: () => unknown, next: (answer: unknown) => Result, refuse: (reason: unknown) => Refusal, answered: Answered): Result {
		const go = (body: () => Result): Result => {
			/* The callback may have closed the connection. */
			if (this.#dropped) return undefined;
			this.asking = false;
			try {
				return body();
			} catch (error) {
				if (this.#dropped) throw error;
				return refuse(error);
			}
		};
		const late = (body: () => Result): void => {
			const result = go(body);
			if (result !== undefined) answered(result);
		};
		return go(() => {
			const answer = question();
			const promise = promised(answer);
			if (promise === undefined) return go(() => next(answer));
			this.asking = true;
			promise.then(
				(value) => late(() => next(value)),
				(reason) => late(() => refuse(reason)),
			);
			return undefined;
		});
	}

	/** Lets go of what only this connection would have used. An answer that comes later is for nobody. */
	drop(): void {
		this.#dropped = true;
		if (this.#reception.single) this.#reception.configuration?.delete();
		this.#own?.delete();
	}

	/** Opens the session; before that it asks for the key of a client of TLS 1.3, which names it in its hello. Undefined if that takes time. */
	#identify(hello: Hello, session: Session, context: unknown, asker: object | undefined, answered: Answered): Result {
		const { onIdentity, settings } = this.#reception;
		const { identities, version, serverName } = hello;
		const configuration = this.#choose(hello, context, asker);
		if (configuration instanceof Refusal) return configuration;
		if (onIdentity === undefined || identities === undefined || version < TLS13 || settings.maximumVersion < TLS13)
			return this.#open(configuration, session, serverName);
		const offered = offeredIdentities(identities);
		if (offered.some((identity) => configuration.knows(identity))) return this.#open(configuration, session, serverName);
		const found = (identity?: Uint8Array, key?: Uint8Array): Result => {
			const opened = this.#open(configuration, session, serverName);
			const result = opened === true && identity !== undefined && key !== undefined ? session.offerKey(identity, key) : 0;
			key?.fill(0);
			return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : opened;
		};
		return this.#search({ identities: offered, onIdentity, asker, found, answered }, 0);
	}

	/** Asks for one after the other, from the `index`-th on. Undefined if that takes time. */
	#search(search: Search, index: number): Result {
		const { identities, onIdentity, asker, found, answered } = search;
		const identity = identities[index];
		if (identity === undefined) return found();
		const next = (answer: unknown): Result => {
			const key = answeredKey(answer);
			return key === undefined ? this.#search(search, index + 1) : found(identity, key);
		};
		return this.#ask(() => onIdentity.call(asker, identity.slice().buffer), next, failed, answered);
	}

	/** The configuration that the application's answers lead to. */
	#choose(hello: Hello, answer: unknown, asker: object | undefined): Configuration | Refusal {
		const { configuration, settings, context: usual, onProtocol } = this.#reception;
		const name = hello.serverName;
		let chosen = configuration;
		let context: TLSContext | undefined;
		try {
			context = chosenContext(answer);
			if (context !== undefined && onProtocol === undefined) chosen = configurationOf(context, settings);
		} catch (error) {
			return unrecognized(name, error);
		}
		context ??= usual;
		if (onProtocol === undefined || hello.protocols === undefined || context === undefined) return chosen ?? unrecognized(name, undefined);
		try {
			/* For this client alone: what strangers may ask for has no end. */
			this.#own = configurationOnce(context, { ...settings, protocols: askForProtocol(onProtocol, asker, hello.protocols, name) });
			return this.#own;
		} catch (error) {
			const none = error instanceof TLSError && error.code === "ERR_SSL_NO_APPLICATION_PROTOCOL";
			return none ? new Refusal(error, NO_APPLICATION_PROTOCOL) : failed(error);
		}
	}

	#open(configuration: Configuration, session: Session, serverName: string | undefined): true | Refusal {
		const kept = this.#kept;
		let result = kept === undefined ? 0 : configuration.keep(kept.identifier, kept.session);
		if (result >= 0) result = session.open(configuration, serverName);
		if (result >= 0 && this.#id !== undefined) result = session.setConnectionId(this.#id);
		if (result >= 0 && this.#reception.logged) result = session.keepKeys();
		return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : true;
	}
}
