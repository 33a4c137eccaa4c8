/* A client that wants to be taken for another: by a name or an identity that it adds where nobody looks any more. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;
static const uint8_t identity[] = "admin", key[16] = { 1, 2, 3 }, guess[16] = { 9, 9, 9 };

/* What the client's mbedTLS itself is made to do. */
static mbedtls_ssl_context *context_of(const side *one)
{
	return (mbedtls_ssl_context *)one->session;
}

static mbedtls_ssl_config *configuration_of(const side *one)
{
	return (mbedtls_ssl_config *)context_of(one)->MBEDTLS_PRIVATE(conf);
}

/* A context reads the list when it is made ready. */
static void choose_groups(const side *one, const uint16_t *groups)
{
	mbedtls_ssl_conf_groups(configuration_of(one), groups);
	CHECK_EQUAL(mbedtls_ssl_session_reset(context_of(one)), 0);
}

static tls_tickets *tickets_new(void)
{
	tls_tickets *result = NULL;

	CHECK_EQUAL(tls_tickets_new(&result, 3600, 0, NULL), 0);
	return result;
}

/* A session that the server has given a client, or nothing. */
static blob session_from(const pair_options *options)
{
	blob saved = { NULL, 0 };
	pair both;

	if (pair_connect(&both, options)) {
		saved = both.client.saved;
		both.client.saved = (blob){ NULL, 0 };
	}
	pair_free(&both);
	return saved;
}

TEST("G5 G9 whoever comes back with a ticket has not proven a key that he names besides")
{
	tls_tickets *tickets = tickets_new();
	pair_options options = { .version = TLS13, .save = true, .tickets = tickets, .given = 1, .serverQuestions = TLS_EVENT_IDENTITY };
	blob session = session_from(&options);
	size_t length = 0;
	pair both;

	options.session = &session;
	if (CHECK(session.length > 0) && pair_open(&both, &options)) {
		CHECK_EQUAL(both.client.resumes, 1);
		CHECK_EQUAL(mbedtls_ssl_conf_psk(configuration_of(&both.client), guess, sizeof(guess), identity, sizeof(identity) - 1), 0);
		CHECK_EQUAL(tls_session_offer_key(both.server.session, identity, sizeof(identity) - 1, key, sizeof(key)), 0);
		pair_run(&both, &full);
		if (CHECK(pair_connected(&both))) {
			CHECK(tls_session_resumed(both.server.session));
			CHECK(!tls_session_identity(both.server.session, &length));
		}
		pair_free(&both);
	}
	blob_free(&session);
	tls_tickets_release(tickets);
}

TEST("G11 a client that is asked for another hello stays with the name in its first one")
{
	static const char *const names[] = { "localhost", "other.example", "LocalHost", NULL };
	static const uint16_t offered[] = { MBEDTLS_SSL_IANA_TLS_GROUP_X25519, MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, 0 };
	static const uint16_t wanted[] = { MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, 0 };
	unsigned i, k;

	for (i = 0; i < 4; i++) {
		for (k = 0; k < 4; k++) {
			pair both;
			/* Who has named nobody has not named somebody later either. The other way round nothing is claimed. */
			bool allowed = i == k || !names[k] || (i != 3 && i % 2 == 0 && k % 2 == 0);
			if (!pair_open(&both, &(pair_options){ .version = TLS13, .optional = true, .host = names[i] ? names[i] : "" }))
				continue;
			choose_groups(&both.client, offered);
			choose_groups(&both.server, wanted);
			CHECK_EQUAL(mbedtls_ssl_set_hostname(context_of(&both.client), names[i]), 0);
			side_step(&both.client, &both.server.in, &full);
			CHECK_EQUAL(mbedtls_ssl_set_hostname(context_of(&both.client), names[k]), 0);
			pair_run(&both, &full);
			CHECK_EQUAL(pair_connected(&both), allowed);
			if (!allowed) {
				CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME);
				CHECK_EQUAL(tls_session_alert(both.client.session), MBEDTLS_SSL_ALERT_MSG_UNRECOGNIZED_NAME);
			}
			pair_free(&both);
		}
	}
}

