/*
 * What a server asks the program about a client that has said what it wants, one question after the other: which session it comes back to, which credentials it is
 * shown, which key it has. An answer may take time; then the connection stands still meanwhile.
 */

import { configurationOf, configurationOnce, type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import { askForProtocol } from "tls419/alpn";
import { callbackError, promised } from "tls419/answer";
import type { Configuration } from "tls419/credentials";
import type { ClientHello } from "tls419/datagrams";
import { bytes } from "tls419/der";
import { numberedError, TLSError } from "tls419/errors";
import type { Details } from "tls419/hello";
import { answeredKey, type OnIdentity, offeredIdentities } from "tls419/psk";
import {
	INTERNAL_ERROR,
	NO_APPLICATION_PROTOCOL,
	type Reception,
	Refusal,
	type Result,
	receive,
	unrecognized,
	type Visitor,
} from "tls419/reception";
import { chosenContext } from "tls419/server";
import type { Session } from "tls419/session";
import type { ByteBuffer } from "tls419/validate";

function failed(reason: unknown): Refusal {
	return new Refusal(callbackError(reason), INTERNAL_ERROR);
}

const TLS13 = 0x0304;

/** A client's identities, of which the first is kept that has a key. */
interface Search {
	readonly identities: readonly Uint8Array[];
	readonly onIdentity: OnIdentity;
	/** What opens the session, with the key if there is one. */
	readonly found: (identity?: Uint8Array, key?: Uint8Array) => Result;
}

/** Hears of a result that was not there at once, in a turn of its own. */
export interface Awaiting {
	answered(result: true | Refusal): void;
}

/* Its methods are private in TypeScript only: on XS those with a # are properties of each instance. */
export class Interview {
	/** True while an answer of the program is waited for. */
	asking = false;
	readonly #reception: Reception;
	readonly #serverName: string | undefined;
	readonly #details: Details;
	readonly #session: Session;
	/** `this` of the callbacks. */
	readonly #asker: object | undefined;
	readonly #visitor: Visitor | undefined;
	readonly #awaiting: Awaiting;
	/** A session that was kept elsewhere, with its identifier. */
	#kept: { readonly identifier: Uint8Array; readonly session: ByteBuffer } | undefined;
	/** A configuration for this client alone. */
	#own: Configuration | undefined;
	#dropped = false;

	constructor(
		reception: Reception,
		serverName: string | undefined,
		details: Details,
		session: Session,
		asker: object | undefined,
		visitor: Visitor | undefined,
		awaiting: Awaiting,
	) {
		this.#reception = reception;
		this.#serverName = serverName;
		this.#details = details;
		this.#session = session;
		this.#asker = asker;
		this.#visitor = visitor;
		this.#awaiting = awaiting;
	}

	/** Asks, and opens the session. */
	begin(): Result {
		const { onHello } = this.#reception;
		if (onHello === undefined) return this.greeted();
		const next = (kept: unknown): Result => {
			this.keep(kept);
			return this.greeted();
		};
		return this.ask(() => onHello.call(this.#asker, this.said()), next, failed);
	}

	/** Lets go of what only this client would have used. An answer that comes later is for nobody. */
	drop(): void {
		this.#dropped = true;
		this.#own?.delete();
	}

	/** What the application is told of a hello. */
	private said(): ClientHello {
		const remote = this.#visitor?.remote;
		const session = this.#details.session?.slice().buffer;
		return { remoteAddress: remote?.address, remotePort: remote?.port, serverName: this.#serverName, session };
	}

	/** Notes the session that the application has given. */
	private keep(kept: unknown): void {
		const { session } = this.#details;
		if (kept === undefined || kept === null) return;
		if (session === undefined) throw new Error("onHello gives a session to a client that asks for none");
		this.#kept = { identifier: session, session: bytes(kept, "the session that onHello gives") };
	}

	/** Goes on with the name that the client asks for. */
	private greeted(): Result {
		const name = this.#serverName;
		const ask = this.#reception.onServerName;
		const next = (context: unknown): Result => this.identify(context);
		if (name === undefined || ask === undefined) return next(undefined);
		return this.ask(
			() => ask.call(this.#asker, name),
			next,
			(reason) => unrecognized(name, reason),
		);
	}

	/**
	 * Asks the program, and goes on with its answer.
	 * @param refuse makes a refusal of what a callback has thrown, or its promise was rejected with.
	 * @throws what a callback has thrown that has closed the connection: nobody else is left to be told.
	 */
	private ask(question: () => unknown, next: (answer: unknown) => Result, refuse: (reason: unknown) => Refusal): Result {
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
			if (result !== undefined) this.#awaiting.answered(result);
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

	/** Opens the session; before that it asks for the key of a client of TLS 1.3, which names it in its hello. Undefined if that takes time. */
	private identify(context: unknown): Result {
		const { onIdentity, settings } = this.#reception;
		const { identities, version } = this.#details;
		const configuration = this.choose(context);
		if (configuration instanceof Refusal) return configuration;
		if (onIdentity === undefined || identities === undefined || version < TLS13 || settings.maximumVersion < TLS13)
			return this.open(configuration);
		const offered = offeredIdentities(identities);
		if (offered.some((identity) => configuration.knows(identity))) return this.open(configuration);
		const found = (identity?: Uint8Array, key?: Uint8Array): Result => {
			const opened = this.open(configuration);
			const result = opened === true && identity !== undefined && key !== undefined ? this.#session.offerKey(identity, key) : 0;
			key?.fill(0);
			return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : opened;
		};
		return this.search({ identities: offered, onIdentity, found }, 0);
	}

	/** Asks for one after the other, from the `index`-th on. Undefined if that takes time. */
	private search(search: Search, index: number): Result {
		const { identities, onIdentity, found } = search;
		const identity = identities[index];
		if (identity === undefined) return found();
		const next = (answer: unknown): Result => {
			const key = answeredKey(answer);
			return key === undefined ? this.search(search, index + 1) : found(identity, key);
		};
		return this.ask(() => onIdentity.call(this.#asker, identity.slice().buffer), next, failed);
	}

	/** The configuration that the application's answers lead to. */
	private choose(answer: unknown): Configuration | Refusal {
		const { configuration, settings, context: usual, onProtocol } = this.#reception;
		const { protocols } = this.#details;
		const serverName = this.#serverName;
		let chosen = configuration;
		let context: TLSContext | undefined;
		try {
			context = chosenContext(answer);
			if (context !== undefined && onProtocol === undefined) chosen = configurationOf(context, settings);
		} catch (error) {
			return unrecognized(serverName, error);
		}
		context ??= usual;
		if (onProtocol === undefined || protocols === undefined || context === undefined) return chosen ?? unrecognized(serverName, undefined);
		try {
			/* For this client alone: what strangers may ask for has no end. */
			this.#own = configurationOnce(context, { ...settings, protocols: askForProtocol(onProtocol, this.#asker, protocols, serverName) });
			return this.#own;
		} catch (error) {
			const none = error instanceof TLSError && error.code === "ERR_SSL_NO_APPLICATION_PROTOCOL";
			return none ? new Refusal(error, NO_APPLICATION_PROTOCOL) : failed(error);
		}
	}

	private open(configuration: Configuration): true | Refusal {
		const kept = this.#kept;
		const result = kept === undefined ? 0 : configuration.keep(kept.identifier, kept.session);
		if (result < 0) return new Refusal(numberedError(result), INTERNAL_ERROR);
		return receive(this.#reception, configuration, this.#session, this.#serverName, this.#visitor);
	}
}
