/*
 * Pre-shared keys (RFC 4279, RFC 5489; RFC 8446, 2.2).
 *
 * A server learns only in the handshake which key a client has, and the application may need time to find it. In TLS 1.3 the identities
 * stand in the ClientHello, which is read before there is a session (hello.c): the answer is here before mbedTLS asks. In TLS 1.2 the
 * identity comes in the ClientKeyExchange message, and mbedTLS, once it has that, wants the key at once and refuses the client with an
 * alert if it does not get it. So that one message, which is in clear, is withheld from mbedTLS until it is whole, looked at here, and
 * given to mbedTLS when the application has answered. It is copied, because the identity must outlast the call anyway; so a window of
 * any size will do. A message that comes in several records, or says something else, goes through as it is: mbedTLS then finds no key
 * for whatever identity it reads, which is the same to the peer as one that nobody knows.
 */
#include "internal.h"

#include "mbedtls/constant_time.h"

#include <string.h>

enum {
	messageHeader = 4,
	lengthSize = 2,
	/* The largest message that is withheld: it has an identity, and a point on a curve with the length before it. */
	withheldLimit = messageHeader + lengthSize + TLS_IDENTITY_LIMIT + 1 + 255
};

tls_shared_key *tls_shared_key_new(const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength)
{
	tls_shared_key *shared = mbedtls_calloc(1, sizeof(*shared) + identityLength + keyLength);

	if (!shared)
		return NULL;
	shared->identityLength = identityLength;
	shared->keyLength = keyLength;
	memcpy(shared->bytes, identity, identityLength);
	if (keyLength > 0)
		memcpy(shared->bytes + identityLength, key, keyLength);
	return shared;
}

void tls_shared_key_free(tls_shared_key *shared)
{
	if (!shared)
		return;
	mbedtls_platform_zeroize(shared->bytes, shared->identityLength + shared->keyLength);
	mbedtls_free(shared);
}

static bool is_for(const tls_shared_key *shared, const uint8_t *identity, size_t length)
{
	/* In constant time: what is secret in an identity is for the application to say. */
	return shared && shared->keyLength > 0 && shared->identityLength == length && mbedtls_ct_memcmp(shared->bytes, identity, length) == 0;
}

static bool are_usable(size_t identityLength, size_t keyLength)
{
	return identityLength > 0 && identityLength <= TLS_IDENTITY_LIMIT && keyLength > 0 && keyLength <= tls_limit(TLS_LIMIT_KEY);
}

int tls_credentials_set_shared_key(tls_credentials *credentials, const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength)
{
	if (!are_usable(identityLength, keyLength))
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	tls_shared_key_free(credentials->shared);
	credentials->shared = tls_shared_key_new(identity, identityLength, key, keyLength);
	return credentials->shared ? 0 : MBEDTLS_ERR_SSL_ALLOC_FAILED;
}

bool tls_configuration_knows(const tls_configuration *configuration, const uint8_t *identity, size_t length)
{
	return configuration->credentials && is_for(configuration->credentials->shared, identity, length);
}

#if defined(MBEDTLS_SSL_HANDSHAKE_WITH_PSK_ENABLED)

int tls_psk_find(void *unused, mbedtls_ssl_context *ssl, const unsigned char *identity, size_t length)
{
	tls_session *session = (tls_session *)ssl;
	const tls_shared_key *own = session->configuration->credentials ? session->configuration->credentials->shared : NULL;

	(void)unused;
	if (tls_configuration_knows(session->configuration, identity, length)) {
		/* A copy, since the credentials may be gone when somebody asks who the peer is. */
		tls_shared_key_free(session->shared);
		session->shared = tls_shared_key_new(own->bytes, own->identityLength, own->bytes + own->identityLength, own->keyLength);
	}
	session->keySought = true;
	session->keyFound = is_for(session->shared, identity, length);
	if (!session->keyFound)
		return MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY;
	/* A ticket that was offered before this identity was not good enough to come back with. */
	if (session->resumption)
		session->resumption->offered = false;
	return mbedtls_ssl_set_hs_psk(ssl, session->shared->bytes + session->shared->identityLength, session->shared->keyLength);
}

