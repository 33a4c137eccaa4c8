/* Bytes that nobody honest sends. */
#include "support.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

/* Both sides step until nothing moves; the byte at `at` of what one of them sends is changed on the way. False: they never stop. */
static bool run_corrupted(pair *both, bool fromServer, size_t at, uint8_t mask, const pace *speed)
{
	side *receiver = fromServer ? &both->client : &both->server, *sender = fromServer ? &both->server : &both->client;
	size_t passed = 0;
	unsigned turns, quiet = 0;

	for (turns = 0; turns < 60000 && quiet < 3; turns++) {
		size_t before = stream_length(&receiver->in), after;
		bool moved = side_step(sender, &receiver->in, speed);
		after = stream_length(&receiver->in);
		if (mask && at >= passed && at < passed + (after - before)) {
			receiver->in.bytes[receiver->in.end - (passed + (after - before) - at)] ^= mask;
			mask = 0;
		}
		passed += after - before;
		moved = side_step(receiver, &sender->in, speed) || moved;
		quiet = moved ? 0 : quiet + 1;
	}
	return quiet == 3;
}

/* Whatever one changed byte does, both sides end: connected and able to talk, or with an error, or waiting for more: truncation. */
static void corrupt(bool fromServer, uint16_t version, unsigned samples)
{
	unsigned i, connected = 0;

	for (i = 0; i < samples; i++) {
		size_t at = test_random(3) ? test_random(250) : test_random(1400);
		uint8_t mask = (uint8_t)(test_random(2) ? 1u << test_random(8) : 1 + test_random(255));
		pace speed = { .in = test_random(3) ? 0 : 100, .out = test_random(3) ? 0 : 1 + test_random(3) };
		bool right = true;
		pair both;
		if (pair_open(&both, &(pair_options){ .version = version })) {
			right = CHECK(run_corrupted(&both, fromServer, at, mask, &speed));
			if (pair_connected(&both)) {
				connected++;
				right = right && transfer(&both.client, &both.server, 100, &full) && transfer(&both.server, &both.client, 100, &full);
			}
			else {
				right = CHECK(tls_session_end(both.client.session) < 0 || tls_session_connected(both.client.session)) && right;
				right = CHECK(tls_session_end(both.server.session) < 0 || tls_session_connected(both.server.session)) && right;
				test_met(tls_session_end(both.client.session));
				right = CHECK(both.client.error <= 0 && both.server.error <= 0) && right;
				right = CHECK_EQUAL(tls_session_readable(both.client.session), 0) && right;
			}
		}
		pair_free(&both);
		if (!right)
			test_note("byte %zu of the %s ^ 0x%02x, TLS 0x%x, %zu out", at, fromServer ? "server" : "client", mask, version, speed.out);
	}
	/* The version in a record's header is not protected, and so is what comes behind the handshake; all else is. */
	CHECK(connected < samples / 2);
}

TEST("one changed byte in a server's flight does no harm")
{
	corrupt(true, TLS12, 250);
	corrupt(true, TLS13, 250);
}

TEST("one changed byte in a client's flight does no harm")
{
	corrupt(false, TLS12, 200);
	corrupt(false, TLS13, 200);
}

TEST("random bytes, in records and not, end a handshake or wait for more")
{
	unsigned i, k;

	for (i = 0; i < 400; i++) {
		uint8_t garbage[600];
		side one;
		stream out = { 0 };
		if (CHECK_EQUAL(side_open(&one, i & 1, &(pair_options){ .version = i & 2 ? TLS12 : 0 }), 0)) {
			side_step(&one, &out, &full);
			for (k = 0; k < sizeof(garbage); k++)
				garbage[k] = (uint8_t)test_random(256);
			if (i & 4) {
				/* The beginning of a handshake message of a plausible length. */
				garbage[0] = (uint8_t)(i & 8 ? garbage[0] % 25 : 2 - (i & 1));
				garbage[1] = 0;
				garbage[2] = (uint8_t)(garbage[2] % 3);
				put_record(&one.in, i & 16 ? HANDSHAKE : 20 + (int)test_random(5), garbage, 4 + test_random(sizeof(garbage) - 4));
			}
			else
				stream_put(&one.in, garbage, sizeof(garbage));
			side_step(&one, &out, &full);
			CHECK(!tls_session_connected(one.session));
			CHECK(tls_session_end(one.session) < 0);
		}
		side_free(&one);
		stream_free(&out);
	}
}

TEST("what other servers say is an error at once: HTTP, SMTP, SSH")
{
	static const char *const greetings[] = { "HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP\r\n", "SSH-2.0-OpenSSH_9.2\r\n" };
	unsigned i;

	for (i = 0; i < 3; i++) {
		side one;
		stream out = { 0 };
		side_open(&one, false, &(pair_options){ .version = 0 });
		side_step(&one, &out, &full);
		stream_put(&one.in, greetings[i], strlen(greetings[i]));
		side_step(&one, &out, &full);
		CHECK_EQUAL(one.error, MBEDTLS_ERR_SSL_INVALID_RECORD);
		side_free(&one);
		stream_free(&out);
	}
}

