/* The key log of a handshake. */
#include "host.h"
#include "support.h"
#include "test.h"

#include <string.h>

static const pace full;

/* The number of lines; each must be a known label, 64 hexadecimal digits and 64 to 96 more, or it counts as 100. */
static unsigned lines(const char *text, size_t length)
{
	static const char *const labels[] = { "CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
		"SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET" };
	const char *end = text + length;
	unsigned count = 0, i;

	while (text < end) {
		const char *line = memchr(text, '\n', (size_t)(end - text));
		size_t label = strcspn(text, " "), random, secret;
		for (i = 0; i < 6 && (strlen(labels[i]) != label || memcmp(labels[i], text, label)); i++);
		if (!line || i == 6)
			return 100;
		random = strspn(text + label + 1, "0123456789abcdef");
		secret = strspn(text + label + 1 + random + 1, "0123456789abcdef");
		if (random != 64 || (secret != 64 && secret != 96) || text + label + 1 + random + 1 + secret != line)
			return 100;
		count++;
		text = line + 1;
	}
	return count;
}

TEST("both sides of a handshake log the same secrets: one line in TLS 1.2, five in TLS 1.3")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		char mine[TLS_KEY_LOG_SIZE], theirs[TLS_KEY_LOG_SIZE];
		pair both;
		if (pair_open(&both, &(pair_options){ .version = k ? TLS13 : TLS12 })) {
			size_t length;
			CHECK_EQUAL(tls_session_keep_keys(both.client.session), 0);
			CHECK_EQUAL(tls_session_keep_keys(both.client.session), 0);
			CHECK_EQUAL(tls_session_keep_keys(both.server.session), 0);
			CHECK_EQUAL(tls_session_take_keys(both.client.session, mine), 0);
			pair_run(&both, &full);
			length = tls_session_take_keys(both.client.session, mine);
			CHECK_EQUAL(lines(mine, length), k ? 5 : 1);
			CHECK_EQUAL(tls_session_take_keys(both.server.session, theirs), length);
			CHECK(memcmp(mine, theirs, length) == 0);
			CHECK_EQUAL(tls_session_take_keys(both.client.session, mine), 0);
		}
		pair_free(&both);
	}
}

TEST("once the lines were taken, a connection needs no more memory than another")
{
	char text[TLS_KEY_LOG_SIZE];
	size_t needed[2];
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair both;
		if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
			if (k)
				tls_session_keep_keys(both.client.session);
			pair_run(&both, &full);
			tls_session_take_keys(both.client.session, text);
			needed[k] = host_heap()->current;
		}
		pair_free(&both);
	}
	CHECK_EQUAL(needed[0], needed[1]);
}

TEST("lines that were not taken go with the session, and a session that was not asked keeps none")
{
	char text[TLS_KEY_LOG_SIZE];
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		tls_session_keep_keys(both.client.session);
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_take_keys(both.server.session, text), 0);
	}
	/* The test's end sees whether all memory was given back. */
	pair_free(&both);
}

TEST("the secrets of a handshake that fails can be taken")
{
	char text[TLS_KEY_LOG_SIZE];
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13, .authority = "unknown-authority" })) {
		tls_session_keep_keys(both.client.session);
		pair_run(&both, &full);
		CHECK(both.client.error < 0);
		CHECK_EQUAL(lines(text, tls_session_take_keys(both.client.session, text)), 2);
	}
	pair_free(&both);
}

TEST("secrets that are taken after each step of one byte are whole lines")
{
	char text[TLS_KEY_LOG_SIZE];
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		unsigned turns, count = 0;
		tls_session_keep_keys(both.server.session);
		for (turns = 0; turns < 20000 && !pair_connected(&both); turns++) {
			side_step(&both.client, &both.server.in, &(pace){ .in = 7, .out = 7 });
			side_step(&both.server, &both.client.in, &(pace){ .in = 7, .out = 7 });
			count += lines(text, tls_session_take_keys(both.server.session, text));
		}
		CHECK_EQUAL(count, 5);
	}
	pair_free(&both);
}
