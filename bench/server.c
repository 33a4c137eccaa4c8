/*
 * The peer of both clients. It reads as much as there is with one call and sends many records with one, so that it costs less than any client; it serves one
 * client at a time, and keeps aside the connections that asked for it.
 */
#include "identity.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>


enum { bufferSize = 1 << 17 };

typedef struct client {
	struct client *next;
	mbedtls_ssl_context ssl;
	int descriptor;
} client;

static mbedtls_ssl_config configuration;
static client *parked;

/* Only one client is served at a time, so these are not the client's. */
static unsigned char input[bufferSize], output[bufferSize], plaintext[recordSize];
static size_t inputStart, inputEnd, outputLength;

/* A client that is gone is noticed by the next receive. */
static void flush(client *self)
{
	size_t start = 0;
	ssize_t sent = 0;

	for (; start < outputLength && sent >= 0; start += (size_t)sent)
		sent = send(self->descriptor, output + start, outputLength - start, MSG_NOSIGNAL);
	outputLength = 0;
}

static int send_bytes(void *context, const unsigned char *bytes, size_t length)
{
	if (outputLength + length > sizeof(output))
		flush(context);
	if (length > sizeof(output))
		length = sizeof(output);
	memcpy(output + outputLength, bytes, length);
	outputLength += length;
	return (int)length;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t length)
{
	client *self = context;

	if (inputStart == inputEnd) {
		ssize_t got;
		flush(self);
		got = recv(self->descriptor, input, sizeof(input), 0);
		if (got <= 0)
			return got < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : 0;
		inputStart = 0;
		inputEnd = (size_t)got;
	}
	if (length > inputEnd - inputStart)
		length = inputEnd - inputStart;
	memcpy(bytes, input + inputStart, length);
	inputStart += length;
	return (int)length;
}

static void end_client(client *self)
{
	flush(self);
	mbedtls_ssl_free(&self->ssl);
	close(self->descriptor);
	free(self);
}

/* Ends the parked connections whose clients have closed them. */
static void sweep(void)
{
	client **link = &parked;

	while (*link) {
		client *self = *link;
		struct pollfd look = { .fd = self->descriptor, .events = POLLIN };
		if (poll(&look, 1, 0) > 0) {
			*link = self->next;
			end_client(self);
		}
		else
			link = &self->next;
	}
}

static bool read_all(client *self, unsigned char *into, size_t length)
{
	while (length > 0) {
		int got = mbedtls_ssl_read(&self->ssl, into, length < recordSize ? length : recordSize);
		if (got <= 0)
			return false;
		length -= (size_t)got;
		if (into != plaintext)
			into += got;
	}
	return true;
}

static bool write_all(client *self, size_t length)
{
	const unsigned char *bytes = plaintext;

	while (length > 0) {
		int sent = mbedtls_ssl_write(&self->ssl, bytes, length);
		if (sent < 0)
			return false;
		bytes += sent;
		length -= (size_t)sent;
	}
	return true;
}

static bool answer(client *self, uint32_t what, uint32_t size, uint32_t total)
{
	if (what == requestSink)
		return read_all(self, plaintext, total) && write_all(self, 1);
	if (what == requestPark) {
		bool written = write_all(self, 1);
		flush(self);
		return written;
	}
	if (what != requestSource || size == 0 || size > recordSize)
		return false;
	for (; total >= size; total -= size) {
		if (!write_all(self, size))
			return false;
	}
	return true;
}

static void serve(client *self)
{
	uint32_t numbers[3];

	inputStart = inputEnd = outputLength = 0;
	if (mbedtls_ssl_handshake(&self->ssl) == 0) {
		while (read_all(self, (unsigned char *)numbers, sizeof(numbers))
				&& answer(self, ntohl(numbers[0]), ntohl(numbers[1]), ntohl(numbers[2]))) {
			if (ntohl(numbers[0]) == requestPark) {
				self->next = parked;
				parked = self;
				return;
			}
		}
	}
	end_client(self);
}

/* FOLDER MODE. The mode says how the handshakes go, "full" if it is absent. */
int bare_server(int count, char **words)
{
	int listener, on = 1;

	if (count < 1)
		return 2;
	bare_end_with_parent();
	bare_begin();
	bare_configure(&configuration, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM);
	identify_server(&configuration, words[0], bare_mode_of(count > 1 ? words[1] : NULL));
	listener = bare_listen();
	for (;;) {
		client *self = calloc(1, sizeof(*self));
		if (!self)
			bare_fail_system("memory for a client");
		self->descriptor = accept(listener, NULL, NULL);
		if (self->descriptor < 0)
			bare_fail_system("accept");
		sweep();
		if (setsockopt(self->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
			bare_fail_system("TCP_NODELAY");
		mbedtls_ssl_init(&self->ssl);
		bare_must(mbedtls_ssl_setup(&self->ssl, &configuration), "a session");
		mbedtls_ssl_set_bio(&self->ssl, self, send_bytes, receive_bytes, NULL);
		serve(self);
	}
}
