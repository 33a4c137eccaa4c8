/* Reads numbers and vectors (RFC 8446, 3) out of bytes that somebody else has written. */
#ifndef TLS_READER_H
#define TLS_READER_H

#include "internal.h"

/* What is left of a structure that is being read. */
typedef struct {
	const uint8_t *at;
	size_t left;
} tls_reader;

static inline bool tls_reader_skip(tls_reader *from, size_t length)
{
	if (from->left < length)
		return false;
	from->at += length;
	from->left -= length;
	return true;
}

/* Reads a number of one to three bytes. */
static inline bool tls_reader_number(tls_reader *from, unsigned length, size_t *value)
{
	const uint8_t *at = from->at;

	if (!tls_reader_skip(from, length))
		return false;
	*value = (size_t)tls_get(at, length);
	return true;
}

/* Reads a vector whose length is a number of so many bytes. */
static inline bool tls_reader_vector(tls_reader *from, unsigned lengthBytes, tls_reader *into)
{
	size_t length;

	if (!tls_reader_number(from, lengthBytes, &length))
		return false;
	into->at = from->at;
	into->left = length;
	return tls_reader_skip(from, length);
}

/* hello.c: takes the identifier of the session that the client wants to come back to. */
void tls_hello_session(tls_hello *hello, tls_reader session);
/* hello.c: takes the extensions of a ClientHello apart. Returns 0 or an error. */
int tls_hello_extensions(tls_hello *hello, tls_reader extensions);

#endif
