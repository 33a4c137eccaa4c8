/* What is no ClientHello, or a bad one. */
#include "hello_build.h"
#include "test.h"

#include <string.h>

TEST("the largest hello fills a record; a longer one is refused by its header, and costs no memory")
{
	static const uint8_t zeros[17000];
	unsigned excess;

	for (excess = 0; excess < 2; excess++) {
		builder message;
		stream in = { 0 };
		tls_hello hello;
		hello_marks at = hello_begin(&message);
		put_extension(&message, 21, zeros, 16384 - message.length - 4 + excess);
		hello_finish(&message, at);
		CHECK_EQUAL(message.length, 16384 + excess);
		hello_cut(&in, &message, 1000);
		if (excess)
			in.end = in.start + 9;
		CHECK_EQUAL(hello_read_exactly(&hello, &in, NULL), excess ? MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL : 1);
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
		if (!CHECK_EQUAL(hello_read_exactly(&hello, &less, NULL), 0) | !CHECK_EQUAL(hello_read_exactly(&hello, &in, NULL), cases[i].error)
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
	hello_marks at;
	char tooLong[256];
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool decode = cases[i].alert == 50;
		at = hello_begin(&message);
		put_extension(&message, cases[i].type, cases[i].content, cases[i].length);
		hello_finish(&message, at);
		hello_refused(&message, decode ? MBEDTLS_ERR_SSL_DECODE_ERROR : MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, cases[i].alert);
	}
	at = hello_begin(&message);
	put_name(&message, "one", 3);
	put_name(&message, "two", 3);
	hello_finish(&message, at);
	hello_refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
	at = hello_begin(&message);
	memset(tooLong, 'a', sizeof(tooLong));
	put_name(&message, tooLong, sizeof(tooLong));
	hello_finish(&message, at);
	hello_refused(&message, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, 47);
	/* Bytes behind the last extension, and an extension that is longer than all of them. */
	at = hello_begin(&message);
	put_extension(&message, GREASE, "x", 1);
	close_vector(&message, at.extensions, 2);
	put_bytes(&message, "x", 1);
	close_vector(&message, at.message, 3);
	hello_refused(&message, MBEDTLS_ERR_SSL_DECODE_ERROR, 50);
	at = hello_begin(&message);
	put_bytes(&message, "\12\12\0\2x", 5);
	hello_finish(&message, at);
	hello_refused(&message, MBEDTLS_ERR_SSL_DECODE_ERROR, 50);
}
