/* A heap that runs out, and what a connection costs. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const pace full;

typedef struct {
	uint16_t version;
	bool server;
	bool store;                     /* the authority is in the host's store, */
	bool keys;                      /* which has its key only */
} kind;

/* Everything a session does in its life, against a peer whose memory does not count. The first error. */
static int life(const kind *which)
{
	uint16_t version = which->version;
	bool server = which->server;
	blob root = file_read("authority.der");
	mbedtls_x509_crt parsed;
	static const uint8_t data[3000];
	tls_gather none = { NULL, 0, 0 };
	uint8_t *out = malloc(5000), *in = malloc(sizeof(data));
	tls_window window = { NULL, 0, out, 5000 };
	side one = { 0 };
	peer other;
	int error;

	host_heap_exempt_begin();
	mbedtls_x509_crt_init(&parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(&parsed, root.bytes, root.length), 0);
	host_heap_exempt_end();
	host_store_clear();
	if (which->keys)
		host_store_add(parsed.subject_raw.p, parsed.subject_raw.len, parsed.pk_raw.p, parsed.pk_raw.len);
	else
		host_store_add(parsed.subject_raw.p, parsed.subject_raw.len, root.bytes, root.length);
	peer_open(&other, &(peer_options){ .server = !server, .version = version, .tickets = true });
	error = side_open(&one, server, &(pair_options){ .version = version, .protocols = "\2h2", .store = which->store });
	if (!error) {
		meet(&one, &other, &full);
		error = one.error;
	}
	if (!error && tls_session_connected(one.session)) {
		error = tls_session_write(one.session, data, sizeof(data), &window, &none);
		stream_put(&other.in, out, 5000 - window.outLength);
		if (error >= 0) {
			CHECK_EQUAL(peer_read(&other, in, sizeof(data), &one.in), sizeof(data));
			peer_write(&other, data, sizeof(data), &one.in);
			while (side_step(&one, &other.in, &full));
			error = one.error;
		}
		if (!error && CHECK_EQUAL(tls_session_readable(one.session), sizeof(data)))
			CHECK_EQUAL(side_read(&one, in, sizeof(data), 0), sizeof(data));
		side_close(&one, &other.in, 100);
	}
	else if (!error)
		/* The peer has refused, because what this side sent was wrong: that would be an error of the peer. */
		CHECK_EQUAL(other.error, 0);
	side_free(&one);
	peer_free(&other);
	mbedtls_x509_crt_free(&parsed);
	blob_free(&root);
	host_store_clear();
	free(out);
	free(in);
	return error;
}

/* mbedTLS tells of something else at times: a bad key, a certificate that is not trusted. The engine knows better. */
static bool tells_of_memory(int error)
{
	const char *name = tls_error_name(error);

	return name && (strstr(name, "ALLOC") || strstr(name, "INSUFFICIENT_MEMORY"));
}

/*
 * Bytes that are still allocated besides PSA's, which keeps room for keys when it was needed once and so is started anew; and the keys that are still
 * in its store.
 */
static long lost(size_t before, unsigned *keysLost)
{
	mbedtls_psa_stats_t keys;

	mbedtls_psa_get_stats(&keys);
	*keysLost += (unsigned)keys.MBEDTLS_PRIVATE(volatile_slots);
	mbedtls_psa_crypto_free();
	CHECK_EQUAL(psa_crypto_init(), 0);
	return (long)(host_heap()->current - before);
}

