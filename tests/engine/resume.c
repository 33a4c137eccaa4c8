/* Sessions that outlive their connection: a client of the engine with a server of the engine. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const uint16_t versions[] = { TLS12, TLS13 };

static tls_tickets *tickets_new(uint32_t lifetime, uint16_t cache, const uint8_t *key)
{
	tls_tickets *result = NULL;

	CHECK_EQUAL(tls_tickets_new(&result, lifetime, cache, key), 0);
	return result;
}

/* Connects, and leaves the client's session. */
static blob first(const pair_options *options)
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

/* Connects with a session; whether both sides say that it was resumed. They never differ, and data flows. */
static bool again(pair_options options, const blob *session)
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
		blob session = first(&options);
		CHECK(session.length > 0);
		CHECK(again(options, &session));
		test_note("TLS 1.%d: %zu bytes", (int)i + 2, session.length);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a session without a ticket is resumed from the server's cache in TLS 1.2")
{
	tls_tickets *tickets = tickets_new(3600, 2, NULL);
	pair_options options = { .version = TLS12, .save = true, .tickets = tickets };
	blob session = first(&options), others[2];

	CHECK(session.length > 0 && again(options, &session));
	others[0] = first(&options);
	CHECK(again(options, &session));
	others[1] = first(&options);
	/* Two have room. */
	CHECK(!again(options, &session));
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
		CHECK(again(options, &both.client.saved));
		CHECK_EQUAL(tls_session_save_length(both.client.session), 0);
	}
	pair_free(&both);
	tls_tickets_release(tickets);
}

TEST("G5 a server whose key was rotated opens older tickets for one lifetime")
{
	static const uint8_t key[TLS_TICKET_KEY_LENGTH] = "a name of 16 b.. and a secret of thirty-two byt";
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL), *other = tickets_new(3600, 0, key), *same = tickets_new(3600, 0, key);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1 };
		blob session = first(&options), shared;
		CHECK_EQUAL(tls_tickets_rotate(tickets, NULL), 0);
		CHECK(again(options, &session));
		CHECK_EQUAL(tls_tickets_rotate(tickets, NULL), 0);
		CHECK(!again(options, &session));
		/* A key that two servers have in common. */
		options.tickets = other;
		CHECK(!again(options, &session));
		shared = first(&options);
		options.tickets = same;
		CHECK(again(options, &shared));
		blob_free(&session);
		blob_free(&shared);
		tls_tickets_release(tickets);
		tls_tickets_release(other);
		tls_tickets_release(same);
	}
}

TEST("G5 a session outlives a restart of the client, and with a key that is given one of the server")
{
	static const uint8_t key[TLS_TICKET_KEY_LENGTH] = "a name of 16 b.. and a secret of thirty-two byt";
	const int64_t start = 1795219200;
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *before = tickets_new(3600, 0, key), *after = tickets_new(3600, 0, key);
		pair_options options = { .version = versions[i], .save = true, .tickets = before, .given = 1 };
		blob session;
		host_clock_set(start + 1000);
		session = first(&options);
		host_clock_set(start + 2000);
		host_restart();
		options.tickets = after;
		CHECK(again(options, &session));
		blob_free(&session);
		tls_tickets_release(before);
		tls_tickets_release(after);
		host_reset();
	}
}

/* Whether a client offers that session. */
static bool offers(pair_options options, const blob *session)
{
	side one;
	bool result;

	options.session = session;
	CHECK_EQUAL(side_open(&one, false, &options), 0);
	result = one.resumes == 1;
	side_free(&one);
	return result;
}

