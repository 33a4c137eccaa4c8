/* From a record of options to a session of the engine. */

import { check } from "tls419/errors";
import type { TLSRecord } from "tls419/options";
import { Configuration, Credentials, PEER_IGNORED, PEER_OPTIONAL, PEER_REQUIRED, Session } from "tls419/session";

function peerPolicy(record: TLSRecord): number {
	if (record.server)
		return PEER_IGNORED;
	return record.verify ? PEER_REQUIRED : PEER_OPTIONAL;
}

function parseCredentials(record: TLSRecord): Credentials {
	const credentials = new Credentials();
	check(credentials.open());
	for (const der of record.authorities)
		check(credentials.addAuthority(der));
	for (const der of record.certificates)
		check(credentials.addCertificate(der));
	if (record.key)
		check(credentials.setKey(record.key, record.passphrase));
	record.passphrase?.fill(0);
	check(credentials.check(peerPolicy(record) === PEER_REQUIRED));
	return credentials;
}

/**
 * Makes a session.
 * @throws TLSError for certificates and keys that cannot be read or do not belong together, for missing trust, and for lack of memory.
 */
export function openSession(record: TLSRecord): Session {
	const configuration = new Configuration();
	check(configuration.open(parseCredentials(record), record.server, peerPolicy(record), record.minimumVersion, record.maximumVersion,
		record.maximumFragmentLength, record.protocols));
	const session = new Session();
	check(session.open(configuration, record.host));
	return session;
}
