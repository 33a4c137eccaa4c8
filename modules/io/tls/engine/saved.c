/*
 * A saved session: what a client has taken out of one connection and puts into the next one (resumption.c), as bytes.
 *
 * They are a header (below), the peer's name, its certificate, what mbedtls_ssl_session_save writes without one, and a checksum of all of it. That tells what was
 * damaged and not what was forged: whoever can write these bytes can also write a session that he shares with nobody, and is believed. They must be kept where keys
 * are kept. The certificate is only carried along, and a connection that comes back does not have to parse it.
 */
#include "internal.h"
#include "platform.h"

#include <string.h>

enum {
	blobVersion = 4,                                /* mbedTLS's */
	blobDigest = 8,
	blobVerdict = blobDigest + digestLength,
	blobCreated = blobVerdict + 1,                  /* seconds since 1970, as are the next two */
	blobExpires = blobCreated + 8,
	blobLimit = blobExpires + 8,
	blobCertificate = blobLimit + 8,                /* its length, 3 bytes */
	blobHost = blobCertificate + 3,                 /* the name's length, 1 byte */
	blobHeader = blobHost + 1,
	blobChecksum = 8 + 8                            /* at the end */
};

/* The last one counts how these bytes are laid out: what another layout has made is not looked at any further. */
static const uint8_t magic[4] = { 'T', 'L', 'S', 3 };

/*
 * Fletcher's sums, of the bytes, four at a time, and of these sums themselves, without his modulus: so what is wrong in one place or in two is found for certain. What is
 * wrong in more places is not found if it evens itself out in both sums; then mbedTLS refuses it, or the handshake fails.
 */
static void add_up(const uint8_t *bytes, size_t length, uint8_t checksum[blobChecksum])
{
	uint64_t sum = 0, sums = 0;

	for (; length >= 4; length -= 4, bytes += 4) {
		sum += (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
		sums += sum;
	}
	while (length-- > 0) {
		sum += *bytes++;
		sums += sum;
	}
	tls_put(tls_put(checksum, sum, 8), sums, 8);
}

size_t tls_session_save_length(const tls_session *session)
{
	int64_t expires;
	mbedtls_ssl_session *saved = tls_resumption_savable(session, (int64_t)mbedtls_time(NULL), &expires);
	size_t length = 0, derLength = 0;

	/* It says that there is no room in none, and how much it needs. */
	if (!saved || tls_compat_save_alone(saved, NULL, 0, &length) != MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL)
		return 0;
	(void)tls_session_peer_certificate(session, 0, &derLength);
	return blobHeader + session->resumption->hostLength + derLength + length + blobChecksum;
}

int tls_session_save(tls_session *session, uint8_t *blob, size_t length)
{
	int64_t created = (int64_t)mbedtls_time(NULL), expires;
	mbedtls_ssl_session *saved = tls_resumption_savable(session, created, &expires);
	const tls_resumption *resumption = session->resumption;
	const uint8_t *der;
	uint8_t *to;
	size_t used, derLength = 0;
	int error;

	if (!saved)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	session->resumption->unsaved = false;
	der = tls_session_peer_certificate(session, 0, &derLength);
	if (length < blobHeader + resumption->hostLength + derLength + blobChecksum)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	memcpy(blob, magic, sizeof(magic));
	tls_put(blob + blobVersion, tls_library_version(), 4);
	memcpy(blob + blobDigest, session->configuration->trust, digestLength);
	blob[blobVerdict] = session->verdict;
	tls_put(blob + blobCreated, (uint64_t)created, 8);
	tls_put(blob + blobExpires, (uint64_t)expires, 8);
	tls_put(blob + blobLimit, (uint64_t)resumption->limit, 8);
	to = tls_put(tls_put(blob + blobCertificate, derLength, 3), resumption->hostLength, 1);
	memcpy(to, resumption->host, resumption->hostLength);
	to += resumption->hostLength;
	if (derLength > 0)
		memcpy(to, der, derLength);
	to += derLength;
	error = tls_compat_save_alone(saved, to, length - (size_t)(to - blob) - blobChecksum, &used);
	add_up(blob, length - blobChecksum, blob + length - blobChecksum);
	tls_compat_drop_ticket(saved);
	/* The caller throws it away. */
	if (error)
		mbedtls_platform_zeroize(blob, length);
	return error;
}

/* Whether the bytes are a session of this library, whole, for a connection like this one, and still good. */
static bool is_offer(const tls_session *session, const uint8_t *blob, size_t length, int64_t now)
{
	const tls_resumption *resumption = session->resumption;
	uint8_t checksum[blobChecksum];
	int64_t created;

	if (length < (size_t)blobHeader + resumption->hostLength + blobChecksum || memcmp(blob, magic, sizeof(magic)) != 0
		|| tls_get(blob + blobVersion, 4) != tls_library_version()
		|| tls_get(blob + blobCertificate, 3) > length - blobHeader - resumption->hostLength - blobChecksum)
		return false;
	add_up(blob, length - blobChecksum, checksum);
	if (memcmp(checksum, blob + length - blobChecksum, blobChecksum) != 0)
		return false;
	if (memcmp(blob + blobDigest, session->configuration->trust, digestLength) != 0 || blob[blobHost] != resumption->hostLength
		|| memcmp(blob + blobHeader, resumption->host, resumption->hostLength) != 0)
		return false;
	created = (int64_t)tls_get(blob + blobCreated, 8);
	if (session->configuration->policy == TLS_PEER_REQUIRED && blob[blobVerdict] != TLS_VERDICT_ACCEPTED)
		return false;
	return blob[blobVerdict] <= TLS_VERDICT_UNKNOWN && created >= 0 && created <= now && now - created <= longestResumption
		&& now < (int64_t)tls_get(blob + blobExpires, 8);
}

int tls_session_resume(tls_session *session, const uint8_t *blob, size_t length)
{
	uint32_t failures = tls_platform_allocation_failures();
	int64_t now = (int64_t)mbedtls_time(NULL);
	mbedtls_ssl_session saved;
	const uint8_t *der;
	size_t derLength;
	int error;

	/* What mbedTLS was given once it keeps: a second session would change what is known of the peer, and not the offer. */
	if (!session->resumption || !session->configuration->resumes || session->resumption->offered || tls_session_started(session)
		|| !is_offer(session, blob, length, now))
		return 0;
	derLength = (size_t)tls_get(blob + blobCertificate, 3);
	der = blob + blobHeader + session->resumption->hostLength;
	mbedtls_ssl_session_init(&saved);
	error = mbedtls_ssl_session_load(&saved, der + derLength, length - (size_t)(der - blob) - derLength - blobChecksum);
	if (!error && !tls_compat_is_usable(&saved, &session->configuration->ssl))
		error = MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	if (!error) {
		tls_compat_set_age(&saved, now - (int64_t)tls_get(blob + blobCreated, 8));
		error = tls_resumption_carry(session->resumption, blob[blobVerdict], (int64_t)tls_get(blob + blobLimit, 8), der, derLength);
	}
#if defined(MBEDTLS_SSL_CLI_C)
	if (!error)
		error = mbedtls_ssl_set_session(&session->ssl, &saved);
#endif
	mbedtls_ssl_session_free(&saved);
	if (!error)
		return 1;
	tls_resumption_retract(session->resumption);
	return tls_platform_allocation_failures() != failures ? MBEDTLS_ERR_SSL_ALLOC_FAILED : 0;
}
