/* What is freed holds no secret. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const pace full;
static const char secret[] = "the plaintext of a connection, long enough to be found";

TEST("the host of these tests finds a secret that is freed")
{
	char *copy = mbedtls_calloc(1, 100);

	memcpy(copy + 30, secret, sizeof(secret));
	host_heap_watch(secret, sizeof(secret));
	mbedtls_free(copy);
	CHECK_EQUAL(host_heap_watch(NULL, 0), 1);
}

TEST("no plaintext is in what a session frees, whether it was read, left unread or sent")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	char text[sizeof(secret)];
	unsigned k, how;

	for (k = 0; k < 2; k++) {
		for (how = 0; how < 3; how++) {
			pair both;
			if (pair_connect(&both, &(pair_options){ .version = versions[k] })) {
				CHECK_EQUAL(side_write(&both.client, &both.server.in, secret, sizeof(secret), 1000), sizeof(secret));
				side_step(&both.server, &both.client.in, &full);
				CHECK_EQUAL(tls_session_readable(both.server.session), sizeof(secret));
				if (how > 0)
					side_read(&both.server, text, how == 1 ? 10 : sizeof(text), 0);
			}
			host_heap_watch(secret, 20);
			pair_free(&both);
			CHECK_EQUAL(host_heap_watch(NULL, 0), 0);
		}
	}
}

/* The key as the file has it, and as mbedTLS's numbers do: little end first. */
static void key_is_wiped(const char *file, const char *passphrase, const uint8_t *part, size_t length)
{
	uint8_t reversed[64];
	blob key = file_read(file);
	tls_credentials *credentials;
	unsigned k;
	size_t i;
	int error;

	for (i = 0; i < length; i++)
		reversed[i] = part[length - 1 - i];
	for (k = 0; k < 2; k++) {
		CHECK_EQUAL(tls_credentials_new(&credentials), 0);
		host_heap_watch(k ? reversed : part, length);
		error = tls_credentials_set_key(credentials, key.bytes, key.length, (const uint8_t *)passphrase, passphrase ? strlen(passphrase) : 0);
		CHECK_EQUAL(error, 0);
		tls_credentials_release(credentials);
		if (!CHECK_EQUAL(host_heap_watch(NULL, 0), 0))
			test_note("%s", file);
	}
	blob_free(&key);
}

TEST("no part of a private key is in what is freed while it is parsed and when credentials are released")
{
	blob key = file_read("client.sec1.key.der"), rsa = file_read("rsa-client.pkcs1.key.der");

	/* SEC1: SEQUENCE, version, then an OCTET STRING of 32 bytes. PKCS#1: modulus, exponents, then two primes, one of them in the middle. */
	CHECK(key.bytes[5] == 4 && key.bytes[6] == 32);
	key_is_wiped("client.sec1.key.der", NULL, key.bytes + 7, 32);
	key_is_wiped("client.key.der", NULL, key.bytes + 7, 32);
	key_is_wiped("client.encrypted.key.der", "tls419", key.bytes + 7, 32);
	key_is_wiped("rsa-client.pkcs1.key.der", NULL, rsa.bytes + 600, 24);
	key_is_wiped("rsa-client.key.der", NULL, rsa.bytes + 600, 24);
	blob_free(&key);
	blob_free(&rsa);
}

TEST("the key of a client and of a server is wiped when their handshakes and sessions are over")
{
	blob client = file_read("client.sec1.key.der");
	uint8_t reversed[32];
	unsigned k, i;

	for (i = 0; i < 32; i++)
		reversed[i] = client.bytes[7 + 31 - i];
	for (k = 0; k < 4; k++) {
		pair both;
		pair_options options = { .version = k & 1 ? TLS12 : TLS13, .clientPolicy = TLS_PEER_REQUIRED, .clientCertificate = "client" };
		host_heap_watch(k & 2 ? reversed : client.bytes + 7, 32);
		pair_connect(&both, &options);
		pair_free(&both);
		CHECK_EQUAL(host_heap_watch(NULL, 0), 0);
	}
	blob_free(&client);
}

/* The master secret of a server's handshake as soon as it is there; nothing is read ahead of it. */
static bool master_of(pair *both, uint8_t master[48])
{
	static const pace slow = { .in = 20 };
	char text[TLS_KEY_LOG_SIZE], *at;
	unsigned i, byte, turns = 0;
	size_t length = 0;

	CHECK_EQUAL(tls_session_keep_keys(both->server.session), 0);
	while (!length && turns++ < 2000) {
		side_step(&both->client, &both->server.in, &full);
		side_step(&both->server, &both->client.in, &slow);
		length = tls_session_take_keys(both->server.session, text);
	}
	if (!CHECK(length > 96))
		return false;
	at = text + length - 1 - 96;
	for (i = 0; i < 48; i++, at += 2) {
		sscanf(at, "%2x", &byte);
		master[i] = (uint8_t)byte;
	}
	memset(text, 0, sizeof(text));
	return true;
}

TEST("G5 G19 no master secret is in what a server frees that keeps a session or gives a ticket, whichever allocation fails")
{
	unsigned found = 0, kind, at;

	for (kind = 0; kind < 2; kind++) {
		for (at = 0; at < 60; at++) {
			tls_tickets *tickets = NULL;
			uint8_t master[48];
			pair both;
			CHECK_EQUAL(tls_tickets_new(&tickets, 3600, kind ? 0 : 4, NULL), 0);
			if (pair_open(&both, &(pair_options){ .version = TLS12, .tickets = tickets, .given = (uint8_t)kind, .save = kind }) && master_of(&both, master)) {
				host_heap_watch(master, 24);
				if (at)
					host_heap_fail(host_heap()->allocations + at, false);
				pair_run(&both, &full);
				host_heap_fail(0, false);
			}
			pair_free(&both);
			tls_tickets_release(tickets);
			if (!CHECK_EQUAL(host_heap_watch(NULL, 0), 0))
				test_note("kind %u, allocation %u", kind, at);
			found += at == 0;
		}
	}
	CHECK_EQUAL(found, 2);
}

TEST("G5 G19 no master secret is in what a server frees that finds a session and does not take it")
{
	unsigned kind;

	for (kind = 0; kind < 2; kind++) {
		pair_options options = { .version = TLS12, .given = (uint8_t)kind, .save = true };
		blob session = { NULL, 0 };
		uint8_t master[48];
		pair both;
		CHECK_EQUAL(tls_tickets_new(&options.tickets, 3600, kind ? 0 : 4, NULL), 0);
		if (pair_open(&both, &options) && master_of(&both, master)) {
			pair_run(&both, &full);
			session = both.client.saved;
			both.client.saved = (blob){ NULL, 0 };
		}
		pair_free(&both);
		options.session = &session;
		if (CHECK(session.length > 0) && pair_open(&both, &options)) {
			CHECK_EQUAL(both.client.resumes, 1);
			/* It comes from the future now. */
			host_clock_set((int64_t)mbedtls_time(NULL) - 100);
			side_step(&both.client, &both.server.in, &full);
			host_heap_watch(master, 24);
			side_step(&both.server, &both.client.in, &full);
			CHECK_EQUAL(host_heap_watch(NULL, 0), 0);
			pair_run(&both, &full);
			CHECK(pair_connected(&both) && !tls_session_resumed(both.server.session));
			pair_free(&both);
		}
		blob_free(&session);
		tls_tickets_release(options.tickets);
	}
}
