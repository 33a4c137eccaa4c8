/* What the owner of an association is told. It is told in events only, never inside of a method that it calls; see association.ts. */

import type { Association } from "tls419/association";
import { DATAGRAM_PAYLOAD } from "tls419/cursor";
import { sessionError, TLSError, transportError } from "tls419/errors";
import { OVERFLOW } from "tls419/results";

/** Tells the owner what a datagram can carry. */
export function announceWritable(association: Association): void {
	const owner = association.owner;
	owner?.onWritable?.call(owner.instance, association.progress[DATAGRAM_PAYLOAD]);
}

/** Tells the owner of a datagram. Returns whether it was read. */
export function announce(association: Association): boolean {
	const owner = association.owner;
	if (association.announced || owner === undefined) return false;
	association.announced = true;
	owner.onReadable?.call(owner.instance, 1);
	return !association.unread;
}

/** Tells the owner of a session that can be resumed later. */
export function announceSession({ session, owner }: Association): void {
	const saved = session.save();
	if (saved !== undefined) owner?.onSession?.call(owner.instance, saved);
}

/** The error for a number below zero that a step has returned. */
export function errorOf({ session, terms, lost }: Association, number: number): TLSError {
	const error = sessionError(number, session, terms.host);
	return lost === undefined || error.code !== "ETIMEDOUT"
		? error
		: new TLSError(error.code, `${error.message}; what was sent to it may not have left: ${transportError(lost).message}`, {
				number,
				cause: lost,
			});
}

/** The error for a datagram that cannot be sent because of its length. */
export function sizeError({ progress, terms }: Association, length: number): TLSError {
	const sentence =
		length === 0
			? "a datagram of DTLS has one byte at least"
			: `a datagram of ${length} bytes is larger than the ${progress[DATAGRAM_PAYLOAD]} that fit into one (tls.mtu is ${terms.mtu}); nothing was sent`;
	return new TLSError("EMSGSIZE", sentence, { number: OVERFLOW });
}
