/*
 * Questions to the application that a handshake waits for.
 *
 * mbedTLS asks in callbacks, which must answer at once, and no JavaScript can run below one. So a callback only notes what is asked for, in a block that
 * exists for as long as it is needed, and the handshake stands still after the state in which that happened (handshake.c): step reports the event, and from then on
 * does nothing until the answer has come. A refusal is remembered and carried out by the next step, which has a window for the alert.
 */
#include "internal.h"

#include <string.h>

/* The block, made when it is first needed; NULL without memory. */
tls_question *tls_question_get(tls_session *session)
{
	if (!session->question)
		session->question = mbedtls_calloc(1, sizeof(*session->question));
	return session->question;
}

bool tls_question_open(const tls_session *session)
{
	return session->question && session->question->open;
}

int tls_question_refusal(const tls_session *session)
{
	return session->question ? session->question->refusal : 0;
}

int tls_question_ask(tls_session *session, uint8_t event)
{
	tls_question *question = tls_question_get(session);

	if (!question)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	question->open = event;
	session->events |= event;
	return 0;
}

int tls_question_refuse(tls_session *session, int error)
{
	tls_question *question = tls_question_get(session);

	if (!question)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	question->open = 0;
	if (!question->refusal)
		question->refusal = error;
	return 0;
}

int tls_question_add_certificate(tls_session *session, const mbedtls_x509_crt *certificate, int depth, uint32_t reasons)
{
	tls_judged *one, **end;
	int error = tls_question_ask(session, TLS_EVENT_VERIFY);

	if (error)
		return error;
	one = mbedtls_calloc(1, sizeof(*one) + certificate->raw.len);
	if (!one)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	one->depth = depth;
	one->reasons = reasons;
	one->length = certificate->raw.len;
	memcpy(one->der, certificate->raw.p, certificate->raw.len);
	for (end = &session->question->chain; *end; end = &(*end)->next);
	*end = one;
	return 0;
}

static void forget_first(tls_question *question)
{
	tls_judged *first = question->chain;

	question->chain = first->next;
	mbedtls_free(first);
}

void tls_question_free(tls_session *session)
{
	tls_question *question = session->question;

	if (!question)
		return;
	while (question->chain)
		forget_first(question);
	tls_psk_forget(question->record);
	mbedtls_free(question);
	session->question = NULL;
}

const uint8_t *tls_session_question(const tls_session *session, tls_certificate_question *about)
{
	const tls_judged *first = session->question ? session->question->chain : NULL;

	if (!first)
		return NULL;
	about->depth = first->depth;
	about->reasons = first->reasons;
	about->length = first->length;
	return first->der;
}

int tls_session_judge(tls_session *session, bool accept)
{
	tls_question *question = session->question;

	if (!question || question->open != TLS_EVENT_VERIFY)
		return 0;
	forget_first(question);
	if (!accept)
		return tls_question_refuse(session, TLS_ERROR_CERTIFICATE_REJECTED);
	if (question->chain)
		return 1;
	question->open = 0;
	return 0;
}

int tls_session_refuse(tls_session *session)
{
	return tls_question_open(session) ? tls_question_refuse(session, TLS_ERROR_REFUSED) : 0;
}
