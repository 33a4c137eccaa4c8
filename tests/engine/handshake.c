/* How a connection begins, and what is known about it then. */
#define _GNU_SOURCE
#include "support.h"
#include "test.h"

#include <string.h>

static void connects(uint16_t version, uint16_t expected)
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = version })) {
		CHECK_EQUAL(tls_session_version(both.client.session), expected);
		CHECK_EQUAL(tls_session_version(both.server.session), expected);
		CHECK_EQUAL(both.client.events, TLS_EVENT_CONNECTED);
		CHECK_EQUAL(both.server.events, TLS_EVENT_CONNECTED);
		CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
	}
	pair_free(&both);
}

TEST("client and server agree on TLS 1.2")
{
	connects(TLS12, TLS12);
}

TEST("client and server agree on TLS 1.3")
{
	connects(TLS13, TLS13);
}

TEST("the highest version that both have is chosen")
{
	pair both;

	connects(0, TLS13);
	if (pair_connect(&both, &(pair_options){ .version = 0, .serverVersion = TLS12 }))
		CHECK_EQUAL(tls_session_version(both.client.session), TLS12);
	pair_free(&both);
}

TEST("without a version in common the handshake fails on both sides, with alert protocol_version")
{
	static const pace full;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS12, .serverVersion = TLS13 })) {
		pair_run(&both, &full);
		CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION);
		CHECK_EQUAL(both.client.error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
		CHECK_EQUAL(tls_session_alert(both.client.session), MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION);
		CHECK_EQUAL(tls_session_version(both.client.session), 0);
	}
	pair_free(&both);
}

TEST("a client and a server of the engine meet a plain mbedTLS in either role and version")
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		uint16_t version = i & 1 ? TLS12 : TLS13;
		side one;
		peer other;
		if (meet_new(&one, &other, &(pair_options){ .version = version }, &(peer_options){ .server = i & 2, .version = version })) {
			char text[5] = "";
			CHECK_EQUAL(side_write(&one, &other.in, "ping", 4, 1000), 4);
			CHECK_EQUAL(peer_read(&other, text, 4, &one.in), 4);
			CHECK(strcmp(text, "ping") == 0);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("the suite has its IANA name and number")
{
	static const int suites[] = { MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS1_3_AES_128_GCM_SHA256, 0 };
	static const char *const names[] = { "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" };
	unsigned i;

	for (i = 0; i < 2; i++) {
		uint16_t version = i ? TLS12 : TLS13;
		char name[64], tiny[4];
		side one;
		peer other;
		peer_options theirs = { .server = true, .version = version, .suites = suites };
		if (meet_new(&one, &other, &(pair_options){ .version = version }, &theirs)) {
			CHECK_EQUAL(tls_session_cipher_suite(one.session), suites[!i]);
			CHECK_EQUAL(tls_session_cipher_suite_name(one.session, name, sizeof(name)), strlen(names[i]));
			CHECK(strcmp(name, names[i]) == 0);
			CHECK_EQUAL(tls_session_cipher_suite_name(one.session, tiny, sizeof(tiny)), 3);
			CHECK(strcmp(tiny, "TLS") == 0);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("before the handshake nothing is known")
{
	char name[64];
	size_t length;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		tls_session *session = both.client.session;
		CHECK(!tls_session_connected(session) && !tls_session_pending(session));
		CHECK_EQUAL(tls_session_version(session), 0);
		CHECK_EQUAL(tls_session_cipher_suite(session), 0);
		CHECK_EQUAL(tls_session_cipher_suite_name(session, name, sizeof(name)), 0);
		CHECK(!tls_session_protocol(session) && !tls_session_peer_certificate(session, 0, &length));
		CHECK_EQUAL(tls_session_verdict(session), TLS_VERDICT_UNKNOWN);
		CHECK_EQUAL(tls_session_alert(session), -1);
		CHECK_EQUAL(tls_session_readable(session), 0);
		CHECK_EQUAL(tls_session_writable(session, 40000, 0), 0);
		CHECK_EQUAL(tls_session_owed(session), 0);
		CHECK_EQUAL(tls_session_wanted(session), 5);
	}
	pair_free(&both);
}

TEST("the peer's certificate is the one it has, in DER")
{
	blob expected = file_read("localhost.der");
	size_t length = 0;
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = 0 })) {
		const uint8_t *der = tls_session_peer_certificate(both.client.session, 0, &length);
		CHECK(der && length == expected.length && memcmp(der, expected.bytes, length) == 0);
		CHECK(!tls_session_peer_certificate(both.server.session, 0, &length));
	}
	pair_free(&both);
	blob_free(&expected);
}

