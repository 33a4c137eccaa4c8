/*
 * What a handshake asks the application, and how the answer gets back. A connection stands still meanwhile; see "Questions" in connection.ts.
 */

import { callbackError, promised } from "tls419/answer";
import { check, reasonCodes, type TLSError } from "tls419/errors";
import type { KeyLogCallback } from "tls419/keylog";
import { answeredKey, type OnIdentity } from "tls419/psk";
import { IDENTITY, VERIFY } from "tls419/results";
import type { Session } from "tls419/session";
import type { OnVerify } from "tls419/verification";

/** What a question is asked about: the connection. */
export interface Asking {
	readonly session: Session;
	/** True once nobody needs the answer any more, and the session may be gone. */
	readonly over: boolean;
}

/** Who answers. Only the questions that `questionsOf` names are asked. */
export interface Questions {
	readonly onVerify: OnVerify | undefined;
	/** Is asked nothing, and told the secrets of the handshake. */
	readonly onKeyLog: KeyLogCallback | undefined;
	readonly onIdentity: OnIdentity | undefined;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze } = Object;

/** The bits of `Configuration.open` for what is to be asked. */
export function questionsOf(questions: Questions | undefined): number {
	if (questions === undefined) return 0;
	return (questions.onVerify === undefined ? 0 : VERIFY) | (questions.onIdentity === undefined ? 0 : IDENTITY);
}

/** Those who answer, or undefined if there is nobody. */
export function questionsFrom(
	onVerify: OnVerify | undefined,
	onKeyLog: KeyLogCallback | undefined,
	onIdentity: OnIdentity | undefined,
): Questions | undefined {
	return onVerify === undefined && onKeyLog === undefined && onIdentity === undefined ? undefined : { onVerify, onKeyLog, onIdentity };
}

/** A question that was put to the application, and what became of it. */
export class Inquiry {
	answered = false;
	/** Why there is no answer: then the session is still without one. */
	failure: TLSError | undefined;

	/**
	 * Asks what the session waits for, and gives it the answer.
	 * @param instance is `this` of the callbacks.
	 * @param later is called if the answer has come in an event of its own.
	 * @throws what a callback has thrown that has closed the connection: nobody else is left to be told.
	 */
	put(asking: Asking, event: number, questions: Questions | undefined, instance: object | undefined, later: () => void): void {
		try {
			if (instance === undefined || questions === undefined) throw new Error("nobody is there to answer");
			const promise = ask(asking, event, questions, instance);
			if (promise !== undefined) {
				promise.then(
					() => this.#end(later),
					(reason: unknown) => this.#end(later, reason, true),
				);
				return;
			}
		} catch (reason) {
			if (asking.over) throw reason;
			this.failure = callbackError(reason);
		}
		this.answered = true;
	}

	#end(later: () => void, reason?: unknown, failed = false): void {
		if (failed) this.failure = callbackError(reason);
		this.answered = true;
		later();
	}
}

/**
 * Asks what the session waits for, and gives it the answer. `instance` is `this` of the callbacks.
 * @returns a promise if the answer comes later.
 * @throws what the callback has thrown; TypeError for an answer that is none. Then the session has no answer yet.
 */
function ask(asking: Asking, event: number, questions: Questions, instance: object): Promise<void> | undefined {
	if ((event & VERIFY) !== 0 && questions.onVerify !== undefined) return judgeChain(asking, questions.onVerify, instance);
	if ((event & IDENTITY) !== 0 && questions.onIdentity !== undefined) return findKey(asking, questions.onIdentity, instance);
	throw new Error("the handshake asks for what this connection has no answer to");
}

/** Asks about one certificate after the other, until one is refused. */
function judgeChain(asking: Asking, onVerify: OnVerify, instance: object): Promise<void> | undefined {
	const { session } = asking;
	for (let certificate = session.questionCertificate(); certificate !== undefined; certificate = session.questionCertificate()) {
		const question = freeze({ certificate, depth: session.questionDepth(), flags: reasonCodes(session.questionReasons()) });
		const answer = onVerify.call(instance, question);
		const promise = promised(answer);
		if (promise !== undefined)
			return promise.then((accept) => (judge(asking, accept) ? judgeChain(asking, onVerify, instance) : undefined));
		if (!judge(asking, answer)) break;
	}
	return undefined;
}

/** Passes the answer on. Returns whether there is another certificate. */
function judge(asking: Asking, accept: unknown): boolean {
	if (asking.over) return false;
	if (typeof accept !== "boolean") throw new TypeError(`onVerify must give true or false, or a promise of one, and not ${typeof accept}`);
	return check(asking.session.judge(accept)) > 0;
}

/** Asks for the key of the client's identity. */
function findKey(asking: Asking, onIdentity: OnIdentity, instance: object): Promise<void> | undefined {
	const identity = asking.session.askedIdentity();
	if (identity === undefined) throw new Error("the handshake asks for the key of nobody");
	const answer = onIdentity.call(instance, identity);
	const promise = promised(answer);
	if (promise !== undefined) return promise.then((key) => giveKey(asking, key));
	giveKey(asking, answer);
	return undefined;
}

function giveKey(asking: Asking, answer: unknown): void {
	if (asking.over) return;
	const key = answeredKey(answer);
	const result = asking.session.answerKey(key);
	key?.fill(0);
	check(result);
}
