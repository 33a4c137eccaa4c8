/* Goodbyes, and ends without one. */
#include "support.h"
#include "test.h"

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

TEST("close sends close_notify once, and the other side sees the end")
{
	unsigned i;

	for (i = 0; i < 2; i++) {
		pair both;
		if (pair_connect(&both, &(pair_options){ .version = versions[i] })) {
			size_t length;
			CHECK_EQUAL(side_close(&both.client, &both.server.in, 1000), 0);
			length = stream_length(&both.server.in);
			CHECK_EQUAL(record_length(&both.server.in), length);
			CHECK_EQUAL(side_close(&both.client, &both.server.in, 1000), 0);
			CHECK_EQUAL(stream_length(&both.server.in), length);
			side_step(&both.server, &both.client.in, &full);
			CHECK_EQUAL(both.server.error, 0);
			CHECK(both.server.events & TLS_EVENT_ENDED);
			CHECK_EQUAL(tls_session_end(both.server.session), 0);
			CHECK_EQUAL(tls_session_wanted(both.server.session), 0);
		}
		pair_free(&both);
	}
}

TEST("the end stays an event of every later step")
{
	tls_window none = { 0 };
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		side_close(&both.client, &both.server.in, 1000);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_step(both.server.session, &none), TLS_EVENT_ENDED);
		CHECK_EQUAL(tls_session_step(both.server.session, &none), TLS_EVENT_ENDED);
		CHECK(tls_session_pending(both.server.session));
	}
	pair_free(&both);
}

TEST("close_notify leaves through windows of one byte, and close says when it is done")
{
	unsigned i, turns;

	for (i = 0; i < 2; i++) {
		pair both;
		if (pair_connect(&both, &(pair_options){ .version = versions[i] })) {
			CHECK_EQUAL(side_close(&both.client, &both.server.in, 0), 1);
			for (turns = 0; turns < 100 && side_close(&both.client, &both.server.in, 1) == 1; turns++);
			CHECK_EQUAL(stream_length(&both.server.in), turns + 1);
			CHECK_EQUAL(record_length(&both.server.in), turns + 1);
			side_step(&both.server, &both.client.in, &full);
			CHECK(both.server.events & TLS_EVENT_ENDED);
		}
		pair_free(&both);
	}
}

TEST("a step also sends the rest of a close_notify")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12 })) {
		CHECK_EQUAL(side_close(&both.client, &both.server.in, 3), 1);
		side_step(&both.client, &both.server.in, &full);
		CHECK_EQUAL(tls_session_owed(both.client.session), 0);
		side_step(&both.server, &both.client.in, &full);
		CHECK(both.server.events & TLS_EVENT_ENDED);
		CHECK_EQUAL(both.server.error, 0);
	}
	pair_free(&both);
}

TEST("close sends what is owed before close_notify")
{
	uint8_t data[2];
	side one;
	peer other;

	if (meet_new(&one, &other, &(pair_options){ .version = TLS12 }, &(peer_options){ .server = true, .version = TLS12 })) {
		peer_write(&other, "x", 1, &one.in);
		side_step(&one, &other.in, &full);
		peer_record(&other, HANDSHAKE, "\0\0\0\0", 4, &one.in);
		CHECK_EQUAL(side_read(&one, data, 2, 1000), 1);
		CHECK(tls_session_owed(one.session) > 0);
		CHECK_EQUAL(side_close(&one, &other.in, 10), 1);
		CHECK_EQUAL(side_close(&one, &other.in, 10), 1);
		while (side_close(&one, &other.in, 10) == 1);
		CHECK_EQUAL(peer_read(&other, data, 1, &one.in), 0);
		CHECK(other.ended);
		CHECK_EQUAL(other.error, 0);
		CHECK_EQUAL(stream_length(&other.in), 0);
	}
	side_free(&one);
	peer_free(&other);
}

