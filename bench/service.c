/*
 * The bare service: a server as plain as the client, which the TLS class in the server's role is compared with. One connection after another; it prints its
 * port, and in the end one line of JSON about what it did.
 */
#include "identity.h"
#include "plain.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbedtls/platform.h"

static mbedtls_ssl_config configuration;

static connection *accept_connection(int listener)
{
	connection *self;
	int descriptor = accept(listener, NULL, NULL), result;

	if (descriptor < 0)
		bare_fail_system("accept");
	self = plain_connection(descriptor, &configuration);
	do
		result = mbedtls_ssl_handshake(&self->ssl);
	while (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET);
	bare_must(result, "the handshake");
	return self;
}

/* Answers a request to park with the byte that it asks for. */
static void answer(connection *self)
{
	read_all(self, requestLength);
	write_all(self, plainBuffer, 1);
}

/* Whatever the client wants, until it goes. */
static void serve(connection *self)
{
	while (mbedtls_ssl_read(&self->ssl, plainBuffer, requestLength) == requestLength)
		write_all(self, plainBuffer, 1);
	(void)mbedtls_ssl_close_notify(&self->ssl); /* the client may have gone without waiting for it */
	plain_end(self);
}

static void handshakes(int listener, long count)
{
	long warm;

	for (warm = 0; warm < warmUpHandshakes; warm++)
		serve(accept_connection(listener));
	start_clocks();
	while (count-- > 0)
		serve(accept_connection(listener));
	print_clocks();
}

/* One request for data or with data, whole; see server.c. */
static void transfer(connection *self)
{
	uint32_t numbers[3], size, total;

	read_all(self, sizeof(numbers));
	memcpy(numbers, plainBuffer, sizeof(numbers));
	size = ntohl(numbers[1]);
	total = ntohl(numbers[2]);
	if (ntohl(numbers[0]) == requestSink) {
		read_all(self, total);
		write_all(self, plainBuffer, 1);
		return;
	}
	for (; total >= size; total -= size)
		write_all(self, plainBuffer, size);
}

/* The client's first transfer warms both up. */
static void bulk(int listener)
{
	connection *self = accept_connection(listener);

	transfer(self);
	start_clocks();
	transfer(self);
	print_clocks();
	plain_end(self);
}

/* What each connection that has nothing to do takes, after one that came and went. */
static void idle(int listener, long count)
{
	size_t before;
	long index;

	serve(accept_connection(listener));
	before = bareHeap.current;
	for (index = 0; index < count; index++)
		answer(accept_connection(listener));
	printf("{\"native\":%.1f}\n", (double)(bareHeap.current - before) / (double)count);
	fflush(stdout);
	pause(); /* until whoever started this has seen its line */
}

/* FOLDER VERSION, then what to do. */
int bare_service(int count, char **words)
{
	mbedtls_ssl_protocol_version version;
	const char *task;
	int listener;
	bool transfers;

	if (count < 4)
		return 2;
	bare_end_with_parent();
	version = strcmp(words[1], "1.2") ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
	task = words[2];
	transfers = !strcmp(task, "up") || !strcmp(task, "down");
	bare_begin();
	bare_configure(&configuration, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM);
	mbedtls_ssl_conf_min_tls_version(&configuration, version);
	mbedtls_ssl_conf_max_tls_version(&configuration, version);
	identify_server(&configuration, words[0], bare_mode_of(count > 4 && !transfers ? words[4] : NULL));
	listener = bare_listen();
	if (transfers)
		bulk(listener);
	else if (!strcmp(task, "handshakes"))
		handshakes(listener, atol(words[3]));
	else if (!strcmp(task, "idle"))
		idle(listener, atol(words[3]));
	else
		return 2;
	return 0;
}
