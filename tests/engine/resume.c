/* Sessions that outlive their connection: a client of the engine with a server of the engine. */
#include "resume.h"
#include "host.h"
#include "test.h"

static const uint16_t versions[] = { TLS12, TLS13 };

tls_tickets *tickets_new(uint32_t lifetime, uint16_t cache, const uint8_t *key)
{
	tls_tickets *result = NULL;

	CHECK_EQUAL(tls_tickets_new(&result, lifetime, cache, key), 0);
	return result;
}

blob connect_first(const pair_options *options)
{
	pair both;
	blob saved = { NULL, 0 };

	if (pair_connect(&both, options)) {
		CHECK(!tls_session_resumed(both.client.session) && !tls_session_resumed(both.server.session));
		saved = both.client.saved;
		both.client.saved = (blob){ NULL, 0 };
	}
	pair_free(&both);
	return saved;
}

bool connect_again(pair_options options, const blob *session)
{
	static const pace full;
	pair both;
	bool resumed = false;

	options.save = true;
	options.session = session;
	if (pair_connect(&both, &options)) {
		resumed = tls_session_resumed(both.client.session);
		CHECK_EQUAL(tls_session_resumed(both.server.session), resumed);
		transfer(&both.client, &both.server, 1000, &full);
		transfer(&both.server, &both.client, 1000, &full);
	}
	pair_free(&both);
	return resumed;
}

TEST("G5 a session that was saved is resumed, by ticket in TLS 1.2 and TLS 1.3")
{
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1 };
		blob session = connect_first(&options);
		CHECK(session.length > 0);
		CHECK(connect_again(options, &session));
		test_note("TLS 1.%d: %zu bytes", (int)i + 2, session.length);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a session without a ticket is resumed from the server's cache in TLS 1.2")
{
	tls_tickets *tickets = tickets_new(3600, 2, NULL);
	pair_options options = { .version = TLS12, .save = true, .tickets = tickets };
	blob session = connect_first(&options), others[2];

	CHECK(session.length > 0 && connect_again(options, &session));
	others[0] = connect_first(&options);
	CHECK(connect_again(options, &session));
	others[1] = connect_first(&options);
	/* Two have room. */
	CHECK(!connect_again(options, &session));
	blob_free(&session);
	blob_free(&others[0]);
	blob_free(&others[1]);
	tls_tickets_release(tickets);
}

/* Bytes that a connected pair takes. */
static size_t taken(const pair_options *options, int *events)
{
	size_t before = host_heap()->current, result = 0;
	pair both;

	if (pair_connect(&both, options)) {
		result = host_heap()->current - before;
		*events = both.client.events;
		CHECK_EQUAL(tls_session_save_length(both.client.session), 0);
	}
	pair_free(&both);
	return result;
}

TEST("G5 G15 a client that saves no sessions gets no tickets and keeps nothing for them; one that does keeps little")
{
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options plain = { .version = versions[i] }, giving = { .version = versions[i], .tickets = tickets, .given = 2 }, saving = giving;
		int events = 0;
		size_t none, given, saved;
		saving.save = true;
		/* So that PSA's room for keys is there. */
		taken(&saving, &events);
		none = taken(&plain, &events);
		given = taken(&giving, &events);
		CHECK_EQUAL(events & TLS_EVENT_TICKET, 0);
		saved = taken(&saving, &events);
		CHECK(events & TLS_EVENT_TICKET);
		test_note("TLS 1.%zu: a pair takes %zu bytes, %ld more with a server that gives tickets, and %ld more with a client that saves them", i + 2, none,
			(long)(given - none), (long)(saved - given));
		CHECK(given - none < 128 && saved - given < 256);
		tls_tickets_release(tickets);
	}
}

TEST("G5 each ticket of TLS 1.3 can be saved, and each resumes")
{
	tls_tickets *tickets = tickets_new(3600, 0, NULL);
	pair_options options = { .version = TLS13, .save = true, .tickets = tickets, .given = 3 };
	pair both;

	if (pair_connect(&both, &options)) {
		CHECK_EQUAL(both.client.saves, 3);
		CHECK(connect_again(options, &both.client.saved));
		CHECK_EQUAL(tls_session_save_length(both.client.session), 0);
	}
	pair_free(&both);
	tls_tickets_release(tickets);
}
