/*
 * The handshake, state after state.
 *
 * mbedTLS cannot be stopped inside of one of its callbacks, but it can between two states of a handshake: so that is where the engine stands still while a
 * question is open (question.c), and where it ends a handshake that mbedTLS by itself would go on with.
 */
#include "internal.h"

static void connected(tls_session *session)
{
	int expansion = mbedtls_ssl_get_record_expansion(&session->ssl);
	int payload = mbedtls_ssl_get_max_out_record_payload(&session->ssl);

	if (!tls_resumption_conclude(session)) {
		tls_verify_conclude(session);
		tls_verify_pins(session);
	}
	if (expansion < 0 || payload < 0)
		session->error = expansion < 0 ? expansion : payload;
	if (session->error)
		return;
	session->expansion = (uint16_t)expansion;
	session->payload = (uint16_t)payload;
	session->events |= TLS_EVENT_CONNECTED;
	tls_key_log_conclude(session);
	tls_configuration_settle(session->configuration);
	tls_counters.handshakes++;
	tls_counters.resumptions += session->resumed;
}

/* Ends the handshake with alert bad_certificate if a judgement of ours, of which mbedTLS knows nothing, demands it. */
static bool refused(tls_session *session)
{
	int error = tls_question_refusal(session);

	if (!error)
		return false;
	/* Should this fail too, the refusal is the failure that counts. */
	(void)mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
	session->error = error;
	return true;
}

/* mbedtls_ssl_is_handshake_over() is true already while a server of TLS 1.3 has tickets to send. */
static bool is_over(const tls_session *session)
{
	return tls_compat_state(&session->ssl) == MBEDTLS_SSL_HANDSHAKE_OVER;
}

static void advance(tls_session *session)
{
	int result;

	if (session->configuration->issuance)
		session->configuration->issuance->current = session;
	while (!refused(session) && !tls_question_open(session) && !is_over(session)) {
		result = mbedtls_ssl_handshake_step(&session->ssl);
		tls_resumption_watch(session);
		if (result && !tls_session_repeat(session, &result))
			return;
	}
}

/* What is wrong with a message of TLS 1.2 mbedTLS tells by an alert in most cases, and not in all. In TLS 1.3 it does in all. */
static void tell(tls_session *session)
{
	int error = session->error;
	uint8_t alert = MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR;

	if (session->alerted || error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE || error == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY
		|| mbedtls_ssl_get_version_number(&session->ssl) == MBEDTLS_SSL_VERSION_TLS1_3)
		return;
	if (error == MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE || error == MBEDTLS_ERR_SSL_UNEXPECTED_RECORD || error == MBEDTLS_ERR_SSL_INVALID_RECORD)
		alert = MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE;
	else if (error == MBEDTLS_ERR_SSL_DECODE_ERROR)
		alert = MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR;
	else if (error == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER)
		alert = MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER;
	else if (error == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE || error == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE)
		alert = MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE;
	/* Should this fail too, the first failure is the one that counts. */
	(void)mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, alert);
}

void tls_session_shake_hands(tls_session *session)
{
	session->wanted = 0;
	advance(session);
	if (session->error == MBEDTLS_ERR_SSL_INVALID_MAC && session->alertInClear >= 0) {
		session->error = MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
		session->alert = session->alertInClear;
	}
	if (!session->error && !tls_question_open(session) && is_over(session))
		connected(session);
	if (session->error) {
		tell(session);
		tls_verify_conclude(session);
		tls_counters.failures++;
	}
	if (session->error || session->expansion)
		tls_question_free(session);
}
