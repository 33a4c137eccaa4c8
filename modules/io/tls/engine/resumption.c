/*
 * Coming back: a client takes the session of one connection out as bytes, and puts it into the next one.
 *
 * A resumed handshake shows no certificate. So what the first one has found out about the peer travels with the session (its verdict, and the certificate itself), together
 * with a digest of all that decided about it and the name that it was to have; a connection for which anything of that is different makes a full handshake. Each
 * resumption may bring a new ticket, and the chain of them ends a week after the handshake that has seen a certificate, or when that certificate expires (RFC 8446, 4.6.1).
 *
 * The saved bytes: a header (below), the peer's name, its certificate, what mbedtls_ssl_session_save writes without one, and a checksum of all of it. That tells what was
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
/* RFC 8446, 4.6.1; and for a server of TLS 1.2 that does not say (RFC 5246, F.1.4). */
static const int64_t longest = 604800, usual = 86400;

/* Seconds since 1970: the calendar of Gregory repeats itself after 400 years, which begin with a March here so that the leap day comes last. */
static int64_t seconds_of(const mbedtls_x509_time *date)
{
	int year = date->mon > 2 ? date->year : date->year - 1, month = (date->mon + 9) % 12;
	int64_t days = (int64_t)year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + date->day - 1 - 719468;

	return ((days * 24 + date->hour) * 60 + date->min) * 60 + date->sec;
}

