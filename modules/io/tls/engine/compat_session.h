/* What mbedTLS has no calls for about a session that is saved or resumed, and its ticket. Included by compat.h alone. */
#ifndef TLS_COMPAT_SESSION_H
#define TLS_COMPAT_SESSION_H

static inline int tls_compat_session_version(const mbedtls_ssl_session *session)
{
	return (int)session->MBEDTLS_PRIVATE(tls_version);
}

/* The peer's certificate in a session that is not a connection's yet; NULL if it showed none. */
static inline const mbedtls_x509_crt *tls_compat_session_certificate(const mbedtls_ssl_session *session)
{
#if defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
	return session->MBEDTLS_PRIVATE(peer_cert);
#else
	(void)session;
	return NULL;
#endif
}

/* Saves a session without the peer's certificate, which mbedTLS would write down in TLS 1.2 and not in TLS 1.3, and parse each time that it loads it. */
static inline int tls_compat_save_alone(mbedtls_ssl_session *session, uint8_t *bytes, size_t size, size_t *length)
{
#if defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
	mbedtls_x509_crt *certificate = session->MBEDTLS_PRIVATE(peer_cert);
	int error;

	session->MBEDTLS_PRIVATE(peer_cert) = NULL;
	error = mbedtls_ssl_session_save(session, bytes, size, length);
	session->MBEDTLS_PRIVATE(peer_cert) = certificate;
	return error;
#else
	return mbedtls_ssl_session_save(session, bytes, size, length);
#endif
}

/* Gives a session that was saved without the peer's certificate that one back. */
static inline int tls_compat_restore_certificate(mbedtls_ssl_session *session, const uint8_t *der, size_t length)
{
#if defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
	mbedtls_x509_crt *certificate = mbedtls_calloc(1, sizeof(*certificate));
	int error;

	if (!certificate)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	mbedtls_x509_crt_init(certificate);
	error = mbedtls_x509_crt_parse_der(certificate, der, length);
	if (!error) {
		session->MBEDTLS_PRIVATE(peer_cert) = certificate;
		return 0;
	}
	mbedtls_x509_crt_free(certificate);
	mbedtls_free(certificate);
	return error;
#else
	(void)session;
	(void)der;
	(void)length;
	return 0;
#endif
}

#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)

static inline bool tls_compat_has_ticket(const mbedtls_ssl_session *session)
{
	return session->MBEDTLS_PRIVATE(ticket) != NULL;
}

static inline uint32_t tls_compat_ticket_lifetime(const mbedtls_ssl_session *session)
{
	return session->MBEDTLS_PRIVATE(ticket_lifetime);
}

/* Nothing of the ticket is needed by the connection that got it. */
static inline void tls_compat_drop_ticket(mbedtls_ssl_session *session)
{
	if (session->MBEDTLS_PRIVATE(ticket)) {
		mbedtls_platform_zeroize(session->MBEDTLS_PRIVATE(ticket), session->MBEDTLS_PRIVATE(ticket_len));
		mbedtls_free(session->MBEDTLS_PRIVATE(ticket));
	}
	session->MBEDTLS_PRIVATE(ticket) = NULL;
	session->MBEDTLS_PRIVATE(ticket_len) = 0;
}

#else

static inline bool tls_compat_has_ticket(const mbedtls_ssl_session *session)
{
	(void)session;
	return false;
}

static inline uint32_t tls_compat_ticket_lifetime(const mbedtls_ssl_session *session)
{
	(void)session;
	return 0;
}

static inline void tls_compat_drop_ticket(mbedtls_ssl_session *session)
{
	(void)session;
}

#endif

/* Whether a client of this configuration could have made this session; mbedTLS loads any, such as a server's. */
static inline bool tls_compat_is_usable(const mbedtls_ssl_session *session, const mbedtls_ssl_config *configuration)
{
	const int *suite = configuration->MBEDTLS_PRIVATE(ciphersuite_list);
	int version = (int)session->MBEDTLS_PRIVATE(tls_version);

	if (session->MBEDTLS_PRIVATE(endpoint) != MBEDTLS_SSL_IS_CLIENT || session->MBEDTLS_PRIVATE(id_len) > sizeof(session->MBEDTLS_PRIVATE(id)))
		return false;
	if (version < (int)configuration->MBEDTLS_PRIVATE(min_tls_version) || version > (int)configuration->MBEDTLS_PRIVATE(max_tls_version))
		return false;
	if (!tls_compat_has_ticket(session) && (version != MBEDTLS_SSL_VERSION_TLS1_2 || session->MBEDTLS_PRIVATE(id_len) == 0))
		return false;
	while (*suite && *suite != session->MBEDTLS_PRIVATE(ciphersuite))
		suite++;
	return *suite != 0;
}

/*
 * The age of a ticket, which mbedTLS measures with a clock that begins anew with each start of the machine: so it is told by the calendar, and the clock's time is made up
 * to fit.
 */
static inline void tls_compat_set_age(mbedtls_ssl_session *session, int64_t seconds)
{
	(void)session;
	(void)seconds;
#if defined(MBEDTLS_HAVE_TIME) && defined(MBEDTLS_SSL_SESSION_TICKETS) && (defined(MBEDTLS_SSL_PROTO_TLS1_3) || defined(MBEDTLS_SSL_SRV_C))
	mbedtls_ms_time_t then = mbedtls_ms_time() - (mbedtls_ms_time_t)seconds * 1000;
#if defined(MBEDTLS_SSL_CLI_C) && defined(MBEDTLS_SSL_PROTO_TLS1_3)
	if (session->MBEDTLS_PRIVATE(endpoint) == MBEDTLS_SSL_IS_CLIENT)
		session->MBEDTLS_PRIVATE(ticket_reception_time) = then;
#endif
#if defined(MBEDTLS_SSL_SRV_C)
	if (session->MBEDTLS_PRIVATE(endpoint) == MBEDTLS_SSL_IS_SERVER)
		session->MBEDTLS_PRIVATE(ticket_creation_time) = then;
#endif
	(void)then;
#endif
}

#endif
