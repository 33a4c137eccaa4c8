/*
 * The servers over DTLS: the bare service, which is as plain as the client and is measured, and the peer of the clients that are measured. One client after another;
 * those that asked to be kept stay. As mbedTLS's own example does it, the socket that a client's first datagram has come to is connected to that client, and another
 * one takes its place at the port.
 */
#define _GNU_SOURCE
#include "datagram.h"
#include "identity.h"
#include "plain.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbedtls/ssl_cookie.h"
#if MBEDTLS_VERSION_NUMBER < 0x04000000
#include "mbedtls/psa_util.h"
#endif

static mbedtls_ssl_config configuration;
static mbedtls_ssl_cookie_ctx cookies;
static int listener;
static uint16_t port;

static void begin(const char *folder)
{
	bare_end_with_parent();
	bare_begin();
	bare_configure(&configuration, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_DATAGRAM);
	identify_server(&configuration, folder, modeFull);
	mbedtls_ssl_cookie_init(&cookies);
#if MBEDTLS_VERSION_NUMBER < 0x04000000
	bare_must(mbedtls_ssl_cookie_setup(&cookies, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE), "cookies");
#else
	bare_must(mbedtls_ssl_cookie_setup(&cookies), "cookies");
#endif
	mbedtls_ssl_conf_dtls_cookies(&configuration, mbedtls_ssl_cookie_write, mbedtls_ssl_cookie_check, &cookies);
	listener = datagram_socket(0);
	datagram_share(listener);
	port = datagram_port(listener);
	printf("%u\n", port);
	fflush(stdout);
}

/* A file for each association that stays. */
static void allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		bare_fail_system("the limit of files");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		bare_fail_system("the limit of files");
}

/* Waits for a hello, and shakes hands with whom it is from; its second one brings the cookie. */
static association *accept_association(void)
{
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	association *self;
	uint8_t byte;
	int result;

	if (recvfrom(listener, &byte, 1, MSG_PEEK, (struct sockaddr *)&from, &length) < 0)
		bare_fail_system("recvfrom");
	if (connect(listener, (struct sockaddr *)&from, sizeof(from)) < 0)
		bare_fail_system("connect");
	self = datagram_association(listener, &configuration);
	listener = datagram_socket(port);
	do {
		bare_must(mbedtls_ssl_session_reset(&self->ssl), "to begin anew");
		bare_must(mbedtls_ssl_set_client_transport_id(&self->ssl, (const unsigned char *)&from, sizeof(from)), "the client's address");
		do
			result = mbedtls_ssl_handshake(&self->ssl);
		while (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE);
	} while (result == MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED);
	bare_must(result, "the handshake");
	return self;
}

/* What a client wants after its request was served. */
typedef enum {
	more,
	rest,                /* to be left alone */
	gone
} wish;

static wish answer(association *self)
{
	unsigned char bytes[recordSize];
	uint32_t numbers[3];

	if (datagram_receive(self, bytes, sizeof(bytes)) != sizeof(numbers))
		return gone;
	memcpy(numbers, bytes, sizeof(numbers));
	if (ntohl(numbers[0]) == requestSource)
		datagram_source(self, ntohl(numbers[1]), ntohl(numbers[2]));
	else if (ntohl(numbers[0]) == requestSink)
		datagram_sink(self, ntohl(numbers[2]));
	else {
		datagram_send(self, bytes, 1);
		datagram_flush(self);
		return rest;
	}
	return more;
}

static void serve(association *self)
{
	while (answer(self) == more);
	datagram_end(self);
}

static void handshakes(long count)
{
	long warm;

	for (warm = 0; warm < warmUpHandshakes; warm++)
		serve(accept_association());
	start_clocks();
	while (count-- > 0)
		serve(accept_association());
	print_clocks();
}

/* The client's first transfer warms both up. */
static void bulk(void)
{
	association *self = accept_association();

	(void)answer(self);
	start_clocks();
	(void)answer(self);
	print_clocks();
	datagram_end(self);
}

static void idle(long count)
{
	size_t before;
	long index;

	serve(accept_association());
	before = bareHeap.current;
	for (index = 0; index < count; index++)
		(void)answer(accept_association());
	printf("{\"native\":%.1f}\n", (double)(bareHeap.current - before) / (double)count);
	fflush(stdout);
	pause(); /* until whoever started this has seen its line */
}

/* FOLDER VERSION, then what to do. */
int bare_datagram_service(int count, char **words)
{
	const char *task;

	if (count < 4)
		return 2;
	task = words[2];
	allow_files();
	begin(words[0]);
	if (!strcmp(task, "up") || !strcmp(task, "down"))
		bulk();
	else if (!strcmp(task, "handshakes"))
		handshakes(atol(words[3]));
	else if (!strcmp(task, "idle"))
		idle(atol(words[3]));
	else
		return 2;
	return 0;
}

/* Whether a client of those that were kept has said something: then it is goodbye. */
static bool has_gone(association *self)
{
	struct pollfd look = { .fd = self->descriptor, .events = POLLIN };

	return poll(&look, 1, 0) > 0;
}

/* FOLDER. Serves any client, as often as one comes. */
int bare_datagram_server(int count, char **words)
{
	static association *kept[4096];
	size_t total = 0, index;

	if (count < 1)
		return 2;
	allow_files();
	begin(words[0]);
	datagram_gather();
	for (;;) {
		association *self = accept_association();
		wish wanted;

		do
			wanted = answer(self);
		while (wanted == more);
		for (index = 0; index < total;) {
			if (!has_gone(kept[index])) {
				index++;
				continue;
			}
			datagram_end(kept[index]);
			kept[index] = kept[--total];
		}
		if (wanted == rest && total < sizeof(kept) / sizeof(kept[0]))
			kept[total++] = self;
		else
			datagram_end(self);
	}
}
