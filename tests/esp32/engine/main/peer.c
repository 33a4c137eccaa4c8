#include "peer.h"

#include <string.h>

#include "lwip/sockets.h"

#include "datagrams.h"
#include "heap.h"

/* QEMU's name for the machine that it runs on. */
#define HOST "10.0.2.2"

/* What sockets allocate and free is not the engine's. */
int peer_send(peer *peer, size_t length)
{
	size_t sent = 0;

	heap_count(false);
	while (sent < length) {
		ssize_t count = send(peer->socket, peer->out + sent, length - sent, 0);
		if (count <= 0)
			break;
		sent += (size_t)count;
	}
	heap_count(true);
	return sent < length ? PEER_ERROR_NETWORK : 0;
}

static tls_window lend(peer *peer)
{
	return (tls_window){ .in = peer->in, .inLength = peer->waiting, .out = peer->out, .outLength = sizeof(peer->out) };
}

/* Keeps what the engine has left of the input and sends what it has made. */
static int settle(peer *peer, const tls_window *window)
{
	memmove(peer->in, window->in, window->inLength);
	peer->waiting = window->inLength;
	return peer_send(peer, sizeof(peer->out) - window->outLength);
}

/* Brings more ciphertext, as much as the engine asks for. */
static int fetch(peer *peer)
{
	size_t wanted = tls_session_wanted(peer->session), room = sizeof(peer->in) - peer->waiting;
	ssize_t count;

	if (wanted <= peer->waiting)
		return 0;
	wanted -= peer->waiting;
	heap_count(false);
	count = recv(peer->socket, peer->in + peer->waiting, wanted < room ? wanted : room, 0);
	heap_count(true);
	if (count <= 0)
		return PEER_ERROR_NETWORK;
	peer->waiting += (size_t)count;
	return 0;
}

/* One step. Returns events or an error; the alert that goes with an error is sent. */
static int step(peer *peer)
{
	tls_window window = lend(peer);
	int result = tls_session_step(peer->session, &window), sent = settle(peer, &window);

	return result < 0 ? result : sent < 0 ? sent : result;
}

static int shake_hands(peer *peer)
{
	int result;

	while (!tls_session_connected(peer->session)) {
		result = step(peer);
		if (result < 0)
			return result;
		if (!(result & TLS_EVENT_YIELD) && !tls_session_connected(peer->session) && !tls_session_owed(peer->session)) {
			result = fetch(peer);
			if (result < 0)
				return result;
		}
	}
	return 0;
}

int peer_reach(peer *peer, uint16_t port, bool datagram)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = inet_addr(HOST) };
	struct timeval patience = { .tv_sec = PEER_PATIENCE };

	memset(peer, 0, sizeof(*peer));
	peer->datagram = datagram;
	peer->socket = socket(AF_INET, datagram ? SOCK_DGRAM : SOCK_STREAM, 0);
	if (peer->socket < 0 || setsockopt(peer->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    connect(peer->socket, (struct sockaddr *)&address, sizeof(address)))
		return PEER_ERROR_NETWORK;
	return 0;
}

int peer_open(peer *peer, tls_configuration *configuration, const char *host, const uint8_t *resume, size_t resumeLength)
{
	int result = tls_session_new(&peer->session, configuration, host);

	if (result < 0)
		return result;
	if (resume) {
		result = tls_session_resume(peer->session, resume, resumeLength);
		if (result < 0)
			return result;
	}
	return peer->datagram ? datagrams_shake_hands(peer) : shake_hands(peer);
}

int peer_write(peer *peer, const void *data, size_t length)
{
	const uint8_t *next = data;
	tls_gather none = { 0 };

	if (peer->datagram)
		return datagrams_write(peer, data, length);
	while (length > 0) {
		tls_window window = lend(peer);
		size_t most = tls_session_writable(peer->session, window.outLength, 0), count = length < most ? length : most;
		int result = tls_session_write(peer->session, next, count, &window, &none), sent = settle(peer, &window);
		if (result < 0 || sent < 0)
			return result < 0 ? result : sent;
		next += count;
		length -= count;
	}
	return 0;
}

int peer_read(peer *peer, void *data, size_t length)
{
	uint8_t *next = data;

	if (peer->datagram)
		return datagrams_read(peer, data, length);
	while (length > 0) {
		tls_window window = lend(peer);
		int count = tls_session_read(peer->session, next, length, &window), sent = settle(peer, &window), result;
		if (count < 0 || sent < 0)
			return count < 0 ? count : sent;
		next += count;
		length -= (size_t)count;
		if (count > 0)
			continue;
		result = fetch(peer);
		if (result == 0)
			result = step(peer);
		if (result < 0)
			return result;
		if (result & TLS_EVENT_ENDED)
			return PEER_ERROR_NETWORK;
	}
	return 0;
}

void peer_close(peer *peer)
{
	if (peer->session) {
		tls_window window = lend(peer);
		(void)tls_session_close(peer->session, &window);
		(void)settle(peer, &window);
		tls_session_delete(peer->session);
		peer->session = NULL;
	}
	heap_count(false);
	if (peer->socket >= 0)
		close(peer->socket);
	heap_count(true);
	peer->socket = -1;
}
