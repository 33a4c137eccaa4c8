/* Connection IDs (RFC 9146): by which an association is known although its peer's address changes. */
#include "internal.h"

#include <string.h>

int tls_connection_ids_configure(tls_configuration *configuration, const tls_settings *settings)
{
	configuration->connectionIds = settings->connectionIds;
	configuration->connectionIdLength = settings->connectionIdLength;
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID)
	if (!settings->connectionIds)
		return 0;
	if (settings->connectionIdLength > TLS_CONNECTION_ID_LIMIT || settings->connectionIdLength > MBEDTLS_SSL_CID_IN_LEN_MAX)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	return mbedtls_ssl_conf_cid(&configuration->ssl, settings->connectionIdLength, MBEDTLS_SSL_UNEXPECTED_CID_IGNORE);
#else
	return settings->connectionIds ? MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE : 0;
#endif
}

int tls_session_set_connection_id(tls_session *session, const uint8_t *id, size_t length)
{
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID)
	if (session->datagram && session->configuration->connectionIds && !tls_session_started(session))
		return mbedtls_ssl_set_cid(&session->ssl, MBEDTLS_SSL_CID_ENABLED, id, length);
#else
	(void)session;
	(void)id;
	(void)length;
#endif
	return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
}

bool tls_session_connection_id(const tls_session *session, bool own, uint8_t id[TLS_CONNECTION_ID_LIMIT], size_t *length)
{
	int enabled = 0;

	*length = 0;
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID)
	/* Neither call changes the context, and one of them is declared as if it did. */
	mbedtls_ssl_context *ssl = (mbedtls_ssl_context *)&session->ssl;
	if (session->datagram && own && session->configuration->connectionIds) {
		if (mbedtls_ssl_get_own_cid(ssl, &enabled, id, length))
			return false;
	} else if (session->datagram && !own && session->expansion) {
		if (mbedtls_ssl_get_peer_cid(ssl, &enabled, id, length))
			return false;
	}
#else
	(void)session;
	(void)own;
	(void)id;
#endif
	return enabled != 0;
}

bool tls_session_expects(const tls_session *session, const uint8_t *datagram, size_t length)
{
	enum { idStart = 11 };
	uint8_t id[TLS_CONNECTION_ID_LIMIT];
	size_t idLength = 0;

	/* They are in use if the peer has agreed to them. */
	if (session->configuration->connectionIdLength > 0 && tls_session_connection_id(session, false, id, &idLength))
		(void)tls_session_connection_id(session, true, id, &idLength);
	else
		idLength = 0;
	if (idLength == 0)
		return length > 0 && datagram[0] == MBEDTLS_SSL_MSG_APPLICATION_DATA;
	return length >= idStart + idLength && datagram[0] == TLS_RECORD_CONNECTION_ID && memcmp(datagram + idStart, id, idLength) == 0;
}
