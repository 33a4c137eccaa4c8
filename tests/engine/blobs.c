/* Saved sessions and tickets that are not what they were. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const uint16_t versions[] = { TLS12, TLS13 };
static const pace full;

typedef struct {
	tls_tickets *tickets;
	pair_options options;
	blob session;
} ground;

static bool begin(ground *on, uint16_t version)
{
	pair both;

	memset(on, 0, sizeof(*on));
	if (!CHECK_EQUAL(tls_tickets_new(&on->tickets, 3600, 4, NULL), 0))
		return false;
	on->options = (pair_options){ .version = version, .save = true, .tickets = on->tickets, .given = 1, .clientCertificate = "client",
		.clientPolicy = TLS_PEER_REQUIRED };
	if (pair_connect(&both, &on->options)) {
		on->session = both.client.saved;
		both.client.saved = (blob){ NULL, 0 };
	}
	pair_free(&both);
	return CHECK(on->session.length > 0);
}

static void end(ground *on)
{
	blob_free(&on->session);
	tls_tickets_release(on->tickets);
}

/* A client that tries these bytes: what tls_session_resume says of a copy of exactly that size. */
static int try(const ground *on, const uint8_t *bytes, size_t length)
{
	pair_options options = on->options;
	blob exact = { malloc(length ? length : 1), length };
	side one;
	int result;

	if (length > 0)
		memcpy(exact.bytes, bytes, length);
	options.session = &exact;
	CHECK_EQUAL(side_open(&one, false, &options), 0);
	result = one.resumes;
	side_free(&one);
	blob_free(&exact);
	return result;
}

TEST("G5 a saved session that was cut, changed, or never was one is not offered")
{
	size_t i, k;

	for (k = 0; k < 2; k++) {
		ground on;
		uint8_t *bytes;
		if (!begin(&on, versions[k]))
			continue;
		CHECK_EQUAL(try(&on, on.session.bytes, on.session.length), 1);
		for (i = 0; i < on.session.length; i += 1 + i / 64)
			CHECK_EQUAL(try(&on, on.session.bytes, i), 0);
		bytes = malloc(100000);
		memset(bytes, 0, 100000);
		CHECK_EQUAL(try(&on, bytes, 100000), 0);
		memcpy(bytes, on.session.bytes, on.session.length);
		CHECK_EQUAL(try(&on, bytes, on.session.length + 1), 0);
		CHECK_EQUAL(try(&on, bytes, 100000), 0);
		for (i = 0; i < 500; i++) {
			/* A bit, or also some of another byte. */
			size_t one = test_random((uint32_t)on.session.length), other = test_random((uint32_t)on.session.length);
			uint8_t flip = (uint8_t)(1 << test_random(8)), second = i & 1 && other != one ? (uint8_t)test_random(256) : 0;
			bytes[one] ^= flip;
			bytes[other] ^= second;
			CHECK_EQUAL(try(&on, bytes, on.session.length), 0);
			bytes[one] ^= flip;
			bytes[other] ^= second;
		}
		for (i = 0; i < 200; i++) {
			size_t length = test_random(2000), at;
			for (at = i & 1 ? 4 : 0; at < length; at++)
				bytes[at] = (uint8_t)test_random(256);
			CHECK_EQUAL(try(&on, bytes, length), 0);
		}
		free(bytes);
		end(&on);
	}
}

/* At the end of a session: the sum of its bytes, taken four at a time, and that of all sums on the way there. In front: a header, the last byte of which is a length. */
enum { checksum = 8 + 8, header = 69 };

/* Makes it right again: what somebody could write who has read this file. */
static void forge(uint8_t *bytes, size_t length)
{
	uint64_t sum = 0, sums = 0;
	size_t i, left;

	for (i = 0; i < length - checksum; i++) {
		left = length - checksum - i / 4 * 4;
		sum += (uint64_t)bytes[i] << (left >= 4 ? 24 - i % 4 * 8 : 0);
		if (left < 4 || i % 4 == 3)
			sums += sum;
	}
	for (i = 1; i <= 8; i++, sums >>= 8)
		bytes[length - i] = (uint8_t)sums;
	for (; i <= checksum; i++, sum >>= 8)
		bytes[length - i] = (uint8_t)sum;
}

