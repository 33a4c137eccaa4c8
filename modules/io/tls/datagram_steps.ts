/* What an association does in its turn: the steps of its session, and what they tell. */

import type { Association } from "tls419/association";
import { output, schedule, sendLast, taken, transmit } from "tls419/carrier";
import { announce, announceSession, announceWritable, errorOf } from "tls419/datagram_report";
import { TLSError, transportError } from "tls419/errors";
import { tellKeys } from "tls419/keylog";
import {
	CONNECTED,
	ENDED,
	NEWER,
	QUESTIONS,
	STEP_MORE,
	STEP_READABLE,
	STEP_SENT,
	STEP_TAKEN,
	STEP_THROWN,
	STEP_TIMER,
	TICKET,
	YIELD,
} from "tls419/results";
import type { Origin, Place } from "tls419/udp";

/** What a step tells that is more than the way the datagrams go. */
const NEWS = NEWER | CONNECTED | TICKET | YIELD | QUESTIONS;
/** For a datagram that fills its buffer, or none: more bytes than any has. */
const WHOLE = 0x10000;

/** Does all that there is to do. Whoever calls this calls calm() of the association behind it if something was thrown. */
export function run(association: Association): void {
	association.active = true;
	while (step(association));
	association.active = false;
	settle(association);
	const way = association.way;
	if (way.ready !== undefined && !association.blocked) way.ready();
}

/** Says whether a datagram that comes can be given to the session at once. */
export function settle(association: Association): void {
	association.direct =
		association.connected &&
		!association.over &&
		!association.unread &&
		association.owner !== undefined &&
		!association.awake &&
		association.bytes === undefined &&
		!association.assigned &&
		association.introduced === 0;
}

/** Looks at the next datagram, or does what is left to do, and sends what comes of it. Returns whether there is more to do. */
function step(association: Association): boolean {
	if (association.over) return false;
	const untold = association.untold;
	if (untold !== 0) {
		association.untold = 0;
		return heed(association, untold);
	}
	if (association.assigned) {
		association.assigned = false;
		if (association.connected) announceWritable(association);
		return true;
	}
	const handshake = association.handshake;
	if (handshake !== undefined) {
		const more = handshake.before(association.owner?.instance);
		if (more !== undefined) {
			association.awake = true;
			/* A server's that has nobody to ask is done with it when its session is open. */
			if (!more || association.over || handshake.questions !== undefined || !handshake.entered) return more;
			association.handshake = undefined;
		}
	}
	if (association.unread) return announce(association);
	const bytes = association.bytes;
	if (bytes === undefined && !association.awake) return false;
	association.awake = false;
	const session = association.session;
	const events = session.exchangeDatagrams(association.way.socket, association.remote, WHOLE, bytes, output, association.state);
	/* The socket may have closed it. */
	if (association.over) return false;
	if (events < 0) association.unread = false;
	else {
		if (bytes !== undefined && events & STEP_TAKEN) {
			association.source = association.from;
			taken(association);
		}
		association.unread = (events & STEP_READABLE) !== 0;
		if (events & STEP_SENT) {
			association.sent = true;
			association.lost = undefined;
		}
		if (events & STEP_THROWN) {
			association.lost = session.thrown;
			session.thrown = undefined;
			/* An address that the socket does not take will not be taken later. */
			if (!association.sent) {
				association.fail(transportError(association.lost));
				return false;
			}
		}
		if (events & STEP_TIMER) schedule(association);
	}
	if (handshake?.questions?.onKeyLog !== undefined) {
		tellKeys(association, handshake.questions.onKeyLog, association.owner?.instance);
		if (association.over) return false;
	}
	return heed(association, events);
}

/** Does what the events of a step ask for. Returns whether there is more to do. */
function heed(association: Association, events: number): boolean {
	if (events < 0) {
		transmit(association);
		sendLast(association);
		/* The socket may have closed it. */
		if (!association.over) association.fail(errorOf(association, events));
		return false;
	}
	const from = association.source;
	if (!(events & STEP_MORE)) association.source = undefined;
	if (events & NEWS || association.introduced > 0) {
		if (events & YIELD) {
			association.later();
			return false;
		}
		if (events & QUESTIONS && association.handshake !== undefined) return association.handshake.ask(events, association.owner?.instance);
		tell(association, events, from);
		if (association.over) return false;
	}
	if (association.unread) return announce(association);
	if (events & ENDED) {
		/* A goodbye is answered with one (RFC 5246, 7.2.1). */
		association.session.closeDatagram(association.way.socket, association.remote, output);
		association.fail(new TLSError("EOF", "the peer has closed the association in good order"));
		return false;
	}
	association.awake = (events & STEP_MORE) !== 0;
	return association.awake || association.bytes !== undefined;
}

/** Tells of what a step has brought besides data. */
function tell(association: Association, events: number, from: Origin | undefined): void {
	if (events & NEWER) {
		if (!association.stirred) association.silence?.broken();
		const remote = association.remote;
		if (from !== undefined && from !== remote && (from.port !== remote.port || from.address !== remote.address)) follow(association, from);
	}
	if (events & CONNECTED) {
		association.connected = true;
		association.handshake = undefined;
		association.silence?.begin();
		announceWritable(association);
		association.way.stands(association);
	}
	if (association.introduced > 0 && from?.judged !== undefined) {
		association.introduced--;
		/* Who has asked hears it once, whatever is left of that datagram. */
		if (association.source === from) association.source = { address: from.address, port: from.port };
		from.judged((events & NEWER) !== 0);
	}
	if (events & TICKET && !association.over) announceSession(association);
}

/** The peer has another address if a genuine datagram, newer than all before, comes from there. */
function follow(association: Association, from: Place): void {
	const before = association.remote;
	association.remote = { address: from.address, port: from.port };
	association.way.moved(association, before);
	const owner = association.owner;
	owner?.onRemoteChange?.call(owner.instance, { remoteAddress: before.address, remotePort: before.port });
}
