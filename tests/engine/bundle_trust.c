/* Sessions that trust what is in a store of authorities. */
#include "bundle_make.h"
#include "host.h"
#include "test.h"

#include "bundle.h"

#include <stdlib.h>

/* A server as the options have it, and a client that trusts the bundle. */
static void judge(const blob *bundle, bool lasting, const pair_options *options, tls_verdict verdict)
{
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	static const pace full;
	tls_credentials *credentials;
	tls_configuration *configuration;
	pair both = { 0 };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_trust(credentials), TLS_ERROR_STORE_MISSING);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bundle->bytes, bundle->length, lasting), 0);
	CHECK_EQUAL(tls_credentials_trust(credentials), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	if (CHECK_EQUAL(side_open(&both.server, true, options), 0)) {
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_verdict(both.client.session), verdict);
		CHECK_EQUAL(pair_connected(&both), verdict == TLS_VERDICT_ACCEPTED);
	}
	pair_free(&both);
}

TEST("G21 a session trusts what is in the store of its credentials, copied or in place, and nothing else")
{
	blob files[5], bytes = bundle_of(3, files), one = bundle_of(1, files + 3);
	int version;

	for (version = TLS12; version <= TLS13; version++) {
		judge(&bytes, true, &(pair_options){ .version = (uint16_t)version }, TLS_VERDICT_ACCEPTED);
		judge(&bytes, false, &(pair_options){ .version = (uint16_t)version, .certificate = "rsa-localhost" }, TLS_VERDICT_ACCEPTED);
		judge(&one, true, &(pair_options){ .version = (uint16_t)version }, TLS_VERDICT_ACCEPTED);
		judge(&one, true, &(pair_options){ .version = (uint16_t)version, .certificate = "rsa-localhost" }, TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
	}
	/* The store of the host does not count where there is one of the credentials. */
	blob_free(&one);
	blob_free(&bytes);
	bundle_free_files(files, 4);
}

TEST("G21 a store costs nothing until an authority is looked up, and a copied one its own size")
{
	blob files[5], bytes = bundle_of(5, files);
	tls_credentials *credentials;
	size_t before;

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	before = host_heap()->current;
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, true), 0);
	CHECK_EQUAL(host_heap()->current, before);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, false), 0);
	CHECK_EQUAL(host_heap()->current, before + bytes.length);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length - 1, false), TLS_ERROR_BUNDLE);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, true), 0);
	CHECK_EQUAL(host_heap()->current, before);
	host_heap_fail(host_heap()->allocations + 1, false);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, false), MBEDTLS_ERR_SSL_ALLOC_FAILED);
	tls_credentials_release(credentials);
	blob_free(&bytes);
	bundle_free_files(files, 5);
}

TEST("G21 what was looked up in a store is freed when the handshake is done")
{
	blob files[5], bytes = bundle_of(5, files);
	blob root = file_read("authority.der");
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS13, .maximumVersion = TLS13 };
	static const pace full;
	size_t with[3];
	int i;

	/* The first one only makes PSA's store of keys as large as the others need it. */
	for (i = 0; i < 3; i++) {
		tls_credentials *credentials;
		tls_configuration *configuration;
		pair both = { 0 };
		size_t before = host_heap()->current;
		CHECK_EQUAL(tls_credentials_new(&credentials), 0);
		if (i < 2)
			CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, true), 0);
		else
			CHECK_EQUAL(tls_credentials_add_authority(credentials, root.bytes, root.length), 0);
		CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
		CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
		tls_configuration_release(configuration);
		tls_credentials_release(credentials);
		CHECK_EQUAL(side_open(&both.server, true, &(pair_options){ .version = TLS13 }), 0);
		pair_run(&both, &full);
		CHECK(pair_connected(&both));
		with[i] = host_heap()->current - before;
		pair_free(&both);
	}
	/* Credentials of one connection are freed then: no trace is left of either kind. */
	CHECK_EQUAL(with[1], with[2]);
	blob_free(&bytes);
	blob_free(&root);
	bundle_free_files(files, 5);
}
