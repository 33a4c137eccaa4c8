/* Windows of every size: what comes in and goes out may be cut anywhere. */
#include "support.h"
#include "test.h"

#include <stdio.h>

enum { bulk = 300 * 1024 };

/* `name` says which case failed. */
static void carries(const char *name, uint16_t version, const pace *speed, size_t total)
{
	bool right = false;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = version })) {
		pair_run(&both, speed);
		right = CHECK(pair_connected(&both)) && transfer(&both.client, &both.server, total, speed)
			&& transfer(&both.server, &both.client, total, speed);
	}
	if (!right)
		test_note("TLS %s, windows %s", version == TLS12 ? "1.2" : "1.3", name);
	pair_free(&both);
}

static void both_versions(const char *name, pace speed, size_t total)
{
	carries(name, TLS12, &speed, total);
	carries(name, TLS13, &speed, total);
}

TEST("300 KB each way arrive whole through unlimited windows")
{
	both_versions("unlimited", (pace){ 0 }, bulk);
}

TEST("a handshake and data arrive whole when one byte comes in and one goes out at a time")
{
	both_versions("of 1 byte", (pace){ .in = 1, .out = 1 }, 5000);
}

TEST("300 KB each way arrive whole through windows of fixed sizes")
{
	static const size_t sizes[] = { 5, 7, 64, 100, 1460, 4096, 16384, 16405, 65000 };
	char name[40];
	unsigned i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		snprintf(name, sizeof(name), "of %zu bytes", sizes[i]);
		both_versions(name, (pace){ .in = sizes[i], .out = sizes[i] }, sizes[i] < 100 ? 20000 : bulk);
	}
}

TEST("300 KB each way arrive whole through windows of random sizes")
{
	unsigned i;

	for (i = 0; i < 10; i++) {
		both_versions("of random sizes up to 64 KiB", (pace){ .in = 60000, .out = 65000, .random = true }, bulk);
		both_versions("of random small sizes", (pace){ .in = 40, .out = 40, .random = true }, 8000);
		both_versions("small in, large out", (pace){ .in = 20, .out = 20000, .random = true }, 30000);
		both_versions("large in, small out", (pace){ .in = 20000, .out = 20, .random = true }, 30000);
	}
}

/* side_step checks it. */
TEST("a session that is given at most what it wants leaves no byte unread")
{
	both_versions("as wanted", (pace){ .wanted = true }, bulk);
	both_versions("as wanted, in pieces", (pace){ .in = 300, .out = 300, .random = true, .wanted = true }, 50000);
	both_versions("as wanted, one byte out", (pace){ .out = 1, .wanted = true }, 10000);
}

TEST("wanted is a record's header, then the rest of the record, and 0 while data waits")
{
	static const pace full;
	uint8_t data[100] = { 0 };
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12 })) {
		tls_session *server = both.server.session;
		size_t length;
		CHECK_EQUAL(tls_session_wanted(server), 5);
		side_write(&both.client, &both.server.in, data, sizeof(data), 1000);
		length = record_length(&both.server.in);
		side_step(&both.server, &both.client.in, &(pace){ .in = 5 });
		CHECK_EQUAL(tls_session_wanted(server), length - 5);
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(tls_session_readable(server), sizeof(data));
		CHECK_EQUAL(tls_session_wanted(server), 0);
		CHECK_EQUAL(side_read(&both.server, data, 60, 0), 60);
		CHECK_EQUAL(tls_session_wanted(server), 0);
		CHECK_EQUAL(side_read(&both.server, data, 60, 0), 40);
		CHECK_EQUAL(tls_session_wanted(server), 5);
	}
	pair_free(&both);
}

TEST("a step without windows does nothing")
{
	tls_window none = { 0 };
	pair both;

	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		CHECK_EQUAL(tls_session_step(both.server.session, &none), 0);
		CHECK_EQUAL(tls_session_step(both.client.session, &none), 0);
		CHECK(tls_session_owed(both.client.session) > 0);
		CHECK_EQUAL(tls_session_step(both.client.session, NULL), 0);
	}
	pair_free(&both);
}

TEST("what is owed leaves in the next windows, and only that")
{
	tls_window window = { 0 };
	uint8_t out[2000];
	size_t owed;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		tls_session_step(both.client.session, &window);
		owed = tls_session_owed(both.client.session);
		window.out = out;
		window.outLength = 10;
		CHECK_EQUAL(tls_session_step(both.client.session, &window), 0);
		CHECK_EQUAL(window.outLength, 0);
		CHECK_EQUAL(tls_session_owed(both.client.session), owed - 10);
		window.outLength = sizeof(out) - 10;
		CHECK_EQUAL(tls_session_step(both.client.session, &window), 0);
		CHECK_EQUAL(window.out - out, owed);
		CHECK_EQUAL(tls_session_owed(both.client.session), 0);
	}
	pair_free(&both);
}
