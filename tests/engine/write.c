/* Sealing: what fits, and that nothing is sealed that does not. */
#include "support.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;

/* One of each kind of record protection: GCM, ChaCha20-Poly1305, CCM with long and short tags, CBC with each hash. */
static const int suites12[] = {
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
};
static const int suites13[] = {
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS1_3_AES_256_GCM_SHA384, MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS1_3_AES_128_CCM_SHA256, MBEDTLS_TLS1_3_AES_128_CCM_8_SHA256
};

static bool with_suite(side *one, peer *other, uint16_t version, int suite, int fragment)
{
	int list[] = { suite, 0 };

	return meet_new(one, other, &(pair_options){ .version = version, .fragment = fragment ? 1024 : 0 },
		&(peer_options){ .server = true, .version = version, .suites = list }) && CHECK_EQUAL(tls_session_cipher_suite(one->session), suite);
}

static bool arrives(side *one, peer *other, const uint8_t *data, size_t length)
{
	uint8_t *received = malloc(length + 1);
	size_t count = 0;
	bool right;
	int more;

	while ((more = peer_read(other, received + count, length + 1 - count, &one->in)) > 0)
		count += (size_t)more;
	right = CHECK_EQUAL(other->error, 0) && CHECK_EQUAL(count, length) && CHECK(memcmp(data, received, length) == 0);
	free(received);
	return right;
}

/*
 * writable(room) fits for every room; a byte more is refused. A write costs time and most rooms teach nothing new, so far from the edges of records
 * only every so many rooms are written, beginning with a random one.
 */
static void fits(uint16_t version, int suite, int fragment)
{
	static uint8_t data[40001];
	size_t room, before, writable, previous = 0, next = test_random(50);
	bool right = true;
	side one;
	peer other;

	if (with_suite(&one, &other, version, suite, fragment)) {
		for (room = 0; right && room <= 40000; room++) {
			writable = tls_session_writable(one.session, room, 0);
			right = CHECK(writable <= room && writable >= previous && writable <= previous + 1);
			previous = writable;
			if (room > 200 && room < next && writable % 16383 > 2 && !(room > 16300 && room < 16500))
				continue;
			next = room + 1 + test_random(200);
			before = stream_length(&other.in);
			data[0] = (uint8_t)room;
			right = right && CHECK_EQUAL(side_write(&one, &other.in, data, writable + 1, room), TLS_ERROR_OVERFLOW);
			right = right && CHECK_EQUAL(stream_length(&other.in), before);
			right = right && CHECK_EQUAL(side_write(&one, &other.in, data, writable, room), writable);
			right = right && CHECK_EQUAL(tls_session_owed(one.session), 0);
			/* Within one record only padding to blocks of 16 bytes may leave room unused. */
			right = right && CHECK(writable == 0 || room > 1000 || room - (stream_length(&other.in) - before) < 16);
			right = right && arrives(&one, &other, data, writable);
		}
	}
	if (!right)
		test_note("suite %s", mbedtls_ssl_get_ciphersuite_name(suite));
	side_free(&one);
	peer_free(&other);
}

TEST("a write of exactly writable(room) fits, one more byte is refused and seals nothing: each kind of cipher of TLS 1.2, rooms to 40000")
{
	unsigned i;

	for (i = 0; i < sizeof(suites12) / sizeof(suites12[0]); i++)
		fits(TLS12, suites12[i], 0);
}

TEST("a write of exactly writable(room) fits, one more byte is refused and seals nothing: each cipher of TLS 1.3, rooms to 40000")
{
	unsigned i;

	for (i = 0; i < sizeof(suites13) / sizeof(suites13[0]); i++)
		fits(TLS13, suites13[i], 0);
}

TEST("a write of exactly writable(room) fits also into short records")
{
	fits(TLS12, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 1);
	fits(TLS12, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, 1);
}

