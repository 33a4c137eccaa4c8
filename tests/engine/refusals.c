/* What refuses a peer still does when memory fails. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <string.h>

static const pace full;

/* The caller refuses whatever it is asked about. */
static void refuse(side *one, peer *other)
{
	meet(one, other, &full);
	if (one->events & TLS_EVENT_VERIFY && !one->error) {
		(void)tls_session_judge(one->session, false);
		meet(one, other, &full);
	}
}

static void starve(pair_options ours, const char *certificate, unsigned rounds)
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i, told = 0;

	for (i = 0; i < rounds; i++) {
		size_t before;
		side one = { 0 };
		peer other;
		ours.version = versions[i % 2];
		peer_open(&other, &(peer_options){ .server = true, .version = ours.version, .certificate = certificate });
		host_reset();
		before = host_heap()->current;
		host_heap_fail(1 + test_random(i % 3 ? 4000 : 12000), i % 7 == 0);
		if (!side_open(&one, false, &ours)) {
			refuse(&one, &other);
			CHECK(!tls_session_connected(one.session));
			CHECK(one.error != 0 || host_heap()->failures > 0);
			told += one.error != 0;
		}
		host_heap_fail(0, false);
		side_free(&one);
		peer_free(&other);
		CHECK(host_heap()->current <= before);
	}
	test_note("%u of %u told by an error", told, rounds);
}

TEST("G8 no failed allocation lets a peer pass whose key is not pinned")
{
	static const uint8_t pin[TLS_PIN_SIZE];

	starve((pair_options){ .pins = pin, .pinsLength = sizeof(pin) }, "localhost", 150);
	starve((pair_options){ .pins = pin, .pinsLength = sizeof(pin), .optional = true }, "self-signed", 150);
}

TEST("G8 no failed allocation lets a peer pass that was revoked, or of whose issuer there is no list")
{
	starve((pair_options){ .lists = { "revocations", "authority-revocations" } }, "revoked", 150);
	starve((pair_options){ .lists = { "revocations" } }, "localhost", 100);
}

TEST("G8 no failed allocation lets a peer pass that the caller refuses")
{
	starve((pair_options){ .questions = TLS_EVENT_VERIFY }, "localhost", 150);
	starve((pair_options){ .questions = TLS_EVENT_VERIFY, .optional = true }, "expired", 100);
}

TEST("G5 no failed allocation makes a client that comes back somebody else, or nobody")
{
	static const uint16_t versions[] = { TLS12, TLS13, TLS12 };
	blob own = file_chain("client");
	unsigned resumed = 0, connected = 0, i, k;

	for (k = 0; k < 3; k++) {
		pair_options options = { .version = versions[k], .save = true, .given = k < 2, .clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED };
		blob session = { NULL, 0 };
		pair both;
		CHECK_EQUAL(tls_tickets_new(&options.tickets, 3600, k < 2 ? 0 : 2, NULL), 0);
		if (pair_connect(&both, &options)) {
			session = both.client.saved;
			both.client.saved = (blob){ NULL, 0 };
		}
		pair_free(&both);
		options.session = &session;
		for (i = 0; i < 150 && session.length > 0; i++) {
			const uint8_t *der;
			size_t length = 0;
			if (!CHECK_EQUAL(side_open(&both.client, false, &options), 0) || !CHECK_EQUAL(side_open(&both.server, true, &options), 0))
				break;
			host_heap_fail(host_heap()->allocations + 1 + (i < 75 ? i : test_random(600)), i % 5 == 0);
			while (side_step(&both.client, &both.server.in, &full) | side_step(&both.server, &both.client.in, &full))
				;
			host_heap_fail(0, false);
			if (tls_session_connected(both.server.session)) {
				connected++;
				resumed += tls_session_resumed(both.server.session);
				CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_ACCEPTED);
				der = tls_session_peer_certificate(both.server.session, 0, &length);
				CHECK(der && length <= own.length && memcmp(der, own.bytes, length) == 0);
			}
			else
				CHECK(both.client.error || both.server.error);
			if (tls_session_connected(both.client.session))
				CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
			pair_free(&both);
		}
		blob_free(&session);
		tls_tickets_release(options.tickets);
	}
	test_note("of 450, %u connected and %u resumed", connected, resumed);
	blob_free(&own);
}