TEST("G5 a forged session may be refused or fail, and reads or writes nothing outside of it")
{
	unsigned offered = 0, resumed = 0, i, k;

	for (k = 0; k < 2; k++) {
		ground on;
		if (!begin(&on, versions[k]))
			continue;
		for (i = 0; i < 400; i++) {
			size_t length = on.session.length - (test_random(4) ? 0 : test_random(64)), changes = 1 + test_random(4);
			blob forged = { malloc(length), length };
			pair_options options = on.options;
			pair both;
			memcpy(forged.bytes, on.session.bytes, length);
			/* Behind the header, mostly: what mbedTLS reads. */
			while (changes-- > 0)
				forged.bytes[test_random(3) ? header + test_random((uint32_t)length - header - checksum) : test_random((uint32_t)length - checksum)] = (uint8_t)test_random(256);
			forge(forged.bytes, length);
			options.session = &forged;
			if (CHECK_EQUAL(side_open(&both.client, false, &options), 0) && CHECK_EQUAL(side_open(&both.server, true, &options), 0)) {
				offered += both.client.resumes == 1;
				pair_run(&both, &full);
				if (tls_session_connected(both.client.session))
					resumed += tls_session_resumed(both.client.session);
				if (both.client.resumes == 0)
					CHECK(pair_connected(&both));
			}
			pair_free(&both);
			blob_free(&forged);
		}
		end(&on);
	}
	test_note("of 800, %u were offered and %u resumed", offered, resumed);
}

TEST("G5 a ticket that comes when nothing can be built on the connection any more is dropped, and nobody is told")
{
	enum { limit = 57 };
	ground on;
	pair both;

	if (begin(&on, TLS13)) {
		pair_options options = on.options;
		memset(on.session.bytes + limit, 0, 8);
		forge(on.session.bytes, on.session.length);
		options.session = &on.session;
		if (pair_connect(&both, &options)) {
			CHECK(tls_session_resumed(both.client.session));
			CHECK_EQUAL(both.client.events & TLS_EVENT_TICKET, 0);
			CHECK_EQUAL(tls_session_save_length(both.client.session), 0);
		}
		pair_free(&both);
		end(&on);
	}
}

TEST("G5 the session of another version of mbedTLS, or of this library from before its layout has changed, makes a full handshake")
{
	/* Behind the three letters that say what it is. */
	enum { layout = 3, library = 6 };
	size_t k;

	for (k = 0; k < 2; k++) {
		ground on;
		uint8_t now;
		if (!begin(&on, versions[k]))
			continue;
		now = on.session.bytes[layout];
		CHECK(now > 1);
		on.session.bytes[layout] = (uint8_t)(now - 1);
		forge(on.session.bytes, on.session.length);
		CHECK_EQUAL(try(&on, on.session.bytes, on.session.length), 0);
		on.session.bytes[layout] = now;
		on.session.bytes[library]++;
		forge(on.session.bytes, on.session.length);
		CHECK_EQUAL(try(&on, on.session.bytes, on.session.length), 0);
		end(&on);
	}
}