static void starve(kind which, bool onwards, unsigned samples)
{
	unsigned count, i, told = 0, survived = 0, keys = 0;
	size_t before;
	int error;

	before = host_heap()->current;
	CHECK_EQUAL(life(&which), 0);
	count = host_heap()->allocations;
	CHECK_EQUAL(lost(before, &keys), 0);
	CHECK_EQUAL(keys, 0);
	for (i = 0; i < samples; i++) {
		/* The first ones are all different, those of the arithmetic much alike. */
		unsigned at = i < samples / 2 && i < 200 ? i + 1 : 1 + test_random(count);
		host_reset();
		host_heap_fail(at, onwards);
		error = life(&which);
		host_heap_fail(0, false);
		CHECK(error <= 0);
		if (error)
			test_met(error);
		if (tells_of_memory(error))
			told++;
		else if (!error)
			survived++;
		else
			test_note("allocation %u of %u: %s", at, count, tls_error_name(error));
		if (!CHECK_EQUAL(lost(before, &keys), 0))
			test_note("allocation %u of %u", at, count);
	}
	test_note("TLS 0x%x %s, %s: %u allocations; of %u failures %u told as lack of memory, %u otherwise, %u without harm", which.version,
		which.server ? "server" : which.keys ? "client with a store of keys" : which.store ? "client with a store" : "client", onwards ? "all from one on" : "one alone", count, samples, told, samples - told - survived, survived);
	/* A step that failed without an error of its own may make the peer end the connection, and that is then what is told. */
	CHECK(told + survived >= samples - samples / 50);
	/* mbedTLS 3.6.7 forgets a key of TLS 1.3's schedule when one of a few allocations fails; more than that would be news. */
	CHECK(keys <= samples / 20);
	if (keys > 0)
		test_note("mbedTLS left %u keys in PSA's store", keys);
}

TEST("a client whose heap fails once at any allocation ends with an error, and loses nothing")
{
	starve((kind){ TLS12, false, false, false }, false, 300);
	starve((kind){ TLS13, false, false, false }, false, 300);
	starve((kind){ TLS13, false, true, false }, false, 200);
	starve((kind){ TLS13, false, true, true }, false, 200);
}

TEST("a server whose heap fails once at any allocation ends with an error, and loses nothing")
{
	starve((kind){ TLS12, true, false, false }, false, 200);
	starve((kind){ TLS13, true, false, false }, false, 200);
}

TEST("a client whose heap is exhausted at any point ends with an error, and loses nothing")
{
	starve((kind){ TLS12, false, false, false }, true, 200);
	starve((kind){ TLS13, false, true, false }, true, 200);
	starve((kind){ TLS12, false, true, true }, true, 100);
}

TEST("no failed allocation lets a bad certificate pass, or makes its verdict a good one")
{
	static const char *const certificates[] = { "unknown", "wrong-name", "expired", "self-signed", "sha1" };
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i, connected = 0;

	for (i = 0; i < 300; i++) {
		pair_options ours = { .version = versions[i % 2], .optional = i % 4 > 1 };
		side one = { 0 };
		peer other;
		peer_open(&other, &(peer_options){ .server = true, .version = ours.version, .certificate = certificates[i % 5] });
		host_reset();
		/* The whole of a handshake that ends with the certificate takes some 3000. */
		host_heap_fail(1 + test_random(i % 3 ? 4000 : 12000), i % 7 == 0);
		if (!side_open(&one, false, &ours)) {
			meet(&one, &other, &full);
			CHECK(ours.optional || !tls_session_connected(one.session));
			CHECK(tls_session_verdict(one.session) != TLS_VERDICT_ACCEPTED || !tls_session_connected(one.session));
			connected += tls_session_connected(one.session);
		}
		host_heap_fail(0, false);
		side_free(&one);
		peer_free(&other);
	}
	test_note("%u of 300 connected, with their verdict", connected);
}

TEST("credentials that do not fit into memory are refused for that reason, and lose nothing")
{
	static const char *const names[] = { "localhost", "rsa-localhost" };
	unsigned i, at, told = 0, masked = 0, keys = 0;

	for (i = 0; i < 2; i++) {
		blob chain = file_chain(names[i]), key = file_key(names[i]), encrypted = file_read("client.encrypted.key.der");
		int error = -1;
		for (at = 1; error && at < 5000; at += 1 + (at > 100) * test_random(20)) {
			tls_credentials *credentials = NULL;
			size_t before = host_heap()->current;
			host_reset();
			host_heap_fail(at, false);
			error = tls_credentials_new(&credentials);
			if (!error)
				error = tls_credentials_set_key(credentials, encrypted.bytes, encrypted.length, (const uint8_t *)"tls419", 6);
			if (!error)
				error = tls_credentials_add_authority(credentials, chain.bytes, chain.length);
			if (!error)
				error = tls_credentials_add_certificate(credentials, chain.bytes, chain.length);
			if (!error)
				error = tls_credentials_set_key(credentials, key.bytes, key.length, NULL, 0);
			if (!error)
				error = tls_credentials_check(credentials);
			host_heap_fail(0, false);
			tls_credentials_release(credentials);
			if (error) {
				test_met(error);
				(*(tells_of_memory(error) ? &told : &masked))++;
			}
			CHECK_EQUAL(lost(before, &keys), 0);
		}
		CHECK_EQUAL(error, 0);
		blob_free(&chain);
		blob_free(&key);
		blob_free(&encrypted);
	}
	test_note("%u failures told as lack of memory, %u as something else", told, masked);
	CHECK(told > 0);
	CHECK_EQUAL(masked, 0);
	CHECK_EQUAL(keys, 0);
}

