/*
 * The bare client: blocking sockets, one receive call for each request of mbedTLS, one send call for each record, nothing read ahead and nothing held back.
 * It prints one line of JSON about what it did.
 */
#include "bare.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mbedtls/platform.h"
#include "mbedtls/x509_crt.h"

typedef struct {
	mbedtls_ssl_context ssl;
	int descriptor;
} connection;

static mbedtls_x509_crt authority;
static mbedtls_ssl_config configuration;
static struct sockaddr_in peer;

static unsigned char buffer[recordSize];

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double wallStart, cpuStart;

static void start_clocks(void)
{
	wallStart = seconds(CLOCK_MONOTONIC);
	cpuStart = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void print_clocks(void)
{
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart, wall = seconds(CLOCK_MONOTONIC) - wallStart;

	printf("{\"wall\":%.9f,\"cpu\":%.9f}\n", wall, cpu);
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

static connection *open_connection(void)
{
	connection *self = mbedtls_calloc(1, sizeof(*self));
	int on = 1, result;

	if (!self)
		bare_fail("a connection", MBEDTLS_ERR_SSL_ALLOC_FAILED);
	self->descriptor = bare_socket();
	if (connect(self->descriptor, (struct sockaddr *)&peer, sizeof(peer)) < 0)
		bare_fail_system("connect");
	if (setsockopt(self->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		bare_fail_system("TCP_NODELAY");
	mbedtls_ssl_init(&self->ssl);
	bare_must(mbedtls_ssl_setup(&self->ssl, &configuration), "a session");
	bare_must(mbedtls_ssl_set_hostname(&self->ssl, "localhost"), "the peer's name");
	mbedtls_ssl_set_bio(&self->ssl, &self->descriptor, send_bytes, receive_bytes, NULL);
	do
		result = mbedtls_ssl_handshake(&self->ssl);
	while (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET);
	bare_must(result, "the handshake");
	return self;
}

static void close_connection(connection *self)
{
	bare_must(mbedtls_ssl_close_notify(&self->ssl), "close_notify");
	mbedtls_ssl_free(&self->ssl);
	close(self->descriptor);
	mbedtls_free(self);
}

static void write_all(connection *self, const unsigned char *bytes, size_t length)
{
	while (length > 0) {
		int sent = mbedtls_ssl_write(&self->ssl, bytes, length);
		if (sent < 0)
			bare_fail("write", sent);
		bytes += sent;
		length -= (size_t)sent;
	}
}

static void read_all(connection *self, size_t length)
{
	while (length > 0) {
		int got = mbedtls_ssl_read(&self->ssl, buffer, length < sizeof(buffer) ? length : sizeof(buffer));
		if (got == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
			continue;
		if (got <= 0)
			bare_fail("read", got);
		length -= (size_t)got;
	}
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
		write_all(self, buffer, size);
	read_all(self, 1);
}

static void bulk(bool up, size_t size, size_t total)
{
	connection *self = open_connection();

	transfer(self, up, size, warmUp);
	start_clocks();
	transfer(self, up, size, total);
	print_clocks();
	close_connection(self);
}

static void handshakes(long count)
{
	long warm;

	for (warm = 0; warm < warmUpHandshakes; warm++)
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

static void load_authority(const char *path)
{
	static unsigned char der[8192];
	size_t length = bare_load(path, der, sizeof(der));

	mbedtls_x509_crt_init(&authority);
	bare_must(mbedtls_x509_crt_parse_der(&authority, der, length), path);
}

/* AUTHORITY PORT VERSION, then what to do. The first line says that the program has started. */
int bare_client(int count, char **words)
{
	mbedtls_ssl_protocol_version version;
	const char *task;

	if (count < 5)
		return 2;
	version = strcmp(words[2], "1.2") ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
	task = words[3];
	bare_begin();
	load_authority(words[0]);
	bare_configure(&configuration, MBEDTLS_SSL_IS_CLIENT);
	mbedtls_ssl_conf_ca_chain(&configuration, &authority, NULL);
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
	else if (count > 5 && (!strcmp(task, "up") || !strcmp(task, "down")))
		bulk(!strcmp(task, "up"), (size_t)atol(words[4]), (size_t)atol(words[5]));
	else if (strcmp(task, "nothing"))
		return 2;
	return 0;
}
