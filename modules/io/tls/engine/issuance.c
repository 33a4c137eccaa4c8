/*
 * A server that gives tickets: the functions through which mbedTLS asks for them.
 *
 * mbedTLS's own tickets carry what the protocol needs. In TLS 1.3 that leaves out who the client is: its certificate, and what was found out about it; mbedTLS then
 * reports a resumed client as one that was checked. And they open in every configuration that has the key, and in TLS 1.2 also when they were made in TLS 1.3, where
 * they yield a session whose secret is nothing but zeros. So these are our own: verdict and certificate travel in them, and the key opens them only for the same
 * configuration, the same credentials, the same server name and the same version.
 */
#include "internal.h"

#include <string.h>

#if defined(MBEDTLS_SSL_SRV_C) && defined(MBEDTLS_SSL_SESSION_TICKETS)

/* What is sealed: verdict, limit, time of creation, certificate with its length, mbedTLS's session. */
enum { sealedLimit = 1, sealedCreated = sealedLimit + 8, sealedCertificate = sealedCreated + 8, sealedHeader = sealedCertificate + 3 };

/*
 * What a ticket is sealed for: a version, a configuration and a name. A client of TLS 1.2 may name the server behind its ticket: then the name must be known before mbedTLS
 * comes to it (tls_session_new). Where it is not, the ticket does not open, or, if it was given to a client that has named nobody, the name is refused
 * (tls_session_heed_server_name).
 */
enum { longestName = 255 };

typedef struct {
	size_t length;
	uint8_t bytes[2 + digestLength + longestName];
} purpose;

static purpose purpose_of(const tls_session *session, int version)
{
	const char *name = session->serverName;
	purpose result;
	size_t length = name ? strlen(name) : 0;
	uint8_t *to = tls_put(result.bytes, (uint64_t)version, 2);

	memcpy(to, session->configuration->trust, digestLength);
	if (name)
		memcpy(to + digestLength, name, length);
	result.length = 2 + digestLength + length;
	return result;
}

/* Writes a whole ticket. Its length, 0 if there is none for this client, or an error. */
static int write_ticket(tls_issuance *issuance, const mbedtls_ssl_session *session, uint8_t *ticket, size_t size)
{
	tls_session *current = issuance->current;
	const mbedtls_x509_crt *certificate = tls_compat_session_certificate(session);
	int version = tls_compat_session_version(session), error;
	bool resumed = tls_resumption_succeeds(current), asked = current->configuration->policy != TLS_PEER_IGNORED;
	const uint8_t *der = resumed ? current->resumption->certificate : certificate ? certificate->raw.p : NULL;
	/* mbedTLS writes it down itself in TLS 1.2. */
	size_t derLength = version == MBEDTLS_SSL_VERSION_TLS1_2 || !der ? 0
		: resumed ? current->resumption->certificateLength : certificate->raw.len;
	uint8_t *to = ticket + ticketHeader, verdict;
	size_t length;

	if (!resumed)
		tls_verify_conclude(current);
	verdict = resumed ? current->resumption->verdict : current->verdict;
	/* Whoever has a key comes back with that. */
	if (tls_psk_proven(current))
		return 0;
	/*
	 * Whoever was asked for a certificate and had none to show is asked again the next time. A client that has a key with the server in common is known by it, which a
	 * ticket would outlive; it gains nothing by one.
	 */
	if ((asked && verdict != TLS_VERDICT_ACCEPTED) || current->keyFound)
		return 0;
	if (size < ticketHeader + sealedHeader + derLength + ticketTag)
		return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
	*to++ = verdict;
	to = tls_put(to, (uint64_t)tls_resumption_limit(current, certificate), 8);
	to = tls_put(to, (uint64_t)mbedtls_time(NULL), 8);
	to = tls_put(to, derLength, 3);
	if (derLength > 0)
		memcpy(to, der, derLength);
	to += derLength;
	error = mbedtls_ssl_session_save(session, to, size - (size_t)(to - ticket) - ticketTag, &length);
	length += (size_t)(to - ticket) - ticketHeader;
	if (!error) {
		purpose sealedFor = purpose_of(current, version);
		error = tls_tickets_seal(issuance->tickets, sealedFor.bytes, sealedFor.length, ticket, length);
	}
	/* What was not sealed is a session with its secret. */
	if (error)
		mbedtls_platform_zeroize(ticket, size);
	return error ? error : (int)(ticketHeader + length + ticketTag);
}