TEST("G5 a ticket of TLS 1.3 opens nothing in TLS 1.2, nor the other way round")
{
	size_t k;

	for (k = 0; k < 2; k++) {
		ground on;
		uint8_t *ticket;
		size_t i, length = 0;
		if (!begin(&on, versions[k]))
			continue;
		/* The client forgets which version its session is of. Both keep the ticket at the end of it, with its length in front. */
		ticket = on.session.bytes;
		for (i = 0; i + checksum < on.session.length && !length; i++) {
			size_t rest = on.session.length - checksum - i - 2, claimed = (size_t)(ticket[i] << 8 | ticket[i + 1]);
			if (claimed > 100 && (k ? claimed == rest : claimed + 6 == rest))
				length = claimed;
		}
		CHECK(length > 0);
		ticket += i + 1;
		{
			/* mbedTLS as a client of the other version, with that ticket. */
			mbedtls_ssl_session session;
			peer other;
			side server;
			peer_open(&other, &(peer_options){ .version = versions[1 - k] });
			mbedtls_ssl_session_init(&session);
			host_heap_exempt_begin();
			session.MBEDTLS_PRIVATE(tls_version) = (mbedtls_ssl_protocol_version)versions[1 - k];
			session.MBEDTLS_PRIVATE(ciphersuite) = k ? MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 : MBEDTLS_TLS1_3_AES_128_GCM_SHA256;
			session.MBEDTLS_PRIVATE(ticket) = mbedtls_calloc(1, length);
			memcpy(session.MBEDTLS_PRIVATE(ticket), ticket, length);
			session.MBEDTLS_PRIVATE(ticket_len) = length;
			session.MBEDTLS_PRIVATE(ticket_lifetime) = 3600;
			session.MBEDTLS_PRIVATE(ticket_flags) = 7;
			session.MBEDTLS_PRIVATE(resumption_key_len) = 32;
			session.MBEDTLS_PRIVATE(ticket_reception_time) = mbedtls_ms_time();
			if (!k)
				memcpy(session.MBEDTLS_PRIVATE(hostname) = mbedtls_calloc(1, sizeof("localhost")), "localhost", sizeof("localhost"));
			CHECK_EQUAL(mbedtls_ssl_set_session(&other.ssl, &session), 0);
			mbedtls_ssl_session_free(&session);
			host_heap_exempt_end();
			on.options.version = versions[1 - k];
			if (CHECK_EQUAL(side_open(&server, true, &on.options), 0)) {
				meet(&server, &other, &full);
				/* Not resumed: so the server wants the client's certificate, which this client does not have. */
				CHECK(!tls_session_connected(server.session) && !tls_session_resumed(server.session));
				CHECK_EQUAL(server.error, MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE);
			}
			side_free(&server);
			peer_free(&other);
		}
		end(&on);
	}
}

TEST("G5 hostile tickets make a full handshake or end it, and do no harm")
{
	unsigned i, k;

	for (k = 0; k < 2; k++) {
		ground on;
		unsigned connected = 0;
		if (!begin(&on, versions[k]))
			continue;
		for (i = 0; i < 150; i++) {
			/* The ticket is the end of the session. */
			size_t at = on.session.length - checksum - 1 - test_random(300), length = on.session.length;
			uint8_t before = on.session.bytes[at];
			pair_options options = on.options;
			blob forged = { malloc(length), length };
			pair both;
			on.session.bytes[at] ^= (uint8_t)(1 + test_random(255));
			memcpy(forged.bytes, on.session.bytes, length);
			on.session.bytes[at] = before;
			forge(forged.bytes, length);
			options.session = &forged;
			if (pair_open(&both, &options)) {
				pair_run(&both, &full);
				connected += pair_connected(&both);
			}
			pair_free(&both);
			blob_free(&forged);
		}
		test_note("TLS 1.%u: %u of 150 connected", k + 2, connected);
		CHECK(connected > 100);
		end(&on);
	}
}

TEST("G5 a ticket opens for the server name it was given for, and for no other")
{
	tls_tickets *tickets = NULL;
	pair_options options = { .version = TLS12, .given = 1 };
	mbedtls_ssl_session session;
	unsigned i;

	CHECK_EQUAL(tls_tickets_new(&tickets, 3600, 0, NULL), 0);
	options.tickets = tickets;
	host_heap_exempt_begin();
	mbedtls_ssl_session_init(&session);
	/* A client of mbedTLS, which leaves it to the server. */
	for (i = 0; i < 3; i++) {
		static const char *const names[] = { "localhost", "localhost", "one.example" };
		peer other;
		side server;
		peer_open(&other, &(peer_options){ .version = TLS12 });
		CHECK_EQUAL(mbedtls_ssl_set_hostname(&other.ssl, names[i]), 0);
		if (i > 0)
			CHECK_EQUAL(mbedtls_ssl_set_session(&other.ssl, &session), 0);
		if (CHECK_EQUAL(side_open(&server, true, &options), 0)) {
			meet(&server, &other, &full);
			CHECK(tls_session_connected(server.session));
			CHECK_EQUAL(tls_session_resumed(server.session), i == 1);
			if (i == 0)
				CHECK_EQUAL(mbedtls_ssl_get_session(&other.ssl, &session), 0);
		}
		side_free(&server);
		peer_free(&other);
	}
	mbedtls_ssl_session_free(&session);
	host_heap_exempt_end();
	tls_tickets_release(tickets);
}
