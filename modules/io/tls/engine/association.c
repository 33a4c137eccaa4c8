/*
 * Associations of DTLS as bytes: a device sleeps and goes on without a handshake, a server restarts or hands its peers to another one.
 *
 * mbedTLS writes down keys and numbers, and what is known of the peer besides stands in front of that: a header (below), this side's connection ID, the identity of a
 * shared key, the name that a client has asked for, and SHA-256 of all of it behind. That digest tells what was damaged and not what was forged: whoever can write these bytes can
 * make up a peer. They must be kept where keys are kept.
 *
 * Two associations that go on from the same place would use numbers twice, which gives the keys of GCM away. mbedTLS therefore forgets the one that it has saved. Here
 * it goes on, and the other one begins a large step ahead. How large is left to chance, since bytes that are good once may be used twice all the same: the numbers of both
 * lie then, in all likelihood, far apart. There are 2^48 of them, for some hundred thousand such steps.
 */
#include "internal.h"
#include "platform.h"

#include <string.h>

enum {
	placeVersion = 4,                              /* mbedTLS's */
	placeFingerprint = 8,
	placeRole = placeFingerprint + digestLength,
	placeVerdict = placeRole + 1,
	placeResumed = placeVerdict + 1,
	placeOwnId = placeResumed + 1,                 /* its length */
	placeIdentity = placeOwnId + 1,                /* lengths, 2 bytes each */
	placeName = placeIdentity + 2,
	headerLength = placeName + 2
};

#if defined(MBEDTLS_SSL_CONTEXT_SERIALIZATION) && defined(MBEDTLS_SSL_PROTO_DTLS)

static const uint8_t magic[4] = { 'D', 'T', 'L', 1 };

static int seal_digest(const uint8_t *bytes, size_t length, uint8_t digest[digestLength])
{
	size_t used;

	return (int)psa_hash_compute(PSA_ALG_SHA_256, bytes, length, digest, digestLength, &used);
}

/* Whether the records of the suite are encrypted and authenticated in one. */
static bool is_authenticated(int suite)
{
	const mbedtls_ssl_ciphersuite_t *info = mbedtls_ssl_ciphersuite_from_id(suite);

	return info && !strstr(mbedtls_ssl_ciphersuite_get_name(info), "-CBC-");
}

static int is_savable(const tls_session *session)
{
	if (session->error)
		return session->error;
	if (!session->datagram || !session->expansion)
		return TLS_ERROR_NOT_CONNECTED;
	if (session->closed || session->ended)
		return TLS_ERROR_CLOSED;
	if (!is_authenticated(mbedtls_ssl_get_ciphersuite_id_from_ssl(&session->ssl)))
		return TLS_ERROR_NOT_SAVABLE;
	return session->owed || tls_datagram_has_more(session) ? TLS_ERROR_UNSETTLED : 0;
}

/* Takes mbedTLS's part, and gives it back to the session, which mbedTLS has made forget it. */
static int save_context(tls_session *session, uint8_t *bytes, size_t size, size_t *length)
{
	int error = mbedtls_ssl_context_save(&session->ssl, bytes, size, length);

	if (error)
		return error;
	error = mbedtls_ssl_context_load(&session->ssl, bytes, *length);
	if (error)
		session->error = error;
	return error;
}

int tls_session_suspend(tls_session *session, uint8_t *bytes, size_t size)
{
	size_t identityLength = 0, nameLength = session->serverName ? strlen(session->serverName) : 0, idLength, length, fixed;
	const uint8_t *identity = tls_session_identity(session, &identityLength);
	uint32_t failures = tls_platform_allocation_failures();
	int error = is_savable(session);
	uint8_t id[TLS_CONNECTION_ID_LIMIT], *to;

	if (error)
		return error;
	error = tls_resumption_hand_over(session);
	if (error)
		return tls_cause(error, failures);
	(void)tls_session_connection_id(session, true, id, &idLength);
	fixed = headerLength + idLength + identityLength + nameLength + digestLength;
	/* It says that there is no room in none, and how much it needs; or that something is not done yet. */
	if (mbedtls_ssl_context_save(&session->ssl, NULL, 0, &length) != MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL)
		return TLS_ERROR_UNSETTLED;
	if (!bytes)
		return (int)(fixed + length);
	if (size < fixed + length)
		return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
	memcpy(bytes, magic, sizeof(magic));
	tls_put(bytes + placeVersion, tls_library_version(), 4);
	memcpy(bytes + placeFingerprint, session->datagram->fingerprint, digestLength);
	bytes[placeRole] = session->configuration->server;
	bytes[placeVerdict] = session->verdict;
	bytes[placeResumed] = session->resumed;
	bytes[placeOwnId] = (uint8_t)idLength;
	tls_put(bytes + placeIdentity, identityLength, 2);
	to = tls_put(bytes + placeName, nameLength, 2);
	memcpy(to, id, idLength);
	to += idLength;
	if (identityLength > 0)
		memcpy(to, identity, identityLength);
	if (nameLength > 0)
		memcpy(to + identityLength, session->serverName, nameLength);
	to += identityLength + nameLength;
	error = save_context(session, to, size - fixed, &length);
	to += length;
	if (!error)
		error = seal_digest(bytes, (size_t)(to - bytes), to);
	if (error)
		mbedtls_platform_zeroize(bytes, size);
	return error ? error : (int)(to - bytes) + digestLength;
}

