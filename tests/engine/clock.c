/* What dates are worth under each policy, with a clock that is set and with one that is not. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <string.h>

static const pace full;

/* 1970-01-01, 2025-12-31 23:59:59, 2026-01-01, 2026-06-01, 2120-06-01 */
static const int64_t never = 0, justBefore = 1767225599, first = 1767225600, now = 1780272000, late = 4746729600;

typedef struct {
	int64_t clock;
	const char *certificate;
	tls_time_policy policy;
	tls_verdict verdict;
} expectation;

static const expectation expectations[] = {
	{ never, "localhost", TLS_TIME_REQUIRE, TLS_VERDICT_CLOCK_NOT_SET },
	{ never, "expired", TLS_TIME_REQUIRE, TLS_VERDICT_CLOCK_NOT_SET },
	{ justBefore, "localhost", TLS_TIME_REQUIRE, TLS_VERDICT_CLOCK_NOT_SET },
	{ first, "localhost", TLS_TIME_REQUIRE, TLS_VERDICT_ACCEPTED },
	{ now, "localhost", TLS_TIME_REQUIRE, TLS_VERDICT_ACCEPTED },
	{ now, "expired", TLS_TIME_REQUIRE, TLS_VERDICT_EXPIRED },
	{ now, "not-yet-valid", TLS_TIME_REQUIRE, TLS_VERDICT_NOT_YET_VALID },
	{ never, "localhost", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_ACCEPTED },
	{ never, "expired", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_ACCEPTED },
	{ never, "not-yet-valid", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_ACCEPTED },
	{ now, "expired", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_EXPIRED },
	{ now, "not-yet-valid", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_NOT_YET_VALID },
	{ late, "localhost", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_EXPIRED },
	{ never, "expired", TLS_TIME_IGNORE, TLS_VERDICT_ACCEPTED },
	{ now, "expired", TLS_TIME_IGNORE, TLS_VERDICT_ACCEPTED },
	{ now, "under-expired", TLS_TIME_IGNORE, TLS_VERDICT_ACCEPTED },
	{ now, "not-yet-valid", TLS_TIME_IGNORE, TLS_VERDICT_ACCEPTED },
	/* Everything else is checked as ever. */
	{ never, "self-signed", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_SELF_SIGNED },
	{ now, "wrong-name", TLS_TIME_IGNORE, TLS_VERDICT_WRONG_NAME },
	{ never, "self-signed", TLS_TIME_REQUIRE, TLS_VERDICT_SELF_SIGNED },
};

TEST("G8 each policy on the clock has its verdict on each date")
{
	unsigned i, k;

	for (i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const expectation *expected = &expectations[i];
		for (k = 0; k < 2; k++) {
			pair both;
			host_clock_set(expected->clock);
			if (pair_open(&both, &(pair_options){ .version = k ? TLS12 : TLS13, .certificate = expected->certificate, .time = expected->policy })) {
				pair_run(&both, &full);
				if (!CHECK_EQUAL(tls_session_verdict(both.client.session), expected->verdict))
					test_note("case %u: %s", i, expected->certificate);
				CHECK_EQUAL(tls_session_connected(both.client.session), expected->verdict == TLS_VERDICT_ACCEPTED);
			}
			pair_free(&both);
		}
	}
}

TEST("G8 the explanation of a clock that is not set is what it shows")
{
	pair both;

	host_clock_set(86400);
	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		pair_run(&both, &full);
		CHECK(strcmp(tls_session_explanation(both.client.session), "1970-01-02 00:00:00 UTC") == 0);
	}
	pair_free(&both);
}

TEST("G8 the policy holds for the dates of revocation lists, and a revoked certificate stays refused whatever the clock shows")
{
	static const struct {
		int64_t clock;
		const char *certificate, *list;
		tls_time_policy policy;
		tls_verdict verdict;
	} cases[] = {
		{ now, "localhost", "old-revocations", TLS_TIME_REQUIRE, TLS_VERDICT_LIST_EXPIRED },
		{ now, "localhost", "old-revocations", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_LIST_EXPIRED },
		{ now, "localhost", "old-revocations", TLS_TIME_IGNORE, TLS_VERDICT_ACCEPTED },
		{ never, "localhost", "early-revocations", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_ACCEPTED },
		{ never, "revoked", "revocations", TLS_TIME_ALLOW_UNSET, TLS_VERDICT_REVOKED },
		{ now, "revoked", "old-revocations", TLS_TIME_IGNORE, TLS_VERDICT_REVOKED },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pair_options options = { .version = TLS13, .certificate = cases[i].certificate, .time = cases[i].policy };
		pair both;
		host_clock_set(cases[i].clock);
		options.lists[0] = cases[i].list;
		options.lists[1] = "authority-revocations";
		if (pair_open(&both, &options)) {
			pair_run(&both, &full);
			if (!CHECK_EQUAL(tls_session_verdict(both.client.session), cases[i].verdict))
				test_note("case %u", i);
		}
		pair_free(&both);
	}
}

TEST("G8 a server whose clock is not set refuses clients, unless it may do without")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair_options options = { .version = TLS13, .clientPolicy = TLS_PEER_REQUIRED, .clientCertificate = "client" };
		pair both;
		host_clock_set(never);
		options.time = k ? TLS_TIME_ALLOW_UNSET : TLS_TIME_REQUIRE;
		if (CHECK_EQUAL(side_open(&both.server, true, &options), 0)) {
			/* The client has a clock policy of its own. */
			pair_options client = { .version = TLS13, .clientCertificate = "client", .time = TLS_TIME_IGNORE };
			CHECK_EQUAL(side_open(&both.client, false, &client), 0);
			pair_run(&both, &full);
			CHECK_EQUAL(tls_session_verdict(both.server.session), k ? TLS_VERDICT_ACCEPTED : TLS_VERDICT_CLOCK_NOT_SET);
			CHECK_EQUAL(tls_session_connected(both.server.session), k == 1);
			pair_free(&both);
		}
	}
}
