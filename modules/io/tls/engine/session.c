/*
 * The verbs of a connection: step, read, write, close.
 *
 * This is the one hard file of the engine, so here is how to think about it.
 *
 * mbedTLS wants to be given a socket: two functions, one that sends and one that receives. We give it a window instead. A caller lends the engine, for the
 * length of one call, some ciphertext that came from the network and some room for ciphertext that shall go there; receive() takes from the one, send() fills
 * the other (window.c), and both say "would block" when their part is used up. mbedTLS is built for sockets that block, so it keeps its place in the middle of a record or
 * of a flight and goes on in the next call. Nothing is queued here: what has come in lies in mbedTLS's input buffer, decrypted in place, and what goes out lies
 * in its output buffer, encrypted in place. Those two buffers are all the memory for bytes that a connection has.
 *
 * Four numbers describe where mbedTLS stands.
 *   owed      how much of its output buffer found no room yet. send() always learns the whole rest, so this is exact, and it is why flushing is possible:
 *             mbedTLS has no public call for that, but every call that sends begins by sending what is left over.
 *   wanted    how much mbedTLS asked for when the window was empty: 5 for a record's header, then the rest of the record. A caller who never lends more than
 *             that leaves no byte unread; a caller who lends more gets the unused rest back in the window.
 *   readable  how much plaintext lies decrypted. It belongs to mbedTLS (mbedtls_ssl_get_bytes_avail). While it is not zero nothing more is received, so
 *             an application that does not read stops its peer, through the transport, and costs no memory.
 *   error     the first failure. It is a state and not an event: every later call returns it, and nothing is received or sealed any more. What mbedTLS has put
 *             into the window before it failed, an alert as a rule, is still sent by the caller; what found no room leaves with the next step.
 *
 * What mbedTLS calls an error is often none. WANT_READ and WANT_WRITE say that a window is used up. RECEIVED_NEW_SESSION_TICKET interrupts a call, which is
 * then repeated. PEER_CLOSE_NOTIFY is how a conversation ends well. These become events; a caller never sees them as numbers.
 *
 * Traps, each of which this file steps around:
 *   - mbedtls_ssl_write, when blocked, has already sealed the record: it must be called again with the same length and takes nothing new. So write() first
 *     checks that all of it fits into the window, and counts a record as taken the moment mbedTLS has seen it.
 *   - Each mbedtls_ssl_write makes a record of its own, however small. So small writes wait in the caller's memory, the gather, and are sealed together.
 *   - mbedtls_ssl_send_alert_message, when output is left over, sends only that, returns 0 and forgets the alert. That makes it our flush, in every state of
 *     a connection; close_notify is asked for afterwards, once, since each further call would send another one.
 *   - A fatal alert of TLS 1.3 that finds no room would be sealed anew with each call, without end: WANT_WRITE with such an alert is the error itself.
 *   - mbedtls_ssl_read returns WANT_READ after a warning alert although the window still has input: we call it again until the input is used up.
 *   - mbedtls_ssl_read(NULL, 0) decrypts the next record and takes nothing from it: so the count that an application is told is exact.
 *   - An empty record decrypts to nothing at all and also returns 0.
 *   - ESP-IDF's dynamic buffers free the input buffer between records and lose a header that arrives in parts: receive() gives a header whole or not at all.
 *   - The addresses that mbedTLS passes to send() and receive() are not valid later: bytes are copied before we return.
 *   - A TLS 1.3 peer's KeyUpdate, which mbedTLS does not know, ends in UNEXPECTED_MESSAGE without an alert: we send it, and call it by its name.
 *   - mbedTLS takes warnings, requests to renegotiate and tickets without end: what brings no data is counted where each record begins, in receive().
 *   - A TLS 1.3 client made with mbedTLS that refuses a certificate says so in clear, where a server expects ciphertext and finds a wrong MAC. No alert is two
 *     bytes long when it is encrypted, so receive() can tell; it is believed only as the reason of a handshake that has failed anyway.
 */
#include "internal.h"
#include "platform.h"

#include <string.h>

static void receive_record(tls_session *session);

