/*
 * The benchmark's own C program: a client and a service as plain as mbedTLS allows, which the TLS class is compared with, and the server that both clients
 * talk to. Everything here is about being obvious, not clever; only the server is allowed to be fast, so that it never is what is measured.
 */
#ifndef BARE_H
#define BARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbedtls/ssl.h"

/* What a client asks the server for, after the handshake and as often as it likes: three big-endian numbers of 32 bits. */
enum {
	requestSink = 1,     /* the server reads `total` bytes and answers with one */
	requestSource = 2,   /* the server writes `total` bytes, `size` at a time */
	requestPark = 3,     /* the server answers with one byte and keeps the connection until its client closes it */
	requestLength = 12
};

enum { recordSize = 16384 };

/* What is transferred before the clocks start, and how many connections are opened. A client on XS does the same. */
enum { warmUp = 1 << 18, warmUpHandshakes = 10 };

typedef struct {
	size_t current;      /* bytes that were asked for */
	size_t peak;
} bare_heap;

extern bare_heap bareHeap;

/* Starts mbedTLS on the counted heap. */
void bare_begin(void);

/* Ends the program with a sentence about what failed; `number` is mbedTLS's, or 0. */
_Noreturn void bare_fail(const char *what, int number);
/* The same with errno. */
_Noreturn void bare_fail_system(const char *what);

/* Ends the program unless the result is 0. */
void bare_must(int result, const char *what);

/* Reads a small file and puts a zero byte behind it, which mbedTLS wants after PEM. Returns its length without the zero. */
size_t bare_load(const char *path, unsigned char *bytes, size_t size);

/* Endpoint and transport are mbedTLS's numbers. */
void bare_configure(mbedtls_ssl_config *configuration, int endpoint, int transport);
int bare_socket(void);
/* A socket that listens on loopback; prints its port. */
int bare_listen(void);
/* Whoever started the benchmark may end it in any way; no server outlives it. */
void bare_end_with_parent(void);

int bare_client(int count, char **words);
int bare_server(int count, char **words);
int bare_service(int count, char **words);
int bare_datagram_client(int count, char **words);
int bare_datagram_server(int count, char **words);
int bare_datagram_service(int count, char **words);
int bare_stopwatch(int count, char **words);

#endif
