#include "hello_build.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

void put_bytes(builder *into, const void *bytes, size_t length)
{
	memcpy(into->bytes + into->length, bytes, length);
	into->length += length;
}

void put_number(builder *into, size_t value, unsigned bytes)
{
	while (bytes--)
		into->bytes[into->length++] = (uint8_t)(value >> 8 * bytes);
}

size_t open_vector(builder *into, unsigned bytes)
{
	put_number(into, 0, bytes);
	return into->length;
}

void close_vector(builder *into, size_t start, unsigned bytes)
{
	size_t end = into->length;

	into->length = start - bytes;
	put_number(into, end - start, bytes);
	into->length = end;
}

void put_vector(builder *into, unsigned bytes, const void *content, size_t length)
{
	put_number(into, length, bytes);
	put_bytes(into, content, length);
}

hello_marks hello_begin(builder *into)
{
	static const uint8_t random[32], suites[] = { 0x13, 0x01 }, compression[] = { 0 };
	hello_marks at;

	into->length = 0;
	put_number(into, 1, 1);
	at.message = open_vector(into, 3);
	put_number(into, TLS12, 2);
	put_bytes(into, random, sizeof(random));
	put_vector(into, 1, random, sizeof(random));
	put_vector(into, 2, suites, sizeof(suites));
	put_vector(into, 1, compression, sizeof(compression));
	at.extensions = open_vector(into, 2);
	return at;
}

void hello_finish(builder *into, hello_marks at)
{
	close_vector(into, at.extensions, 2);
	close_vector(into, at.message, 3);
}

void put_extension(builder *into, unsigned type, const void *content, size_t length)
{
	put_number(into, type, 2);
	put_vector(into, 2, content, length);
}

void put_name(builder *into, const void *name, size_t length)
{
	size_t extension, list;

	put_number(into, SERVER_NAME, 2);
	extension = open_vector(into, 2);
	list = open_vector(into, 2);
	put_number(into, 0, 1);
	put_vector(into, 2, name, length);
	close_vector(into, list, 2);
	close_vector(into, extension, 2);
}

void hello_cut(stream *into, const builder *message, size_t size)
{
	size_t at, part;

	for (at = 0; at < message->length; at += part) {
		part = message->length - at < size ? message->length - at : size;
		put_record(into, HANDSHAKE, message->bytes + at, part);
	}
}

int hello_read_exactly(tls_hello *hello, stream *arrived, uint8_t **kept)
{
	size_t length = stream_length(arrived);
	uint8_t *copy = malloc(length ? length : 1);
	int result;

	if (length)
		memcpy(copy, arrived->bytes + arrived->start, length);
	result = tls_hello_read(hello, copy, &length);
	arrived->end = arrived->start + length;
	if (length)
		memcpy(arrived->bytes + arrived->start, copy, length);
	if (kept)
		*kept = copy;
	else
		free(copy);
	return result;
}

void hello_refused(const builder *message, int error, int alert)
{
	stream in = { 0 };
	tls_hello hello;

	hello_cut(&in, message, 16384);
	CHECK_EQUAL(hello_read_exactly(&hello, &in, NULL), error);
	CHECK_EQUAL(hello.alert, alert);
	stream_free(&in);
}
