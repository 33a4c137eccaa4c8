/* Pre-shared keys. */
#include "keyed.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;
static const uint8_t plainSuite[] = { 0x00, 0xA8 }, curveSuite[] = { 0xCC, 0xAC };   /* PSK with AES-128-GCM, ECDHE-PSK with ChaCha20 */

static bool knows(const side *one, const uint8_t *name, size_t nameLength)
{
	size_t length = 0;
	const uint8_t *known = tls_session_identity(one->session, &length);

	return known && length == nameLength && memcmp(known, name, length) == 0;
}

TEST("G9 sides with the same key connect in each version and with each kind of suite, and know by which identity")
{
	static const keyed_options ways[] = {
		{ .version = TLS12, .suite = plainSuite }, { .version = TLS12, .suite = curveSuite }, { .version = TLS12 }, { .version = TLS13 },
		{ .version = TLS12, .keyLength = MBEDTLS_PSK_MAX_LEN }, { .version = TLS13, .keyLength = MBEDTLS_PSK_MAX_LEN }, { .version = TLS12, .identityLength = 1024 },
		{ .version = TLS13, .identityLength = 1024 }
	};
	unsigned k;

	for (k = 0; k < sizeof(ways) / sizeof(ways[0]); k++) {
		pair both;
		if (!keyed_open(&both, &ways[k]))
			continue;
		pair_run(&both, &full);
		CHECK(pair_connected(&both));
		if (!ways[k].identityLength)
			CHECK(knows(&both.client, keyed_identity, sizeof(keyed_identity)) && knows(&both.server, keyed_identity, sizeof(keyed_identity)));
		CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
		CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_ACCEPTED);
		transfer(&both.client, &both.server, 1000, &full);
		pair_free(&both);
	}
}

TEST("G9 the identity of TLS 1.2 is asked for once, whatever windows it comes through, and the handshake stands still until there is a key")
{
	static const pace paces[] = { { 0 }, { .in = 1, .out = 1 }, { .in = 40, .out = 60, .random = true }, { .in = 5, .wanted = true } };
	unsigned k, turn;

	for (k = 0; k < 40; k++) {
		const pace *speed = &paces[k % 4];
		keyed_options options = { .version = TLS12, .suite = k % 3 ? curveSuite : plainSuite, .withoutKey = true, .withCertificate = k & 8 };
		size_t length = 0, waiting;
		const uint8_t *asked;
		pair both;
		if (!keyed_open(&both, &options))
			continue;
		pair_run(&both, speed);
		CHECK_EQUAL(both.server.events, TLS_EVENT_IDENTITY);
		asked = tls_session_asked_identity(both.server.session, &length);
		CHECK(asked && length == sizeof(keyed_identity) && memcmp(asked, keyed_identity, length) == 0);
		CHECK_EQUAL(tls_session_wanted(both.server.session), 0);
		waiting = stream_length(&both.server.in);
		for (turn = 0; turn < 3; turn++)
			CHECK(!side_step(&both.server, &both.client.in, &full));
		CHECK_EQUAL(stream_length(&both.server.in), waiting);
		both.server.events = 0;
		CHECK_EQUAL(tls_session_answer_key(both.server.session, keyed_key, 16), 0);
		CHECK(!tls_session_asked_identity(both.server.session, &length));
		pair_run(&both, speed);
		CHECK(pair_connected(&both));
		CHECK_EQUAL(both.server.events, TLS_EVENT_CONNECTED);
		CHECK(knows(&both.server, keyed_identity, sizeof(keyed_identity)));
		pair_free(&both);
	}
}

TEST("G9 G13 no key for an identity, and a wrong one, end a handshake of TLS 1.2 with their alerts")
{
	unsigned wrong;

	for (wrong = 0; wrong < 2; wrong++) {
		pair both;
		if (!keyed_open(&both, &(keyed_options){ .version = TLS12, .withoutKey = true }))
			continue;
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_answer_key(both.server.session, keyed_key, wrong ? 15 : 0), 0);
		pair_run(&both, &full);
		CHECK_EQUAL(both.server.error, wrong ? MBEDTLS_ERR_SSL_INVALID_MAC : MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY);
		CHECK_EQUAL(tls_session_alert(both.client.session), wrong ? MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC : MBEDTLS_SSL_ALERT_MSG_UNKNOWN_PSK_IDENTITY);
		CHECK(!tls_session_identity(both.server.session, &(size_t){ 0 }));
		pair_free(&both);
	}
}

