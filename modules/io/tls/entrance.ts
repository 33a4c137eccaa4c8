/*
 * How a server's connection begins. It reads the ClientHello in clear, asks for the credentials that suit it, and opens the session with them. Until then there is
 * no session: a client that connects and says nothing, or nothing that can be understood, costs the bytes that it has sent, 16 KiB at most.
 *
 * Where there is nothing to ask, a hello that comes in one piece does not get here: the exchange that has read it opens the session (see tls_binding_greet).
 */

import { type Collector, HelloCollector, type Source } from "tls419/hello";
import { type Awaiting, Interview } from "tls419/interview";
import { type Reception, Refusal, type Result, receive, unrecognized, type Visitor } from "tls419/reception";
import type { Session } from "tls419/session";

/** Who comes in: the connection. */
export interface Entering extends Source {
	readonly session: Session;
	/** Whether it has ended. */
	readonly over: boolean;
}

export class Entrance {
	readonly #reception: Reception;
	readonly #collector: Collector;
	readonly #visitor: Visitor | undefined;
	/** Where the application is asked, and the hello is there. */
	#interview: Interview | undefined;

	/** @param visitor over datagrams. */
	constructor(reception: Reception, collector: Collector = new HelloCollector(), visitor?: Visitor) {
		this.#reception = reception;
		this.#collector = collector;
		this.#visitor = visitor;
	}

	/** What the client has sent that is to be put back, since the session is to have all of it; undefined if it lies where it came. */
	get kept(): Uint8Array | undefined {
		return this.#collector.kept;
	}

	/** True while an answer of the program is waited for. */
	get asking(): boolean {
		return this.#interview?.asking === true;
	}

	/**
	 * Takes what has arrived, and opens the session when that is enough to know how.
	 * @param asker is `this` of the callbacks.
	 * @param awaiting is told of the result if there is none at once.
	 * @returns true when the session is open, undefined while it is not.
	 */
	take(client: Entering, asker: object | undefined, awaiting: Awaiting): Result {
		const reception = this.#reception;
		const hello = this.#collector.add(client, reception);
		/* The transport may have closed the connection when it was read. */
		if (hello === undefined || client.over) return undefined;
		if (hello.error !== undefined) return new Refusal(hello.error, hello.alert);
		const { serverName, details } = hello;
		if (details !== undefined) {
			this.#interview = new Interview(reception, serverName, details, client.session, asker, this.#visitor, awaiting);
			return this.#interview.begin();
		}
		const configuration = reception.configuration;
		if (configuration === undefined) return unrecognized(serverName, undefined);
		return receive(reception, configuration, client.session, serverName, this.#visitor);
	}

	/** Lets go of what only this connection would have used. An answer that comes later is for nobody. */
	drop(): void {
		if (this.#reception.single) this.#reception.configuration?.delete();
		this.#interview?.drop();
	}
}