/* Whether the bytes are an association of this library, whole, for a session like this one. */
static bool is_ours(const tls_session *session, const uint8_t *bytes, size_t length)
{
	uint8_t digest[digestLength];

	if (length < headerLength + digestLength || memcmp(bytes, magic, sizeof(magic)) != 0
		|| tls_get(bytes + placeVersion, 4) != tls_library_version())
		return false;
	if (seal_digest(bytes, length - digestLength, digest) || memcmp(digest, bytes + length - digestLength, digestLength) != 0)
		return false;
	return memcmp(bytes + placeFingerprint, session->datagram->fingerprint, digestLength) == 0
		&& bytes[placeRole] == session->configuration->server && bytes[placeVerdict] <= TLS_VERDICT_UNKNOWN
		&& bytes[placeOwnId] == (session->configuration->connectionIds ? session->configuration->connectionIdLength : 0)
		&& bytes[placeOwnId] + tls_get(bytes + placeIdentity, 2) + tls_get(bytes + placeName, 2) <= length - headerLength - digestLength;
}

size_t tls_association_name(const uint8_t *bytes, size_t length, const uint8_t **name)
{
	enum { longest = 255 };                        /* RFC 6066, 3 and RFC 1035, 2.3.4 */
	size_t before, nameLength, i;

	*name = NULL;
	if (length < headerLength + digestLength || memcmp(bytes, magic, sizeof(magic)) != 0)
		return 0;
	before = headerLength + bytes[placeOwnId] + (size_t)tls_get(bytes + placeIdentity, 2);
	nameLength = (size_t)tls_get(bytes + placeName, 2);
	if (nameLength > longest || before + nameLength > length - digestLength)
		return 0;
	for (i = 0; i < nameLength; i++) {
		if (bytes[before + i] <= ' ' || bytes[before + i] > '~')
			return 0;
	}
	*name = bytes + before;
	return nameLength;
}

static int take_names(tls_session *session, const uint8_t *identity, size_t identityLength, size_t nameLength)
{
	if (identityLength > 0) {
		tls_shared_key_free(session->shared);
		session->shared = tls_shared_key_new(identity, identityLength, NULL, 0);
		if (!session->shared)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	}
	if (nameLength > 0 && session->configuration->server)
		return tls_session_heed_server_name(NULL, &session->ssl, identity + identityLength, nameLength);
	return 0;
}

static int step_ahead(tls_session *session)
{
	uint32_t chance;
	int error = (int)psa_generate_random((uint8_t *)&chance, sizeof(chance));

	if (error)
		return error;
	return tls_compat_skip_numbers(&session->ssl, TLS_ASSOCIATION_RESERVE + (uint64_t)chance) ? 0 : TLS_ERROR_ASSOCIATION;
}

int tls_session_restore(tls_session *session, const uint8_t *bytes, size_t length)
{
	size_t idLength, identityLength, nameLength, place;
	int error = 0;

	if (session->error)
		return session->error;
	if (!session->datagram || tls_session_started(session) || !is_ours(session, bytes, length))
		return TLS_ERROR_ASSOCIATION;
	idLength = bytes[placeOwnId];
	identityLength = (size_t)tls_get(bytes + placeIdentity, 2);
	nameLength = (size_t)tls_get(bytes + placeName, 2);
	place = headerLength + idLength + identityLength + nameLength;
	if (idLength > 0)
		error = tls_session_set_connection_id(session, bytes + headerLength, idLength);
	if (!error)
		error = take_names(session, bytes + headerLength + idLength, identityLength, nameLength);
	if (!error)
		error = mbedtls_ssl_context_load(&session->ssl, bytes + place, length - place - digestLength);
	if (!error)
		error = step_ahead(session);
	if (!error)
		error = tls_session_measure(session);
	/* What has begun to be another session cannot shake hands any more. */
	if (error)
		return session->error = error;
	mbedtls_ssl_set_mtu(&session->ssl, session->configuration->mtu);
	tls_datagram_measure(session);
	session->verdict = bytes[placeVerdict];
	session->resumed = bytes[placeResumed] != 0;
	session->events |= TLS_EVENT_CONNECTED;
	tls_resumption_delete(session);
	tls_configuration_settle(session->configuration);
	return 0;
}

#else

size_t tls_association_name(const uint8_t *bytes, size_t length, const uint8_t **name)
{
	(void)bytes;
	(void)length;
	*name = NULL;
	return 0;
}

int tls_session_suspend(tls_session *session, uint8_t *bytes, size_t size)
{
	(void)session;
	(void)bytes;
	(void)size;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

int tls_session_restore(tls_session *session, const uint8_t *bytes, size_t length)
{
	(void)session;
	(void)bytes;
	(void)length;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

#endif