TEST("G9 a key that is offered before the handshake serves a client of TLS 1.3, of that identity and no other")
{
	unsigned other;

	for (other = 0; other < 2; other++) {
		pair both;
		if (!keyed_open(&both, &(keyed_options){ .version = TLS13, .withoutKey = true }))
			continue;
		CHECK_EQUAL(tls_session_offer_key(both.server.session, keyed_identity, sizeof(keyed_identity) - other, keyed_key, 16), 0);
		pair_run(&both, &full);
		CHECK(pair_connected(&both) == !other);
		if (other)
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY);
		else
			CHECK(knows(&both.server, keyed_identity, sizeof(keyed_identity)));
		pair_free(&both);
	}
}

TEST("G9 a client of TLS 1.3 without a Diffie-Hellman exchange (psk_ke) is served too")
{
	side server;
	peer client;

	peer_open(&client, &(peer_options){ .version = TLS13 });
	host_heap_exempt_begin();
	CHECK_EQUAL(mbedtls_ssl_conf_psk(&client.configuration, keyed_key, 16, keyed_identity, sizeof(keyed_identity)), 0);
	host_heap_exempt_end();
	mbedtls_ssl_conf_tls13_key_exchange_modes(&client.configuration, MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK);
	if (CHECK_EQUAL(keyed_side_open(&server, true, &(keyed_options){ .version = TLS13 }), 0)) {
		meet(&server, &client, &full);
		CHECK(tls_session_connected(server.session) && peer_connected(&client));
		CHECK(knows(&server, keyed_identity, sizeof(keyed_identity)));
	}
	side_free(&server);
	peer_free(&client);
}

TEST("G1 G9 a client with a key alone does not go on with a server that shows a certificate, though the host's store vouches for it")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	blob der = file_chain("authority");
	mbedtls_x509_crt parsed;
	unsigned k;

	mbedtls_x509_crt_init(&parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(&parsed, der.bytes, der.length), 0);
	host_store_add(parsed.subject_raw.p, parsed.subject_raw.len, der.bytes, der.length);
	for (k = 0; k < 2; k++) {
		side client;
		peer server;
		peer_open(&server, &(peer_options){ .server = true, .version = versions[k] });
		if (CHECK_EQUAL(keyed_side_open(&client, false, &(keyed_options){ .version = versions[k], .host = "localhost" }), 0)) {
			meet(&client, &server, &full);
			CHECK(!tls_session_connected(client.session) && client.error);
		}
		side_free(&client);
		peer_free(&server);
	}
	host_store_clear();
	mbedtls_x509_crt_free(&parsed);
	blob_free(&der);
}

TEST("G1 G9 a peer that has not proven a key is nobody to a server that has one")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned k;

	for (k = 0; k < 2; k++) {
		side server;
		peer visitor;
		peer_open(&visitor, &(peer_options){ .version = versions[k] });
		if (CHECK_EQUAL(keyed_side_open(&server, true, &(keyed_options){ .version = versions[k], .withCertificate = true }), 0)) {
			meet(&server, &visitor, &full);
			CHECK(tls_session_connected(server.session));
			CHECK(!tls_session_identity(server.session, &(size_t){ 0 }));
			CHECK(tls_session_verdict(server.session) != TLS_VERDICT_ACCEPTED);
		}
		side_free(&server);
		peer_free(&visitor);
	}
}

TEST("G9 a session can go while it waits for a key, and a refusal is told by an alert")
{
	pair both;

	if (keyed_open(&both, &(keyed_options){ .version = TLS12, .withoutKey = true }))
		pair_run(&both, &full);
	pair_free(&both);
	if (keyed_open(&both, &(keyed_options){ .version = TLS12, .withoutKey = true })) {
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_refuse(both.server.session), 0);
		pair_run(&both, &full);
		CHECK_EQUAL(both.server.error, TLS_ERROR_REFUSED);
		CHECK_EQUAL(tls_session_alert(both.client.session), MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR);
	}
	pair_free(&both);
}

