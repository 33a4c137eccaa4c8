/* From a record of options to a session of the engine. */

import type TLSContext from "embedded:io/socket/tcp/tls/context";
import { configurationOf, credentialsOf, makeConfiguration, parseCredentials, type Settings } from "embedded:io/socket/tcp/tls/context";
import { Entrance } from "tls419/entrance";
import { check } from "tls419/errors";
import { warnOfKeyLog } from "tls419/keylog";
import type { TLSRecord } from "tls419/options";
import { questionsOf } from "tls419/questions";
import { type Configuration, PEER_OPTIONAL, PEER_REQUIRED, Session } from "tls419/session";

function peerPolicy(record: TLSRecord): number {
	if (record.server) return record.clientAuthentication;
	return record.verify ? PEER_REQUIRED : PEER_OPTIONAL;
}

/** The settings that a record leads to. */
export function settingsOf(record: TLSRecord): Settings {
	const { server, minimumVersion, maximumVersion, maximumFragmentLength, protocols } = record;
	const [peer, questions] = [peerPolicy(record), questionsOf(record)];
	return { server, peer, minimumVersion, maximumVersion, maximumFragmentLength, questions, protocols };
}

function configureShared(context: TLSContext, settings: Settings): Configuration {
	if (settings.peer === PEER_REQUIRED && !settings.server) check(credentialsOf(context).trust());
	return configurationOf(context, settings);
}

/* What is made for one connection belongs to it alone, so that it can free its certificates when its handshake is done. */
function configureAlone(record: TLSRecord, settings: Settings): Configuration {
	const credentials = parseCredentials(record);
	try {
		if (settings.peer === PEER_REQUIRED) check(credentials.trust());
		return makeConfiguration(credentials, settings);
	} finally {
		credentials.delete();
	}
}

/** Makes a configuration for one connection; whether that is its own is told by `single`. */
function configure(record: TLSRecord, settings: Settings): { configuration: Configuration; single: boolean } {
	const { context } = record;
	if (context === undefined) return { configuration: configureAlone(record, settings), single: true };
	record.passphrase?.fill(0);
	return { configuration: configureShared(context, settings), single: false };
}

function keepKeys(session: Session): void {
	const result = session.keepKeys();
	if (result < 0) session.delete();
	check(result);
	warnOfKeyLog();
}

/**
 * Makes a client's session.
 * @throws TLSError for certificates and keys that cannot be read or do not belong together, for missing trust, and for lack of memory.
 */
export function openSession(record: TLSRecord): Session {
	const { configuration, single } = configure(record, settingsOf(record));
	try {
		const session = new Session();
		check(session.open(configuration, record.host));
		if (record.onKeyLog !== undefined) keepKeys(session);
		return session;
	} finally {
		if (single) configuration.delete();
	}
}

/**
 * Makes the beginning of a server's connection, whose session is opened when its client has spoken.
 * @throws what openSession throws.
 */
export function openEntrance(record: TLSRecord): Entrance {
	const settings = settingsOf(record);
	const { onServerName } = record;
	const logged = record.onKeyLog !== undefined;
	if (logged) warnOfKeyLog();
	if (record.context === undefined && record.certificates.length === 0)
		return new Entrance({ settings, configuration: undefined, single: true, logged, onServerName });
	return new Entrance({ settings, ...configure(record, settings), logged, onServerName });
}
