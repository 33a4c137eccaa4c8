/* Whether options go together. */

import { isKeyOnly as contextIsKeyOnly } from "embedded:io/socket/tcp/tls/context";
import { PEER_IGNORED, PEER_REQUIRED } from "tls419/credentials";
import type { TLSRecord } from "tls419/options";

export function checkSessions({ context, tickets }: TLSRecord): void {
	if (context !== undefined && (tickets.key !== undefined || tickets.lifetime !== undefined || tickets.cache !== undefined))
		throw new TypeError("tls.context has ticketKeys, tickets.lifetime and sessionCache of its own; give them there");
}

/* Identifiers are drawn until there is one that nobody has: half of them at least are to be free. */
export function checkIdentifiers({ datagram, maximumPending }: TLSRecord): void {
	const length = datagram?.connectionId ?? 0;
	if (length > 0 && 2 * maximumPending > 256 ** length)
		throw new RangeError(`tls.connectionId of ${length} bytes is too short for ${maximumPending} peers (tls.maximumPeers)`);
}

/* What was meant to keep somebody out must not let everybody in. */
function checkUnused({ server, revocations, pins, onVerify }: TLSRecord): void {
	const option = revocations.length > 0 ? "crl" : pins !== undefined ? "pins" : onVerify !== undefined ? "onVerify" : undefined;
	const remedy = server
		? 'tls.clientAuthentication must be "request" or "require" for that, and tls.certificate be given'
		: "with tls.psk there is one only if tls.ca or tls.verify is given too";
	if (option !== undefined) throw new Error(`tls.${option} has no certificate to judge: ${remedy}`);
}

/* Whether a pre-shared key is the only way for a peer to prove who it is; see `psk` in TLSSettings. */
export function isKeyOnly(record: TLSRecord, verified: boolean): boolean {
	const { context } = record;
	if (record.server)
		return (
			(record.psk !== undefined || record.onIdentity !== undefined) &&
			context === undefined &&
			record.certificates.length === 0 &&
			record.onServerName === undefined
		);
	if (verified) return false;
	if (context !== undefined) return contextIsKeyOnly(context);
	return record.psk !== undefined && record.authorities.length === 0 && record.store === undefined;
}

export function checkTogether(record: TLSRecord): void {
	const { server, keyOnly, context, clientAuthentication } = record;
	if (keyOnly || (server && clientAuthentication === PEER_IGNORED)) checkUnused(record);
	if (keyOnly && clientAuthentication !== PEER_IGNORED)
		throw new Error(
			"tls.clientAuthentication asks nobody for a certificate where there are only pre-shared keys; give tls.certificate too",
		);
	if (!server && !keyOnly && record.host === undefined) throw new Error("tls.host is missing: the name to check the certificate for");
	if (record.onProtocol !== undefined) {
		if (record.protocols !== undefined)
			throw new TypeError("tls.onApplicationLayerProtocol and tls.applicationLayerProtocol both choose the protocol; give either");
		if (context === undefined && record.onServerName === undefined)
			throw new Error("tls.context is missing: tls.onApplicationLayerProtocol takes one, in place of certificate and key");
	}
	if (context === undefined) checkIngredients(record);
	else if (
		record.authorities.length > 0 ||
		record.store !== undefined ||
		record.certificates.length > 0 ||
		record.key !== undefined ||
		record.revocations.length > 0 ||
		record.psk !== undefined
	)
		throw new TypeError("tls.context brings certificates, keys, authorities and revocation lists of its own; give either");
}

/* What is there in place of a context. */
function checkIngredients({ server, keyOnly, authorities, store, certificates, key, clientAuthentication, onServerName }: TLSRecord): void {
	if (clientAuthentication === PEER_REQUIRED && authorities.length === 0 && store === undefined && certificates.length > 0)
		throw new Error("tls.ca is missing: the authorities whose clients are let in (the host's certificate store is for servers)");
	if (server && !keyOnly && certificates.length === 0 && onServerName === undefined)
		throw new Error("tls.certificate is missing: a server needs a certificate and its key, or tls.psk or tls.onIdentity");
	if (store !== undefined && authorities.length > 0) throw new TypeError("tls.ca and tls.store both say whom to trust; give either");
	if ((key === undefined) !== (certificates.length === 0))
		throw new Error(
			server ? "tls.certificate and tls.key must be given together" : "tls.clientCertificate and tls.clientKey must be given together",
		);
}
