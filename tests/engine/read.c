/* Taking what was decrypted. */
#include "support.h"
#include "test.h"

#include <string.h>

static const pace full;

/* Two records, of 10 and of 20 bytes, on their way to the server; the server has decrypted the first. */
static bool two_records(pair *both, uint16_t version)
{
	if (!pair_connect(both, &(pair_options){ .version = version }))
		return false;
	side_write(&both->client, &both->server.in, "0123456789", 10, 1000);
	side_write(&both->client, &both->server.in, "abcdefghijabcdefghij", 20, 1000);
	side_step(&both->server, &both->client.in, &full);
	return CHECK_EQUAL(both->server.error, 0);
}

TEST("readable is exactly what the decrypted record holds")
{
	pair both;

	if (two_records(&both, TLS13)) {
		CHECK_EQUAL(tls_session_readable(both.server.session), 10);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_readable(both.server.session), 10);
	}
	pair_free(&both);
}

TEST("a read takes parts of a record and leaves the rest")
{
	char text[11] = "";
	pair both;

	if (two_records(&both, TLS12)) {
		CHECK_EQUAL(side_read(&both.server, text, 1, 0), 1);
		CHECK_EQUAL(side_read(&both.server, text + 1, 4, 0), 4);
		CHECK_EQUAL(tls_session_readable(both.server.session), 5);
		CHECK_EQUAL(side_read(&both.server, text + 5, 5, 0), 5);
		CHECK(strcmp(text, "0123456789") == 0);
		CHECK_EQUAL(tls_session_readable(both.server.session), 0);
	}
	pair_free(&both);
}

TEST("a read goes on into the records that the window has")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i;

	for (i = 0; i < 2; i++) {
		char text[31] = "";
		pair both;
		if (two_records(&both, versions[i])) {
			CHECK_EQUAL(side_read(&both.server, text, 25, 1000), 25);
			CHECK(strcmp(text, "0123456789abcdefghijabcde") == 0);
			CHECK_EQUAL(tls_session_readable(both.server.session), 5);
			CHECK_EQUAL(side_read(&both.server, text + 25, 6, 1000), 5);
			CHECK_EQUAL(side_read(&both.server, text, 6, 1000), 0);
		}
		pair_free(&both);
	}
}

TEST("a record behind the one that was read is found by the read itself or by the next step")
{
	char text[31] = "";
	pair both;

	if (two_records(&both, TLS13)) {
		CHECK_EQUAL(side_read(&both.server, text, 10, 1000), 10);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_readable(both.server.session), 20);
	}
	pair_free(&both);
}

TEST("a read of no bytes takes nothing")
{
	tls_window none = { 0 };
	pair both;

	if (two_records(&both, TLS13)) {
		CHECK_EQUAL(tls_session_read(both.server.session, NULL, 0, &none), 0);
		CHECK_EQUAL(tls_session_readable(both.server.session), 10);
	}
	pair_free(&both);
}

TEST("a read with nothing there, before and after the handshake, gives 0")
{
	uint8_t byte;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		CHECK_EQUAL(side_read(&both.server, &byte, 1, 0), 0);
		pair_run(&both, &full);
		CHECK_EQUAL(side_read(&both.server, &byte, 1, 0), 0);
	}
	pair_free(&both);
}

TEST("data before a broken record can be read, then the error is told and stays")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	uint8_t data[30];
	unsigned i;

	for (i = 0; i < 2; i++) {
		pair both;
		if (two_records(&both, versions[i])) {
			both.server.in.bytes[both.server.in.end - 1] ^= 1;
			CHECK_EQUAL(side_read(&both.server, data, 30, 1000), 10);
			CHECK(tls_session_pending(both.server.session));
			side_step(&both.server, &both.client.in, &full);
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_INVALID_MAC);
			CHECK_EQUAL(side_read(&both.server, data, 30, 1000), MBEDTLS_ERR_SSL_INVALID_MAC);
			CHECK_EQUAL(side_write(&both.server, &both.client.in, "x", 1, 1000), MBEDTLS_ERR_SSL_INVALID_MAC);
			CHECK_EQUAL(side_close(&both.server, &both.client.in, 1000), MBEDTLS_ERR_SSL_INVALID_MAC);
			CHECK_EQUAL(tls_session_end(both.server.session), MBEDTLS_ERR_SSL_INVALID_MAC);
			CHECK_EQUAL(tls_session_wanted(both.server.session), 0);
			CHECK_EQUAL(tls_session_writable(both.server.session, 1000, 0), 0);
			/* The alert that belongs to an error that read() met has left with the step. */
			side_step(&both.client, &both.server.in, &full);
			CHECK_EQUAL(both.client.error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
			CHECK_EQUAL(tls_session_alert(both.client.session), MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC);
		}
		pair_free(&both);
	}
}

TEST("while data is unread nothing more is taken from the window")
{
	pair both;

	if (two_records(&both, TLS12)) {
		size_t left = stream_length(&both.server.in);
		side_step(&both.server, &both.client.in, &full);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(stream_length(&both.server.in), left);
	}
	pair_free(&both);
}
