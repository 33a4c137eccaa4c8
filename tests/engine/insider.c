/* A peer that has the keys and breaks the rules. */
#include "support.h"
#include "host.h"
#include "test.h"

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

static bool connect_peer(side *one, peer *other, uint16_t version, bool server)
{
	return meet_new(one, other, &(pair_options){ .version = version, .save = true }, &(peer_options){ .server = server, .version = version });
}

TEST("a KeyUpdate, which mbedTLS does not know, ends the connection with alert unexpected_message and an error of its own")
{
	static const uint8_t keyUpdate[] = { 24, 0, 0, 1, 0 };
	uint8_t byte;
	unsigned k;

	for (k = 0; k < 2; k++) {
		side one;
		peer other;
		if (connect_peer(&one, &other, TLS13, k)) {
			peer_record(&other, HANDSHAKE, keyUpdate, sizeof(keyUpdate), &one.in);
			side_step(&one, &other.in, &full);
			CHECK_EQUAL(one.error, TLS_ERROR_KEY_UPDATE);
			peer_read(&other, &byte, 1, &one.in);
			CHECK_EQUAL(other.alert, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("an alert for something that read() met leaves with the next step")
{
	static const uint8_t keyUpdate[] = { 24, 0, 0, 1, 0 };
	uint8_t data[2];
	side one;
	peer other;

	if (connect_peer(&one, &other, TLS13, true)) {
		peer_write(&other, "x", 1, &one.in);
		peer_record(&other, HANDSHAKE, keyUpdate, sizeof(keyUpdate), &one.in);
		side_step(&one, &other.in, &full);
		CHECK_EQUAL(side_read(&one, data, 2, 1000), 1);
		side_step(&one, &other.in, &full);
		CHECK_EQUAL(one.error, TLS_ERROR_KEY_UPDATE);
		peer_read(&other, data, 1, &one.in);
		CHECK_EQUAL(other.alert, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	}
	side_free(&one);
	peer_free(&other);
}

TEST("handshake messages and record types that do not belong behind the handshake end the connection")
{
	static const uint8_t messages[] = { 0, 1, 2, 3, 5, 8, 11, 12, 13, 14, 15, 16, 20, 24, 99, 255 };
	static const int types[] = { CHANGE_CIPHER_SPEC, 24, 25, 99, 255 };
	unsigned k, i, role;

	for (k = 0; k < 2; k++) {
		for (role = 0; role < 2; role++) {
			for (i = 0; i < sizeof(messages) + 5; i++) {
				uint8_t message[] = { 0, 0, 0, 2, 1, 1 };
				side one;
				peer other;
				if (connect_peer(&one, &other, versions[k], role)) {
					/* A renegotiation is asked for by these; it is refused with a warning. */
					bool asks = versions[k] == TLS12 && i < sizeof(messages) && messages[i] == (role ? 0 : 1);
					/* mbedTLS ignores this one at any time. */
					bool ignored = versions[k] == TLS13 && i == sizeof(messages);
					if (i < sizeof(messages)) {
						message[0] = messages[i];
						peer_record(&other, HANDSHAKE, message, sizeof(message), &one.in);
					}
					else
						peer_record(&other, types[i - sizeof(messages)], "\1", 1, &one.in);
					side_step(&one, &other.in, &full);
					if (!CHECK(asks || ignored || one.error < 0))
						test_note("TLS %s, case %u", k ? "1.3" : "1.2", i);
					CHECK_EQUAL(tls_session_readable(one.session), 0);
				}
				side_free(&one);
				peer_free(&other);
			}
		}
	}
}

TEST("a ticket that cannot be read ends the connection with an alert")
{
	static const uint8_t tickets[][16] = {
		{ 4, 0, 0, 0 },
		{ 4, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5 },
		{ 4, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 255, 1, 2, 3 }
	};
	uint8_t byte;
	unsigned i;

	for (i = 0; i < 3; i++) {
		side one;
		peer other;
		if (connect_peer(&one, &other, TLS13, true)) {
			peer_record(&other, HANDSHAKE, tickets[i], 4 + (size_t)tickets[i][3], &one.in);
			side_step(&one, &other.in, &full);
			CHECK(one.error < 0);
			peer_read(&other, &byte, 1, &one.in);
			CHECK_EQUAL(other.alert, i == 0 ? MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE : MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("a client that wants no tickets passes over them")
{
	static const uint8_t ticket[] = { 4, 0, 0, 18, 0, 0, 14, 16, 1, 2, 3, 4, 1, 9, 0, 4, 1, 2, 3, 4, 0, 0 };
	side one;
	peer other;

	if (meet_new(&one, &other, &(pair_options){ .version = TLS13 }, &(peer_options){ .server = true, .version = TLS13 })) {
		size_t before = host_heap()->current;
		peer_record(&other, HANDSHAKE, ticket, sizeof(ticket), &one.in);
		while (side_step(&one, &other.in, &full));
		CHECK_EQUAL(one.error, 0);
		CHECK_EQUAL(one.events, TLS_EVENT_CONNECTED);
		CHECK_EQUAL(host_heap()->current, before);
	}
	side_free(&one);
	peer_free(&other);
}

TEST("many tickets in a row are taken one by one")
{
	static const uint8_t ticket[] = { 4, 0, 0, 18, 0, 0, 14, 16, 1, 2, 3, 4, 1, 9, 0, 4, 1, 2, 3, 4, 0, 0 };
	uint8_t byte;
	side one;
	peer other;
	unsigned i;

	if (connect_peer(&one, &other, TLS13, true)) {
		for (i = 0; i < 99; i++)
			peer_record(&other, HANDSHAKE, ticket, sizeof(ticket), &one.in);
		peer_write(&other, "x", 1, &one.in);
		while (side_step(&one, &other.in, &full));
		CHECK_EQUAL(one.error, 0);
		CHECK_EQUAL(one.saves, 99);
		CHECK_EQUAL(side_read(&one, &byte, 1, 0), 1);
	}
	side_free(&one);
	peer_free(&other);
}

TEST("a few empty records are passed over, a flood of them ends the connection")
{
	uint8_t byte;
	unsigned k, i;

	for (k = 0; k < 2; k++) {
		side one;
		peer other;
		if (connect_peer(&one, &other, versions[k], true)) {
			for (i = 0; i < 2; i++)
				peer_record(&other, APPLICATION_DATA, "", 0, &one.in);
			peer_write(&other, "x", 1, &one.in);
			side_step(&one, &other.in, &full);
			CHECK_EQUAL(one.error, 0);
			CHECK_EQUAL(side_read(&one, &byte, 1, 0), 1);
			for (i = 0; i < 1000; i++)
				peer_record(&other, APPLICATION_DATA, "", 0, &one.in);
			side_step(&one, &other.in, &full);
			CHECK_EQUAL(one.error, MBEDTLS_ERR_SSL_INVALID_MAC);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("requests for a new handshake are each refused with a warning, owe no more than one, and a flood of them ends the connection")
{
	uint8_t byte;
	unsigned i, more, role;

	for (role = 0; role < 2; role++) {
		for (more = 0; more < 2; more++) {
			side one;
			peer other;
			if (connect_peer(&one, &other, TLS12, role)) {
				for (i = 0; i < 99 + more; i++)
					peer_record(&other, HANDSHAKE, role ? "\0\0\0\0" : "\1\0\0\0", 4, &one.in);
				peer_write(&other, "x", 1, &one.in);
				side_step(&one, &other.in, &(pace){ .out = 10 });
				CHECK(tls_session_owed(one.session) < 40);
				for (i = 0; i < 5000 && tls_session_readable(one.session) == 0 && !one.error; i++)
					side_step(&one, &other.in, &(pace){ .out = 10 });
				CHECK_EQUAL(one.error, more ? TLS_ERROR_FLOOD : 0);
				CHECK_EQUAL(side_read(&one, &byte, 1, 0), more ? TLS_ERROR_FLOOD : 1);
			}
			side_free(&one);
			peer_free(&other);
		}
	}
}

TEST("a request for a new handshake gets a warning with the number no_renegotiation, and the connection goes on")
{
	unsigned role;
	uint8_t byte;

	for (role = 0; role < 2; role++) {
		side one;
		peer other;
		if (connect_peer(&one, &other, TLS12, role)) {
			mbedtls_ssl_context *ssl = &other.ssl;
			peer_record(&other, HANDSHAKE, role ? "\0\0\0\0" : "\1\0\0\0", 4, &one.in);
			side_step(&one, &other.in, &full);
			CHECK_EQUAL(one.error, 0);
			CHECK_EQUAL(peer_read(&other, &byte, 1, &one.in), 0);
			CHECK_EQUAL(ssl->MBEDTLS_PRIVATE(in_msgtype), ALERT);
			CHECK_EQUAL(ssl->MBEDTLS_PRIVATE(in_msg)[0], MBEDTLS_SSL_ALERT_LEVEL_WARNING);
			CHECK_EQUAL(ssl->MBEDTLS_PRIVATE(in_msg)[1], MBEDTLS_SSL_ALERT_MSG_NO_RENEGOTIATION);
			CHECK_EQUAL(other.error, 0);
			CHECK_EQUAL(side_write(&one, &other.in, "y", 1, 1000), 1);
			CHECK_EQUAL(peer_read(&other, &byte, 1, &one.in), 1);
			peer_write(&other, "z", 1, &one.in);
			side_step(&one, &other.in, &full);
			CHECK_EQUAL(side_read(&one, &byte, 1, 0), 1);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("in TLS 1.2 a message with the number of KeyUpdate is unexpected, and no KeyUpdate")
{
	static const uint8_t message[] = { 24, 0, 0, 1, 0 };
	side one;
	peer other;

	if (connect_peer(&one, &other, TLS12, true)) {
		peer_record(&other, HANDSHAKE, message, sizeof(message), &one.in);
		side_step(&one, &other.in, &full);
		CHECK_EQUAL(one.error, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE);
	}
	side_free(&one);
	peer_free(&other);
}
