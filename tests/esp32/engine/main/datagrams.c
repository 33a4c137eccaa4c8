#include "datagrams.h"

#include <errno.h>

#include "lwip/sockets.h"

#include "heap.h"

static void note_timer(peer *peer)
{
	uint32_t milliseconds;

	if (tls_session_timer(peer->session, &milliseconds))
		peer->timer = milliseconds;
}

/* Gives the session what has come, and sends what it has to say, a datagram each time. Returns 0 or an error. */
static int step(peer *peer, size_t length)
{
	tls_window window = { .in = peer->in, .inLength = length };
	int result, sent;

	do {
		window.out = peer->out;
		window.outLength = sizeof(peer->out);
		result = tls_session_step(peer->session, &window);
		sent = peer_send(peer, sizeof(peer->out) - window.outLength);
		note_timer(peer);
		if (result < 0 || sent < 0)
			return result < 0 ? result : sent;
	} while (tls_session_owed(peer->session) > 0 || result & TLS_EVENT_YIELD
		|| (window.inLength > 0 && tls_session_readable(peer->session) == 0));
	return result & TLS_EVENT_ENDED ? PEER_ERROR_NETWORK : 0;
}

/* Waits for a datagram, or until it is time to say something again. */
static int fetch(peer *peer)
{
	uint32_t wait = peer->timer ? peer->timer : PEER_PATIENCE * 1000;
	struct timeval limit = { .tv_sec = (time_t)(wait / 1000), .tv_usec = (suseconds_t)(wait % 1000 * 1000) };
	ssize_t count;

	heap_count(false);
	count = setsockopt(peer->socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ? -1 : recv(peer->socket, peer->in, sizeof(peer->in), 0);
	heap_count(true);
	if (count >= 0)
		return step(peer, (size_t)count);
	if (errno != EAGAIN || !peer->timer)
		return PEER_ERROR_NETWORK;
	tls_session_expire(peer->session);
	return step(peer, 0);
}

int datagrams_shake_hands(peer *peer)
{
	int result = step(peer, 0);

	while (result == 0 && !tls_session_connected(peer->session))
		result = fetch(peer);
	return result;
}

int datagrams_write(peer *peer, const void *data, size_t length)
{
	tls_window window = { .out = peer->out, .outLength = sizeof(peer->out) };
	int result = tls_session_send(peer->session, data, length, &window);

	return result < 0 ? result : peer_send(peer, sizeof(peer->out) - window.outLength);
}

int datagrams_read(peer *peer, void *data, size_t length)
{
	tls_window none = { 0 };
	int result = 0;

	while (result == 0 && tls_session_readable(peer->session) == 0)
		result = fetch(peer);
	if (result == 0)
		result = tls_session_read(peer->session, data, length, &none);
	return result < 0 ? result : 0;
}
