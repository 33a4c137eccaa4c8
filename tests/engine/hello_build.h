/* hello_build.c: a ClientHello byte by byte, good or bad, and what tls_hello_read makes of it. */
#ifndef HELLO_BUILD_H
#define HELLO_BUILD_H

#include "support.h"

enum { SERVER_NAME = 0, ALPN = 16, SHARED_KEY = 41, VERSIONS = 43, GREASE = 0x0A0A };

/* A structure under construction. `open_vector` writes a length that `close_vector` fills in. */
typedef struct {
	uint8_t bytes[40000];
	size_t length;
} builder;

/* Where the lengths are that are filled in at last. */
typedef struct {
	size_t message, extensions;
} hello_marks;

void put_bytes(builder *into, const void *bytes, size_t length);
void put_number(builder *into, size_t value, unsigned bytes);
size_t open_vector(builder *into, unsigned bytes);
void close_vector(builder *into, size_t start, unsigned bytes);
void put_vector(builder *into, unsigned bytes, const void *content, size_t length);
void put_extension(builder *into, unsigned type, const void *content, size_t length);
void put_name(builder *into, const void *name, size_t length);

/* Everything up to the extensions. */
hello_marks hello_begin(builder *into);
void hello_finish(builder *into, hello_marks at);

/* Cuts the message into records of so many bytes. */
void hello_cut(stream *into, const builder *message, size_t size);
/* Reads what has arrived from a block of exactly that size. The copy goes to `kept`, or is given back. */
int hello_read_exactly(tls_hello *hello, stream *arrived, uint8_t **kept);
/* The error and the alert that a message in one record gives. */
void hello_refused(const builder *message, int error, int alert);

#endif
