/* Alerts that come in, of every number. */
#include "support.h"
#include "test.h"

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

TEST("a fatal alert of any number ends the handshake, and its number is told")
{
	unsigned number, role;

	for (number = 0; number < 256; number++) {
		for (role = 0; role < 2; role++) {
			const uint8_t alert[] = { 2, (uint8_t)number };
			stream out = { 0 };
			side one;
			if (CHECK_EQUAL(side_open(&one, role, &(pair_options){ .version = versions[number % 2] }), 0)) {
				side_step(&one, &out, &full);
				put_record(&one.in, ALERT, alert, sizeof(alert));
				side_step(&one, &out, &full);
				CHECK_EQUAL(one.error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
				CHECK_EQUAL(tls_session_alert(one.session), number);
			}
			side_free(&one);
			stream_free(&out);
		}
	}
}

TEST("a fatal alert of any number ends the connection, and its number is told")
{
	unsigned number;

	for (number = 0; number < 256; number++) {
		side one;
		peer other;
		uint16_t version = versions[test_random(2)];
		if (meet_new(&one, &other, &(pair_options){ .version = version }, &(peer_options){ .server = number & 1, .version = version })) {
			peer_alert(&other, 2, (int)number, &one.in);
			side_step(&one, &other.in, &full);
			CHECK_EQUAL(one.error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
			CHECK_EQUAL(tls_session_alert(one.session), number);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("a warning of any number but close_notify is passed over, and data after it arrives")
{
	unsigned number, k;
	uint8_t byte;

	for (k = 0; k < 2; k++) {
		side one;
		peer other;
		if (meet_new(&one, &other, &(pair_options){ .version = versions[k] }, &(peer_options){ .server = true, .version = versions[k] })) {
			for (number = 1; number < 256; number++) {
				peer_alert(&other, 1, (int)number, &one.in);
				peer_write(&other, "x", 1, &one.in);
				side_step(&one, &other.in, &full);
				CHECK_EQUAL(one.error, 0);
				CHECK_EQUAL(one.events, TLS_EVENT_CONNECTED);
				CHECK_EQUAL(side_read(&one, &byte, 1, 0), 1);
				CHECK_EQUAL(tls_session_alert(one.session), -1);
			}
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("a hundred warnings in a row are passed over, and one more ends the connection with an alert")
{
	uint8_t byte;
	unsigned k, role, i, more;

	for (k = 0; k < 2; k++) {
		for (role = 0; role < 2; role++) {
			for (more = 0; more < 2; more++) {
				side one;
				peer other;
				if (meet_new(&one, &other, &(pair_options){ .version = versions[k] }, &(peer_options){ .server = role, .version = versions[k] })) {
					/* The data is one of the hundred and one records. */
					for (i = 0; i < 99 + more; i++)
						peer_alert(&other, 1, 90, &one.in);
					peer_write(&other, "x", 1, &one.in);
					side_step(&one, &other.in, &full);
					CHECK_EQUAL(one.error, more ? TLS_ERROR_FLOOD : 0);
					CHECK_EQUAL(side_read(&one, &byte, 1, 0), more ? TLS_ERROR_FLOOD : 1);
					peer_read(&other, &byte, 1, &one.in);
					CHECK_EQUAL(other.alert, more ? MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE : -1);
				}
				side_free(&one);
				peer_free(&other);
			}
		}
	}
}

TEST("a fatal alert in clear, where the handshake has gone on to ciphertext, is the reason of its failure")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		side_step(&both.client, &both.server.in, &full);
		side_step(&both.server, &both.client.in, &full);
		put_record(&both.server.in, ALERT, "\2\60", 2);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
		CHECK_EQUAL(tls_session_alert(both.server.session), MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA);
	}
	pair_free(&both);
}

TEST("an alert in clear behind the handshake is not believed")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair both;
		if (pair_connect(&both, &(pair_options){ .version = versions[k] })) {
			put_record(&both.server.in, ALERT, "\2\60", 2);
			side_step(&both.server, &both.client.in, &full);
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_INVALID_MAC);
			CHECK_EQUAL(tls_session_alert(both.server.session), -1);
		}
		pair_free(&both);
	}
}

TEST("a client that refuses the server's certificate tells the server why, in both versions")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair both;
		if (pair_open(&both, &(pair_options){ .version = versions[k], .authority = "unknown-authority" })) {
			pair_run(&both, &full);
			CHECK_EQUAL(both.client.error, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
			CHECK_EQUAL(tls_session_alert(both.server.session), MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA);
		}
		pair_free(&both);
	}
}

TEST("warnings before the server's answer do not keep a client from connecting")
{
	unsigned k, i;

	for (k = 0; k < 2; k++) {
		pair both;
		if (pair_open(&both, &(pair_options){ .version = versions[k] })) {
			side_step(&both.client, &both.server.in, &full);
			for (i = 0; i < 200; i++)
				put_record(&both.client.in, ALERT, "\1\x70", 2);
			pair_run(&both, &full);
			CHECK_EQUAL(both.client.error, 0);
			CHECK(pair_connected(&both));
		}
		pair_free(&both);
	}
}

TEST("a flood of warnings in a handshake ends it with an alert, in either role and version")
{
	unsigned k, role, i;

	for (k = 0; k < 2; k++) {
		for (role = 0; role < 2; role++) {
			pair both;
			if (pair_open(&both, &(pair_options){ .version = versions[k] })) {
				side *one = role ? &both.server : &both.client, *other = role ? &both.client : &both.server;
				side_step(&both.client, &both.server.in, &full);
				if (role)
					side_step(&both.server, &both.client.in, &full);
				while (stream_length(&other->in) > 0)
					stream_take(&other->in, stream_length(&other->in));
				other->arrived = 0;
				for (i = 0; i < 251; i++)
					put_record(&one->in, ALERT, "\1\x5A", 2);
				side_step(one, &other->in, &full);
				/* A server of TLS 1.3 waits for ciphertext by now, and takes no alert in clear but as a reason to fail. */
				if (k == 1 && role)
					CHECK(one->error < 0);
				else {
					CHECK_EQUAL(one->error, TLS_ERROR_FLOOD);
					CHECK_EQUAL(take_alert(&other->in), MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
				}
			}
			pair_free(&both);
		}
	}
}

TEST("close_notify before the handshake is done is an error with a name")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		stream out = { 0 };
		side one;
		side_open(&one, false, &(pair_options){ .version = versions[k] });
		side_step(&one, &out, &full);
		put_record(&one.in, ALERT, "\1\0", 2);
		side_step(&one, &out, &full);
		CHECK_EQUAL(one.error, MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY);
		CHECK(tls_error_name(one.error));
		CHECK(!(one.events & TLS_EVENT_ENDED));
		side_free(&one);
		stream_free(&out);
	}
}

TEST("an alert of a wrong length or level is no alert")
{
	static const struct {
		uint8_t bytes[4];
		uint8_t length;
	} alerts[] = { { { 2 }, 1 }, { { 2, 40, 0 }, 3 }, { { 0, 40 }, 2 }, { { 3, 40 }, 2 }, { { 0 }, 0 } };
	unsigned i;

	for (i = 0; i < 5; i++) {
		stream out = { 0 };
		side one;
		side_open(&one, false, &(pair_options){ .version = TLS12 });
		side_step(&one, &out, &full);
		put_record(&one.in, ALERT, alerts[i].bytes, alerts[i].length);
		side_step(&one, &out, &full);
		CHECK(!tls_session_connected(one.session));
		CHECK(one.error != MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
		CHECK_EQUAL(tls_session_alert(one.session), -1);
		side_free(&one);
		stream_free(&out);
	}
}

TEST("a client of TLS 1.2 that says its hello twice, or data before its time, gets alert unexpected_message")
{
	static const pace full;
	unsigned i;

	for (i = 0; i < 2; i++) {
		stream first = { 0 };
		pair both;
		if (pair_open(&both, &(pair_options){ .version = TLS12 })) {
			side_step(&both.client, &first, &full);
			stream_put(&both.server.in, first.bytes, first.end);
			if (i == 0)
				stream_put(&both.server.in, first.bytes, first.end);
			else
				put_record(&both.server.in, APPLICATION_DATA, "hello", 5);
			side_step(&both.server, &both.client.in, &full);
			side_step(&both.server, &both.client.in, &full);
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE);
			CHECK_EQUAL(take_alert(&both.client.in), MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
		}
		pair_free(&both);
		stream_free(&first);
	}
}
