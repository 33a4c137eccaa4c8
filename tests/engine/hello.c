/* A ClientHello, read in clear before there is a session. */
#define _GNU_SOURCE
#include "support.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;

enum { SERVER_NAME = 0, ALPN = 16, SHARED_KEY = 41, VERSIONS = 43, GREASE = 0x0A0A };

/* A structure under construction. `open` writes a length that `close` fills in. */
typedef struct {
	uint8_t bytes[40000];
	size_t length;
} builder;

static void put(builder *into, const void *bytes, size_t length)
{
	memcpy(into->bytes + into->length, bytes, length);
	into->length += length;
}

static void put_number(builder *into, size_t value, unsigned bytes)
{
	while (bytes--)
		into->bytes[into->length++] = (uint8_t)(value >> 8 * bytes);
}

static size_t open_vector(builder *into, unsigned bytes)
{
	put_number(into, 0, bytes);
	return into->length;
}

static void close_vector(builder *into, size_t start, unsigned bytes)
{
	size_t end = into->length;

	into->length = start - bytes;
	put_number(into, end - start, bytes);
	into->length = end;
}

static void put_vector(builder *into, unsigned bytes, const void *content, size_t length)
{
	put_number(into, length, bytes);
	put(into, content, length);
}

typedef struct {
	size_t message, extensions;
} marks;

/* Everything up to the extensions. */
static marks begin(builder *into)
{
	static const uint8_t random[32], suites[] = { 0x13, 0x01 }, compression[] = { 0 };
	marks at;

	into->length = 0;
	put_number(into, 1, 1);
	at.message = open_vector(into, 3);
	put_number(into, TLS12, 2);
	put(into, random, sizeof(random));
	put_vector(into, 1, random, sizeof(random));
	put_vector(into, 2, suites, sizeof(suites));
	put_vector(into, 1, compression, sizeof(compression));
	at.extensions = open_vector(into, 2);
	return at;
}

static void finish(builder *into, marks at)
{
	close_vector(into, at.extensions, 2);
	close_vector(into, at.message, 3);
}

static void put_extension(builder *into, unsigned type, const void *content, size_t length)
{
	put_number(into, type, 2);
	put_vector(into, 2, content, length);
}

static void put_name(builder *into, const void *name, size_t length)
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

/* Cuts the message into records of so many bytes. */
static void cut(stream *into, const builder *message, size_t size)
{
	size_t at, part;

	for (at = 0; at < message->length; at += part) {
		part = message->length - at < size ? message->length - at : size;
		put_record(into, HANDSHAKE, message->bytes + at, part);
	}
}

/* Reads what has arrived from a block of exactly that size. The copy goes to `kept`, or is given back. */
static int read_exactly(tls_hello *hello, stream *arrived, uint8_t **kept)
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

/* The error and the alert that a message in one record gives. */
static void refused(const builder *message, int error, int alert)
{
	stream in = { 0 };
	tls_hello hello;

	cut(&in, message, 16384);
	CHECK_EQUAL(read_exactly(&hello, &in, NULL), error);
	CHECK_EQUAL(hello.alert, alert);
	stream_free(&in);
}

static bool equals(const uint8_t *bytes, size_t length, const void *expected, size_t expectedLength)
{
	return bytes && length == expectedLength && memcmp(bytes, expected, length) == 0;
}

TEST("G11 a client's hello tells the server name, the protocols and the version, in TLS 1.2 and 1.3")
{
	static const uint16_t versions[] = { TLS12, TLS13, 0 };
	unsigned i;

	for (i = 0; i < 3; i++) {
		stream in = { 0 };
		tls_hello hello;
		uint8_t *kept;
		side one;
		CHECK_EQUAL(side_open(&one, false, &(pair_options){ .version = versions[i], .protocols = "\2h2\10http/1.1" }), 0);
		side_step(&one, &in, &full);
		CHECK_EQUAL(read_exactly(&hello, &in, &kept), 1);
		CHECK(equals(hello.name, hello.nameLength, "localhost", 9));
		CHECK(equals(hello.protocols, hello.protocolsLength, "\2h2\10http/1.1", 12));
		CHECK(!hello.identities);
		CHECK_EQUAL(hello.version, versions[i] == TLS12 ? TLS12 : TLS13);
		free(kept);
		side_free(&one);
		stream_free(&in);
	}
}

