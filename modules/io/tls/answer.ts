/* What a callback of the application answers to a handshake: at once, or later with a promise. */

import { TLSError } from "tls419/errors";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Later = Promise;

/** The promise of an answer that comes later, which settles once and in a turn of its own whatever the application's does; undefined for one that is there. */
export function promised(answer: unknown): Promise<unknown> | undefined {
	return typeof answer === "object" && answer !== null && "then" in answer ? Later.resolve(answer) : undefined;
}

/** Why a handshake ends that a callback has failed in: `reason` is what was thrown, or what its promise was rejected with. */
export function callbackError(reason: unknown): TLSError {
	const text = reason instanceof Error ? reason.message : "it has thrown what is no Error";
	return new TLSError("ERR_TLS_CALLBACK", `a callback of this handshake has failed: ${text}`, { cause: reason });
}