TEST("G5 a client does not offer what has expired, or comes from the future")
{
	const int64_t start = 1795219200;
	size_t i;

	for (i = 0; i < 4; i++) {
		tls_tickets *tickets = tickets_new(i < 2 ? 3600 : 604800, 0, NULL);
		pair_options options = { .version = versions[i & 1], .save = true, .tickets = tickets, .given = 1 };
		blob session = first(&options);
		int64_t end = start + (i < 2 ? 3600 : 604800);
		CHECK(offers(options, &session));
		host_clock_set(end - 1);
		CHECK(offers(options, &session));
		host_clock_set(end);
		CHECK(!offers(options, &session));
		host_clock_set(start - 1);
		CHECK(!offers(options, &session));
		host_clock_set(start);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G5 sessions expire, for the server and for the client")
{
	const int64_t start = 1795219200;
	size_t i;

	for (i = 0; i < 4; i++) {
		tls_tickets *tickets = tickets_new(3600, 4, NULL);
		pair_options options = { .version = versions[i & 1], .save = true, .tickets = tickets, .given = i < 2 };
		blob session;
		if (i == 3)
			options.version = TLS12;
		host_clock_set(start);
		session = first(&options);
		if (i == 2) {
			/* TLS 1.2 without tickets, which the client believes to live for a day. */
			host_clock_set(start + 3500);
			CHECK(again(options, &session));
			host_clock_set(start + 3601);
			CHECK(!again(options, &session));
		} else if (i < 2) {
			host_clock_set(start + 3599);
			CHECK(again(options, &session));
			host_clock_set(start + 3600);
			CHECK(!again(options, &session));
			/* A clock that runs backwards is none. */
			host_clock_set(start - 1);
			CHECK(!again(options, &session));
		}
		blob_free(&session);
		tls_tickets_release(tickets);
	}
	host_clock_set(start);
}

TEST("G5 keys rotate by themselves, and sessions cannot be prolonged for more than a week")
{
	const int64_t start = 1795219200;
	tls_tickets *tickets = tickets_new(3600, 0, NULL);
	pair_options options = { .version = TLS13, .save = true, .tickets = tickets, .given = 1 };
	blob session = first(&options);
	int64_t now;

	for (now = start; now < start + 8 * 86400; now += 3000) {
		pair both;
		bool resumed;
		host_clock_set(now);
		options.session = &session;
		if (!pair_connect(&both, &options))
			break;
		resumed = tls_session_resumed(both.client.session);
		blob_free(&session);
		session = both.client.saved;
		both.client.saved = (blob){ NULL, 0 };
		pair_free(&both);
		if (!resumed)
			break;
	}
	CHECK(now > start + 7 * 86400 - 3601 && now < start + 7 * 86400 + 3001);
	host_clock_set(start);
	blob_free(&session);
	tls_tickets_release(tickets);
}

TEST("G5 a resumed connection has the verdict and the certificate of the first one, on both sides")
{
	size_t i, length;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1,
			.clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED };
		blob session = first(&options), server = file_chain("localhost"), client = file_chain("client");
		pair both;
		const uint8_t *der;
		options.session = &session;
		if (pair_connect(&both, &options)) {
			CHECK(tls_session_resumed(both.server.session));
			CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
			CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_ACCEPTED);
			der = tls_session_peer_certificate(both.client.session, 0, &length);
			CHECK(der && memcmp(der, server.bytes, length) == 0);
			der = tls_session_peer_certificate(both.server.session, 0, &length);
			CHECK(der && memcmp(der, client.bytes, length) == 0);
		}
		pair_free(&both);
		blob_free(&session);
		blob_free(&server);
		blob_free(&client);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a client that had to show a certificate and had none, or a bad one, gets no ticket")
{
	size_t i;

	for (i = 0; i < 6; i++) {
		tls_tickets *tickets = tickets_new(3600, i < 4 ? 0 : 4, NULL);
		pair_options options = { .version = versions[i & 1], .save = true, .tickets = tickets, .given = i < 4, .authority = "authority",
			.clientCertificate = i & 2 ? "unknown-client" : NULL, .clientPolicy = TLS_PEER_OPTIONAL };
		blob session = first(&options);
		CHECK_EQUAL(session.length > 0 && again(options, &session), false);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

/* A first connection with some options, and a second one with others. */
static void expect(bool resumed, pair_options before, pair_options after, const char *what)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		blob session;
		before.version = after.version = versions[i];
		before.tickets = after.tickets = tickets;
		before.save = true;
		before.given = after.given = 1;
		session = first(&before);
		if (!CHECK_EQUAL(again(after, &session), resumed))
			test_note("%s", what);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a session is used for nothing but what it was made for")
{
	static const pair_options plain = { 0 };
	static const pair_options listed = { .lists = { "revocations", "authority-revocations" } };
	uint8_t pins[2 * TLS_PIN_SIZE] = { 0 };

	pin_of("localhost", pins);
	expect(true, plain, plain, "the same");
	expect(false, (pair_options){ .optional = true }, plain, "not verified before");
	expect(false, (pair_options){ .certificate = "several-names", .host = "one.example" }, (pair_options){ .certificate = "several-names", .host = "two.example" },
		"another name");
	expect(false, plain, listed, "revocation lists");
	expect(true, listed, listed, "the same revocation lists");
	expect(false, listed, (pair_options){ .lists = { "revocations", "authority-revocations", "old-revocations" } }, "other revocation lists");
	expect(false, plain, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, "a pin");
	expect(true, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, "the same pin");
	expect(false, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, (pair_options){ .pins = pins, .pinsLength = 2 * TLS_PIN_SIZE }, "two pins");
	expect(false, (pair_options){ .time = TLS_TIME_IGNORE }, plain, "dates did not count before");
	expect(false, plain, (pair_options){ .protocols = "\2h2" }, "ALPN");
	expect(false, (pair_options){ .protocols = "\2h2" }, (pair_options){ .protocols = "\2h3" }, "another ALPN");
	expect(true, (pair_options){ .protocols = "\2h2" }, (pair_options){ .protocols = "\2h2" }, "the same ALPN");
	expect(false, plain, (pair_options){ .clientCertificate = "client" }, "a client certificate");
	expect(false, plain, (pair_options){ .clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED }, "a server that asks for a certificate");
	expect(false, (pair_options){ .serverProtocols = "\2h2" }, (pair_options){ .serverProtocols = "\2h3" }, "a server of another ALPN");
}

static void keep_in_store(mbedtls_x509_crt *parsed, const char *name)
{
	blob der = file_chain(name);

	mbedtls_x509_crt_init(parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(parsed, der.bytes, der.length), 0);
	host_store_add(parsed->subject_raw.p, parsed->subject_raw.len, parsed->raw.p, parsed->raw.len);
	blob_free(&der);
}

TEST("G2 G5 a session from the time of another store, as firmware with other authorities has one, makes a full handshake")
{
	mbedtls_x509_crt authority, other;
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1, .store = true }, own = options;
		blob session, ours;
		own.store = false;
		ours = first(&own);
		keep_in_store(&authority, "authority");
		session = first(&options);
		CHECK(session.length > 0 && again(options, &session));
		keep_in_store(&other, "unknown-authority");
		CHECK(!again(options, &session));
		host_store_clear();
		host_store_add(authority.subject_raw.p, authority.subject_raw.len, authority.raw.p, authority.raw.len);
		CHECK(again(options, &session));
		/* Who brings an authority does not ask the store. */
		CHECK(again(own, &ours));
		host_store_clear();
		mbedtls_x509_crt_free(&authority);
		mbedtls_x509_crt_free(&other);
		blob_free(&session);
		blob_free(&ours);
		tls_tickets_release(tickets);
	}
}

TEST("G5 what was not verified is resumed as not verified")
{
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1, .optional = true, .authority = "unknown-authority",
			.clientPolicy = TLS_PEER_IGNORED };
		blob session = first(&options);
		pair both;
		options.session = &session;
		if (pair_connect(&both, &options)) {
			CHECK(tls_session_resumed(both.client.session));
			CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
		}
		pair_free(&both);
		/* Nor does the same authority help once verification is asked for. */
		options.optional = false;
		if (pair_open(&both, &options)) {
			static const pace full;
			CHECK_EQUAL(both.client.resumes, 0);
			pair_run(&both, &full);
			CHECK(both.client.error != 0);
		}
		pair_free(&both);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}