TEST("writable is 0 until a record with one byte fits, and grows with the room")
{
	const size_t most = MBEDTLS_SSL_OUT_CONTENT_LEN;
	side one;
	peer other;

	if (with_suite(&one, &other, TLS12, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0)) {
		CHECK_EQUAL(tls_session_writable(one.session, 0, 0), 0);
		CHECK_EQUAL(tls_session_writable(one.session, 29, 0), 0);
		CHECK_EQUAL(tls_session_writable(one.session, 30, 0), 1);
		CHECK_EQUAL(tls_session_writable(one.session, most + 29, 0), most);
		CHECK_EQUAL(tls_session_writable(one.session, 2 * (most + 29), 0), 2 * most);
	}
	side_free(&one);
	peer_free(&other);
}

TEST("a write before the handshake is refused and nothing leaves, in clear least of all")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		CHECK_EQUAL(side_write(&both.client, &both.server.in, "secret", 6, 1000), TLS_ERROR_NOT_CONNECTED);
		CHECK_EQUAL(side_write(&both.server, &both.client.in, "secret", 6, 1000), TLS_ERROR_NOT_CONNECTED);
		CHECK_EQUAL(stream_length(&both.server.in) + stream_length(&both.client.in), 0);
		CHECK_EQUAL(tls_session_owed(both.client.session), 0);
		pair_run(&both, &full);
		CHECK(pair_connected(&both));
	}
	pair_free(&both);
}

TEST("a write in the midst of the handshake is refused and nothing leaves")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i, turns;

	for (i = 0; i < 2; i++) {
		pair both;
		if (pair_open(&both, &(pair_options){ .version = versions[i] })) {
			for (turns = 0; turns < 10000 && !pair_connected(&both); turns++) {
				size_t before = stream_length(&both.server.in);
				if (!tls_session_connected(both.client.session)) {
					CHECK_EQUAL(side_write(&both.client, &both.server.in, "secret", 6, 1000), TLS_ERROR_NOT_CONNECTED);
					CHECK_EQUAL(stream_length(&both.server.in), before);
				}
				side_step(&both.client, &both.server.in, &(pace){ .in = 40, .out = 40 });
				side_step(&both.server, &both.client.in, &(pace){ .in = 40, .out = 40 });
			}
			CHECK(pair_connected(&both));
		}
		pair_free(&both);
	}
}

TEST("an empty write sends nothing")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13 })) {
		CHECK_EQUAL(side_write(&both.client, &both.server.in, "", 0, 1000), 0);
		CHECK_EQUAL(side_write(&both.client, &both.server.in, "", 0, 0), 0);
		CHECK_EQUAL(stream_length(&both.server.in), 0);
	}
	pair_free(&both);
}

TEST("a write that needs several records is sealed into as many")
{
	static uint8_t data[40000];
	side one;
	peer other;

	if (with_suite(&one, &other, TLS13, MBEDTLS_TLS1_3_AES_128_GCM_SHA256, 0)) {
		CHECK_EQUAL(side_write(&one, &other.in, data, sizeof(data), 65000), sizeof(data));
		CHECK(record_length(&other.in) < 16384 + 256);
		arrives(&one, &other, data, sizeof(data));
	}
	side_free(&one);
	peer_free(&other);
}

/* A server that asks for a new handshake is answered with a warning, which has no room while the session only reads. */
TEST("while something is owed, a write that writable allows sends it first")
{
	static uint8_t data[2000];
	side one;
	peer other;
	size_t writable;

	if (with_suite(&one, &other, TLS12, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0)) {
		peer_write(&other, "x", 1, &one.in);
		side_step(&one, &other.in, &full);
		peer_record(&other, HANDSHAKE, "\0\0\0\0", 4, &one.in);
		CHECK_EQUAL(side_read(&one, data, 2, 1000), 1);
		CHECK_EQUAL(tls_session_owed(one.session), 5 + 8 + 2 + 16);
		writable = tls_session_writable(one.session, 1000, 0);
		CHECK_EQUAL(writable, 1000 - (5 + 8 + 2 + 16) - (5 + 8 + 16));
		CHECK_EQUAL(side_write(&one, &other.in, data, writable, 1000), writable);
		CHECK_EQUAL(tls_session_owed(one.session), 0);
		CHECK_EQUAL(one.error, 0);
		CHECK_EQUAL(stream_length(&other.in), 1000);
	}
	side_free(&one);
	peer_free(&other);
}
