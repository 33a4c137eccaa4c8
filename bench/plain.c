/* How a plain program moves bytes with mbedTLS: blocking sockets, one receive call for each request of mbedTLS, one send call for each record. */
#include "plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "mbedtls/platform.h"

unsigned char plainBuffer[recordSize];

static double wallStart, cpuStart;

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void start_clocks(void)
{
	wallStart = seconds(CLOCK_MONOTONIC);
	cpuStart = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

void print_clocks(void)
{
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart, wall = seconds(CLOCK_MONOTONIC) - wallStart;

	printf("{\"wall\":%.9f,\"cpu\":%.9f}\n", wall, cpu);
	fflush(stdout);
}

static int send_bytes(void *context, const unsigned char *bytes, size_t length)
{
	ssize_t sent = send(*(int *)context, bytes, length, MSG_NOSIGNAL);

	return sent < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int)sent;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t length)
{
	ssize_t got = recv(*(int *)context, bytes, length, 0);

	return got < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int)got;
}

connection *plain_connection(int descriptor, const mbedtls_ssl_config *configuration)
{
	connection *self = mbedtls_calloc(1, sizeof(*self));
	int on = 1;

	if (!self)
		bare_fail("a connection", MBEDTLS_ERR_SSL_ALLOC_FAILED);
	self->descriptor = descriptor;
	if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		bare_fail_system("TCP_NODELAY");
	mbedtls_ssl_init(&self->ssl);
	bare_must(mbedtls_ssl_setup(&self->ssl, configuration), "a session");
	mbedtls_ssl_set_bio(&self->ssl, &self->descriptor, send_bytes, receive_bytes, NULL);
	return self;
}

void plain_end(connection *self)
{
	mbedtls_ssl_free(&self->ssl);
	close(self->descriptor);
	mbedtls_free(self);
}

void write_all(connection *self, const unsigned char *bytes, size_t length)
{
	while (length > 0) {
		int sent = mbedtls_ssl_write(&self->ssl, bytes, length);
		if (sent < 0)
			bare_fail("write", sent);
		bytes += sent;
		length -= (size_t)sent;
	}
}

void read_all(connection *self, size_t length)
{
	while (length > 0) {
		int got = mbedtls_ssl_read(&self->ssl, plainBuffer, length < sizeof(plainBuffer) ? length : sizeof(plainBuffer));
		/* A message of the handshake came first. */
		if (got == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET || got == MBEDTLS_ERR_SSL_WANT_READ)
			continue;
		if (got <= 0)
			bare_fail("read", got);
		length -= (size_t)got;
	}
}
