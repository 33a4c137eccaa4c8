/*
 * The secrets of a handshake as lines of an NSS key log (the format of SSLKEYLOGFILE), with which Wireshark decrypts a capture.
 *
 * mbedTLS gives each secret to a callback in the midst of a step. There it becomes text in a block of memory that only a session has whose secrets were asked
 * for; whoever drives the session takes the text after the step. The block is wiped when it has been taken for the last time, or with the session.
 */
#include "internal.h"

#include <string.h>

static void put_hexadecimal(tls_key_log *log, const uint8_t *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < length; i++) {
		log->text[log->length++] = digits[bytes[i] >> 4];
		log->text[log->length++] = digits[bytes[i] & 15];
	}
}

static void put_line(tls_key_log *log, const char *label, const uint8_t *secret, size_t length)
{
	size_t labelLength = strlen(label);

	/* A handshake has fewer lines than there is room for. */
	if (TLS_KEY_LOG_SIZE - log->length < labelLength + 1 + 2 * sizeof(log->random) + 1 + 2 * length + 1)
		return;
	memcpy(log->text + log->length, label, labelLength);
	log->length += labelLength;
	log->text[log->length++] = ' ';
	put_hexadecimal(log, log->random, sizeof(log->random));
	log->text[log->length++] = ' ';
	put_hexadecimal(log, secret, length);
	log->text[log->length++] = '\n';
}

static const char *label_of(mbedtls_ssl_key_export_type type)
{
	switch (type) {
	case MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET:
		return "CLIENT_RANDOM";
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_EARLY_SECRET:
		return "CLIENT_EARLY_TRAFFIC_SECRET";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_EARLY_EXPORTER_SECRET:
		return "EARLY_EXPORTER_SECRET";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET:
		return "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET:
		return "SERVER_HANDSHAKE_TRAFFIC_SECRET";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET:
		return "CLIENT_TRAFFIC_SECRET_0";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET:
		return "SERVER_TRAFFIC_SECRET_0";
#endif
	}
	return NULL;
}

static void keep(void *context, mbedtls_ssl_key_export_type type, const unsigned char *secret, size_t length, const unsigned char clientRandom[32],
	const unsigned char serverRandom[32], mbedtls_tls_prf_types function)
{
	tls_key_log *log = ((tls_session *)context)->keyLog;
	const char *label = label_of(type);

	(void)serverRandom;
	(void)function;
	if (!log || !label)
		return;
	memcpy(log->random, clientRandom, sizeof(log->random));
	log->secretLength = length;
	put_line(log, label, secret, length);
}

int tls_session_keep_keys(tls_session *session)
{
	if (session->keyLog)
		return 0;
	session->keyLog = mbedtls_calloc(1, sizeof(*session->keyLog));
	if (!session->keyLog)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	mbedtls_ssl_set_export_keys_cb(&session->ssl, keep, session);
	return 0;
}

void tls_key_log_conclude(tls_session *session)
{
	const uint8_t *secret = session->keyLog ? tls_compat_exporter_secret(&session->ssl) : NULL;

	if (secret)
		put_line(session->keyLog, "EXPORTER_SECRET", secret, session->keyLog->secretLength);
}

size_t tls_session_take_keys(tls_session *session, char text[TLS_KEY_LOG_SIZE])
{
	tls_key_log *log = session->keyLog;
	size_t length = log ? log->length : 0;

	if (length > 0) {
		memcpy(text, log->text, length);
		mbedtls_platform_zeroize(log->text, length);
		log->length = 0;
	}
	/* Nothing comes after the handshake. */
	if (session->expansion || session->error)
		tls_key_log_free(session);
	return length;
}

void tls_key_log_free(tls_session *session)
{
	if (session->keyLog)
		mbedtls_platform_zeroize(session->keyLog, sizeof(*session->keyLog));
	mbedtls_free(session->keyLog);
	session->keyLog = NULL;
}