TEST("G11 a hello without extensions names nobody, and its version is that in its field")
{
	builder message;
	stream in = { 0 };
	tls_hello hello;
	marks at = begin(&message);

	message.length -= 2;
	close_vector(&message, at.message, 3);
	cut(&in, &message, 16384);
	CHECK_EQUAL(read_exactly(&hello, &in, NULL), 1);
	CHECK(!hello.name && !hello.protocols && !hello.identities);
	CHECK_EQUAL(hello.version, TLS12);
	stream_free(&in);
}

TEST("G9 the identities of shared keys are found, whatever bytes they are")
{
	static const uint8_t binder[32], identities[] = "\0\3\0\1\377age1\0\1xage2";
	size_t extension, list;
	builder message;
	stream in = { 0 };
	tls_hello hello;
	uint8_t *kept;
	marks at = begin(&message);

	put_extension(&message, GREASE, "", 0);
	put_extension(&message, VERSIONS, "\6\12\12\3\4\3\3", 7);
	put_number(&message, SHARED_KEY, 2);
	extension = open_vector(&message, 2);
	put_vector(&message, 2, identities, sizeof(identities) - 1);
	list = open_vector(&message, 2);
	put_vector(&message, 1, binder, sizeof(binder));
	put_vector(&message, 1, binder, sizeof(binder));
	close_vector(&message, list, 2);
	close_vector(&message, extension, 2);
	finish(&message, at);
	cut(&in, &message, 16384);
	CHECK_EQUAL(read_exactly(&hello, &in, &kept), 1);
	CHECK(equals(hello.identities, hello.identitiesLength, identities, sizeof(identities) - 1));
	CHECK_EQUAL(hello.version, TLS13);
	free(kept);
	stream_free(&in);
	/* One proof less than there are identities, and an extension behind this one. */
	at = begin(&message);
	put_extension(&message, SHARED_KEY, "\0\7\0\1xage2\0\0", 11);
	finish(&message, at);
	refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
	at = begin(&message);
	put_number(&message, SHARED_KEY, 2);
	extension = open_vector(&message, 2);
	put_vector(&message, 2, "\0\1xage2", 7);
	list = open_vector(&message, 2);
	put_vector(&message, 1, binder, sizeof(binder));
	close_vector(&message, list, 2);
	close_vector(&message, extension, 2);
	put_extension(&message, GREASE, "", 0);
	finish(&message, at);
	refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
}

TEST("a hello in records of any size is read when its last byte is there, and a server takes it as one record")
{
	static const size_t sizes[] = { 1, 2, 3, 4, 5, 7, 100, 300 };
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i, k;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (k = 0; k < 2; k++) {
			stream whole = { 0 }, cutUp = { 0 };
			builder message;
			tls_hello hello;
			pair both;
			size_t at;
			int result = 0;
			CHECK(pair_open(&both, &(pair_options){ .version = versions[k] }));
			side_step(&both.client, &whole, &full);
			message.length = 0;
			put(&message, whole.bytes + 5, stream_length(&whole) - 5);
			cut(&cutUp, &message, sizes[i]);
			/* Byte by byte, as slowly as it can come. */
			for (at = 0; at < stream_length(&cutUp); at++) {
				CHECK_EQUAL(result, 0);
				stream_put(&both.server.in, cutUp.bytes + at, 1);
				result = read_exactly(&hello, &both.server.in, NULL);
				CHECK(stream_length(&both.server.in) < TLS_HELLO_LIMIT + 5);
			}
			CHECK_EQUAL(result, 1);
			/* The same bytes at once. */
			CHECK_EQUAL(read_exactly(&hello, &cutUp, NULL), 1);
			CHECK_EQUAL(stream_length(&cutUp), 5 + message.length);
			CHECK(equals(cutUp.bytes + cutUp.start + 5, message.length, message.bytes, message.length));
			pair_run(&both, &full);
			CHECK(pair_connected(&both));
			pair_free(&both);
			stream_free(&whole);
			stream_free(&cutUp);
		}
	}
}