TEST("after close nothing can be written, and what the peer sends can still be read")
{
	uint8_t byte = 0;
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		side_close(&both.client, &both.server.in, 1000);
		CHECK_EQUAL(side_write(&both.client, &both.server.in, "x", 1, 1000), TLS_ERROR_CLOSED);
		CHECK_EQUAL(tls_session_writable(both.client.session, 1000, 0), 0);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(side_write(&both.server, &both.client.in, "y", 1, 1000), 1);
		side_step(&both.client, &both.server.in, &full);
		CHECK_EQUAL(side_read(&both.client, &byte, 1, 0), 1);
		CHECK_EQUAL(byte, 'y');
	}
	pair_free(&both);
}

TEST("data before close_notify is read before the end is told")
{
	uint8_t data[3];
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12 })) {
		side_write(&both.client, &both.server.in, "ab", 2, 1000);
		side_close(&both.client, &both.server.in, 1000);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_readable(both.server.session), 2);
		CHECK(!(both.server.events & TLS_EVENT_ENDED));
		CHECK_EQUAL(side_read(&both.server, data, 3, 1000), 2);
		CHECK(tls_session_pending(both.server.session));
		side_step(&both.server, &both.client.in, &full);
		CHECK(both.server.events & TLS_EVENT_ENDED);
	}
	pair_free(&both);
}

TEST("what comes after close_notify is ignored")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12 })) {
		side_close(&both.client, &both.server.in, 1000);
		put_record(&both.server.in, APPLICATION_DATA, "garbage", 7);
		side_step(&both.server, &both.client.in, &full);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(both.server.error, 0);
		CHECK_EQUAL(tls_session_readable(both.server.session), 0);
	}
	pair_free(&both);
}

TEST("the end of the transport without close_notify is an error, and data before it stays readable")
{
	uint8_t byte;
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		side_write(&both.client, &both.server.in, "x", 1, 1000);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_end(both.server.session), MBEDTLS_ERR_SSL_CONN_EOF);
		CHECK_EQUAL(side_read(&both.server, &byte, 1, 0), 1);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_CONN_EOF);
	}
	pair_free(&both);
}

TEST("the end of the transport in the midst of a close_notify is an error")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		side_close(&both.client, &both.server.in, 12);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_end(both.server.session), MBEDTLS_ERR_SSL_CONN_EOF);
	}
	pair_free(&both);
}

TEST("the end of the transport before or during the handshake is an error")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		CHECK_EQUAL(tls_session_end(both.server.session), MBEDTLS_ERR_SSL_CONN_EOF);
		side_step(&both.client, &both.server.in, &full);
		CHECK_EQUAL(tls_session_end(both.client.session), MBEDTLS_ERR_SSL_CONN_EOF);
	}
	pair_free(&both);
}

TEST("close before the handshake sends nothing, and afterwards the handshake does not go on")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		CHECK_EQUAL(side_close(&both.client, &both.server.in, 1000), 0);
		CHECK_EQUAL(stream_length(&both.server.in), 0);
		CHECK_EQUAL(side_write(&both.client, &both.server.in, "x", 1, 1000), TLS_ERROR_CLOSED);
		side_step(&both.client, &both.server.in, &full);
		CHECK_EQUAL(stream_length(&both.server.in), 0);
	}
	pair_free(&both);
}

TEST("close in the midst of the handshake sends what is owed and nothing else")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		size_t owed;
		side_step(&both.client, &both.server.in, &full);
		side_step(&both.server, &both.client.in, &(pace){ .out = 1 });
		owed = tls_session_owed(both.server.session);
		CHECK(owed > 0);
		CHECK_EQUAL(side_close(&both.server, &both.client.in, 10000), 0);
		CHECK_EQUAL(stream_length(&both.client.in), owed + 1);
	}
	pair_free(&both);
}

TEST("both sides may close at the same time")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		side_close(&both.client, &both.server.in, 1000);
		side_close(&both.server, &both.client.in, 1000);
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.error, 0);
		CHECK_EQUAL(both.server.error, 0);
		CHECK(both.client.events & both.server.events & TLS_EVENT_ENDED);
	}
	pair_free(&both);
}