/* In TLS 1.3 mbedTLS itself frees the copies that it exports to compute with, and does not wipe them: three in these two sides. */
TEST("G19 no shared key is in what is freed, of credentials, of an answer, of a session; mbedTLS's own copies in TLS 1.3 excepted")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned k;

	for (k = 0; k < 4; k++) {
		pair both;
		host_heap_watch(keyed_key, 16);
		if (keyed_open(&both, &(keyed_options){ .version = versions[k & 1], .withoutKey = k & 2 })) {
			if (k == 3)
				CHECK_EQUAL(tls_session_offer_key(both.server.session, keyed_identity, sizeof(keyed_identity), keyed_key, 16), 0);
			pair_run(&both, &full);
			if (k == 2)
				CHECK_EQUAL(tls_session_answer_key(both.server.session, keyed_key, 16), 0);
			pair_run(&both, &full);
			CHECK(pair_connected(&both));
		}
		if (k & 1)
			CHECK(host_heap_watch(keyed_key, 16) <= 3);
		pair_free(&both);
		CHECK_EQUAL(host_heap_watch(NULL, 0), 0);
	}
}

TEST("G9 keys and identities that are too long, or empty, are refused")
{
	static const uint8_t bytes[TLS_IDENTITY_LIMIT + 1] = { 1 };
	tls_credentials *credentials;

	if (!CHECK_EQUAL(tls_credentials_new(&credentials), 0))
		return;
	CHECK_EQUAL(tls_limit(TLS_LIMIT_KEY), MBEDTLS_PSK_MAX_LEN);
	CHECK_EQUAL(tls_credentials_set_shared_key(credentials, bytes, 1, bytes, MBEDTLS_PSK_MAX_LEN + 1), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
	CHECK_EQUAL(tls_credentials_set_shared_key(credentials, bytes, 1, bytes, 0), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
	CHECK_EQUAL(tls_credentials_set_shared_key(credentials, bytes, 0, bytes, 1), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
	CHECK_EQUAL(tls_credentials_set_shared_key(credentials, bytes, sizeof(bytes), bytes, 1), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
	CHECK_EQUAL(tls_credentials_set_shared_key(credentials, bytes, 1, bytes, MBEDTLS_PSK_MAX_LEN), 0);
	tls_credentials_release(credentials);
}

TEST("G9 G15 memory that runs out in a handshake with a key is told as that, or ends the handshake")
{
	static const keyed_options ways[] = {
		{ .version = TLS12, .suite = curveSuite, .withoutKey = true }, { .version = TLS12, .suite = plainSuite }, { .version = TLS13, .withoutKey = true },
		{ .version = TLS13 }
	};
	unsigned i, told = 0, connected = 0;

	for (i = 0; i < 400; i++) {
		const keyed_options *way = &ways[i % 4];
		pair both;
		int error;
		memset(&both, 0, sizeof(both));
		host_heap_fail(host_heap()->allocations + 1 + test_random(way->version == TLS12 ? 700 : 500), i & 4);
		error = keyed_side_open(&both.client, false, way);
		if (!error)
			error = keyed_side_open(&both.server, true, way);
		if (!error && way->withoutKey && way->version == TLS13)
			error = tls_session_offer_key(both.server.session, keyed_identity, sizeof(keyed_identity), keyed_key, 16);
		if (!error) {
			pair_run(&both, &full);
			error = tls_session_answer_key(both.server.session, keyed_key, 16);
		}
		if (!error) {
			pair_run(&both, &full);
			error = both.client.error != MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && both.client.error ? both.client.error : both.server.error;
		}
		host_heap_fail(0, false);
		if (error == MBEDTLS_ERR_SSL_ALLOC_FAILED)
			told++;
		else if (!error && pair_connected(&both))
			connected++;
		/* Where mbedTLS passes over its lack of memory while it computes Finished (TLS 1.2), the other side finds that wrong. */
		else if (!CHECK(error == MBEDTLS_ERR_MPI_ALLOC_FAILED || error == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE))
			test_note("way %u: client %d, server %d", i % 4, both.client.error, both.server.error);
		pair_free(&both);
	}
	test_note("%u told, %u connected", told, connected);
}
