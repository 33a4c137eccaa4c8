/* What a session can be asked. */
#include "internal.h"

#include "mbedtls/ssl_ciphersuites.h"

#include <string.h>

bool tls_session_connected(const tls_session *session)
{
	return session->expansion != 0;
}

size_t tls_session_readable(const tls_session *session)
{
	return session->expansion ? mbedtls_ssl_get_bytes_avail(&session->ssl) : 0;
}

/* How much ciphertext that much plaintext becomes. */
size_t tls_session_cost(const tls_session *session, size_t plain)
{
	return plain + (plain + session->payload - 1) / session->payload * session->expansion;
}

size_t tls_session_writable(const tls_session *session, size_t room, size_t gathered)
{
	size_t record = (size_t)session->expansion + session->payload, used, rest;

	if (!session->expansion || session->error || session->closed)
		return 0;
	if (session->datagram)
		return session->payload;
	used = session->owed + tls_session_cost(session, gathered);
	if (room <= used)
		return 0;
	room -= used;
	rest = room % record;
	return room / record * session->payload + (rest > session->expansion ? rest - session->expansion : 0);
}

size_t tls_session_promise(const tls_session *session, size_t room, size_t gathered)
{
	/* Frames of the records that a sequence needs besides its first one: what is large goes into records of its own, between what is small before and behind it. */
	size_t writable = tls_session_writable(session, room, gathered), frames = 2 * (size_t)session->expansion;

	return writable - (frames < writable / 2 ? frames : writable / 2);
}

size_t tls_session_wanted(const tls_session *session)
{
	if (session->error || session->ended || tls_question_open(session) || tls_session_readable(session) > 0)
		return 0;
	return session->wanted ? session->wanted : recordHeader;
}

size_t tls_session_owed(const tls_session *session)
{
	return session->owed;
}

bool tls_session_pending(const tls_session *session)
{
	return session->error || session->ended || session->events || tls_datagram_has_more(session);
}

int tls_session_version(const tls_session *session)
{
	return !session->expansion ? 0 : session->datagram ? TLS_VERSION_DTLS12 : (int)mbedtls_ssl_get_version_number(&session->ssl);
}

int tls_session_cipher_suite(const tls_session *session)
{
	return session->expansion ? mbedtls_ssl_get_ciphersuite_id_from_ssl(&session->ssl) : 0;
}

size_t tls_session_cipher_suite_name(const tls_session *session, char *name, size_t size)
{
	return tls_suite_name(tls_session_cipher_suite(session), name, size);
}

const char *tls_session_protocol(const tls_session *session)
{
#if defined(MBEDTLS_SSL_ALPN)
	return session->expansion ? mbedtls_ssl_get_alpn_protocol(&session->ssl) : NULL;
#else
	(void)session;
	return NULL;
#endif
}

/* Whether two names are one: ASCII letters are the same large and small (RFC 6066, 3). */
static bool same_name(const char *a, const uint8_t *b, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		uint8_t difference = (uint8_t)a[i] ^ b[i], letter = b[i] | 0x20;
		if (difference != 0 && (difference != 0x20 || letter < 'a' || letter > 'z'))
			return false;
	}
	return a[length] == 0;
}

/*
 * The name has a say in what follows at once: by it the application has chosen a configuration, and a ticket was opened. So a client that is asked for another hello
 * has to say the same again (RFC 8446, 4.1.2), and one that names somebody behind its ticket, or twice, is not believed (RFC 6066, 3).
 */
int tls_session_heed_server_name(void *unused, mbedtls_ssl_context *ssl, const unsigned char *name, size_t length)
{
	tls_session *session = (tls_session *)ssl;
	size_t i;

	(void)unused;
	/* It is kept for the application alone, so what is no name is no reason to end the handshake. */
	for (i = 0; i < length && name[i] > 0x20 && name[i] < 0x7F; i++);
	if (length == 0 || length > 255 || i < length)
		return 0;
	if (session->serverName)
		return same_name(session->serverName, name, length) ? 0 : MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME;
	if (session->greeted || tls_resumption_succeeds(session))
		return MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME;
	session->serverName = mbedtls_calloc(1, length + 1);
	if (!session->serverName)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	memcpy(session->serverName, name, length);
	return 0;
}

const char *tls_session_server_name(const tls_session *session)
{
	return session->serverName;
}

size_t tls_session_payload(const tls_session *session)
{
	return session->payload;
}

const tls_traffic *tls_session_traffic(const tls_session *session)
{
	return &session->traffic;
}

const uint8_t *tls_session_identifier(const tls_session *session, size_t *length)
{
	const mbedtls_ssl_session *made = session->expansion ? tls_compat_session(&session->ssl) : NULL;

	*length = made ? mbedtls_ssl_session_get_id_len(made) : 0;
	return *length > 0 ? *mbedtls_ssl_session_get_id(made) : NULL;
}

bool tls_session_out_counter(const tls_session *session, uint8_t counter[8])
{
	if (!session->expansion)
		return false;
	memcpy(counter, tls_compat_out_counter(&session->ssl), 8);
	return true;
}

const uint8_t *tls_session_peer_certificate(const tls_session *session, size_t index, size_t *length)
{
	const mbedtls_x509_crt *certificate = session->expansion ? mbedtls_ssl_get_peer_cert(&session->ssl) : NULL;

	if (!certificate && index == 0 && session->resumed && session->resumption) {
		*length = session->resumption->certificateLength;
		return session->resumption->certificate;
	}
	while (certificate && index-- > 0)
		certificate = certificate->next;
	if (!certificate)
		return NULL;
	*length = certificate->raw.len;
	return certificate->raw.p;
}

tls_verdict tls_session_verdict(const tls_session *session)
{
	return (tls_verdict)session->verdict;
}

const char *tls_session_explanation(const tls_session *session)
{
	return session->explanation ? session->explanation : "";
}

int tls_session_alert(const tls_session *session)
{
	return session->alert;
}
