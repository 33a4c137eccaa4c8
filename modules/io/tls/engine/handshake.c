/*
 * The handshake, state after state.
 *
 * mbedTLS cannot be stopped inside of one of its callbacks, but it can between two states of a handshake: so that is where the engine stands still while a
 * question is open (question.c), and where it ends a handshake that mbedTLS by itself would go on with.
 */
#include "internal.h"
#include "platform.h"

int tls_session_measure(tls_session *session)
{
	int expansion = mbedtls_ssl_get_record_expansion(&session->ssl);
	int payload = mbedtls_ssl_get_max_out_record_payload(&session->ssl);

	if (expansion < 0 || payload < 0)
		return expansion < 0 ? expansion : payload;
	session->expansion = (uint16_t)expansion;
	session->payload = (uint16_t)payload;
	return 0;
}

static void connected(tls_session *session)
{
	int error;

	if (!tls_resumption_conclude(session))
		tls_verify_conclude(session);
	error = tls_psk_conclude(session);
	if (!session->resumed)
		tls_verify_pins(session);
	if (error)
		session->error = error;
	if (session->error)
		return;
	session->error = tls_session_measure(session);
	if (session->error)
		return;
	session->quiet = 0;
	session->events |= TLS_EVENT_CONNECTED;
	tls_key_log_conclude(session);
	tls_configuration_settle(session->configuration);
	tls_counters.handshakes++;
	tls_counters.resumptions += session->resumed;
}

/* Ends the handshake with alert bad_certificate (internal_error where no certificate was judged) if a judgement of ours, of which mbedTLS knows nothing, demands it. */
static bool refused(tls_session *session)
{
	int error = tls_question_refusal(session);

	if (!error)
		return false;
	/* Should this fail too, the refusal is the failure that counts. */
	(void)mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
		session->question->record ? MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR : MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
	session->error = error;
	return true;
}

/* mbedtls_ssl_is_handshake_over() is true already while a server of TLS 1.3 has tickets to send. */
static bool is_over(const tls_session *session)
{
	return tls_compat_state(&session->ssl) == MBEDTLS_SSL_HANDSHAKE_OVER;
}

/*
 * Whether the handshake, which has just left a state, lets others have their turn. Not where it has begun to send: the messages of a flight belong together, and whoever
 * sends them one by one waits for the peer's acknowledgement of each.
 */
static bool yields(const tls_session *session, int state, uint64_t sent)
{
	return tls_platform_yields() && state != MBEDTLS_SSL_HELLO_REQUEST && tls_compat_state(&session->ssl) != state && session->traffic.bytesOut == sent
		&& !tls_compat_has_output(&session->ssl) && !tls_question_open(session) && !is_over(session);
}

static void advance(tls_session *session)
{
	uint64_t sent = session->traffic.bytesOut;
	int result, state;

	if (session->configuration->issuance)
		session->configuration->issuance->current = session;
	while (!refused(session) && !tls_question_open(session) && !is_over(session)) {
		state = tls_compat_state(&session->ssl);
		result = tls_compat_step(&session->ssl);
		/* Only where a key has done it can a server leave its certificate out, and only TLS 1.3 has the first of these states. */
		if (state == MBEDTLS_SSL_ENCRYPTED_EXTENSIONS && tls_compat_state(&session->ssl) == MBEDTLS_SSL_SERVER_FINISHED)
			session->keyed = true;
		if (session->configuration->server && state == MBEDTLS_SSL_SERVER_FINISHED && tls_compat_state(&session->ssl) != state
			&& mbedtls_ssl_get_version_number(&session->ssl) == MBEDTLS_SSL_VERSION_TLS1_3)
			tls_compat_finished(&session->ssl);
		tls_resumption_watch(session);
		session->greeted = session->greeted || (state == MBEDTLS_SSL_CLIENT_HELLO && tls_compat_state(&session->ssl) != state);
		if (result && !tls_session_repeat(session, &result))
			return;
		if (yields(session, state, sent)) {
			session->events |= TLS_EVENT_YIELD;
			return;
		}
	}
}

/* Whether an alert would leave encrypted. It can then not be told from other records, and mbedTLS has sent one in all cases. */
static bool is_covered(const tls_session *session)
{
	int state = tls_compat_state(&session->ssl);

	return mbedtls_ssl_get_version_number(&session->ssl) == MBEDTLS_SSL_VERSION_TLS1_3 && state > MBEDTLS_SSL_SERVER_HELLO
		&& state != MBEDTLS_SSL_HELLO_RETRY_REQUEST;
}

/*
 * What is wrong with a message in clear mbedTLS tells by an alert in most cases, and not in all (a client that has no group in common with it, say). A flood
 * only we notice.
 */
static void tell(tls_session *session)
{
	int error = session->error, attempts;
	uint8_t alert = MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR;

	if (session->alerted || error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE || error == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY
		|| (error != TLS_ERROR_FLOOD && is_covered(session)))
		return;
	if (error == TLS_ERROR_FLOOD || error == MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE || error == MBEDTLS_ERR_SSL_UNEXPECTED_RECORD || error == MBEDTLS_ERR_SSL_INVALID_RECORD)
		alert = MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE;
	else if (error == MBEDTLS_ERR_SSL_DECODE_ERROR)
		alert = MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR;
	else if (error == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER)
		alert = MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER;
	else if (error == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE || error == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE)
		alert = MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE;
	/* Messages that wait for the rest of their flight go first, and then mbedTLS forgets the alert. Should this fail too, the first failure is the one that counts. */
	for (attempts = is_covered(session) ? 1 : 2; attempts > 0 && !session->alerted && !session->owed; attempts--)
		(void)mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, alert);
}

bool tls_session_started(const tls_session *session)
{
	return tls_compat_state(&session->ssl) != MBEDTLS_SSL_HELLO_REQUEST;
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
	/* TLS 1.3 then goes on without a key, to where mbedTLS finds that something else is missing. */
	if ((session->error == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE || session->error == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER) && session->keySought
		&& !session->keyFound)
		session->error = MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY;
	if (session->error) {
		tell(session);
		tls_verify_conclude(session);
		tls_counters.failures++;
	}
	if (session->error || session->expansion)
		tls_question_free(session);
}
