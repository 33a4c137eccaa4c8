/* From a record of options to a session of the engine. */

import {
	configurationOf,
	credentialsOf,
	isContext,
	makeConfiguration,
	parseCredentials,
	type Settings,
	type default as TLSContext,
	withTickets,
} from "embedded:io/socket/tcp/tls/context";
import { type Configuration, PEER_OPTIONAL, PEER_REQUIRED, SESSIONS_RESUMED, SESSIONS_SAVED, type Tickets } from "tls419/credentials";
import { check } from "tls419/errors";
import { warnOfKeyLog } from "tls419/keylog";
import type { TLSRecord } from "tls419/options";
import { questionsOf } from "tls419/questions";
import type { Reception } from "tls419/reception";
import { makeTickets, TICKETS_OF_CONTEXT } from "tls419/resumption";
import { Session } from "tls419/session";
import { type ByteBuffer, kindOf } from "tls419/validate";

function peerPolicy(record: TLSRecord): number {
	if (record.server) return record.clientAuthentication;
	return record.verify ? PEER_REQUIRED : PEER_OPTIONAL;
}

function sessionsOf(record: TLSRecord, saved: boolean): number {
	if (record.server) return record.tickets.count ?? TICKETS_OF_CONTEXT;
	if (saved) return SESSIONS_SAVED;
	return record.session === undefined ? 0 : SESSIONS_RESUMED;
}

/**
 * The settings that a record leads to.
 * @param saved whether a client's sessions are saved.
 */
function settingsOf(record: TLSRecord, saved = false): Settings {
	return {
		server: record.server,
		peer: peerPolicy(record),
		minimumVersion: record.minimumVersion,
		maximumVersion: record.maximumVersion,
		maximumFragmentLength: record.maximumFragmentLength,
		questions: questionsOf(record.questions),
		time: record.time,
		sessions: sessionsOf(record, saved),
		keyOnly: record.keyOnly,
		datagram: record.datagram,
		tickets: undefined,
		protocols: record.protocols,
		pins: record.pins,
		cipherSuites: record.cipherSuites,
		groups: record.groups,
		signatureAlgorithms: record.signatureAlgorithms,
		groupBits: record.groupBits,
	};
}

function configureShared(context: TLSContext, settings: Settings): Configuration {
	if (settings.peer === PEER_REQUIRED && !settings.server && !settings.keyOnly) check(credentialsOf(context).trust());
	return configurationOf(context, settings);
}

/* A server's connection that is alone with its credentials never meets its client again, unless another one has its key. */
function ownTickets({ server, tickets }: TLSRecord, many: boolean): Tickets | undefined {
	if (!server || (!many && tickets.key === undefined)) return undefined;
	return makeTickets(many ? tickets : { ...tickets, cache: 0 });
}

/* What is made for one connection belongs to it alone, so that it can free its certificates when its handshake is done. */
function configureAlone(record: TLSRecord, settings: Settings, many: boolean): Configuration {
	const credentials = parseCredentials(record);
	let tickets: Tickets | undefined;
	try {
		if (settings.peer === PEER_REQUIRED && !settings.keyOnly) check(credentials.trust());
		tickets = ownTickets(record, many);
		return makeConfiguration(credentials, tickets === undefined ? settings : withTickets(settings, record.tickets, tickets));
	} finally {
		/* The configuration keeps what it needs of both. */
		tickets?.delete();
		credentials.delete();
	}
}

/** Makes a configuration for one connection, or for many; whether it is one's own is told by `single`. */
function configure(record: TLSRecord, settings: Settings, many = false): { configuration: Configuration; single: boolean } {
	const { context } = record;
	if (context === undefined) return { configuration: configureAlone(record, settings, many), single: !many };
	record.passphrase?.fill(0);
	return { configuration: configureShared(context, settings), single: false };
}

/** Makes the session the one that was saved. @throws TLSError for what is none, or does not suit. */
export function restore(session: Session, saved: ByteBuffer): void {
	const result = session.restore(saved);
	if (result < 0) session.delete();
	check(result);
}

function keepKeys(session: Session): void {
	const result = session.keepKeys();
	if (result < 0) session.delete();
	check(result);
	warnOfKeyLog();
}

/** A client's session with a configuration, which it keeps. A saved one that cannot be resumed is no error. */
function sessionWith(configuration: Configuration, record: TLSRecord): Session {
	const session = new Session();
	const result = session.open(configuration, record.host, record.session);
	if (result < 0) check(result);
	if (record.association !== undefined) restore(session, record.association);
	if (record.onKeyLog !== undefined) keepKeys(session);
	return session;
}

function openFirst(record: TLSRecord, saved: boolean): Session {
	const { configuration, single } = configure(record, settingsOf(record, saved));
	if (record.configurations !== undefined) record.configurations[saved ? 1 : 0] = configuration;
	try {
		return sessionWith(configuration, record);
	} finally {
		if (single) configuration.delete();
	}
}

/**
 * Makes a client's session, with the configuration that was made before if the options cannot change.
 * @param saved whether its sessions are saved.
 * @throws TLSError for certificates and keys that cannot be read or do not belong together, for missing trust, and for lack of memory.
 */
export function openSession(record: TLSRecord, saved = false): Session {
	const made = record.configurations?.[saved ? 1 : 0];
	return made === undefined ? openFirst(record, saved) : sessionWith(made, record);
}

/* With a question or a log, somebody has to be there when the session opens. */
function usualOf(configuration: Configuration, { questions }: Settings, { asks, logged }: Pick<Reception, "asks" | "logged">) {
	return asks || logged || questions !== 0 ? undefined : configuration;
}

/**
 * Makes what the connections of a server have in common.
 * @param many whether there is more than one connection.
 * @throws what openSession throws.
 */
export function openReception(record: TLSRecord, many = false): Reception {
	const settings = settingsOf(record);
	const { onServerName, onIdentity, onHello, onProtocol, context } = record;
	const logged = record.onKeyLog !== undefined;
	if (logged) warnOfKeyLog();
	const { certificates, psk } = record;
	const asks = onServerName !== undefined || onIdentity !== undefined || onHello !== undefined || onProtocol !== undefined;
	const asked = { logged, asks, onServerName, onIdentity, onHello, onProtocol, context };
	if (context === undefined && certificates.length === 0 && psk === undefined && onIdentity === undefined)
		return { settings, configuration: undefined, usual: undefined, single: false, ...asked };
	const { configuration, single } = configure(record, settings, many);
	return { settings, configuration, usual: single ? undefined : usualOf(configuration, settings, asked), single, ...asked };
}

/** The same with another context. @throws what openSession throws. */
export function receptionWith(reception: Reception, context: unknown): Reception {
	if (!isContext(context)) throw new TypeError(`context must be a TLSContext, and not ${kindOf(context)}`);
	const configuration = configurationOf(context, reception.settings);
	const usual = usualOf(configuration, reception.settings, reception);
	return { ...reception, configuration, usual, single: false, context };
}
