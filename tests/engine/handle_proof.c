/* Keys of PSA's store that prove by a signature whose they are. */
#include "handle_support.h"
#include "host.h"
#include "internal.h"
#include "test.h"

/* What a signature of the key says, where its public half cannot be had. */
static void prove(const char *certificate, uint32_t key, int expected)
{
	blob chain = file_chain(certificate);
	tls_credentials *credentials = NULL;

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_certificate(credentials, chain.bytes, chain.length), 0);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, key), 0);
	CHECK_EQUAL(tls_handle_prove(credentials), expected);
	tls_credentials_release(credentials);
	blob_free(&chain);
	CHECK_EQUAL(tls_key_destroy(key), 0);
}

TEST("G18 a key whose public half its store does not know proves by a signature that it is the certificate's")
{
	psa_algorithm_t any = PSA_ALG_ANY_HASH;

	prove("localhost", handle_import("localhost"), 0);
	prove("rsa-localhost", handle_import("rsa-localhost"), 0);
	prove("localhost", handle_import_as("localhost", PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_DETERMINISTIC_ECDSA(any), PSA_ALG_NONE), 0);
	prove("localhost", handle_import_as("localhost", PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA(PSA_ALG_SHA_256), PSA_ALG_NONE), 0);
	prove("rsa-localhost", handle_import_as("rsa-localhost", PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_RSA_PSS(any), PSA_ALG_NONE), 0);
	prove("localhost", handle_import("client"), TLS_ERROR_KEY_MISMATCH);
	prove("rsa-localhost", handle_import("rsa-client"), TLS_ERROR_KEY_MISMATCH);
	prove("rsa-localhost", handle_import("localhost"), TLS_ERROR_KEY_MISMATCH);
	prove("localhost", handle_import("rsa-localhost"), TLS_ERROR_KEY_MISMATCH);
}

TEST("G18 no lack of memory lets a key prove what it is not, and none is left behind")
{
	unsigned at;
	int error = -1;
	blob chain = file_chain("localhost");
	tls_credentials *credentials = NULL;
	uint32_t key = handle_import("client");

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_certificate(credentials, chain.bytes, chain.length), 0);
	CHECK_EQUAL(tls_credentials_set_key_handle(credentials, key), 0);
	for (at = 1; error != TLS_ERROR_KEY_MISMATCH && at < 5000; at++) {
		host_reset();
		host_heap_fail(at, true);
		error = tls_handle_prove(credentials);
		CHECK(error < 0);
	}
	host_heap_fail(0, false);
	CHECK_EQUAL(error, TLS_ERROR_KEY_MISMATCH);
	tls_credentials_release(credentials);
	blob_free(&chain);
	CHECK_EQUAL(tls_key_destroy(key), 0);
}
