/* How long a session that was saved is good for: clocks, keys that rotate, restarts. */
#include "resume.h"
#include "host.h"
#include "test.h"

static const uint16_t versions[] = { TLS12, TLS13 };

TEST("G5 a server whose key was rotated opens older tickets for one lifetime")
{
	static const uint8_t key[TLS_TICKET_KEY_LENGTH] = "a name of 16 b.. and a secret of thirty-two byt";
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL), *other = tickets_new(3600, 0, key), *same = tickets_new(3600, 0, key);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1 };
		blob session = connect_first(&options), shared;
		CHECK_EQUAL(tls_tickets_rotate(tickets, NULL), 0);
		CHECK(connect_again(options, &session));
		CHECK_EQUAL(tls_tickets_rotate(tickets, NULL), 0);
		CHECK(!connect_again(options, &session));
		/* A key that two servers have in common. */
		options.tickets = other;
		CHECK(!connect_again(options, &session));
		shared = connect_first(&options);
		options.tickets = same;
		CHECK(connect_again(options, &shared));
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
		session = connect_first(&options);
		host_clock_set(start + 2000);
		host_restart();
		options.tickets = after;
		CHECK(connect_again(options, &session));
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
		blob session = connect_first(&options);
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
		session = connect_first(&options);
		if (i == 2) {
			/* TLS 1.2 without tickets, which the client believes to live for a day. */
			host_clock_set(start + 3500);
			CHECK(connect_again(options, &session));
			host_clock_set(start + 3601);
			CHECK(!connect_again(options, &session));
		} else if (i < 2) {
			host_clock_set(start + 3599);
			CHECK(connect_again(options, &session));
			host_clock_set(start + 3600);
			CHECK(!connect_again(options, &session));
			/* A clock that runs backwards is none. */
			host_clock_set(start - 1);
			CHECK(!connect_again(options, &session));
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
	blob session = connect_first(&options);
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
