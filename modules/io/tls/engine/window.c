/*
 * What mbedTLS has in place of a socket: two functions over the window that a caller has lent. How to think about them is told at the top of session.c.
 *
 * All that arrives passes here, so this is also where records are seen as they lie on the wire: their beginnings are counted, and an alert in clear is noted.
 */
#include "internal.h"

#include <string.h>

/*
 * Records without application data that a peer may send in a row once it is connected, and records that a handshake may take. A server's tickets are a few, and
 * a handshake of the smallest fragments some dozens; nobody needs as many as these.
 */
enum { mostQuiet = 100, mostInHandshake = 250 };

int tls_window_send(void *context, const unsigned char *bytes, size_t length)
{
	tls_session *session = context;
	tls_window *window = session->window;
	size_t count = window && window->outLength < length ? window->outLength : length;

	if (!session->owed && length > 0 && bytes[0] == MBEDTLS_SSL_MSG_ALERT)
		session->alerted = true;
	if (!window || count == 0) {
		session->owed = (uint32_t)length;
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	}
	memcpy(window->out, bytes, count);
	window->out += count;
	window->outLength -= count;
	session->owed = (uint32_t)(length - count);
	session->traffic.bytesOut += count;
	tls_counters.bytesOut += count;
	return (int)count;
}

/* Notes where records begin, and what can be seen of them from outside. Returns 0 or an error. */
static int follow(tls_session *session, const uint8_t *bytes, size_t length)
{
	enum { alertLength = 2, fatal = 2 };

	if (session->body > 0) {
		if (session->body == alertLength && length == alertLength && session->incomingType == MBEDTLS_SSL_MSG_ALERT && bytes[0] == fatal)
			session->alertInClear = bytes[1];
		session->body = (uint16_t)(session->body - length);
		return 0;
	}
	session->incomingType = bytes[0];
	session->body = (uint16_t)(bytes[3] << 8 | bytes[4]);
	session->alertInClear = -1;
	return ++session->quiet > (session->expansion ? mostQuiet : mostInHandshake) ? TLS_ERROR_FLOOD : 0;
}

int tls_window_receive(void *context, unsigned char *bytes, size_t length)
{
	tls_session *session = context;
	tls_window *window = session->window;
	size_t count = window ? window->inLength : 0;
	int error;

	if (count == 0 || (count < length && length <= recordHeader)) {
		session->wanted = (uint16_t)length;
		return MBEDTLS_ERR_SSL_WANT_READ;
	}
	if (tls_psk_withholds(session, length)) {
		int withheld = tls_psk_receive(session, bytes, length);
		if (withheld <= 0)
			return withheld ? withheld : MBEDTLS_ERR_SSL_WANT_READ;
		error = follow(session, bytes, (size_t)withheld);
		return error ? error : withheld;
	}
	if (count > length)
		count = length;
	memcpy(bytes, window->in, count);
	window->in += count;
	window->inLength -= count;
	session->traffic.bytesIn += count;
	tls_counters.bytesIn += count;
	error = follow(session, bytes, count);
	return error ? error : (int)count;
}
