/* Key material for other protocols. */
#include "support.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

static int export(const side *one, const char *label, const char *context, uint8_t *out, size_t length)
{
	tls_exporter exporter = { label, strlen(label), (const uint8_t *)context, context ? strlen(context) : 0 };

	return tls_session_export(one->session, &exporter, out, length);
}

TEST("both sides export the same, and another label, context, length or connection gives something else")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair both, others;
		uint8_t mine[64], theirs[64];
		if (pair_connect(&both, &(pair_options){ .version = versions[k] }) && pair_connect(&others, &(pair_options){ .version = versions[k] })) {
			CHECK_EQUAL(export(&both.client, "EXPORTER-test", "context", mine, 64), 0);
			CHECK_EQUAL(export(&both.server, "EXPORTER-test", "context", theirs, 64), 0);
			CHECK(memcmp(mine, theirs, 64) == 0);
			CHECK_EQUAL(export(&both.server, "EXPORTER-tesT", "context", theirs, 64), 0);
			CHECK(memcmp(mine, theirs, 64) != 0);
			CHECK_EQUAL(export(&both.server, "EXPORTER-test", "contexT", theirs, 64), 0);
			CHECK(memcmp(mine, theirs, 64) != 0);
			CHECK_EQUAL(export(&others.server, "EXPORTER-test", "context", theirs, 64), 0);
			CHECK(memcmp(mine, theirs, 64) != 0);
			/* TLS 1.3 mixes the length in, the function of TLS 1.2 goes on where it stopped. */
			CHECK_EQUAL(export(&both.server, "EXPORTER-test", "context", theirs, 32), 0);
			CHECK((memcmp(mine, theirs, 32) == 0) == (versions[k] == TLS12));
		}
		pair_free(&both);
		pair_free(&others);
	}
}

TEST("no context and an empty one differ in TLS 1.2 and are the same in TLS 1.3")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair both;
		uint8_t none[32], empty[32];
		if (pair_connect(&both, &(pair_options){ .version = versions[k] })) {
			CHECK_EQUAL(export(&both.client, "EXPORTER-test", NULL, none, 32), 0);
			CHECK_EQUAL(export(&both.client, "EXPORTER-test", "", empty, 32), 0);
			CHECK((memcmp(none, empty, 32) == 0) == (versions[k] == TLS13));
		}
		pair_free(&both);
	}
}

TEST("the longest label, context and material, and one more")
{
	static const size_t most[] = { 249, 65535, 8160 };
	char *long1 = malloc(70000);
	uint8_t *out = malloc(8161);
	unsigned k, which, more;

	memset(long1, 'x', 70000);
	for (k = 0; k < 2; k++) {
		pair both;
		if (pair_connect(&both, &(pair_options){ .version = versions[k] })) {
			for (which = 0; which < 3; which++) {
				for (more = 0; more < 2; more++) {
					tls_exporter exporter = { long1, which == 0 ? most[0] + more : 1, (uint8_t *)long1, which == 1 ? most[1] + more : 1 };
					CHECK_EQUAL(tls_session_export(both.server.session, &exporter, out, which == 2 ? most[2] + more : 1), more ? TLS_ERROR_EXPORT : 0);
				}
			}
			CHECK_EQUAL(export(&both.client, "", NULL, out, 1), TLS_ERROR_EXPORT);
			CHECK_EQUAL(export(&both.client, "x", NULL, out, 0), TLS_ERROR_EXPORT);
		}
		pair_free(&both);
	}
	free(long1);
	free(out);
}

TEST("TLS's own labels are refused: they would give the connection's keys away")
{
	static const char *const labels[] = { "client finished", "server finished", "master secret", "extended master secret", "key expansion" };
	uint8_t out[48];
	unsigned i;
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12 })) {
		for (i = 0; i < 5; i++)
			CHECK_EQUAL(export(&both.client, labels[i], NULL, out, 48), TLS_ERROR_EXPORT);
	}
	pair_free(&both);
}

TEST("nothing is exported before the handshake is done, and after a failure the failure is told")
{
	uint8_t out[32];
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13 })) {
		CHECK_EQUAL(export(&both.client, "EXPORTER-test", NULL, out, 32), TLS_ERROR_NOT_CONNECTED);
		pair_run(&both, &full);
		CHECK_EQUAL(export(&both.client, "EXPORTER-test", NULL, out, 32), 0);
		tls_session_end(both.client.session);
		CHECK_EQUAL(export(&both.client, "EXPORTER-test", NULL, out, 32), MBEDTLS_ERR_SSL_CONN_EOF);
	}
	pair_free(&both);
}