TEST("what comes behind a hello stays where it is")
{
	stream in = { 0 };
	builder message;
	tls_hello hello;

	finish(&message, begin(&message));
	cut(&in, &message, 10);
	stream_put(&in, "\27\3\3\0\1x", 6);
	CHECK_EQUAL(read_exactly(&hello, &in, NULL), 1);
	CHECK_EQUAL(stream_length(&in), 5 + message.length + 6);
	CHECK(equals(in.bytes + in.end - 6, 6, "\27\3\3\0\1x", 6));
	stream_free(&in);
}

TEST("the largest hello fills a record; a longer one is refused by its header, and costs no memory")
{
	static const uint8_t zeros[17000];
	unsigned excess;

	for (excess = 0; excess < 2; excess++) {
		builder message;
		stream in = { 0 };
		tls_hello hello;
		marks at = begin(&message);
		put_extension(&message, 21, zeros, 16384 - message.length - 4 + excess);
		finish(&message, at);
		CHECK_EQUAL(message.length, 16384 + excess);
		cut(&in, &message, 1000);
		if (excess)
			in.end = in.start + 9;
		CHECK_EQUAL(read_exactly(&hello, &in, NULL), excess ? MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL : 1);
		CHECK_EQUAL(hello.alert, excess ? 47 : 0);
		stream_free(&in);
	}
}

TEST("what is no hello is refused by its first byte that tells, with the alert for it")
{
	static const struct {
		const char *bytes;
		uint8_t length;
		int error;
		uint8_t alert;
	} cases[] = {
		{ "GET / HTTP/1.1\r\n", 1, MBEDTLS_ERR_SSL_INVALID_RECORD, 10 },
		{ "\25\3\3\0\2\1\132", 1, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, 10 },
		{ "\27\3\3\0\1x", 1, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, 10 },
		{ "\26\2", 2, MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, 70 },
		{ "\26\3\1\0\0", 5, MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, 10 },
		{ "\26\3\1\100\1", 5, MBEDTLS_ERR_SSL_BAD_INPUT_DATA, 22 },
		{ "\26\3\1\377\377", 5, MBEDTLS_ERR_SSL_BAD_INPUT_DATA, 22 },
		{ "\26\3\1\0\100\2", 6, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, 10 },
		{ "\26\3\1\0\4\1\0\0\0", 9, MBEDTLS_ERR_SSL_DECODE_ERROR, 50 },
		{ "\26\3\1\0\5\1\0\0\0", 9, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, 10 },
		{ "\26\3\1\0\1\1\25", 7, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, 10 },
		{ "\26\3\1\0\1\1\26\3\1\0\0", 11, MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, 10 }
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stream in = { 0 }, less = { 0 };
		tls_hello hello;
		stream_put(&in, cases[i].bytes, cases[i].length);
		stream_put(&less, cases[i].bytes, cases[i].length - 1u);
		if (!CHECK_EQUAL(read_exactly(&hello, &less, NULL), 0) | !CHECK_EQUAL(read_exactly(&hello, &in, NULL), cases[i].error)
			| !CHECK_EQUAL(hello.alert, cases[i].alert))
			test_note("case %u", i);
		stream_free(&in);
		stream_free(&less);
	}
}

