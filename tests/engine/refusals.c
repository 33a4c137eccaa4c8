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