bool tls_session_repeat(tls_session *session, int *result)
{
	if (*result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
		tls_resumption_ticket(session);
		return true;
	}
	if (*result == MBEDTLS_ERR_SSL_WANT_READ || *result == MBEDTLS_ERR_SSL_WANT_WRITE) {
		*result = *result == MBEDTLS_ERR_SSL_WANT_WRITE ? tls_compat_pending_error(&session->ssl) : 0;
		if (!*result)
			return false;
	}
	/* Goodbye before there was a connection is a failure. */
	if (*result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY && session->expansion) {
		session->ended = true;
		*result = 0;
		return false;
	}
	if (*result == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		session->alert = (int16_t)tls_compat_fatal_alert(&session->ssl);
	if (!session->error)
		session->error = *result;
	return false;
}

static void lend(tls_session *session, tls_window *window)
{
	session->window = window;
	if (session->datagram)
		session->datagram->filled = false;
}

/* Sends what is left over. Returns false while the window is too small for it. */
static bool flush(tls_session *session)
{
	int result;

	if (session->owed && session->datagram && session->expansion && !session->error) {
		/* The rest of a flight that is sent again, if that is what it is. */
		receive_record(session);
	} else if (session->owed) {
		/* The alert that is named here is not sent, since something is left over. */
		result = mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_WARNING, MBEDTLS_SSL_ALERT_MSG_CLOSE_NOTIFY);
		if (result)
			(void)tls_session_repeat(session, &result);
	}
	return !session->owed && !session->error;
}

/* Decrypts the next record that carries application data, if the window has one. */
static void receive_record(tls_session *session)
{
	int result;
	bool again;

	do {
		session->wanted = 0;
		result = mbedtls_ssl_read(&session->ssl, NULL, 0);
		if (result == 0 && mbedtls_ssl_get_bytes_avail(&session->ssl) > 0) {
			session->traffic.recordsIn++;
			tls_counters.recordsIn++;
			session->quiet = 0;
			return;
		}
		/*
		 * An empty record was passed over, or a warning was ignored: neither window is the reason, so the next record is asked for. After a ticket it is not: the next
		 * one would take its place before it was saved.
		 */
		again = result == 0 || tls_session_repeat(session, &result) || !(session->wanted || session->owed);
	} while (again && !session->error && !session->ended && !(session->events & TLS_EVENT_TICKET));
	if (session->error == MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE && tls_compat_is_key_update(&session->ssl))
		session->error = TLS_ERROR_KEY_UPDATE;
	if (session->error == MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE || session->error == TLS_ERROR_KEY_UPDATE || session->error == TLS_ERROR_FLOOD) {
		/* Should this fail too, the first failure is the one that counts. */
		(void)mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	}
}

int tls_session_step(tls_session *session, tls_window *window)
{
	uint32_t failures = tls_platform_allocation_failures();
	int events, error = session->error;
	bool connected = session->datagram && session->expansion;
	uint64_t newest = connected ? tls_compat_newest(&session->ssl) : 0;

	lend(session, window);
	if (flush(session) && !tls_question_open(session)) {
		if (!session->expansion && !session->closed)
			tls_session_shake_hands(session);
		if (session->expansion && !session->error && !session->ended && !(session->events & TLS_EVENT_TICKET) && tls_session_readable(session) == 0)
			receive_record(session);
	}
	session->window = NULL;
	if (connected) {
		tls_datagram_measure(session);
		if (tls_compat_newest(&session->ssl) > newest)
			session->events |= TLS_EVENT_NEWER;
	}
	if (session->error != error)
		session->error = tls_cause(tls_handle_cause(session, session->error), failures);
	if (session->error)
		return session->error;
	events = session->events | (session->ended ? TLS_EVENT_ENDED : 0);
	session->events = 0;
	return events;
}

