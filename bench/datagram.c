/* How a plain program moves datagrams with mbedTLS: a connected socket, one receive call and one send call for each, and a poll only where there is a time limit. */
#define _GNU_SOURCE
#include "datagram.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mbedtls/platform.h"

static unsigned char payload[recordSize];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void set_timer(void *context, uint32_t intermediate, uint32_t final)
{
	association *self = context;
	double start = final ? now() : 0;

	self->intermediate = start + intermediate / 1e3;
	self->final = final ? start + final / 1e3 : 0;
}

static int get_timer(void *context)
{
	const association *self = context;
	double time;

	if (self->final == 0)
		return -1;
	time = now();
	return time >= self->final ? 2 : time >= self->intermediate ? 1 : 0;
}

/* Only one association at a time gathers, so these are not the association's. */
static unsigned char gathered[burst][mtu];
static struct iovec parts[burst];
static struct mmsghdr messages[burst];
static unsigned waiting;
static bool gathers;

void datagram_gather(void)
{
	gathers = true;
}

/* The receiver may have gone: then nobody misses them. */
void datagram_flush(association *self)
{
	unsigned sent = 0;
	int result = 0;

	for (; sent < waiting && result >= 0; sent += (unsigned)result)
		result = sendmmsg(self->descriptor, messages + sent, waiting - sent, MSG_NOSIGNAL);
	waiting = 0;
}

static int send_datagram(void *context, const unsigned char *bytes, size_t length)
{
	association *self = context;
	ssize_t sent;

	if (gathers && length <= mtu) {
		if (waiting == burst)
			datagram_flush(self);
		memcpy(gathered[waiting], bytes, length);
		parts[waiting] = (struct iovec){ gathered[waiting], length };
		messages[waiting] = (struct mmsghdr){ .msg_hdr = { .msg_iov = &parts[waiting], .msg_iovlen = 1 } };
		waiting++;
		return (int)length;
	}
	sent = send(self->descriptor, bytes, length, MSG_NOSIGNAL);
	return sent < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int)sent;
}

/* 0 milliseconds: as long as it takes. */
static int receive_datagram(void *context, unsigned char *bytes, size_t length, uint32_t milliseconds)
{
	association *self = context;
	struct pollfd look = { .fd = self->descriptor, .events = POLLIN };
	ssize_t got;

	if (waiting > 0)
		datagram_flush(self);
	if (milliseconds && poll(&look, 1, (int)milliseconds) == 0)
		return MBEDTLS_ERR_SSL_TIMEOUT;
	got = recv(self->descriptor, bytes, length, 0);
	if (got < 0)
		return errno == ECONNREFUSED ? MBEDTLS_ERR_SSL_CONN_EOF : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	return (int)got;
}

association *datagram_association(int descriptor, const mbedtls_ssl_config *configuration)
{
	association *self = mbedtls_calloc(1, sizeof(*self));

	if (!self)
		bare_fail("an association", MBEDTLS_ERR_SSL_ALLOC_FAILED);
	self->descriptor = descriptor;
	mbedtls_ssl_init(&self->ssl);
	bare_must(mbedtls_ssl_setup(&self->ssl, configuration), "a session");
	mbedtls_ssl_set_mtu(&self->ssl, mtu);
	mbedtls_ssl_set_timer_cb(&self->ssl, self, set_timer, get_timer);
	mbedtls_ssl_set_bio(&self->ssl, self, send_datagram, NULL, receive_datagram);
	return self;
}

void datagram_end(association *self)
{
	mbedtls_ssl_free(&self->ssl);
	close(self->descriptor);
	mbedtls_free(self);
}

/* Only then: a socket at any port would get one that somebody else has allowed to be shared. */
void datagram_share(int descriptor)
{
	int on = 1;

	if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		bare_fail_system("SO_REUSEADDR");
}

int datagram_socket(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port) };
	int descriptor = socket(AF_INET, SOCK_DGRAM, 0);

	if (descriptor < 0)
		bare_fail_system("socket");
	if (port)
		datagram_share(descriptor);
	if (bind(descriptor, (struct sockaddr *)&address, sizeof(address)) < 0)
		bare_fail_system("bind");
	return descriptor;
}

uint16_t datagram_port(int descriptor)
{
	struct sockaddr_in address;
	socklen_t length = sizeof(address);

	if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0)
		bare_fail_system("the port");
	return ntohs(address.sin_port);
}

void datagram_send(association *self, const unsigned char *bytes, size_t length)
{
	int sent = mbedtls_ssl_write(&self->ssl, bytes, length);

	if (sent != (int)length)
		bare_fail("write", sent < 0 ? sent : 0);
}

size_t datagram_receive(association *self, unsigned char *bytes, size_t size)
{
	int got;

	do
		got = mbedtls_ssl_read(&self->ssl, bytes, size);
	while (got == MBEDTLS_ERR_SSL_WANT_READ || got == MBEDTLS_ERR_SSL_WANT_WRITE);
	if (got == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY || got == MBEDTLS_ERR_SSL_CONN_EOF)
		return 0;
	if (got < 0)
		bare_fail("read", got);
	return (size_t)got;
}

void datagram_expect(association *self)
{
	if (datagram_receive(self, payload, sizeof(payload)) != 1)
		bare_fail("the answer", 0);
}

void datagram_source(association *self, size_t size, size_t total)
{
	size_t count;

	for (count = 1; total >= size; total -= size, count++) {
		datagram_send(self, payload, size);
		if (count % burst == 0 || total < 2 * size)
			datagram_expect(self);
	}
}

void datagram_sink(association *self, size_t total)
{
	size_t count;

	for (count = 1; total > 0; count++) {
		size_t got = datagram_receive(self, payload, sizeof(payload));
		if (got == 0 || got > total)
			bare_fail("the transfer", 0);
		total -= got;
		if (count % burst == 0 || total == 0)
			datagram_send(self, payload, 1);
	}
}
