/* A ClientHello, read in clear before there is a session. */
#include "hello_build.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;

static bool bytes_equal(const uint8_t *bytes, size_t length, const void *expected, size_t expectedLength)
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
		CHECK_EQUAL(hello_read_exactly(&hello, &in, &kept), 1);
		CHECK(bytes_equal(hello.name, hello.nameLength, "localhost", 9));
		CHECK(bytes_equal(hello.protocols, hello.protocolsLength, "\2h2\10http/1.1", 12));
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
	hello_marks at = hello_begin(&message);

	message.length -= 2;
	close_vector(&message, at.message, 3);
	hello_cut(&in, &message, 16384);
	CHECK_EQUAL(hello_read_exactly(&hello, &in, NULL), 1);
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
	hello_marks at = hello_begin(&message);

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
	hello_finish(&message, at);
	hello_cut(&in, &message, 16384);
	CHECK_EQUAL(hello_read_exactly(&hello, &in, &kept), 1);
	CHECK(bytes_equal(hello.identities, hello.identitiesLength, identities, sizeof(identities) - 1));
	CHECK_EQUAL(hello.version, TLS13);
	free(kept);
	stream_free(&in);
	/* One proof less than there are identities, and an extension behind this one. */
	at = hello_begin(&message);
	put_extension(&message, SHARED_KEY, "\0\7\0\1xage2\0\0", 11);
	hello_finish(&message, at);
	hello_refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
	at = hello_begin(&message);
	put_number(&message, SHARED_KEY, 2);
	extension = open_vector(&message, 2);
	put_vector(&message, 2, "\0\1xage2", 7);
	list = open_vector(&message, 2);
	put_vector(&message, 1, binder, sizeof(binder));
	close_vector(&message, list, 2);
	close_vector(&message, extension, 2);
	put_extension(&message, GREASE, "", 0);
	hello_finish(&message, at);
	hello_refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
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
			put_bytes(&message, whole.bytes + 5, stream_length(&whole) - 5);
			hello_cut(&cutUp, &message, sizes[i]);
			/* Byte by byte, as slowly as it can come. */
			for (at = 0; at < stream_length(&cutUp); at++) {
				CHECK_EQUAL(result, 0);
				stream_put(&both.server.in, cutUp.bytes + at, 1);
				result = hello_read_exactly(&hello, &both.server.in, NULL);
				CHECK(stream_length(&both.server.in) < TLS_HELLO_LIMIT + 5);
			}
			CHECK_EQUAL(result, 1);
			/* The same bytes at once. */
			CHECK_EQUAL(hello_read_exactly(&hello, &cutUp, NULL), 1);
			CHECK_EQUAL(stream_length(&cutUp), 5 + message.length);
			CHECK(bytes_equal(cutUp.bytes + cutUp.start + 5, message.length, message.bytes, message.length));
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

	hello_finish(&message, hello_begin(&message));
	hello_cut(&in, &message, 10);
	stream_put(&in, "\27\3\3\0\1x", 6);
	CHECK_EQUAL(hello_read_exactly(&hello, &in, NULL), 1);
	CHECK_EQUAL(stream_length(&in), 5 + message.length + 6);
	CHECK(bytes_equal(in.bytes + in.end - 6, 6, "\27\3\3\0\1x", 6));
	stream_free(&in);
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
		hello_marks at = hello_begin(&message);
		put_extension(&message, GREASE, "grease", 6);
		put_name(&message, "a.device.example", 16);
		put_extension(&message, ALPN, "\0\14\2h2\10http/1.1", 14);
		put_extension(&message, VERSIONS, "\4\3\4\3\3", 5);
		put_extension(&message, SHARED_KEY, "\0\7\0\1xage1\0\41\40" "01234567890123456789012345678901", 44);
		hello_finish(&message, at);
		hello_cut(&in, &message, 1 + test_random(i & 1 ? 20 : 500));
		changes = test_random(4);
		for (k = 0; k < changes; k++)
			in.bytes[in.start + test_random((uint32_t)stream_length(&in))] = (uint8_t)test_random(256);
		if (i & 2)
			in.end = in.start + test_random((uint32_t)stream_length(&in));
		result = hello_read_exactly(&hello, &in, &kept);
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
