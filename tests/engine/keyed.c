#include "keyed.h"
#include "test.h"

#include <string.h>

const uint8_t keyed_identity[IDENTITY_LENGTH] = { 'd', 0, 'v', 'i', 0xCE, 7, 0, 1 };
const uint8_t keyed_key[MBEDTLS_PSK_MAX_LEN] = { 0, 0x31, 0x84, 0x15, 0, 0x92, 0x65, 0x35, 0x89, 0x79, 0x32, 0x38, 0x46, 0x26, 0x43, 0x38, [MBEDTLS_PSK_MAX_LEN - 1] = 9 };

int keyed_side_open(side *result, bool server, const keyed_options *options)
{
	static uint8_t longIdentity[TLS_IDENTITY_LIMIT];
	const uint8_t *name = options->identityLength ? longIdentity : keyed_identity;
	tls_settings settings = {
		.server = server, .peer = server ? TLS_PEER_IGNORED : TLS_PEER_REQUIRED, .keyOnly = !server,
		.minimumVersion = options->version, .maximumVersion = options->version,
		.questions = server && options->withoutKey ? TLS_EVENT_IDENTITY : 0,
		.suites = options->suite, .suitesLength = options->suite ? 2 : 0
	};
	tls_credentials *credentials;
	tls_configuration *configuration = NULL;
	int error;

	memset(result, 0, sizeof(*result));
	error = credentials_of(&credentials, NULL, server && options->withCertificate ? "localhost" : NULL);
	if (error)
		return result->error = error;
	if (!(server && options->withoutKey))
		error = tls_credentials_set_shared_key(credentials, name, options->identityLength ? options->identityLength : sizeof(keyed_identity), keyed_key,
			options->keyLength ? options->keyLength : 16);
	if (!error)
		error = tls_configuration_new(&configuration, credentials, &settings);
	tls_credentials_release(credentials);
	if (!error) {
		error = tls_session_new(&result->session, configuration, options->host);
		tls_configuration_release(configuration);
	}
	return result->error = error;
}

bool keyed_open(pair *both, const keyed_options *options)
{
	memset(both, 0, sizeof(*both));
	return CHECK_EQUAL(keyed_side_open(&both->client, false, options), 0) && CHECK_EQUAL(keyed_side_open(&both->server, true, options), 0);
}
