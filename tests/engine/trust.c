/* Chains, the certificates of clients, and what is trusted. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <string.h>

enum { unknownAuthority = MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA, unsupported = MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT };

static const pace full;

TEST("a chain that was not sent makes the leaf's issuer unknown")
{
	blob leaf = file_read("localhost.der"), key = file_key("localhost");
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_settings settings = { .server = true, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	pair both = { 0 };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_certificate(credentials, leaf.bytes, leaf.length), 0);
	CHECK_EQUAL(tls_credentials_set_key(credentials, key.bytes, key.length, NULL, 0), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	CHECK_EQUAL(tls_session_new(&both.server.session, configuration, NULL), 0);
	if (CHECK_EQUAL(side_open(&both.client, false, &(pair_options){ .version = 0 }), 0)) {
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.error, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
		CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_UNKNOWN_ISSUER);
		CHECK(strstr(tls_session_explanation(both.client.session), "intermediate"));
	}
	pair_free(&both);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	blob_free(&leaf);
	blob_free(&key);
}

TEST("a self-signed authority that was sent along is named as the chain's end")
{
	blob chain = file_chain("unknown"), root = file_chain("unknown-authority"), key = file_key("unknown");
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_settings settings = { .server = true, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	pair both = { 0 };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_certificate(credentials, chain.bytes, chain.length), 0);
	CHECK_EQUAL(tls_credentials_add_certificate(credentials, root.bytes, root.length), 0);
	CHECK_EQUAL(tls_credentials_set_key(credentials, key.bytes, key.length, NULL, 0), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	CHECK_EQUAL(tls_session_new(&both.server.session, configuration, NULL), 0);
	if (CHECK_EQUAL(side_open(&both.client, false, &(pair_options){ .version = 0 }), 0)) {
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_SELF_SIGNED_IN_CHAIN);
		CHECK(strstr(tls_session_explanation(both.client.session), "unknown-authority"));
	}
	pair_free(&both);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	blob_free(&chain);
	blob_free(&root);
	blob_free(&key);
}

/* "" stands for no host at all. */
TEST("a client that requires a good certificate and has no host to check it for does not connect")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13, .host = "" })) {
		pair_run(&both, &full);
		CHECK(both.client.error != 0);
		CHECK(!tls_session_connected(both.client.session));
	}
	pair_free(&both);
}

TEST("a client that asks only for a verdict needs no host")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13, .host = "", .optional = true }))
		CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
	pair_free(&both);
}

TEST("a server that requires a certificate accepts a good one, and refuses none and a bad one")
{
	static const struct {
		const char *certificate;
		tls_verdict verdict;
		int error, alert;
	} cases[] = {
		{ "client", TLS_VERDICT_ACCEPTED, 0, -1 },
		{ NULL, TLS_VERDICT_NO_CERTIFICATE, MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE, MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE },
		{ "unknown-client", TLS_VERDICT_UNKNOWN_ISSUER, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, unknownAuthority },
		{ "localhost", TLS_VERDICT_WRONG_PURPOSE, MBEDTLS_ERR_SSL_BAD_CERTIFICATE, unsupported },
	};
	unsigned i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (k = 0; k < 2; k++) {
			pair both;
			pair_options options = { .version = k ? TLS12 : TLS13, .clientPolicy = TLS_PEER_REQUIRED };
			options.clientCertificate = cases[i].certificate;
			if (pair_open(&both, &options)) {
				pair_run(&both, &full);
				CHECK_EQUAL(both.server.error, cases[i].error);
				CHECK_EQUAL(tls_session_verdict(both.server.session), cases[i].verdict);
				/* In TLS 1.3 the alert of mbedTLS's server has keys that a client does not use any more. */
				if (k == 1)
					CHECK_EQUAL(tls_session_alert(both.client.session), cases[i].alert);
				CHECK_EQUAL(tls_session_connected(both.server.session), cases[i].error == 0);
			}
			pair_free(&both);
		}
	}
}

TEST("a server that only asks for a certificate connects without one and tells so")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS12, .clientPolicy = TLS_PEER_OPTIONAL }))
		CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_NO_CERTIFICATE);
	pair_free(&both);
	if (pair_connect(&both, &(pair_options){ .version = TLS13, .clientPolicy = TLS_PEER_OPTIONAL, .clientCertificate = "unknown-client" }))
		CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_UNKNOWN_ISSUER);
	pair_free(&both);
}

TEST("a server that does not ask never calls a client accepted")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i;
	pair both;

	for (i = 0; i < 2; i++) {
		if (pair_connect(&both, &(pair_options){ .version = versions[i], .clientCertificate = "client" }))
			CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_NO_CERTIFICATE);
		pair_free(&both);
	}
}

static void store(const char *name, blob *der, mbedtls_x509_crt *parsed)
{
	*der = file_chain(name);
	mbedtls_x509_crt_init(parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(parsed, der->bytes, der->length), 0);
	host_store_add(parsed->subject_raw.p, parsed->subject_raw.len, der->bytes, der->length);
}

static void connect_by_store(const char *certificate, int error, tls_verdict verdict)
{
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	pair both = { 0 };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
	if (CHECK_EQUAL(side_open(&both.server, true, &(pair_options){ .version = 0, .certificate = certificate }), 0)) {
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.error, error);
		CHECK_EQUAL(tls_session_verdict(both.client.session), verdict);
	}
	pair_free(&both);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
}

TEST("without authorities of its own a client trusts the host's store, and nothing else")
{
	blob der[3];
	mbedtls_x509_crt parsed[3];
	unsigned i;

	connect_by_store("localhost", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
	store("unknown-authority", &der[0], &parsed[0]);
	connect_by_store("localhost", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
	/* Another authority of the same name does no harm. */
	der[1] = file_chain("rsa-authority");
	mbedtls_x509_crt_init(&parsed[1]);
	store("authority", &der[2], &parsed[2]);
	host_reset();
	host_store_add(parsed[2].subject_raw.p, parsed[2].subject_raw.len, (const uint8_t *)"\x30\x00", 2);
	host_store_add(parsed[2].subject_raw.p, parsed[2].subject_raw.len, der[1].bytes, der[1].length);
	host_store_add(parsed[2].subject_raw.p, parsed[2].subject_raw.len, der[2].bytes, der[2].length);
	connect_by_store("localhost", 0, TLS_VERDICT_ACCEPTED);
	connect_by_store("self-signed", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, TLS_VERDICT_SELF_SIGNED);
	for (i = 0; i < 3; i++) {
		mbedtls_x509_crt_free(&parsed[i]);
		blob_free(&der[i]);
	}
}
