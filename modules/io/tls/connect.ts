/* From a record of options to a session of the engine. */

import type TLSContext from "embedded:io/socket/tcp/tls/context";
import { configurationOf, credentialsOf, makeConfiguration, parseCredentials, type Settings } from "embedded:io/socket/tcp/tls/context";
import { check } from "tls419/errors";
import { warnOfKeyLog } from "tls419/keylog";
import type { TLSRecord } from "tls419/options";
import { questionsOf } from "tls419/questions";
import { type Configuration, PEER_IGNORED, PEER_OPTIONAL, PEER_REQUIRED, Session } from "tls419/session";

function peerPolicy(record: TLSRecord): number {
	if (record.server) return PEER_IGNORED;
	return record.verify ? PEER_REQUIRED : PEER_OPTIONAL;
}

function start(configuration: Configuration, host: string | undefined): Session {
	const session = new Session();
	check(session.open(configuration, host));
	return session;
}

function startShared(context: TLSContext, settings: Settings, host: string | undefined): Session {
	if (settings.peer === PEER_REQUIRED) check(credentialsOf(context).trust());
	return start(configurationOf(context, settings), host);
}

/* What is made for one connection belongs to it alone, so that it can free its certificates when its handshake is done. */
function startAlone(record: TLSRecord, settings: Settings): Session {
	const credentials = parseCredentials(record.authorities, record.certificates, record.key, record.passphrase);
	let configuration: Configuration | undefined;
	try {
		if (settings.peer === PEER_REQUIRED) check(credentials.trust());
		configuration = makeConfiguration(credentials, settings);
		return start(configuration, record.host);
	} finally {
		configuration?.delete();
		credentials.delete();
	}
}

/**
 * Makes a session.
 * @throws TLSError for certificates and keys that cannot be read or do not belong together, for missing trust, and for lack of memory.
 */
export function openSession(record: TLSRecord): Session {
	const session = makeSession(record);
	if (record.onKeyLog !== undefined) {
		const result = session.keepKeys();
		if (result < 0) session.delete();
		check(result);
		warnOfKeyLog();
	}
	return session;
}

function makeSession(record: TLSRecord): Session {
	const { server, minimumVersion, maximumVersion, maximumFragmentLength, protocols, context, host } = record;
	const peer = peerPolicy(record);
	const questions = questionsOf(record);
	const settings = { server, peer, minimumVersion, maximumVersion, maximumFragmentLength, questions, protocols };
	if (context === undefined) return startAlone(record, settings);
	record.passphrase?.fill(0);
	return startShared(context, settings, host);
}