TEST("a host name is sent to the server, an address is not (RFC 6066, 3)")
{
	static const char *const hosts[] = { "server.example", "127.0.0.1", "::1" };
	static const pace full;
	unsigned i;

	for (i = 0; i < 3; i++) {
		stream out = { 0 };
		side one;
		if (CHECK_EQUAL(side_open(&one, false, &(pair_options){ .version = 0, .host = hosts[i] }), 0)) {
			side_step(&one, &out, &full);
			CHECK_EQUAL(memmem(out.bytes, out.end, hosts[i], strlen(hosts[i])) != NULL, i == 0);
		}
		side_free(&one);
		stream_free(&out);
	}
}

TEST("ALPN chooses the server's first protocol that the client also has")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .protocols = "\x08http/1.1\x02h2", .serverProtocols = "\x04mqtt\x02h2\x08http/1.1" })) {
		const char *chosen = tls_session_protocol(both.client.session);
		CHECK(chosen && strcmp(chosen, "h2") == 0);
		chosen = tls_session_protocol(both.server.session);
		CHECK(chosen && strcmp(chosen, "h2") == 0);
	}
	pair_free(&both);
}

TEST("ALPN without a protocol in common fails with alert no_application_protocol")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	static const pace full;
	unsigned i;
	pair both;

	for (i = 0; i < 2; i++) {
		if (pair_open(&both, &(pair_options){ .version = versions[i], .protocols = "\2h2", .serverProtocols = "\4mqtt" })) {
			pair_run(&both, &full);
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL);
			CHECK_EQUAL(tls_session_alert(both.client.session), MBEDTLS_SSL_ALERT_MSG_NO_APPLICATION_PROTOCOL);
		}
		pair_free(&both);
	}
}

TEST("a fragment length that was negotiated bounds the records of TLS 1.2 both ways")
{
	static const pace full;
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12, .fragment = 1024 })) {
		uint8_t data[5000] = { 0 };
		size_t length;
		CHECK_EQUAL(side_write(&both.client, &both.server.in, data, sizeof(data), 10000), sizeof(data));
		CHECK_EQUAL(side_write(&both.server, &both.client.in, data, sizeof(data), 10000), sizeof(data));
		for (length = 0; length < sizeof(data);) {
			side_step(&both.client, &both.server.in, &full);
			CHECK(tls_session_readable(both.client.session) <= 1024);
			length += (size_t)side_read(&both.client, data, sizeof(data), 0);
		}
		CHECK(record_length(&both.server.in) <= 1024 + 29);
	}
	pair_free(&both);
}

#if defined(MBEDTLS_TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)
TEST("a server's Diffie-Hellman group of 1024 bits is refused, one of 2048 is not")
{
	static const int suites[] = { MBEDTLS_TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, 0 };
	static const pace full;
	unsigned i;

	for (i = 0; i < 2; i++) {
		side one;
		peer other;
		peer_open(&other, &(peer_options){ .server = true, .version = TLS12, .certificate = "rsa-localhost", .suites = suites, .smallGroup = i });
		if (CHECK_EQUAL(side_open(&one, false, &(pair_options){ .version = TLS12, .authority = "rsa-authority" }), 0)) {
			meet(&one, &other, &full);
			CHECK_EQUAL(tls_session_connected(one.session), !i);
			CHECK_EQUAL(one.error, i ? MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER : 0);
		}
		side_free(&one);
		peer_free(&other);
	}
}
#endif

TEST("a ticket that a TLS 1.3 server sends becomes an event, and data after it arrives")
{
	static const pace full;
	uint8_t byte;
	side one;
	peer other;

	if (meet_new(&one, &other, &(pair_options){ .version = TLS13, .save = true },
			&(peer_options){ .server = true, .version = TLS13, .tickets = true })) {
		peer_write(&other, "x", 1, &one.in);
		while (side_step(&one, &other.in, &full));
		CHECK_EQUAL(one.error, 0);
		CHECK_EQUAL(one.events, TLS_EVENT_CONNECTED | TLS_EVENT_TICKET);
		CHECK_EQUAL(side_read(&one, &byte, 1, 0), 1);
	}
	side_free(&one);
	peer_free(&other);
}

TEST("statistics count handshakes, ciphertext and data")
{
	tls_statistics before = *tls_get_statistics();
	const tls_statistics *now = tls_get_statistics();
	static const pace full;
	uint8_t data[100] = { 0 };
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		CHECK_EQUAL(now->handshakes - before.handshakes, 2);
		CHECK_EQUAL(now->bytesIn - before.bytesIn, now->bytesOut - before.bytesOut);
		side_write(&both.client, &both.server.in, data, sizeof(data), 1000);
		side_step(&both.server, &both.client.in, &full);
		side_read(&both.server, data, sizeof(data), 0);
		CHECK_EQUAL(now->recordsOut - before.recordsOut, 1);
		CHECK_EQUAL(now->recordsIn - before.recordsIn, 1);
		CHECK_EQUAL(now->plainOut - before.plainOut, sizeof(data));
		CHECK_EQUAL(now->plainIn - before.plainIn, sizeof(data));
	}
	pair_free(&both);
}
