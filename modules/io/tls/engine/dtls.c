/*
 * Sessions over datagrams: DTLS 1.2 (RFC 6347).
 *
 * The verbs are those of a connection (session.c), and so is the idea: a caller lends a window. Here a window in is one datagram, all of it, and a window out takes one.
 * What mbedTLS has to send besides waits as `owed`: the caller sends what is in the window, and lends an empty one to the next step. So a flight of several datagrams
 * takes several steps, and none of them is joined with another one.
 *
 * Datagrams get lost, and then somebody has to say something again when time is up. mbedTLS asks for a timer, and the engine has no clock: it notes how many milliseconds
 * were asked for (tls_session_timer), the caller's clock tells when they are over (tls_session_expire), and the next step sends the flight again. One number and two flags
 * are all there is to it.
 *
 * Traps, each of which is stepped around here or in session.c:
 *   - While a flight is being sent again mbedTLS seals with the keys of that flight, which may be none at all. A write in the middle of it would leave in clear. So what is
 *     owed by a session that is connected is not merely flushed: the flight is brought to its end before anything else is sealed.
 *   - mbedTLS asks for the timer with each read that finds it off, and turns it off again: that is no change.
 *   - A record that belongs to no epoch of now, with less than a record's header behind it, ends a session of mbedTLS for good, and anybody can send that. So what
 *     mbedTLS gets of a datagram is its whole records.
 *   - A server keeps its last flight until the first data of its client shows that it has arrived. Until then it may send in smaller datagrams than it was told
 *     (508 bytes after two losses), so what a datagram carries is asked for again after each step.
 *   - A record that cannot be decrypted is dropped, as it must be, but where a Finished is expected: there mbedTLS takes it for a wrong key and ends the handshake.
 *   - A server takes no hello that has a cookie without being asked to judge the cookie. Ours were judged before there was a session (cookie.c): all are good.
 *   - With a function that writes cookies mbedTLS would start anew, inside of a read, for a client that says hello again. Without one it ignores that; to start anew
 *     is for the caller, who makes a new session.
 */
#include "internal.h"
#include "reader.h"

#include <string.h>

#if defined(MBEDTLS_SSL_PROTO_DTLS)

/* Whether a datagram has an alert in clear among its records. */
static bool has_alert(const uint8_t *bytes, size_t length)
{
	tls_reader datagram = { bytes, length }, record;
	size_t type, epoch;

	while (tls_reader_number(&datagram, 1, &type) && tls_reader_skip(&datagram, 2) && tls_reader_number(&datagram, 2, &epoch)
		&& tls_reader_skip(&datagram, 6) && tls_reader_vector(&datagram, 2, &record)) {
		if (type == MBEDTLS_SSL_MSG_ALERT && epoch == 0)
			return true;
	}
	return false;
}

static int send_datagram(void *context, const unsigned char *bytes, size_t length)
{
	tls_session *session = context;
	tls_window *window = session->window;

	if (!session->owed && has_alert(bytes, length))
		session->alerted = true;
	if (!window || session->datagram->filled || window->outLength < length) {
		session->owed = (uint32_t)length;
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	}
	memcpy(window->out, bytes, length);
	window->out += length;
	window->outLength -= length;
	session->datagram->filled = true;
	session->owed = 0;
	session->traffic.bytesOut += length;
	tls_counters.bytesOut += length;
	return (int)length;
}

/* How much of a datagram is whole records; what is behind them is nothing that mbedTLS could use. */
static size_t whole_records(const tls_session *session, const uint8_t *bytes, size_t length)
{
	const tls_configuration *configuration = session->configuration;
	tls_reader datagram = { bytes, length }, record;
	size_t type, end = 0;

	while (tls_reader_number(&datagram, 1, &type) && tls_reader_skip(&datagram, 10)
		&& (type != TLS_RECORD_CONNECTION_ID || !configuration->connectionIds || tls_reader_skip(&datagram, configuration->connectionIdLength))
		&& tls_reader_vector(&datagram, 2, &record))
		end = length - datagram.left;
	return end;
}

static int receive_datagram(void *context, unsigned char *bytes, size_t length)
{
	tls_session *session = context;
	tls_window *window = session->window;
	int count = tls_psk_redeliver(session, bytes, length);
	size_t arrived;

	if (count != 0)
		return count;
	session->wanted = 1;
	if (!window || window->inLength == 0)
		return MBEDTLS_ERR_SSL_WANT_READ;
	arrived = whole_records(session, window->in, window->inLength);
	count = tls_psk_withhold(session, window->in, arrived);
	if (count > 0)
		count = tls_psk_redeliver(session, bytes, length);
	/* One that is longer than any record is none of ours. */
	else if (count == 0 && arrived <= length) {
		memcpy(bytes, window->in, arrived);
		count = (int)arrived;
	}
	session->traffic.bytesIn += window->inLength;
	tls_counters.bytesIn += window->inLength;
	window->in += window->inLength;
	window->inLength = 0;
	return count == 0 ? MBEDTLS_ERR_SSL_WANT_READ : count;
}

