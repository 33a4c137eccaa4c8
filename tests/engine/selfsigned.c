/* Certificates that keys make for themselves, and sessions that servers keep for clients without tickets and for each other. */
#include "host.h"
#include "internal.h"
#include "support.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;

enum { certificateSize = 3072 };

/* The key with that many bits, or the one of RSA in that file. */
static uint32_t make_key(unsigned bits, const char *name)
{
	uint32_t handle = 0;

	if (bits > 0)
		CHECK_EQUAL(tls_key_generate(&handle, bits), 0);
	else {
		blob der = file_key(name);
		CHECK_EQUAL(tls_key_import(&handle, der.bytes, der.length, NULL, 0), 0);
		blob_free(&der);
	}
	return handle;
}

TEST("M4 G9 a key makes itself a certificate that others read, with its public half and its own signature, in the room it needs and no less")
{
	static const unsigned bits[] = { 256, 384, 521, 0 };
	unsigned i;

	for (i = 0; i < 4; i++) {
		uint8_t bytes[certificateSize], spki[TLS_KEY_PUBLIC_SIZE];
		uint32_t handle = make_key(bits[i], "rsa-client"), flags = 0;
		mbedtls_x509_crt certificate;
		int length = tls_key_certify(handle, bytes, sizeof(bytes)), keyLength, room;

		mbedtls_x509_crt_init(&certificate);
		if (CHECK(length > 0) && CHECK_EQUAL(mbedtls_x509_crt_parse_der(&certificate, bytes + sizeof(bytes) - length, (size_t)length), 0)) {
			uint8_t written[TLS_KEY_PUBLIC_SIZE];
			keyLength = tls_key_public(handle, spki, sizeof(spki));
			CHECK_EQUAL(mbedtls_pk_write_pubkey_der(&certificate.pk, written, sizeof(written)), keyLength);
			CHECK(memcmp(spki + sizeof(spki) - keyLength, written + sizeof(written) - keyLength, (size_t)keyLength) == 0);
			/* Who trusts it finds nothing wrong with it, its signature included. */
			CHECK_EQUAL(mbedtls_x509_crt_verify(&certificate, &certificate, NULL, NULL, &flags, NULL, NULL), 0);
			CHECK_EQUAL(certificate.version, 3);
		}
		mbedtls_x509_crt_free(&certificate);
		for (room = 0; room < length - 8; room += 7)
			CHECK(tls_key_certify(handle, bytes, (size_t)room) < 0);
		CHECK_EQUAL(tls_key_destroy(handle), 0);
		CHECK_EQUAL(tls_key_certify(handle, bytes, sizeof(bytes)), TLS_ERROR_HANDLE_UNKNOWN);
	}
	CHECK_EQUAL(tls_key_certify(0, NULL, 0), TLS_ERROR_HANDLE_UNKNOWN);
}

TEST("M4 G18 without memory a key makes no certificate, and nothing is lost")
{
	uint8_t bytes[certificateSize];
	uint32_t handle = make_key(256, NULL);
	unsigned at;
	int result = -1;

	for (at = 1; result < 0 && CHECK(at < 100000); at += 1 + at / 8) {
		unsigned before = host_heap()->allocations;
		host_heap_fail(before + at, false);
		result = tls_key_certify(handle, bytes, sizeof(bytes));
		host_heap_fail(0, false);
		if (result < 0 && !CHECK_EQUAL(result, MBEDTLS_ERR_SSL_ALLOC_FAILED))
			break;
	}
	CHECK_EQUAL(tls_key_destroy(handle), 0);
}

typedef struct {
	uint8_t id[32];
	size_t idLength;
	blob bytes;
} kept;

/* A client's session, and what its server has kept for it. */
static blob first(pair_options *options, kept *into)
{
	blob session = { NULL, 0 };
	pair both;

	if (pair_connect(&both, options)) {
		size_t length;
		const uint8_t *id = tls_session_identifier(both.server.session, &into->idLength);
		const uint8_t *bytes = tls_session_kept(both.server.session, &length);
		if (CHECK(id && bytes)) {
			memcpy(into->id, id, into->idLength);
			into->bytes.bytes = malloc(length);
			into->bytes.length = length;
			memcpy(into->bytes.bytes, bytes, length);
		}
		session = both.client.saved;
		both.client.saved = (blob){ NULL, 0 };
	}
	pair_free(&both);
	return session;
}

TEST("M43 a session that one server has kept is taken by another one with the same key, and by none with another; nonsense leads to a full handshake")
{
	uint8_t keys[TLS_TICKET_KEY_LENGTH], others[TLS_TICKET_KEY_LENGTH];
	tls_tickets *tickets = NULL;
	pair_options options = { .version = TLS12, .save = true };
	kept session = { .idLength = 0 };
	blob saved;
	unsigned i;

	memset(keys, 5, sizeof(keys));
	memset(others, 6, sizeof(others));
	CHECK_EQUAL(tls_tickets_new(&tickets, 3600, 2, keys), 0);
	options.tickets = tickets;
	saved = first(&options, &session);
	tls_tickets_release(tickets);
	for (i = 0; i < 4 && session.bytes.bytes; i++) {
		pair both;
		pair_options again = { .version = TLS12, .session = &saved };
		CHECK_EQUAL(tls_tickets_new(&tickets, 3600, 2, i == 1 ? others : keys), 0);
		again.tickets = tickets;
		if (i == 2)
			session.bytes.bytes[session.bytes.length - 1] ^= 1;
		if (CHECK(pair_open(&both, &again))) {
			if (i < 3) {
				tls_configuration *server = both.server.session->configuration;
				CHECK_EQUAL(tls_configuration_keep(server, session.id, session.idLength, session.bytes.bytes, session.bytes.length), 0);
			}
			pair_run(&both, &full);
			CHECK(pair_connected(&both));
			CHECK_EQUAL(tls_session_resumed(both.server.session), i == 0);
			CHECK_EQUAL(tls_session_resumed(both.client.session), i == 0);
		}
		pair_free(&both);
		tls_tickets_release(tickets);
	}
	blob_free(&saved);
	blob_free(&session.bytes);
}
