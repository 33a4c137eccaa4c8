/*
 * Coming back: a client takes the session of one connection out as bytes, and puts it into the next one.
 *
 * A resumed handshake shows no certificate. So what the first one has found out about the peer travels with the session (its verdict, and the certificate itself), together
 * with a digest of all that decided about it and the name that it was to have; a connection for which anything of that is different makes a full handshake. Each
 * resumption may bring a new ticket, and the chain of them ends a week after the handshake that has seen a certificate, or when that certificate expires (RFC 8446, 4.6.1).
 */
#include "internal.h"

#include <string.h>

/* Seconds, for a server of TLS 1.2 that does not say (RFC 5246, F.1.4). */
static const int64_t usual = 86400;

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

void tls_resumption_retract(tls_resumption *resumption)
{
	resumption->offered = false;
	drop_certificate(resumption);
}

bool tls_resumption_succeeds(const tls_session *session)
{
	return session->resumption && session->resumption->offered && !session->resumption->fresh;
}

int64_t tls_resumption_limit(const tls_session *session, const mbedtls_x509_crt *certificate)
{
	int64_t now = (int64_t)mbedtls_time(NULL), limit = now + longestResumption, end;

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

mbedtls_ssl_session *tls_resumption_savable(const tls_session *session, int64_t now, int64_t *expires)
{
	mbedtls_ssl_session *saved = tls_compat_session(&session->ssl);
	int64_t lifetime;

	if (!session->resumption || !session->resumption->unsaved || !saved)
		return NULL;
	lifetime = tls_compat_has_ticket(saved) ? (int64_t)tls_compat_ticket_lifetime(saved) : 0;
	*expires = now + (lifetime == 0 ? usual : lifetime < longestResumption ? lifetime : longestResumption);
	if (*expires > session->resumption->limit)
		*expires = session->resumption->limit;
	return *expires > now ? saved : NULL;
}

void tls_resumption_ticket(tls_session *session)
{
	int64_t expires;

	if (session->resumption)
		session->resumption->unsaved = session->configuration->saves;
	if (tls_resumption_savable(session, (int64_t)mbedtls_time(NULL), &expires))
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