int tls_psk_configure(tls_configuration *configuration, const tls_settings *settings)
{
	const tls_credentials *credentials = configuration->credentials;
	const tls_shared_key *own = credentials->shared;
	mbedtls_ssl_config *ssl = &configuration->ssl;
	bool withKey = own || (settings->server && settings->questions & TLS_EVENT_IDENTITY);
	bool keyOnly = withKey && (settings->server ? credentials->certificates.version == 0 : settings->keyOnly);
	int error = 0;

#if defined(MBEDTLS_SSL_SRV_C)
	if (withKey && settings->server)
		mbedtls_ssl_conf_psk_cb(ssl, tls_psk_find, NULL);
#endif
	if (withKey && !settings->server) {
		/* The key makes a handshake as short as a ticket would, and mbedTLS would not tell which of the two the server has taken. */
		configuration->resumes = false;
		tls_compat_take_tickets(ssl, false);
		error = mbedtls_ssl_conf_psk(ssl, own->bytes + own->identityLength, own->keyLength, own->bytes, own->identityLength);
	}
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	if (withKey)
		mbedtls_ssl_conf_tls13_key_exchange_modes(ssl,
			keyOnly ? MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_ALL : MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_ALL);
#endif
	return error ? error : tls_choice_apply(configuration, settings, withKey, keyOnly);
}

#else

int tls_psk_configure(tls_configuration *configuration, const tls_settings *settings)
{
	if (configuration->credentials->shared || settings->questions & TLS_EVENT_IDENTITY)
		return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
	return tls_choice_apply(configuration, settings, false, false);
}

#endif

bool tls_psk_proven(const tls_session *session)
{
	const tls_credentials *credentials = session->configuration->credentials;

	/* A resumed connection proves what the earlier one has, and no key is looked up in it: it is not for this file to judge. */
	if (session->configuration->server ? !session->keyFound : !credentials || !credentials->shared)
		return false;
	return session->keyed || tls_suite_uses_key(tls_compat_negotiated_suite(&session->ssl));
}

int tls_psk_conclude(tls_session *session)
{
	const tls_credentials *credentials = session->configuration->credentials;
	/* A client may name a key besides the ticket that it comes back with: that proves nothing. */
	bool proven = !session->resumed && tls_psk_proven(session);

	if (proven && !session->configuration->server) {
		session->shared = tls_shared_key_new(credentials->shared->bytes, credentials->shared->identityLength, NULL, 0);
		if (!session->shared)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	}
	if (!proven) {
		tls_shared_key_free(session->shared);
		session->shared = NULL;
		return 0;
	}
	session->verdict = TLS_VERDICT_ACCEPTED;
	mbedtls_platform_zeroize(session->shared->bytes + session->shared->identityLength, session->shared->keyLength);
	session->shared->keyLength = 0;
	return 0;
}

bool tls_psk_withholds(const tls_session *session, size_t length)
{
	const tls_question *question = session->question;

	return session->configuration->questions & TLS_EVENT_IDENTITY && !session->expansion && length > messageHeader + lengthSize
		&& length <= withheldLimit && session->incomingType == MBEDTLS_SSL_MSG_HANDSHAKE && !(question && question->keyAsked)
		&& tls_compat_awaits_key_exchange(&session->ssl) && tls_suite_uses_key(tls_compat_negotiated_suite(&session->ssl));
}