/* Adds an extension to the hello in a stream, which is one record. */
static void append_extension(stream *to, const uint8_t *extension, size_t length)
{
	uint8_t *record = malloc(stream_length(to) + length), *extensions;
	size_t size = stream_length(to) - 5, at = 5 + 4 + 2 + 32, total;

	memcpy(record, to->bytes + to->start, size + 5);
	at += 1u + record[at];
	at += 2u + (size_t)(record[at] << 8 | record[at + 1]);
	at += 1u + record[at];
	extensions = record + at;
	total = (size_t)(extensions[0] << 8 | extensions[1]) + length;
	CHECK_EQUAL(at + 2 + total, size + 5 + length);
	extensions[0] = (uint8_t)(total >> 8);
	extensions[1] = (uint8_t)total;
	memcpy(record + 5 + size, extension, length);
	size += length;
	record[3] = (uint8_t)(size >> 8);
	record[4] = (uint8_t)size;
	record[7] = (uint8_t)((size - 4) >> 8);
	record[8] = (uint8_t)(size - 4);
	stream_take(to, stream_length(to));
	stream_put(to, record, size + 5);
	free(record);
}

TEST("G5 G11 a name behind a ticket of TLS 1.2 that was given without it, or with another, ends the handshake")
{
	static const uint8_t other[] = { 0, 0, 0, 12, 0, 10, 0, 0, 7, 'p', 'r', 'i', 'v', 'a', 't', 'e' };
	static const char *const hosts[] = { "", "localhost" };
	unsigned i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new();
		pair_options options = { .version = TLS12, .save = true, .tickets = tickets, .given = 1, .optional = true, .host = hosts[i] };
		blob session = session_from(&options);
		pair both;
		options.session = &session;
		if (CHECK(session.length > 0) && pair_open(&both, &options)) {
			CHECK_EQUAL(both.client.resumes, 1);
			side_step(&both.client, &both.server.in, &full);
			append_extension(&both.server.in, other, sizeof(other));
			side_step(&both.server, &both.client.in, &full);
			CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME);
			CHECK_EQUAL(take_alert(&both.client.in), MBEDTLS_SSL_ALERT_MSG_UNRECOGNIZED_NAME);
			pair_free(&both);
		}
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a session is offered once, and before the first step")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned k;

	for (k = 0; k < 2; k++) {
		tls_tickets *tickets = tickets_new();
		pair_options options = { .version = versions[k], .save = true, .tickets = tickets, .given = 1 };
		blob session = session_from(&options);
		pair both;
		options.session = &session;
		if (CHECK(session.length > 0) && pair_open(&both, &options)) {
			CHECK_EQUAL(both.client.resumes, 1);
			CHECK_EQUAL(tls_session_resume(both.client.session, session.bytes, session.length), 0);
			pair_run(&both, &full);
			/* What was offered first counts. */
			CHECK(pair_connected(&both) && tls_session_resumed(both.client.session));
			CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
			CHECK_EQUAL(tls_session_resume(both.client.session, session.bytes, session.length), 0);
			CHECK(tls_session_resumed(both.client.session));
			pair_free(&both);
		}
		options.session = NULL;
		if (pair_open(&both, &options)) {
			side_step(&both.client, &both.server.in, &full);
			CHECK_EQUAL(tls_session_resume(both.client.session, session.bytes, session.length), 0);
			pair_run(&both, &full);
			CHECK(pair_connected(&both) && !tls_session_resumed(both.client.session) && !tls_session_resumed(both.server.session));
			CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
			pair_free(&both);
		}
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G9 a key is offered to a server that asks for keys, and before its first step: later it would be taken for one that was proven")
{
	pair_options options = { .version = TLS13, .questions = TLS_EVENT_IDENTITY };
	size_t length;
	pair both;

	if (pair_open(&both, &options)) {
		CHECK_EQUAL(tls_session_offer_key(both.client.session, identity, sizeof(identity), key, sizeof(key)), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
		CHECK_EQUAL(tls_session_offer_key(both.server.session, identity, sizeof(identity), key, sizeof(key)), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
		pair_free(&both);
	}
	options = (pair_options){ .version = TLS13, .serverQuestions = TLS_EVENT_IDENTITY };
	if (pair_open(&both, &options)) {
		pair_run(&both, &full);
		CHECK(pair_connected(&both));
		CHECK_EQUAL(tls_session_offer_key(both.server.session, identity, sizeof(identity), key, sizeof(key)), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
		CHECK(!tls_session_identity(both.server.session, &length));
		pair_free(&both);
	}
}
