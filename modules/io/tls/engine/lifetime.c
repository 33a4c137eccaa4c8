/* How a session begins and ends. */
#include "internal.h"
#include "platform.h"

#include <string.h>

static int set_host(tls_session *session, const char *host)
{
	size_t length;

	/* mbedTLS then refuses to verify a server, as it should. */
	if (!host)
		return 0;
	if (session->configuration->server)
		return tls_session_heed_server_name(NULL, &session->ssl, (const uint8_t *)host, strlen(host));
	length = mbedtls_x509_crt_parse_cn_inet_pton(host, session->address);
	/* An address is compared in tls_verify_certificate; mbedTLS would also send it as SNI, which RFC 6066, section 3, forbids. */
	session->addressLength = (uint8_t)length;
	return mbedtls_ssl_set_hostname(&session->ssl, length ? NULL : host);
}

int tls_session_new(tls_session **result, tls_configuration *configuration, const char *host)
{
	uint32_t failures = tls_platform_allocation_failures();
	tls_session *session;
	int error;

	if (!tls_platform_has_stack())
		return TLS_ERROR_STACK;
	session = mbedtls_calloc(1, sizeof(*session));
	if (!session)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	if (++tls_counters.sessions > tls_counters.peakSessions)
		tls_counters.peakSessions = tls_counters.sessions;
	session->configuration = configuration;
	session->alert = session->alertInClear = -1;
	session->verdict = TLS_VERDICT_UNKNOWN;
	session->wanted = recordHeader;
	tls_configuration_retain(configuration);
	mbedtls_ssl_init(&session->ssl);
	error = mbedtls_ssl_setup(&session->ssl, &configuration->ssl);
	if (!error)
		error = set_host(session, host);
	if (!error)
		error = tls_resumption_begin(session, host);
	if (!error && configuration->datagram)
		error = tls_datagram_begin(session, host);
	if (error) {
		tls_session_delete(session);
		return tls_cause(error, failures);
	}
	mbedtls_ssl_set_verify(&session->ssl, tls_verify_certificate, session);
	if (!configuration->datagram)
		mbedtls_ssl_set_bio(&session->ssl, session, tls_window_send, tls_window_receive, NULL);
	*result = session;
	return 0;
}

void tls_session_delete(tls_session *session)
{
	if (!session)
		return;
	mbedtls_ssl_free(&session->ssl);
	tls_key_log_free(session);
	tls_question_free(session);
	tls_shared_key_free(session->shared);
	mbedtls_free(session->datagram);
	mbedtls_free(session->serverName);
	tls_resumption_delete(session);
	tls_configuration_release(session->configuration);
	mbedtls_free(session->explanation);
	mbedtls_free(session);
	tls_counters.sessions--;
}
