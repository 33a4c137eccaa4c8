/* Keys that stay in PSA's store. */
#include "handle_support.h"
#include "host.h"
#include "internal.h"
#include "test.h"

#include <string.h>

static const pace full;

static tls_credentials *credentials_with(const char *certificate, const char *authority, uint32_t handle, int expected)
{
	blob chain = file_chain(certificate), root = file_chain(authority);
	tls_credentials *credentials = NULL;

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_authority(credentials, root.bytes, root.length), 0);
	CHECK_EQUAL(tls_credentials_add_certificate(credentials, chain.bytes, chain.length), 0);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, handle), 0);
	CHECK_EQUAL(tls_credentials_check(credentials), expected);
	blob_free(&chain);
	blob_free(&root);
	return credentials;
}

static tls_settings settings_for(bool server, int minimum, int maximum)
{
	return (tls_settings){ .server = server, .peer = TLS_PEER_REQUIRED, .minimumVersion = (uint16_t)minimum, .maximumVersion = (uint16_t)maximum };
}

/* Both sides sign with keys that PSA keeps. `late` is destroyed when the sessions stand. */
static void connect(const char *server, const char *client, const char *authority, int version, uint32_t *late, int error)
{
	uint32_t serverKey = handle_import(server), clientKey = handle_import(client);
	tls_credentials *forServer = credentials_with(server, authority, serverKey, 0);
	tls_credentials *forClient = credentials_with(client, authority, clientKey, 0);
	tls_settings serverSettings = settings_for(true, version, version), clientSettings = settings_for(false, version, version);
	tls_configuration *configuration = NULL;
	pair both = { 0 };

	CHECK_EQUAL(tls_configuration_new(&configuration, forServer, &serverSettings), 0);
	CHECK_EQUAL(tls_session_new(&both.server.session, configuration, NULL), 0);
	tls_configuration_release(configuration);
	CHECK_EQUAL(tls_configuration_new(&configuration, forClient, &clientSettings), 0);
	CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
	tls_configuration_release(configuration);
	tls_credentials_release(forServer);
	tls_credentials_release(forClient);
	if (late) {
		*late = serverKey;
		CHECK_EQUAL(tls_key_destroy(*late), 0);
	}
	pair_run(&both, &full);
	CHECK_EQUAL(both.server.error, error);
	CHECK_EQUAL(pair_connected(&both), error == 0);
	if (error == 0) {
		CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_ACCEPTED);
		transfer(&both.client, &both.server, 1000, &full);
	}
	pair_free(&both);
	/* The keys are the caller's still. */
	CHECK_EQUAL(tls_key_destroy(serverKey), late ? TLS_ERROR_HANDLE_UNKNOWN : 0);
	CHECK_EQUAL(tls_key_destroy(clientKey), 0);
}

TEST("G18 both roles sign with keys of PSA's store, EC and RSA, in TLS 1.2 and 1.3, and do not destroy them")
{
	connect("localhost", "client", "authority", TLS12, NULL, 0);
	connect("localhost", "client", "authority", TLS13, NULL, 0);
	connect("rsa-localhost", "rsa-client", "rsa-authority", TLS12, NULL, 0);
	connect("rsa-localhost", "rsa-client", "rsa-authority", TLS13, NULL, 0);
}

TEST("G18 a key that vanished before the handshake is an error that says so")
{
	uint32_t late;

	connect("localhost", "client", "authority", TLS12, &late, TLS_ERROR_HANDLE_UNKNOWN);
	connect("localhost", "client", "authority", TLS13, &late, TLS_ERROR_HANDLE_UNKNOWN);
	connect("rsa-localhost", "rsa-client", "rsa-authority", TLS12, &late, TLS_ERROR_HANDLE_UNKNOWN);
	connect("rsa-localhost", "rsa-client", "rsa-authority", TLS13, &late, TLS_ERROR_HANDLE_UNKNOWN);
}

TEST("G18 a handle's key has to be that of the certificate")
{
	tls_credentials_release(credentials_with("localhost", "authority", handle_import("localhost"), 0));
	tls_credentials_release(credentials_with("localhost", "authority", handle_import("client"), TLS_ERROR_KEY_MISMATCH));
	tls_credentials_release(credentials_with("localhost", "authority", handle_import("p384"), TLS_ERROR_KEY_MISMATCH));
	tls_credentials_release(credentials_with("localhost", "authority", handle_import("rsa-client"), TLS_ERROR_KEY_MISMATCH));
	tls_credentials_release(credentials_with("p384", "authority", handle_import("p384"), 0));
	tls_credentials_release(credentials_with("rsa-client", "rsa-authority", handle_import("rsa-client"), 0));
	tls_credentials_release(credentials_with("rsa-client", "rsa-authority", handle_import("rsa-localhost"), TLS_ERROR_KEY_MISMATCH));
	tls_credentials_release(credentials_with("rsa-client", "rsa-authority", handle_import("client"), TLS_ERROR_KEY_MISMATCH));
}

