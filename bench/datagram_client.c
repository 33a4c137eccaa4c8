/* The bare client over DTLS. It prints one line of JSON about what it did. */
#include "datagram.h"
#include "identity.h"
#include "plain.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static mbedtls_ssl_config configuration;
static struct sockaddr_in peer;

static association *open_association(void)
{
	int descriptor = datagram_socket(0), result;
	association *self;

	if (connect(descriptor, (struct sockaddr *)&peer, sizeof(peer)) < 0)
		bare_fail_system("connect");
	self = datagram_association(descriptor, &configuration);
	bare_must(mbedtls_ssl_set_hostname(&self->ssl, "localhost"), "the peer's name");
	do
		result = mbedtls_ssl_handshake(&self->ssl);
	while (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE);
	bare_must(result, "the handshake");
	return self;
}

static void close_association(association *self)
{
	bare_must(mbedtls_ssl_close_notify(&self->ssl), "close_notify");
	datagram_flush(self);
	datagram_end(self);
}

static void request(association *self, uint32_t what, uint32_t size, uint32_t total)
{
	uint32_t numbers[3] = { htonl(what), htonl(size), htonl(total) };

	datagram_send(self, (const unsigned char *)numbers, sizeof(numbers));
}

static void transfer(association *self, bool up, size_t size, size_t total)
{
	request(self, up ? requestSink : requestSource, (uint32_t)size, (uint32_t)total);
	if (up)
		datagram_source(self, size, total);
	else
		datagram_sink(self, total);
}

static void bulk(bool up, size_t size, size_t total)
{
	association *self = open_association();

	transfer(self, up, size, warmUp);
	start_clocks();
	transfer(self, up, size, total);
	print_clocks();
	close_association(self);
}

static void handshakes(long count)
{
	long warm;

	for (warm = 0; warm < warmUpHandshakes; warm++)
		close_association(open_association());
	start_clocks();
	while (count-- > 0)
		close_association(open_association());
	print_clocks();
}

static association *park(void)
{
	association *self = open_association();

	request(self, requestPark, 0, 0);
	datagram_expect(self);
	return self;
}

/* As in client.c: the slope from the tenth to the last. */
static void idle(long count)
{
	association **all = calloc((size_t)count, sizeof(*all));
	size_t before = bareHeap.current, first = 0, peak = 0;
	long index;

	if (!all)
		bare_fail_system("memory for associations");
	bareHeap.peak = before;
	for (index = 0; index < count; index++) {
		all[index] = park();
		if (index == 0)
			peak = bareHeap.peak - before;
		if (index == 9)
			first = bareHeap.current;
	}
	printf("{\"native\":%.1f,\"nativePeak\":%zu}\n", (double)(bareHeap.current - first) / (double)(count - 10), peak);
	for (index = 0; index < count; index++)
		close_association(all[index]);
	free(all);
}

/* For a service that measures what it has for each; the first one only comes and goes. */
static void visit(long count)
{
	close_association(open_association());
	while (count-- > 0)
		(void)park();
	pause(); /* until the service has measured */
}

/* FOLDER PORT VERSION, then what to do. "eager" behind a transfer: a burst leaves with one call. */
int bare_datagram_client(int count, char **words)
{
	const char *task;

	if (count < 5)
		return 2;
	task = words[3];
	bare_begin();
	bare_configure(&configuration, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_DATAGRAM);
	identify_client(&configuration, words[0], modeFull);
	peer.sin_family = AF_INET;
	peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer.sin_port = htons((uint16_t)atoi(words[1]));
	puts("started");
	fflush(stdout);
	if (!strcmp(task, "handshakes"))
		handshakes(atol(words[4]));
	else if (!strcmp(task, "idle"))
		idle(atol(words[4]));
	else if (!strcmp(task, "visit"))
		visit(atol(words[4]));
	else if (count > 5 && (!strcmp(task, "up") || !strcmp(task, "down"))) {
		if (count > 6)
			datagram_gather();
		bulk(!strcmp(task, "up"), (size_t)atol(words[4]), (size_t)atol(words[5]));
	}
	else
		return 2;
	return 0;
}
