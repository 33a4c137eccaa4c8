/*
 * What a connection needs only until its handshake is done: how a server begins, and what is asked of the application. While something is asked nothing is stepped,
 * read or sent, however long the answer takes.
 */

import type { Entering, Entrance } from "tls419/entrance";
import type { TLSError } from "tls419/errors";
import type { Awaiting } from "tls419/interview";
import { type Asking, Inquiry, type Questions } from "tls419/questions";
import type { Refusal } from "tls419/reception";

/** What a handshake needs of its connection. */
export interface Shaking extends Asking, Entering {
	/** How much has come, or was announced, that nobody has used yet. */
	readonly incoming: number;
	/** Has these bytes read again. */
	putBack(bytes: Uint8Array): void;
	/** Goes on in a turn of its own. */
	later(): void;
	/** Ends the connection and tells its owner. */
	fail(error: TLSError): void;
	/** The same behind an alert that the session makes. */
	refuse(error: TLSError): void;
	/** The same behind an alert in clear. */
	turnAway(error: TLSError, alert: number): void;
}

/* Its methods are private in TypeScript only: on XS those with a # are properties of each instance. */
export class Handshake implements Awaiting {
	/** Who answers, whoever owns the connection meanwhile. */
	readonly questions: Questions | undefined;
	readonly #connection: Shaking;
	/** A question that waits for its answer. */
	#inquiry: Inquiry | undefined;
	/** How a server begins, until its session is open. */
	#entrance: Entrance | undefined;

	constructor(connection: Shaking, questions: Questions | undefined, entrance: Entrance | undefined) {
		this.#connection = connection;
		this.questions = questions;
		this.#entrance = entrance;
	}

	/** Whether the session is open: a server's is when its client has spoken. */
	get entered(): boolean {
		return this.#entrance === undefined;
	}

	/** Whether this is a server's, and its client has not said yet what it wants. */
	get silent(): boolean {
		return this.#entrance !== undefined && !this.#entrance.asking;
	}

	/** Whether the session's question is open. */
	get asking(): boolean {
		return this.#inquiry !== undefined;
	}

	/**
	 * What is to be done before the session can take its next step.
	 * @param instance is `this` of the callbacks.
	 * @returns undefined for nothing, else whether there is more to do.
	 */
	before(instance: object | undefined): boolean | undefined {
		const inquiry = this.#inquiry;
		if (inquiry !== undefined) return this.goOn(inquiry);
		const entrance = this.#entrance;
		if (entrance === undefined) return undefined;
		const connection = this.#connection;
		if (entrance.asking || connection.incoming === 0) return false;
		const result = entrance.take(connection, instance, this);
		return result === undefined ? connection.incoming > 0 && !entrance.asking : this.enter(entrance, result);
	}

	/** The entrance has a result that took time. */
	answered(result: true | Refusal): void {
		if (this.#entrance !== undefined && this.enter(this.#entrance, result)) this.#connection.later();
	}

	/** Puts the session's question to the application. Returns whether the answer is there. */
	ask(events: number, instance: object | undefined): boolean {
		const connection = this.#connection;
		const inquiry = new Inquiry();
		this.#inquiry = inquiry;
		inquiry.put(connection, events, this.questions, instance, () => {
			if (!connection.over) connection.later();
		});
		return inquiry.answered;
	}

	/** Lets go of what only a handshake needs; an answer that comes later is for nobody. */
	drop(): void {
		this.#entrance?.drop();
	}

	/** Goes on behind a question, if it is answered. */
	private goOn({ answered, failure }: Inquiry): boolean {
		if (!answered) return false;
		this.#inquiry = undefined;
		if (failure === undefined) return true;
		/* The peer learns by an alert that it is refused, and the owner the reason. */
		this.#connection.refuse(failure);
		return false;
	}

	/** A server's first step is done. Returns whether the session is open now. */
	private enter(entrance: Entrance, result: true | Refusal): boolean {
		const connection = this.#connection;
		if (result !== true) {
			connection.turnAway(result.error, result.alert);
			return false;
		}
		const kept = entrance.kept;
		if (kept !== undefined) connection.putBack(kept);
		this.#entrance = undefined;
		entrance.drop();
		return true;
	}
}