/* Finds the identity in a ClientKeyExchange message (RFC 4279, 2; RFC 5489, 2) that fills the record. */
static bool find_identity(tls_withheld *record)
{
	const uint8_t *bytes = record->bytes;
	size_t length = record->length;

	if (bytes[0] != MBEDTLS_SSL_HS_CLIENT_KEY_EXCHANGE || (size_t)(bytes[1] << 16 | bytes[2] << 8 | bytes[3]) != length - messageHeader)
		return false;
	record->identity = bytes + messageHeader + lengthSize;
	record->identityLength = (size_t)(bytes[messageHeader] << 8 | bytes[messageHeader + 1]);
	return record->identityLength > 0 && record->identityLength <= TLS_IDENTITY_LIMIT
		&& record->identityLength <= length - messageHeader - lengthSize;
}

void tls_psk_forget(tls_withheld *record)
{
	if (!record)
		return;
	mbedtls_platform_zeroize(record->bytes, record->length);
	mbedtls_free(record);
}

static int deliver(tls_question *question, uint8_t *bytes)
{
	int length = (int)question->record->length;

	memcpy(bytes, question->record->bytes, question->record->length);
	tls_psk_forget(question->record);
	question->record = NULL;
	question->keyAsked = true;
	return length;
}

int tls_psk_receive(tls_session *session, uint8_t *bytes, size_t length)
{
	tls_window *window = session->window;
	tls_question *question = tls_question_get(session);
	tls_withheld *record;
	size_t count;

	if (!question)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	if (!question->record) {
		question->record = mbedtls_calloc(1, sizeof(*question->record) + length);
		if (!question->record)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		question->record->length = length;
	}
	record = question->record;
	/* All of it was there before: so this is after the answer. */
	if (record->present == record->length)
		return deliver(question, bytes);
	count = record->length - record->present < window->inLength ? record->length - record->present : window->inLength;
	memcpy(record->bytes + record->present, window->in, count);
	window->in += count;
	window->inLength -= count;
	record->present += count;
	session->traffic.bytesIn += count;
	tls_counters.bytesIn += count;
	if (record->present < record->length) {
		session->wanted = (uint16_t)(record->length - record->present);
		return 0;
	}
	if (!find_identity(record) || tls_configuration_knows(session->configuration, record->identity, record->identityLength))
		return deliver(question, bytes);
	return tls_question_ask(session, TLS_EVENT_IDENTITY);
}

const uint8_t *tls_session_asked_identity(const tls_session *session, size_t *length)
{
	const tls_question *question = session->question;

	if (!question || question->open != TLS_EVENT_IDENTITY)
		return NULL;
	*length = question->record->identityLength;
	return question->record->identity;
}

static int keep_key(tls_session *session, const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength)
{
	if (!are_usable(identityLength, keyLength))
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	tls_shared_key_free(session->shared);
	session->shared = tls_shared_key_new(identity, identityLength, key, keyLength);
	return session->shared ? 0 : MBEDTLS_ERR_SSL_ALLOC_FAILED;
}

int tls_session_offer_key(tls_session *session, const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength)
{
	/* At the end of a handshake the key that is kept there is the one that was proven. */
	if (!session->configuration->server || !(session->configuration->questions & TLS_EVENT_IDENTITY) || tls_session_started(session))
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	return keep_key(session, identity, identityLength, key, keyLength);
}

int tls_session_answer_key(tls_session *session, const uint8_t *key, size_t length)
{
	size_t identityLength = 0;
	const uint8_t *identity = tls_session_asked_identity(session, &identityLength);
	int error;

	if (!identity)
		return 0;
	error = length > 0 ? keep_key(session, identity, identityLength, key, length) : 0;
	if (!error)
		session->question->open = 0;
	return error;
}

const uint8_t *tls_session_identity(const tls_session *session, size_t *length)
{
	if (!session->expansion || !session->shared)
		return NULL;
	*length = session->shared->identityLength;
	return session->shared->bytes;
}

bool tls_session_uses_key(const tls_session *session)
{
	const tls_configuration *configuration = session->configuration;

	return configuration->server ? session->keyFound : configuration->credentials && configuration->credentials->shared;
}
