/*
 * The bare client: blocking sockets, nothing read ahead and nothing held back (plain.c). It prints one line of JSON about what it did.
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
static struct sockaddr_in peer;
static bare_mode mode;

/* What the first of resumed connections has left, as a program keeps it from one start to the next: bytes. */
static unsigned char saved[8192];
static size_t savedLength;

static void resume(connection *self)
{
	mbedtls_ssl_session session;

	mbedtls_ssl_session_init(&session);
	bare_must(mbedtls_ssl_session_load(&session, saved, savedLength), "the saved session");
	bare_must(mbedtls_ssl_set_session(&self->ssl, &session), "the session");
	mbedtls_ssl_session_free(&session);
}

static connection *open_connection(void)
{
	int descriptor = bare_socket(), result;
	connection *self;

	if (connect(descriptor, (struct sockaddr *)&peer, sizeof(peer)) < 0)
		bare_fail_system("connect");
	self = plain_connection(descriptor, &configuration);
	bare_must(mbedtls_ssl_set_hostname(&self->ssl, "localhost"), "the peer's name");
	if (savedLength > 0)
		resume(self);
	do
		result = mbedtls_ssl_handshake(&self->ssl);
	while (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET);
	bare_must(result, "the handshake");
	return self;
}

static void close_connection(connection *self)
{
	bare_must(mbedtls_ssl_close_notify(&self->ssl), "close_notify");
	plain_end(self);
}

static void request(connection *self, uint32_t what, uint32_t size, uint32_t total)
{
	uint32_t numbers[3] = { htonl(what), htonl(size), htonl(total) };

	write_all(self, (const unsigned char *)numbers, sizeof(numbers));
}

static void transfer(connection *self, bool up, size_t size, size_t total)
{
	size_t left;

	request(self, up ? requestSink : requestSource, (uint32_t)size, (uint32_t)total);
	if (!up) {
		read_all(self, total);
		return;
	}
	for (left = total; left >= size; left -= size)
		write_all(self, plainBuffer, size);
	read_all(self, 1);
}

static void bulk(bool up, size_t size, size_t total, bool eager)
{
	connection *self = open_connection();

	if (eager)
		plain_gather();
	transfer(self, up, size, warmUp);
	start_clocks();
	transfer(self, up, size, total);
	print_clocks();
	close_connection(self);
}

/* The ticket of TLS 1.3 comes after the handshake, in front of what was asked for. */
static void keep_session(void)
{
	connection *self = open_connection();
	mbedtls_ssl_session session;

	request(self, requestPark, 0, 0);
	read_all(self, 1);
	mbedtls_ssl_session_init(&session);
	bare_must(mbedtls_ssl_get_session(&self->ssl, &session), "the session");
	bare_must(mbedtls_ssl_session_save(&session, saved, sizeof(saved), &savedLength), "to save the session");
	mbedtls_ssl_session_free(&session);
	close_connection(self);
}

static void handshakes(long count)
{
	long warm = 0;

	if (mode == modeResumed) {
		keep_session();
		warm++;
	}
	for (; warm < warmUpHandshakes; warm++)
		close_connection(open_connection());
	start_clocks();
	while (count-- > 0)
		close_connection(open_connection());
	print_clocks();
}

/* Connections that have nothing to do. Their price is the slope from the tenth to the last, so what exists once does not count. */
static void idle(long count)
{
	connection **all = calloc((size_t)count, sizeof(*all));
	size_t before = bareHeap.current, first = 0, peak = 0;
	long index;

	if (!all)
		bare_fail_system("memory for connections");
	bareHeap.peak = before;
	for (index = 0; index < count; index++) {
		all[index] = open_connection();
		request(all[index], requestPark, 0, 0);
		read_all(all[index], 1);
		if (index == 0)
			peak = bareHeap.peak - before;
		if (index == 9)
			first = bareHeap.current;
	}
	printf("{\"native\":%.1f,\"nativePeak\":%zu}\n", (double)(bareHeap.current - first) / (double)(count - 10), peak);
	for (index = 0; index < count; index++)
		close_connection(all[index]);
	free(all);
}

/* Connections that have nothing to do, for a service that measures them; the first one only comes and goes. */
static void visit(long count)
{
	connection **all = calloc((size_t)count, sizeof(*all));
	long index;

	if (!all)
		bare_fail_system("memory for connections");
	close_connection(open_connection());
	for (index = 0; index < count; index++) {
		all[index] = open_connection();
		request(all[index], requestPark, 0, 0);
		read_all(all[index], 1);
	}
	pause(); /* until the service has measured */
}

/* FOLDER PORT VERSION, then what to do. The first line says that the program has started. */
int bare_client(int count, char **words)
{
	mbedtls_ssl_protocol_version version;
	const char *task;

	if (count < 5)
		return 2;
	version = strcmp(words[2], "1.2") ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
	task = words[3];
	bare_begin();
	mode = bare_mode_of(count > 5 ? words[5] : NULL);
	bare_configure(&configuration, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM);
	identify_client(&configuration, words[0], mode);
	mbedtls_ssl_conf_min_tls_version(&configuration, version);
	mbedtls_ssl_conf_max_tls_version(&configuration, version);
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
	else if (count > 5 && (!strcmp(task, "up") || !strcmp(task, "down")))
		bulk(!strcmp(task, "up"), (size_t)atol(words[4]), (size_t)atol(words[5]), count > 6);
	else if (strcmp(task, "nothing"))
		return 2;
	return 0;
}
