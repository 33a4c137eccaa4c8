/*
 * What a handshake asks the application, and how the answer gets back. A connection stands still meanwhile; see "Questions" in connection.ts.
 */

import { check, reasonCodes } from "tls419/errors";
import type { KeyLogCallback } from "tls419/keylog";
import type { TLSRecord } from "tls419/options";
import { type Session, VERIFY } from "tls419/session";
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
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze } = Object;
const Later = Promise;

/** The bits of `Configuration.open` for what is to be asked. */
export function questionsOf(record: TLSRecord): number {
	return record.onVerify === undefined ? 0 : VERIFY;
}

/** Those who answer for a connection with these options, or undefined if there is nobody; without the keys that are in the record too. */
export function questionsFrom({ onVerify, onKeyLog }: TLSRecord): Questions | undefined {
	return onVerify === undefined && onKeyLog === undefined ? undefined : { onVerify, onKeyLog };
}

/**
 * Asks what the session waits for, and gives it the answer. `instance` is `this` of the callbacks.
 * @returns a promise if the answer comes later.
 * @throws what the callback has thrown; TypeError for an answer that is none. Then the session has no answer yet.
 */
export function ask(asking: Asking, event: number, questions: Questions, instance: object): Promise<void> | undefined {
	if ((event & VERIFY) !== 0 && questions.onVerify !== undefined) return judgeChain(asking, questions.onVerify, instance);
	throw new Error("the handshake asks for what this connection has no answer to");
}

/** Asks about one certificate after the other, until one is refused. */
function judgeChain(asking: Asking, onVerify: OnVerify, instance: object): Promise<void> | undefined {
	const { session } = asking;
	for (let certificate = session.questionCertificate(); certificate !== undefined; certificate = session.questionCertificate()) {
		const question = freeze({ certificate, depth: session.questionDepth(), flags: reasonCodes(session.questionReasons()) });
		const answer = onVerify.call(instance, question);
		if (typeof answer === "object" && answer !== null)
			return Later.resolve(answer).then((accept) => (judge(asking, accept) ? judgeChain(asking, onVerify, instance) : undefined));
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
