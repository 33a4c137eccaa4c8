/*
 * Pre-shared keys over datagrams. What psk.c says about the ClientKeyExchange message of TLS 1.2 holds here too: it is withheld until the application has found the
 * key. It may come in fragments (RFC 6347, 4.2.3), which are joined, and in one datagram with the messages behind it, which wait with it.
 */
#include "internal.h"
#include "reader.h"

#include <string.h>

#if defined(MBEDTLS_SSL_PROTO_DTLS) && defined(MBEDTLS_SSL_HANDSHAKE_WITH_PSK_ENABLED)

enum { recordSize = 13, headerSize = 12, messageStart = recordSize + headerSize, largestBody = 2 + TLS_IDENTITY_LIMIT + 1 + 255 };

/* A fragment of a handshake message in clear. */
typedef struct {
	const uint8_t *record;           /* where its record begins */
	const uint8_t *rest;             /* and what follows it */
	size_t type, whole, offset;
	tls_reader bytes;
} fragment;

/* Finds the next fragment of a ClientKeyExchange in the datagram. One that reaches beyond its message is none. */
static bool find_fragment(tls_reader *datagram, fragment *found)
{
	size_t type, epoch;
	tls_reader content;

	for (;;) {
		found->record = datagram->at;
		if (!tls_reader_number(datagram, 1, &type) || !tls_reader_skip(datagram, 2) || !tls_reader_number(datagram, 2, &epoch)
			|| !tls_reader_skip(datagram, 6) || !tls_reader_vector(datagram, 2, &content))
			return false;
		found->rest = datagram->at;
		if (type == MBEDTLS_SSL_MSG_HANDSHAKE && epoch == 0 && tls_reader_number(&content, 1, &found->type)
			&& tls_reader_number(&content, 3, &found->whole) && tls_reader_skip(&content, 2) && tls_reader_number(&content, 3, &found->offset)
			&& tls_reader_vector(&content, 3, &found->bytes) && content.left == 0 && found->type == MBEDTLS_SSL_HS_CLIENT_KEY_EXCHANGE
			&& found->whole <= largestBody && found->offset + found->bytes.left <= found->whole)
			return true;
	}
}

static bool is_awaited(const tls_session *session)
{
	const tls_question *question = session->question;

	return session->configuration->questions & TLS_EVENT_IDENTITY && !session->expansion && !(question && question->keyAsked)
		&& tls_compat_awaits_key_exchange(&session->ssl) && tls_suite_uses_key(tls_compat_negotiated_suite(&session->ssl));
}

/* Takes what is new in a fragment that continues what is there. The headers are those of the message as one record that has the last fragment's number. */
static void join(tls_withheld *record, const fragment *part)
{
	size_t have = record->present - messageStart;

	if (part->whole != record->body || part->offset > have || part->offset + part->bytes.left <= have)
		return;
	memcpy(record->bytes, part->record, messageStart);
	tls_put(record->bytes + recordSize - 2, headerSize + part->whole, 2);
	tls_put(record->bytes + recordSize + 6, 0, 3);
	tls_put(record->bytes + recordSize + 9, part->whole, 3);
	memcpy(record->bytes + messageStart + part->offset, part->bytes.at, part->bytes.left);
	record->present = messageStart + part->offset + part->bytes.left;
}

static bool find_identity(tls_withheld *record)
{
	tls_reader body = { record->bytes + messageStart, record->body }, identity;

	if (!tls_reader_vector(&body, 2, &identity) || identity.left == 0 || identity.left > TLS_IDENTITY_LIMIT)
		return false;
	record->identity = identity.at;
	record->identityLength = identity.left;
	return true;
}

/* What the fragment belongs to. The beginning of a message of another length is that of another message: whoever has invented the first one does not keep it from coming. */
static tls_withheld *withheld_of(tls_session *session, const fragment *part, size_t room)
{
	tls_question *question = tls_question_get(session);
	tls_withheld *record = question ? question->record : NULL;

	if (!question || (record && (record->body == part->whole || part->offset > 0)))
		return record;
	tls_psk_forget(record);
	record = mbedtls_calloc(1, sizeof(*record) + messageStart + part->whole + room);
	if (record) {
		record->length = messageStart + part->whole + room;
		record->present = messageStart;
		record->body = part->whole;
	}
	return question->record = record;
}

int tls_psk_withhold(tls_session *session, const uint8_t *bytes, size_t length)
{
	tls_reader datagram = { bytes, length };
	tls_withheld *record;
	fragment part;
	size_t rest;

	if (!is_awaited(session) || !find_fragment(&datagram, &part))
		return 0;
	do {
		/* With room for what may follow it in a datagram of this size: a change of keys and a Finished. */
		record = withheld_of(session, &part, length);
		if (!record)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		join(record, &part);
		rest = (size_t)(bytes + length - part.rest);
	} while (record->present < messageStart + record->body && find_fragment(&datagram, &part));
	if (record->present < messageStart + record->body)
		return 1;
	if (rest <= record->length - record->present)
		memcpy(record->bytes + record->present, part.rest, rest);
	else
		rest = 0;
	record->present += rest;
	record->whole = true;
	if (find_identity(record) && !tls_configuration_knows(session->configuration, record->identity, record->identityLength)) {
		int error = tls_question_ask(session, TLS_EVENT_IDENTITY);
		return error ? error : 1;
	}
	return 1;
}

int tls_psk_redeliver(tls_session *session, uint8_t *bytes, size_t room)
{
	tls_question *question = session->question;
	tls_withheld *record = question ? question->record : NULL;
	int count;

	if (!record || !record->whole || question->open)
		return 0;
	count = record->present <= room ? (int)record->present : MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
	if (count > 0)
		memcpy(bytes, record->bytes, record->present);
	tls_psk_forget(record);
	question->record = NULL;
	question->keyAsked = true;
	return count;
}

#else

int tls_psk_withhold(tls_session *session, const uint8_t *bytes, size_t length)
{
	(void)session;
	(void)bytes;
	(void)length;
	return 0;
}

int tls_psk_redeliver(tls_session *session, uint8_t *bytes, size_t room)
{
	(void)session;
	(void)bytes;
	(void)room;
	return 0;
}

#endif