TEST("G18 a handle without a key, and one whose key cannot sign, are refused")
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_algorithm_t ecdsa = PSA_ALG_ECDSA(PSA_ALG_ANY_HASH);
	tls_credentials *credentials;
	mbedtls_svc_key_id_t other = 0;
	uint32_t key = handle_import("client");

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, 0), TLS_ERROR_HANDLE_UNKNOWN);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, 12345), TLS_ERROR_HANDLE_UNKNOWN);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, UINT32_MAX), TLS_ERROR_HANDLE_UNKNOWN);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, handle_import_as("client", PSA_KEY_USAGE_VERIFY_HASH, ecdsa, 0)), TLS_ERROR_HANDLE_KIND);
	psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
	psa_set_key_bits(&attributes, 128);
	CHECK_EQUAL(psa_generate_key(&attributes, &other), PSA_SUCCESS);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, (uint32_t)other), TLS_ERROR_HANDLE_KIND);
	psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY));
	psa_set_key_bits(&attributes, 255);
	CHECK_EQUAL(psa_generate_key(&attributes, &other), PSA_SUCCESS);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, (uint32_t)other), TLS_ERROR_HANDLE_KIND);
	/* After a good one a bad one leaves none. */
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, key), 0);
	CHECK_EQUAL(tls_credentials_check(credentials), TLS_ERROR_KEY_MISSING);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, 0), TLS_ERROR_HANDLE_UNKNOWN);
	CHECK_EQUAL(tls_credentials_check(credentials), 0);
	tls_credentials_release(credentials);
}

TEST("G18 what a key's policy allows is compared with the versions that are asked for")
{
	const bool repeatable = tls_compat_server_ecdsa() == PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_ANY_HASH);
	psa_algorithm_t any = PSA_ALG_ANY_HASH, pkcs1 = PSA_ALG_RSA_PKCS1V15_SIGN(any), pss = PSA_ALG_RSA_PSS(any);
	const struct {
		const char *certificate;
		psa_algorithm_t first, second;
		bool client12, client13, server12, server13;
	} cases[] = {
		{ "client", PSA_ALG_ECDSA(any), 0, true, true, !repeatable, true },
		{ "client", PSA_ALG_DETERMINISTIC_ECDSA(any), 0, true, true, repeatable, true },
		{ "client", PSA_ALG_DETERMINISTIC_ECDSA(any), PSA_ALG_ECDSA(any), true, true, true, true },
		{ "client", PSA_ALG_ECDSA(PSA_ALG_SHA_256), 0, false, true, false, true },
		{ "client", PSA_ALG_ECDSA(PSA_ALG_SHA_384), 0, false, false, false, false },
		{ "p384", PSA_ALG_ECDSA(PSA_ALG_SHA_384), 0, false, true, false, true },
		{ "client", PSA_ALG_ECDH, 0, false, false, false, false },
		{ "client", 0, 0, false, false, false, false },
		{ "rsa-client", pkcs1, pss, true, true, true, true },
		{ "rsa-client", pkcs1, 0, true, false, true, false },
		{ "rsa-client", pss, pkcs1, false, true, false, true },
		{ "rsa-client", PSA_ALG_RSA_PSS_ANY_SALT(any), 0, false, true, false, true },
		{ "rsa-client", PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256), pss, false, true, false, true },
	};
	unsigned i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t handle = handle_import_as(cases[i].certificate, PSA_KEY_USAGE_SIGN_HASH, cases[i].first, cases[i].second);
		tls_credentials *credentials = credentials_with(cases[i].certificate, "authority", handle, 0);
		const bool suits[] = { cases[i].client12, cases[i].client13, cases[i].server12, cases[i].server13 };
		for (k = 0; k < 6; k++) {
			bool expected = k < 4 ? suits[k] : suits[(k - 4) * 2] && suits[(k - 4) * 2 + 1];
			int version = k % 2 ? TLS13 : TLS12;
			tls_settings settings = k < 4 ? settings_for(k >= 2, version, version) : settings_for(k == 5, TLS12, TLS13);
			tls_configuration *configuration = NULL;
			if (!CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), expected ? 0 : TLS_ERROR_HANDLE_POLICY))
				test_note("case %u, %u", i, k);
			tls_configuration_release(configuration);
		}
		tls_credentials_release(credentials);
		CHECK_EQUAL(tls_key_destroy(handle), 0);
	}
}

