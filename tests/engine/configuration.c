/* Sets of options that cannot be, and lives of counted things. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const tls_settings ordinary = { .peer = TLS_PEER_OPTIONAL, .minimumVersion = TLS12, .maximumVersion = TLS13 };

/* Makes a configuration and a session; the first failure. */
static int attempt(const tls_settings *settings)
{
	tls_credentials *credentials = NULL;
	tls_configuration *configuration = NULL;
	tls_session *session = NULL;
	int error = tls_credentials_new(&credentials);

	if (!error)
		error = tls_configuration_new(&configuration, credentials, settings);
	if (!error)
		error = tls_session_new(&session, configuration, "localhost");
	if (error)
		test_met(error);
	tls_session_delete(session);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	return error;
}

TEST("ordinary settings are taken")
{
	CHECK_EQUAL(attempt(&ordinary), 0);
}

TEST("versions that are none, or the wrong way round, are refused")
{
	tls_settings settings = ordinary;

	settings.minimumVersion = 0x0302;
	CHECK(attempt(&settings) < 0);
	settings.minimumVersion = TLS13;
	settings.maximumVersion = TLS12;
	CHECK(attempt(&settings) < 0);
	settings.maximumVersion = 0x0305;
	CHECK(attempt(&settings) < 0);
}

TEST("a policy that does not exist is refused, and nothing is read by its number")
{
	static const int none[] = { -1, TLS_PEER_REQUIRED + 1, 255, 256, 0x7FFFFFFF };
	tls_settings settings;
	unsigned i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
			settings = ordinary;
			if (k)
				settings.time = (tls_time_policy)none[i];
			else
				settings.peer = (tls_peer_policy)none[i];
			CHECK_EQUAL(attempt(&settings), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
		}
	}
}

TEST("a fragment length that the extension does not have is refused")
{
	static const uint16_t right[] = { 512, 1024, 2048, 4096 }, wrong[] = { 1, 511, 513, 8192, 16384 };
	tls_settings settings = ordinary;
	unsigned i;

	settings.maximumVersion = TLS12;
	for (i = 0; i < 4; i++) {
		settings.maximumFragmentLength = right[i];
		CHECK_EQUAL(attempt(&settings), 0);
	}
	for (i = 0; i < 5; i++) {
		settings.maximumFragmentLength = wrong[i];
		CHECK(attempt(&settings) < 0);
	}
}

static int with_protocols(const char *names, size_t length)
{
	uint8_t *exact = malloc(length);
	tls_settings settings = ordinary;
	int result;

	memcpy(exact, names, length);
	settings.protocols = exact;
	settings.protocolsLength = length;
	result = attempt(&settings);
	free(exact);
	return result;
}

TEST("a list of protocols must hold whole names, each of 1 to 255 bytes and without a zero byte")
{
	char longest[256] = { (char)255 };

	memset(longest + 1, 'x', 255);
	CHECK_EQUAL(with_protocols("\2h2\10http/1.1", 12), 0);
	CHECK_EQUAL(with_protocols(longest, sizeof(longest)), 0);
	CHECK(with_protocols("\3h2", 3) < 0);
	CHECK(with_protocols("\xffh2", 3) < 0);
	CHECK(with_protocols("\2h2\2", 4) < 0);
	CHECK(with_protocols("\2h2\0", 4) < 0);
	CHECK(with_protocols("\0\2h2", 4) < 0);
	CHECK(with_protocols("\3h\0z", 4) < 0);
}

TEST("a host name of 255 characters is taken, a longer one refused")
{
	char name[257];
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_session *session = NULL;

	CHECK_EQUAL(credentials_of(&credentials, "authority", NULL), 0);
	memset(name, 'a', sizeof(name));
	name[256] = 0;
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &ordinary), 0);
	CHECK(tls_session_new(&session, configuration, name) < 0);
	CHECK(!session);
	name[255] = 0;
	CHECK_EQUAL(tls_session_new(&session, configuration, name), 0);
	tls_session_delete(session);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
}

TEST("a session keeps its configuration, and that its credentials, alive")
{
	static const pace full;
	pair both;

	/* side_open has released both long before. */
	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		pair_run(&both, &full);
		CHECK(pair_connected(&both));
	}
	pair_free(&both);
}

TEST("many sessions share one configuration")
{
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_session *sessions[20];
	size_t before;
	unsigned i;

	CHECK_EQUAL(credentials_of(&credentials, "authority", NULL), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &ordinary), 0);
	tls_credentials_release(credentials);
	before = host_heap()->current;
	for (i = 0; i < 20; i++)
		CHECK_EQUAL(tls_session_new(&sessions[i], configuration, "localhost"), 0);
	for (i = 0; i < 20; i++)
		tls_session_delete(sessions[(i * 7) % 20]);
	CHECK_EQUAL(host_heap()->current, before);
	tls_configuration_release(configuration);
}

TEST("credentials that one session alone holds are freed when its handshake is done; shared ones serve the next session")
{
	static const pace full;
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	tls_credentials *credentials;
	tls_configuration *configuration;
	size_t current = 0;
	unsigned turn;

	CHECK_EQUAL(credentials_of(&credentials, "authority", "client"), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	tls_credentials_release(credentials);
	for (turn = 0; turn < 3; turn++) {
		side one = { 0 };
		peer other;
		peer_open(&other, &(peer_options){ .server = true, .tickets = true });
		CHECK_EQUAL(tls_session_new(&one.session, configuration, "localhost"), 0);
		if (turn == 2)
			tls_configuration_release(configuration);
		meet(&one, &other, &full);
		CHECK(tls_session_connected(one.session) && peer_connected(&other));
		CHECK(turn < 2 || host_heap()->current < current - 1000);
		current = host_heap()->current;
		/* What comes after the handshake does without them. */
		peer_write(&other, "x", 1, &one.in);
		side_step(&one, &other.in, &full);
		CHECK_EQUAL(tls_session_readable(one.session), 1);
		CHECK_EQUAL(side_close(&one, &other.in, 100), 0);
		side_free(&one);
		peer_free(&other);
	}
}

TEST("releasing and deleting nothing does nothing")
{
	size_t before = host_heap()->current;

	tls_credentials_release(NULL);
	tls_configuration_release(NULL);
	tls_session_delete(NULL);
	CHECK_EQUAL(host_heap()->current, before);
}