TEST("extensions that come twice, are cut off or hold what they must not are refused")
{
	static const struct {
		uint16_t type;
		uint8_t length, alert;
		const char *content;
	} cases[] = {
		{ SERVER_NAME, 0, 50, "" },
		{ SERVER_NAME, 2, 50, "\0\0" },
		{ SERVER_NAME, 5, 47, "\0\3\0\0\0" },
		{ SERVER_NAME, 6, 50, "\0\3\0\0\1a" },
		{ SERVER_NAME, 7, 50, "\0\4\0\0\1ax" },
		{ SERVER_NAME, 8, 47, "\0\6\0\0\3a\0b" },
		{ SERVER_NAME, 7, 47, "\0\5\0\0\2a " },
		{ SERVER_NAME, 7, 47, "\0\5\0\0\2a\351" },
		{ SERVER_NAME, 10, 47, "\0\10\0\0\1a\0\0\1b" },
		{ ALPN, 2, 50, "\0\0" },
		{ ALPN, 3, 50, "\0\1\0" },
		{ ALPN, 4, 50, "\0\2\2h" },
		{ ALPN, 5, 50, "\0\2\1hx" },
		{ VERSIONS, 0, 50, "" },
		{ VERSIONS, 1, 50, "\0" },
		{ VERSIONS, 4, 50, "\3\3\4\3" },
		{ VERSIONS, 4, 50, "\2\3\4\3" },
		{ SHARED_KEY, 4, 50, "\0\0\0\0" },
		{ SHARED_KEY, 10, 50, "\0\6\0\0age1\0\0" },
		{ SHARED_KEY, 10, 50, "\0\6\0\1xage\0\0" },
		{ SHARED_KEY, 13, 50, "\0\7\0\1xage1\0\2\1x" }
	};
	builder message;
	marks at;
	char tooLong[256];
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool decode = cases[i].alert == 50;
		at = begin(&message);
		put_extension(&message, cases[i].type, cases[i].content, cases[i].length);
		finish(&message, at);
		refused(&message, decode ? MBEDTLS_ERR_SSL_DECODE_ERROR : MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, cases[i].alert);
	}
	at = begin(&message);
	put_name(&message, "one", 3);
	put_name(&message, "two", 3);
	finish(&message, at);
	refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
	at = begin(&message);
	memset(tooLong, 'a', sizeof(tooLong));
	put_name(&message, tooLong, sizeof(tooLong));
	finish(&message, at);
	refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
	/* Bytes behind the last extension, and an extension that is longer than all of them. */
	at = begin(&message);
	put_extension(&message, GREASE, "x", 1);
	close_vector(&message, at.extensions, 2);
	put(&message, "x", 1);
	close_vector(&message, at.message, 3);
	refused(&message, MBEDTLS_ERR_SSL_DECODE_ERROR, 50);
	at = begin(&message);
	put(&message, "\12\12\0\2x", 5);
	finish(&message, at);
	refused(&message, MBEDTLS_ERR_SSL_DECODE_ERROR, 50);
}

TEST("hellos with bytes changed at random, cut off anywhere, are read or refused within their bytes")
{
	unsigned i, k, changes;

	for (i = 0; i < 3000; i++) {
		stream in = { 0 };
		builder message;
		tls_hello hello;
		uint8_t *kept;
		int result;
		marks at = begin(&message);
		put_extension(&message, GREASE, "grease", 6);
		put_name(&message, "a.device.example", 16);
		put_extension(&message, ALPN, "\0\14\2h2\10http/1.1", 14);
		put_extension(&message, VERSIONS, "\4\3\4\3\3", 5);
		put_extension(&message, SHARED_KEY, "\0\7\0\1xage1\0\41\40" "01234567890123456789012345678901", 44);
		finish(&message, at);
		cut(&in, &message, 1 + test_random(i & 1 ? 20 : 500));
		changes = test_random(4);
		for (k = 0; k < changes; k++)
			in.bytes[in.start + test_random((uint32_t)stream_length(&in))] = (uint8_t)test_random(256);
		if (i & 2)
			in.end = in.start + test_random((uint32_t)stream_length(&in));
		result = read_exactly(&hello, &in, &kept);
		CHECK(result <= 1);
		if (result == 0)
			CHECK(stream_length(&in) < TLS_HELLO_LIMIT + 5);
		if (result < 0)
			CHECK(hello.alert != 0);
		if (result == 1 && hello.name)
			CHECK(hello.nameLength > 0 && hello.name[hello.nameLength - 1] > ' ' && hello.name + hello.nameLength <= kept + stream_length(&in));
		free(kept);
		stream_free(&in);
	}
}