/* What mbedTLS itself takes for a connected client with the same options, and what a session does; each with the same server beside it. */
TEST("a session takes at most 512 bytes more than bare mbedTLS")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned k;

	for (k = 0; k < 2; k++) {
		size_t begin, bare, ours;
		peer one, other;
		pair both = { 0 };
		tls_credentials *credentials;
		tls_configuration *configuration;
		tls_settings settings = { .peer = TLS_PEER_OPTIONAL, .minimumVersion = versions[k], .maximumVersion = versions[k] };
		bool moved = true;

		/* So that PSA's room for keys is there before the first measurement. */
		CHECK_EQUAL(life(&(kind){ versions[k], false, false, false }), 0);
		/* Client and server of the peer's kind. All that belongs to a configuration is there before the measurement begins. */
		peer_open(&one, &(peer_options){ .version = versions[k] });
		peer_open(&other, &(peer_options){ .server = true, .version = versions[k] });
		mbedtls_ssl_free(&one.ssl);
		mbedtls_ssl_conf_authmode(&one.configuration, MBEDTLS_SSL_VERIFY_OPTIONAL);
		mbedtls_ssl_conf_ca_chain(&one.configuration, &other.certificates, NULL);
		begin = host_heap()->current;
		mbedtls_ssl_init(&one.ssl);
		CHECK_EQUAL(mbedtls_ssl_setup(&one.ssl, &one.configuration), 0);
		CHECK_EQUAL(mbedtls_ssl_set_hostname(&one.ssl, "localhost"), 0);
		mbedtls_ssl_set_bio(&one.ssl, &one, other.ssl.MBEDTLS_PRIVATE(f_send), other.ssl.MBEDTLS_PRIVATE(f_recv), NULL);
		while (moved) {
			moved = peer_step(&one, &other.in);
			moved = peer_step(&other, &one.in) || moved;
		}
		CHECK(peer_connected(&one) && peer_connected(&other));
		bare = host_heap()->current - begin + sizeof(one.ssl);
		peer_free(&one);
		peer_free(&other);

		peer_open(&other, &(peer_options){ .server = true, .version = versions[k] });
		CHECK_EQUAL(credentials_of(&credentials, "localhost", NULL), 0);
		CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
		begin = host_heap()->current;
		CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
		meet(&both.client, &other, &full);
		CHECK(tls_session_connected(both.client.session) && peer_connected(&other));
		ours = host_heap()->current - begin;
		test_note("TLS 0x%x: a connected client and a bare server take %zu bytes, both bare %zu: %d more", versions[k], ours, bare,
			(int)(ours - bare));
		CHECK(ours <= bare + 512);
		pair_free(&both);
		peer_free(&other);
		tls_configuration_release(configuration);
		tls_credentials_release(credentials);
	}
}

TEST("reading and writing allocate nothing")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	static uint8_t data[16000];
	unsigned k, turn;

	for (k = 0; k < 2; k++) {
		side one;
		peer other;
		if (meet_new(&one, &other, &(pair_options){ .version = versions[k] }, &(peer_options){ .server = true, .version = versions[k] })) {
			unsigned before = host_heap()->allocations;
			size_t current = host_heap()->current;
			for (turn = 0; turn < 10; turn++) {
				side_write(&one, &other.in, data, sizeof(data), 20000);
				peer_read(&other, data, sizeof(data), &one.in);
				peer_write(&other, data, sizeof(data), &one.in);
				side_step(&one, &other.in, &full);
				side_read(&one, data, sizeof(data), 0);
			}
			CHECK_EQUAL(host_heap()->current, current);
			test_note("TLS 0x%x: %u allocations for 20 records", versions[k], host_heap()->allocations - before);
		}
		side_free(&one);
		peer_free(&other);
	}
}