/* Makes what was in a ticket the session that the current connection comes back to. */
static int load_ticket(tls_issuance *issuance, mbedtls_ssl_session *session, int version, const uint8_t *content, size_t length)
{
	tls_session *current = issuance->current;
	int64_t now = (int64_t)mbedtls_time(NULL), created;
	size_t derLength;
	int result;

	derLength = length < sealedHeader ? 0 : (size_t)tls_get(content + sealedCertificate, 3);
	if (length < sealedHeader || derLength > length - sealedHeader)
		return MBEDTLS_ERR_SSL_INVALID_MAC;
	created = (int64_t)tls_get(content + sealedCreated, 8);
	if (created > now || now - created >= tls_tickets_lifetime(issuance->tickets) || now >= (int64_t)tls_get(content + sealedLimit, 8))
		return MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED;
	result = mbedtls_ssl_session_load(session, content + sealedHeader + derLength, length - sealedHeader - derLength);
	if (!result && tls_compat_session_version(session) != version)
		result = MBEDTLS_ERR_SSL_INVALID_MAC;
	if (!result) {
		tls_compat_set_age(session, now - created);
		result = tls_resumption_carry(current->resumption, content[0], (int64_t)tls_get(content + sealedLimit, 8),
			content + sealedHeader, derLength);
	}
	if (result)
		mbedtls_ssl_session_free(session);
	return result;
}

/* Opens a ticket in place; nothing of what was in it stays there. */
static int read_ticket(tls_issuance *issuance, mbedtls_ssl_session *session, uint8_t *ticket, size_t length)
{
	tls_session *current = issuance->current;
	int version = (int)mbedtls_ssl_get_version_number(&current->ssl);
	purpose sealedFor = purpose_of(current, version);
	int result = tls_tickets_open(issuance->tickets, sealedFor.bytes, sealedFor.length, ticket, length);

	if (result < 0)
		return result;
	length = (size_t)result;
	result = load_ticket(issuance, session, version, ticket + ticketHeader, length);
	mbedtls_platform_zeroize(ticket + ticketHeader, length);
	return result;
}

static int give_ticket(void *context, const mbedtls_ssl_session *session, unsigned char *start, const unsigned char *end, size_t *length,
	uint32_t *lifetime)
{
	tls_issuance *issuance = context;
	int result = write_ticket(issuance, session, start, (size_t)(end - start));

	*lifetime = result > 0 ? tls_tickets_lifetime(issuance->tickets) : 0;
	*length = result > 0 ? (size_t)result : 0;
	if (result <= 0 && tls_compat_session_version(session) != MBEDTLS_SSL_VERSION_TLS1_2) {
		/* An error here would end a connection that is none the worse for it. TLS 1.3 knows no empty ticket, but one that lives no time (RFC 8446, 4.6.1). */
		start[0] = 0;
		*length = 1;
	}
	return 0;
}

static int take_ticket(void *context, mbedtls_ssl_session *session, unsigned char *ticket, size_t length)
{
	return read_ticket(context, session, ticket, length);
}

static int keep_session(void *context, const unsigned char *id, size_t idLength, const mbedtls_ssl_session *session)
{
	tls_issuance *issuance = context;
	size_t length = 0, size;
	uint8_t *ticket;
	int result;

	if (mbedtls_ssl_session_save(session, NULL, 0, &length) != MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL)
		return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	size = ticketHeader + sealedHeader + length + ticketTag;
	ticket = mbedtls_calloc(1, size);
	if (!ticket)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	result = write_ticket(issuance, session, ticket, size);
	if (result > 0)
		result = tls_tickets_put(issuance->tickets, id, idLength, ticket, (size_t)result);
	else
		result = MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	if (result)
		mbedtls_free(ticket);
	return result;
}