static void set_timer(void *context, uint32_t intermediate, uint32_t milliseconds)
{
	tls_datagram *datagram = ((tls_session *)context)->datagram;

	(void)intermediate;
	datagram->changed = datagram->changed || milliseconds != 0 || datagram->timer != 0;
	datagram->timer = milliseconds;
	datagram->expired = false;
}

static int get_timer(void *context)
{
	enum { off = -1, running = 0, expired = 2 };
	const tls_datagram *datagram = ((tls_session *)context)->datagram;

	return datagram->timer == 0 ? off : datagram->expired ? expired : running;
}

#if defined(MBEDTLS_SSL_DTLS_HELLO_VERIFY) && defined(MBEDTLS_SSL_SRV_C)
static int accept_cookie(void *unused, const unsigned char *cookie, size_t length, const unsigned char *peer, size_t peerLength)
{
	(void)unused;
	(void)cookie;
	(void)length;
	(void)peer;
	(void)peerLength;
	return 0;
}
#endif

int tls_datagram_configure(tls_configuration *configuration, const tls_settings *settings)
{
	enum { usualMinimum = 1000, usualMaximum = 60000 };           /* RFC 6347, 4.2.4.1 */
	uint32_t minimum = settings->retransmitMinimum ? settings->retransmitMinimum : usualMinimum;
	uint32_t maximum = settings->retransmitMaximum ? settings->retransmitMaximum : usualMaximum;

	if (minimum > maximum || settings->maximumVersion < MBEDTLS_SSL_VERSION_TLS1_2 || settings->minimumVersion > MBEDTLS_SSL_VERSION_TLS1_2)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	configuration->mtu = settings->mtu;
	mbedtls_ssl_conf_min_tls_version(&configuration->ssl, MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_max_tls_version(&configuration->ssl, MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_handshake_timeout(&configuration->ssl, minimum, maximum);
#if defined(MBEDTLS_SSL_DTLS_HELLO_VERIFY) && defined(MBEDTLS_SSL_SRV_C)
	mbedtls_ssl_conf_dtls_cookies(&configuration->ssl, NULL, accept_cookie, NULL);
#endif
	return tls_connection_ids_configure(configuration, settings);
}

int tls_datagram_begin(tls_session *session, const char *host)
{
	const tls_configuration *configuration = session->configuration;
	uint8_t id[TLS_CONNECTION_ID_LIMIT] = { 0 };
	int error;

	session->datagram = mbedtls_calloc(1, sizeof(*session->datagram));
	if (!session->datagram)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	error = tls_trust_fingerprint(configuration, host, session->datagram->fingerprint);
	if (!error && configuration->connectionIds) {
		error = configuration->connectionIdLength ? (int)psa_generate_random(id, configuration->connectionIdLength) : 0;
		if (!error)
			error = tls_session_set_connection_id(session, id, configuration->connectionIdLength);
	}
	mbedtls_ssl_set_mtu(&session->ssl, configuration->mtu);
	mbedtls_ssl_set_timer_cb(&session->ssl, session, set_timer, get_timer);
	mbedtls_ssl_set_bio(&session->ssl, session, send_datagram, receive_datagram, NULL);
	return error;
}

void tls_datagram_measure(tls_session *session)
{
	int payload = mbedtls_ssl_get_max_out_record_payload(&session->ssl);

	if (payload > 0)
		session->payload = (uint16_t)payload;
}

bool tls_datagram_has_more(const tls_session *session)
{
	return session->datagram && session->expansion && mbedtls_ssl_check_pending(&session->ssl);
}

int tls_session_send(tls_session *session, const void *data, size_t length, tls_window *window)
{
	int error = session->datagram ? tls_session_prepare(session, window) : TLS_ERROR_NOT_CONNECTED;

	if (error)
		return error;
	tls_datagram_measure(session);
	/* What was owed is in the window: it has to be sent first. */
	if (session->datagram->filled || length == 0 || length > session->payload || length + session->expansion > window->outLength)
		return TLS_ERROR_OVERFLOW;
	tls_session_seal_bytes(session, data, length, window);
	return session->error ? session->error : (int)length;
}

bool tls_session_timer(tls_session *session, uint32_t *milliseconds)
{
	tls_datagram *datagram = session->datagram;

	if (!datagram || !datagram->changed)
		return false;
	datagram->changed = false;
	*milliseconds = datagram->timer;
	return true;
}

void tls_session_expire(tls_session *session)
{
	if (session->datagram && session->datagram->timer)
		session->datagram->expired = true;
}

#else

int tls_datagram_configure(tls_configuration *configuration, const tls_settings *settings)
{
	(void)configuration;
	(void)settings;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

int tls_datagram_begin(tls_session *session, const char *host)
{
	(void)session;
	(void)host;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

void tls_datagram_measure(tls_session *session)
{
	(void)session;
}

bool tls_datagram_has_more(const tls_session *session)
{
	(void)session;
	return false;
}

int tls_session_send(tls_session *session, const void *data, size_t length, tls_window *window)
{
	(void)session;
	(void)data;
	(void)length;
	(void)window;
	return TLS_ERROR_NOT_CONNECTED;
}

bool tls_session_timer(tls_session *session, uint32_t *milliseconds)
{
	(void)session;
	(void)milliseconds;
	return false;
}

void tls_session_expire(tls_session *session)
{
	(void)session;
}

#endif