int tls_resumption_configure(tls_configuration *configuration, const tls_settings *settings)
{
	int error = 0;

	configuration->policy = (uint8_t)settings->peer;
	if (settings->server)
		error = tls_issuance_configure(configuration, settings);
	configuration->resumes = !settings->server && settings->sessions > 0;
	if (!error && (configuration->resumes || configuration->issuance || settings->datagram)) {
		configuration->trust = mbedtls_calloc(1, digestLength);
		error = configuration->trust ? tls_trust_digest(configuration, configuration->trust) : MBEDTLS_ERR_SSL_ALLOC_FAILED;
	}
	if (error || settings->server)
		return error;
	configuration->saves = settings->sessions > 1;
	tls_compat_take_tickets(&configuration->ssl, configuration->resumes);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	/* A server sends no tickets to a client that knows no such mode; and in this one the keys of a resumed connection do not hang on the ticket's alone. */
	mbedtls_ssl_conf_tls13_key_exchange_modes(&configuration->ssl, configuration->resumes
		? MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL : MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
#endif
	return 0;
}

int tls_resumption_begin(tls_session *session, const char *host)
{
	const tls_configuration *configuration = session->configuration;
	size_t length = configuration->resumes && host ? strlen(host) : 0;

	if (!configuration->resumes && !configuration->issuance)
		return 0;
	session->resumption = mbedtls_calloc(1, sizeof(*session->resumption) + length);
	if (!session->resumption)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	/* No longer than a byte can tell: mbedTLS takes no other name, and addresses are shorter. */
	session->resumption->hostLength = (uint8_t)length;
	if (length > 0)
		memcpy(session->resumption->host, host, length);
	return 0;
}

static void drop_certificate(tls_resumption *resumption)
{
	mbedtls_free(resumption->certificate);
	resumption->certificate = NULL;
	resumption->certificateLength = 0;
}

void tls_resumption_delete(tls_session *session)
{
	if (session->resumption)
		drop_certificate(session->resumption);
	mbedtls_free(session->resumption);
	session->resumption = NULL;
}

int tls_resumption_carry(tls_resumption *resumption, uint8_t verdict, int64_t limit, const uint8_t *certificate, size_t length)
{
	drop_certificate(resumption);
	if (length > 0) {
		resumption->certificate = mbedtls_calloc(1, length);
		if (!resumption->certificate)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		memcpy(resumption->certificate, certificate, length);
		resumption->certificateLength = length;
	}
	resumption->verdict = verdict;
	resumption->limit = limit;
	resumption->offered = true;
	return 0;
}

bool tls_resumption_succeeds(const tls_session *session)
{
	return session->resumption && session->resumption->offered && !session->resumption->fresh;
}

int64_t tls_resumption_limit(const tls_session *session, const mbedtls_x509_crt *certificate)
{
	int64_t now = (int64_t)mbedtls_time(NULL), limit = now + longest, end;

	if (tls_resumption_succeeds(session))
		return session->resumption->limit;
	end = certificate ? seconds_of(&certificate->valid_to) : limit;
	/* What has expired already was accepted by somebody who does not look at dates. */
	return end > now && end < limit ? end : limit;
}

void tls_resumption_watch(tls_session *session)
{
	if (session->resumption && tls_compat_state(&session->ssl) == MBEDTLS_SSL_SERVER_CERTIFICATE)
		session->resumption->fresh = true;
}

/* What there is to save, and until when it is good for anything; NULL if there is nothing. */
static mbedtls_ssl_session *savable(const tls_session *session, int64_t now, int64_t *expires)
{
	mbedtls_ssl_session *saved = tls_compat_session(&session->ssl);
	int64_t lifetime;

	if (!session->resumption || !session->resumption->unsaved || !saved)
		return NULL;
	lifetime = tls_compat_has_ticket(saved) ? (int64_t)tls_compat_ticket_lifetime(saved) : 0;
	*expires = now + (lifetime == 0 ? usual : lifetime < longest ? lifetime : longest);
	if (*expires > session->resumption->limit)
		*expires = session->resumption->limit;
	return *expires > now ? saved : NULL;
}

void tls_resumption_ticket(tls_session *session)
{
	int64_t expires;

	if (session->resumption)
		session->resumption->unsaved = session->configuration->saves;
	if (savable(session, (int64_t)mbedtls_time(NULL), &expires))
		session->events |= TLS_EVENT_TICKET;
	else
		tls_compat_drop_ticket(tls_compat_session(&session->ssl));
}

bool tls_resumption_conclude(tls_session *session)
{
	tls_resumption *resumption = session->resumption;
	const mbedtls_ssl_session *now = tls_compat_session(&session->ssl);

	if (!resumption)
		return false;
	session->resumed = tls_resumption_succeeds(session);
	resumption->limit = tls_resumption_limit(session, mbedtls_ssl_get_peer_cert(&session->ssl));
	if (session->resumed)
		session->verdict = resumption->verdict;
	else
		drop_certificate(resumption);
	if (session->configuration->saves) {
		/* In TLS 1.2 everything is there now; what was resumed stays what it was. */
		if (!session->resumed && tls_compat_session_version(now) == MBEDTLS_SSL_VERSION_TLS1_2
			&& (tls_compat_has_ticket(now) || mbedtls_ssl_session_get_id_len(now) > 0))
			tls_resumption_ticket(session);
	} else if (!resumption->certificate)
		tls_resumption_delete(session);
	return session->resumed;
}

int tls_resumption_hand_over(tls_session *session)
{
	tls_resumption *resumption = session->resumption;
	int error;

	if (!session->resumed || !resumption || !resumption->certificate || mbedtls_ssl_get_peer_cert(&session->ssl))
		return 0;
	error = tls_compat_restore_certificate(tls_compat_session(&session->ssl), resumption->certificate, resumption->certificateLength);
	if (!error)
		drop_certificate(resumption);
	return error;
}

bool tls_session_resumed(const tls_session *session)
{
	return session->resumed;
}

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
	mbedtls_ssl_session *saved = savable(session, (int64_t)mbedtls_time(NULL), &expires);
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
	mbedtls_ssl_session *saved = savable(session, created, &expires);
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
	return blob[blobVerdict] <= TLS_VERDICT_UNKNOWN && created >= 0 && created <= now && now - created <= longest
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
	session->resumption->offered = false;
	drop_certificate(session->resumption);
	return tls_platform_allocation_failures() != failures ? MBEDTLS_ERR_SSL_ALLOC_FAILED : 0;
}