TEST("G18 a key made on the device signs, shows its public half and not its private one, and can be destroyed once")
{
	static const unsigned bits[] = { 256, 384, 521 };
	uint8_t spki[TLS_KEY_PUBLIC_SIZE], secret[100];
	mbedtls_pk_context key;
	size_t length;
	uint32_t handle = 0;
	unsigned i;

	for (i = 0; i < 3; i++) {
		handle = 0;
		CHECK_EQUAL(tls_key_generate(&handle, bits[i]), 0);
		CHECK((length = (size_t)tls_key_public(handle, spki, sizeof(spki))) > 0 && length < 200);
		mbedtls_pk_init(&key);
		CHECK_EQUAL(mbedtls_pk_parse_public_key(&key, spki + sizeof(spki) - length, length), 0);
		CHECK_EQUAL(mbedtls_pk_get_bitlen(&key), bits[i]);
		mbedtls_pk_free(&key);
		CHECK_EQUAL(psa_export_key(handle, secret, sizeof(secret), &length), PSA_ERROR_NOT_PERMITTED);
		CHECK_EQUAL(tls_key_destroy(handle), 0);
		CHECK_EQUAL(tls_key_destroy(handle), TLS_ERROR_HANDLE_UNKNOWN);
		CHECK_EQUAL(tls_key_public(handle, spki, sizeof(spki)), TLS_ERROR_HANDLE_UNKNOWN);
	}
	handle = 0;
	CHECK(tls_key_generate(&handle, 257) < 0);
	CHECK_EQUAL(tls_key_destroy(0), TLS_ERROR_HANDLE_UNKNOWN);
	CHECK_EQUAL(tls_key_import(&handle, (const uint8_t *)"\x30\x00", 2, NULL, 0) < 0, true);
	CHECK_EQUAL(tls_key_import(&handle, (const uint8_t *)"key", 3, NULL, 0), TLS_ERROR_MALFORMED);
}

TEST("G18 a key that is to outlive a restart is refused where PSA has no place for it")
{
	blob der = file_key("client");
	uint32_t handle = 7;

	CHECK_EQUAL(tls_key_generate(&handle, 256), TLS_ERROR_HANDLE_LASTING);
	CHECK_EQUAL(tls_key_import(&handle, der.bytes, der.length, NULL, 0), TLS_ERROR_HANDLE_LASTING);
	CHECK_EQUAL(tls_key_destroy(handle), TLS_ERROR_HANDLE_UNKNOWN);
	blob_free(&der);
}

TEST("G18 without memory a key of PSA's store is an error at every allocation, and nothing is lost")
{
	blob der = file_key("client");
	unsigned at;
	uint32_t handle = 0;
	int result = -1;

	for (at = 1; result < 0 && CHECK(at < 500); at++) {
		unsigned before = host_heap()->allocations;
		host_heap_fail(before + at, false);
		result = tls_key_import(&handle, der.bytes, der.length, NULL, 0);
		host_heap_fail(0, false);
		if (result < 0 && !CHECK_EQUAL(result, MBEDTLS_ERR_SSL_ALLOC_FAILED))
			break;
	}
	blob_free(&der);
}

TEST("G18 credentials that a configuration holds, or has held, are not changed any more")
{
	tls_settings settings = settings_for(false, TLS12, TLS13);
	blob root = file_read("authority.der"), key = file_read("client.key.der");
	tls_credentials *credentials;
	tls_configuration *configuration;
	int i;

	CHECK_EQUAL(credentials_of(&credentials, "authority", "client"), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	for (i = 0; i < 2; i++) {
		CHECK_EQUAL(tls_credentials_add_authority(credentials, root.bytes, root.length), TLS_ERROR_HELD);
		CHECK_EQUAL(tls_credentials_add_certificate(credentials, root.bytes, root.length), TLS_ERROR_HELD);
		CHECK_EQUAL(tls_credentials_set_key(credentials, key.bytes, key.length, NULL, 0), TLS_ERROR_HELD);
		CHECK_EQUAL(tls_credentials_set_key_handle(credentials, handle_import("client")), TLS_ERROR_HELD);
		CHECK_EQUAL(tls_credentials_set_store(credentials, root.bytes, root.length, false), TLS_ERROR_HELD);
		CHECK_EQUAL(tls_credentials_check(credentials), 0);
		if (i == 0)
			tls_configuration_release(configuration);
	}
	tls_credentials_release(credentials);
	blob_free(&root);
	blob_free(&key);
}

TEST("G18 E60 a hundred sessions on one key of PSA's store take no further place in it")
{
	uint32_t handle = handle_import("client");
	tls_credentials *credentials = credentials_with("client", "authority", handle, 0);
	tls_settings settings = settings_for(false, TLS12, TLS13);
	tls_configuration *configuration = NULL;
	tls_session *sessions[100] = { NULL };
	size_t before, each;
	unsigned i;

	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	before = host_heap()->current;
	CHECK_EQUAL(tls_session_new(&sessions[0], configuration, "localhost"), 0);
	each = host_heap()->current - before;
	for (i = 1; i < 100; i++)
		CHECK_EQUAL(tls_session_new(&sessions[i], configuration, "localhost"), 0);
	CHECK_EQUAL(host_heap()->current - before, 100 * each);
	for (i = 0; i < 100; i++)
		tls_session_delete(sessions[i]);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
}