TEST("a record longer than the protocol allows is refused by its header, before and after the handshake")
{
	static const uint8_t lengths[][2] = { { 0xFF, 0xFF }, { 0x80, 0x00 }, { 0x48, 0x01 } };
	uint8_t header[] = { HANDSHAKE, 3, 3, 0, 0 };
	unsigned i, k;

	for (i = 0; i < 3; i++) {
		for (k = 0; k < 2; k++) {
			pair both;
			stream out = { 0 };
			memcpy(header + 3, lengths[i], 2);
			if (pair_open(&both, &(pair_options){ .version = versions[k] })) {
				header[0] = HANDSHAKE;
				side_step(&both.client, &out, &full);
				stream_put(&both.client.in, header, sizeof(header));
				side_step(&both.client, &out, &full);
				CHECK_EQUAL(both.client.error, MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
				CHECK_EQUAL(tls_session_wanted(both.client.session), 0);
			}
			pair_free(&both);
			stream_free(&out);
			if (pair_connect(&both, &(pair_options){ .version = versions[k] })) {
				header[0] = APPLICATION_DATA;
				stream_put(&both.client.in, header, sizeof(header));
				side_step(&both.client, &both.server.in, &full);
				CHECK_EQUAL(both.client.error, MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
			}
			pair_free(&both);
		}
	}
}

TEST("wanted is never more than a record may hold")
{
	unsigned length, k;

	for (k = 0; k < 2; k++) {
		for (length = 0; length < 65536; length += 1 + test_random(4000)) {
			const uint8_t header[] = { HANDSHAKE, 3, 3, (uint8_t)(length >> 8), (uint8_t)length };
			stream out = { 0 };
			side one;
			side_open(&one, k, &(pair_options){ .version = 0 });
			side_step(&one, &out, &full);
			stream_put(&one.in, header, sizeof(header));
			side_step(&one, &out, &full);
			CHECK(tls_session_wanted(one.session) <= 16384 + 512);
			side_free(&one);
			stream_free(&out);
		}
	}
}

TEST("application data in clear is refused in every phase of the handshake, and none of it can be read")
{
	unsigned k, phase, role;

	for (k = 0; k < 2; k++) {
		for (role = 0; role < 2; role++) {
			for (phase = 0; phase < 6; phase++) {
				pair both;
				if (pair_open(&both, &(pair_options){ .version = versions[k] })) {
					side *victim = role ? &both.server : &both.client, *other = role ? &both.client : &both.server;
					unsigned turn;
					/* A phase is a number of records that the victim has got. */
					for (turn = 0; turn < phase && !tls_session_connected(victim->session); turn++) {
						side_step(other, &victim->in, &full);
						/* The header, then the rest. */
						side_step(victim, &other->in, &(pace){ .wanted = true });
						side_step(victim, &other->in, &(pace){ .wanted = true });
					}
					if (!tls_session_connected(victim->session) && !victim->error && tls_session_wanted(victim->session) == 5) {
						stream rest = victim->in;
						memset(&victim->in, 0, sizeof(victim->in));
						put_record(&victim->in, APPLICATION_DATA, "stolen", 6);
						victim->arrived = 0;
						side_step(victim, &other->in, &full);
						CHECK(victim->error < 0);
						CHECK_EQUAL(tls_session_readable(victim->session), 0);
						CHECK(!tls_session_connected(victim->session));
						stream_free(&rest);
					}
				}
				pair_free(&both);
			}
		}
	}
}

TEST("what a session sent is refused when it comes back")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		side_step(&both.client, &both.client.in, &full);
		side_step(&both.client, &both.server.in, &full);
		CHECK_EQUAL(both.client.error, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE);
		CHECK_EQUAL(take_alert(&both.server.in), MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	}
	pair_free(&both);
}

TEST("a record that is repeated, left out or swapped with another is refused")
{
	unsigned k, how;

	for (k = 0; k < 2; k++) {
		for (how = 0; how < 3; how++) {
			pair both;
			if (pair_connect(&both, &(pair_options){ .version = versions[k] })) {
				stream first = { 0 }, second = { 0 };
				uint8_t byte;
				side_write(&both.client, &first, "1", 1, 1000);
				side_write(&both.client, &second, "2", 1, 1000);
				if (how == 0) {
					stream_put(&both.server.in, first.bytes, first.end);
					stream_put(&both.server.in, first.bytes, first.end);
					side_step(&both.server, &both.client.in, &full);
					CHECK_EQUAL(side_read(&both.server, &byte, 1, 0), 1);
				}
				else {
					stream_put(&both.server.in, second.bytes, second.end);
					if (how == 1)
						stream_put(&both.server.in, first.bytes, first.end);
				}
				side_step(&both.server, &both.client.in, &full);
				CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_INVALID_MAC);
				stream_free(&first);
				stream_free(&second);
			}
			pair_free(&both);
		}
	}
}