static int find_session(void *context, const unsigned char *id, size_t idLength, mbedtls_ssl_session *session)
{
	tls_issuance *issuance = context;
	size_t length;
	const uint8_t *found = tls_tickets_get(issuance->tickets, id, idLength, &length);
	uint8_t *ticket;
	int result;

	if (!found)
		return MBEDTLS_ERR_SSL_CACHE_ENTRY_NOT_FOUND;
	/* Opened in a copy, since it may be asked for again. */
	ticket = mbedtls_calloc(1, length);
	if (!ticket)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	memcpy(ticket, found, length);
	result = read_ticket(issuance, session, ticket, length);
	mbedtls_free(ticket);
	return result;
}

const uint8_t *tls_session_kept(const tls_session *session, size_t *length)
{
	const tls_issuance *issuance = session->configuration->issuance;
	size_t idLength;
	const uint8_t *id = tls_session_identifier(session, &idLength);

	return id && issuance && tls_tickets_caches(issuance->tickets) ? tls_tickets_get(issuance->tickets, id, idLength, length) : NULL;
}

int tls_configuration_keep(tls_configuration *configuration, const uint8_t *id, size_t idLength, const uint8_t *bytes, size_t length)
{
	enum { longestId = 32 };
	tls_issuance *issuance = configuration->issuance;
	size_t present;
	uint8_t *copy;
	int error;

	if (!issuance || !tls_tickets_caches(issuance->tickets) || idLength == 0 || idLength > longestId
		|| length < ticketHeader + sealedHeader + ticketTag || tls_tickets_get(issuance->tickets, id, idLength, &present))
		return 0;
	copy = mbedtls_calloc(1, length);
	if (!copy)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	memcpy(copy, bytes, length);
	error = tls_tickets_put(issuance->tickets, id, idLength, copy, length);
	if (error)
		mbedtls_free(copy);
	return error;
}

int tls_issuance_configure(tls_configuration *configuration, const tls_settings *settings)
{
	mbedtls_ssl_config *ssl = &configuration->ssl;
	tls_issuance *issuance;

	if (!settings->tickets || (settings->sessions == 0 && !tls_tickets_caches(settings->tickets)))
		return 0;
	issuance = configuration->issuance = mbedtls_calloc(1, sizeof(*issuance));
	if (!issuance)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	issuance->tickets = settings->tickets;
	tls_tickets_retain(issuance->tickets);
	if (settings->sessions > 0) {
		mbedtls_ssl_conf_session_tickets_cb(ssl, give_ticket, take_ticket, issuance);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
		mbedtls_ssl_conf_new_session_tickets(ssl, settings->sessions);
#endif
	}
	if (tls_tickets_caches(settings->tickets))
		mbedtls_ssl_conf_session_cache(ssl, issuance, find_session, keep_session);
	return 0;
}

#else

const uint8_t *tls_session_kept(const tls_session *session, size_t *length)
{
	(void)session;
	(void)length;
	return NULL;
}

int tls_configuration_keep(tls_configuration *configuration, const uint8_t *id, size_t idLength, const uint8_t *bytes, size_t length)
{
	(void)configuration;
	(void)id;
	(void)idLength;
	(void)bytes;
	(void)length;
	return 0;
}

int tls_issuance_configure(tls_configuration *configuration, const tls_settings *settings)
{
	(void)configuration;
	(void)settings;
	return 0;
}

#endif

void tls_issuance_delete(tls_issuance *issuance)
{
	if (issuance)
		tls_tickets_release(issuance->tickets);
	mbedtls_free(issuance);
}