int tls_session_read(tls_session *session, void *data, size_t length, tls_window *window)
{
	size_t count = 0;
	int result;

	while (count < length && tls_session_readable(session) > 0) {
		result = mbedtls_ssl_read(&session->ssl, (unsigned char *)data + count, length - count);
		if (result < 0) {
			if (!session->error)
				session->error = result;
			break;
		}
		count += (size_t)result;
		/* What the next record brings besides data (an error, the end) is told by the next step; here it only ends the reading. */
		if (tls_session_readable(session) == 0 && window->inLength >= recordHeader && !tls_session_pending(session)
			&& !session->owed) {
			session->window = window;
			receive_record(session);
			session->window = NULL;
		}
	}
	session->traffic.plainIn += count;
	tls_counters.plainIn += count;
	return count == 0 && session->error ? session->error : (int)count;
}

void tls_session_seal_bytes(tls_session *session, const uint8_t *bytes, size_t length, tls_window *window)
{
	int result;

	session->window = window;
	while (length > 0 && !session->error) {
		result = mbedtls_ssl_write(&session->ssl, bytes, length);
		if (result < 0) {
			/* Want of room would be an error in tls_session_cost, and waiting for it here would last forever. */
			if (!tls_session_repeat(session, &result) && !session->error)
				session->error = MBEDTLS_ERR_SSL_INTERNAL_ERROR;
			continue;
		}
		bytes += result;
		length -= (size_t)result;
		session->traffic.recordsOut++;
		session->traffic.plainOut += (size_t)result;
		tls_counters.recordsOut++;
		tls_counters.plainOut += (size_t)result;
	}
	session->window = NULL;
}

int tls_session_prepare(tls_session *session, tls_window *window)
{
	bool flushed;

	if (session->error)
		return session->error;
	if (session->closed)
		return TLS_ERROR_CLOSED;
	if (!session->expansion)
		return TLS_ERROR_NOT_CONNECTED;
	lend(session, window);
	flushed = flush(session);
	session->window = NULL;
	if (flushed)
		return 0;
	return session->error ? session->error : TLS_ERROR_OVERFLOW;
}

int tls_session_seal(tls_session *session, tls_window *window, tls_gather *gather)
{
	size_t length = gather->length;
	int error;

	if (length == 0)
		return session->error;
	error = tls_session_prepare(session, window);
	if (error)
		return error;
	if (tls_session_cost(session, length) > window->outLength)
		return TLS_ERROR_OVERFLOW;
	gather->length = 0;
	tls_session_seal_bytes(session, gather->bytes, length, window);
	mbedtls_platform_zeroize(gather->bytes, length);
	return session->error;
}

int tls_session_write(tls_session *session, const void *data, size_t length, tls_window *window, tls_gather *gather)
{
	size_t limit = gather->capacity < session->payload ? gather->capacity : session->payload;
	/* What is large fills a record nearly by itself, and copying it would cost more than the record's frame. */
	bool small = length <= limit / 2;
	int error = tls_session_prepare(session, window);

	if (error == TLS_ERROR_OVERFLOW && length == 0)
		return 0;
	if (error)
		return error;
	if (length > tls_session_writable(session, window->outLength, gather->length))
		return TLS_ERROR_OVERFLOW;
	if (gather->length > 0 && (!small || gather->length + length > limit)) {
		error = tls_session_seal(session, window, gather);
		if (error)
			return error;
	}
	if (small && length > 0) {
		memcpy(gather->bytes + gather->length, data, length);
		gather->length += length;
		return (int)length;
	}
	tls_session_seal_bytes(session, data, length, window);
	return session->error ? session->error : (int)length;
}

int tls_session_close(tls_session *session, tls_window *window)
{
	int result;

	lend(session, window);
	if (flush(session) && !session->closed) {
		session->closed = true;
		/* Before the handshake is done this sends nothing. */
		result = mbedtls_ssl_close_notify(&session->ssl);
		if (result)
			(void)tls_session_repeat(session, &result);
	}
	session->window = NULL;
	if (session->error)
		return session->error;
	return session->owed ? 1 : 0;
}

int tls_session_end(tls_session *session)
{
	if (!session->error && !session->ended) {
		session->error = MBEDTLS_ERR_SSL_CONN_EOF;
		if (!session->expansion)
			tls_counters.failures++;
	}
	return session->error;
}
