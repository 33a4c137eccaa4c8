/* Verdicts on certificates. tests/certificates/README.md says what each of them is. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <string.h>

static const pace full;

typedef struct {
	const char *certificate, *host, *authority;
	tls_verdict verdict;
	const char *explanation;         /* a part of it */
	int alert;                       /* what the client sends */
} expectation;

enum {
	unknownCertificate = MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN, badCertificate = MBEDTLS_SSL_ALERT_MSG_BAD_CERT, unknownAuthority = MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA,
	unsupported = MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT, expired = MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED
};

static const expectation expectations[] = {
	{ "localhost", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "localhost", "server.example", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "localhost", "LOCALHOST", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "localhost", "localhos", NULL, TLS_VERDICT_WRONG_NAME, "localhost, server.example", badCertificate },
	{ "localhost", "localhost.", NULL, TLS_VERDICT_WRONG_NAME, "localhost", badCertificate },
	{ "localhost", "127.0.0.1", NULL, TLS_VERDICT_WRONG_NAME, "localhost", badCertificate },
	{ "rsa-localhost", "localhost", "rsa-authority", TLS_VERDICT_ACCEPTED, "", -1 },
	{ "p384", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "long-chain", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "wrong-name", "localhost", NULL, TLS_VERDICT_WRONG_NAME, "a.example", badCertificate },
	{ "common-name", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "common-name", "b.example", NULL, TLS_VERDICT_WRONG_NAME, "localhost", badCertificate },
	{ "ip", "127.0.0.1", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "ip", "::1", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "ip", "0:0:0:0:0:0:0:1", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "ip", "127.0.0.2", NULL, TLS_VERDICT_WRONG_NAME, "127.0.0.1, 0:0:0:0:0:0:0:1", badCertificate },
	{ "ip", "::2", NULL, TLS_VERDICT_WRONG_NAME, "127.0.0.1", badCertificate },
	{ "ip", "localhost", NULL, TLS_VERDICT_WRONG_NAME, "127.0.0.1", badCertificate },
	{ "ip-as-name", "127.0.0.1", NULL, TLS_VERDICT_WRONG_NAME, "127.0.0.1", badCertificate },
	{ "wildcard", "a.wild.example", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "wildcard", "wild.example", NULL, TLS_VERDICT_WRONG_NAME, "*.wild.example", badCertificate },
	{ "wildcard", "a.b.wild.example", NULL, TLS_VERDICT_WRONG_NAME, "*.wild.example", badCertificate },
	{ "wildcard", ".wild.example", NULL, TLS_VERDICT_WRONG_NAME, "*.wild.example", badCertificate },
	{ "partial-wildcard", "www.example", NULL, TLS_VERDICT_WRONG_NAME, "w*.example", badCertificate },
	{ "partial-wildcard", "localhost", NULL, TLS_VERDICT_WRONG_NAME, "w*.example", badCertificate },
	{ "several-names", "127.0.0.1", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
	{ "several-names", "four.example", NULL, TLS_VERDICT_WRONG_NAME, "one.example, two.example, *.three.example, localhost, 127.0.0.1", badCertificate },
	{ "expired", "localhost", NULL, TLS_VERDICT_EXPIRED, "2021-01-01 00:00:00 UTC", expired },
	{ "under-expired", "localhost", NULL, TLS_VERDICT_EXPIRED, "2021-01-01 00:00:00 UTC", expired },
	{ "not-yet-valid", "localhost", NULL, TLS_VERDICT_NOT_YET_VALID, "2119-01-01 00:00:00 UTC", unknownCertificate },
	{ "self-signed", "localhost", NULL, TLS_VERDICT_SELF_SIGNED, "self-signed", unknownAuthority },
	{ "self-signed", "localhost", "self-signed", TLS_VERDICT_ACCEPTED, "", -1 },
	{ "unknown", "localhost", NULL, TLS_VERDICT_UNKNOWN_ISSUER, "unknown-authority", unknownAuthority },
	{ "localhost", "localhost", "unknown-authority", TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN, "authority", unknownAuthority },
	{ "signed-by-leaf", "localhost", NULL, TLS_VERDICT_UNKNOWN_ISSUER, "localhost", unknownAuthority },
	{ "signed-without-right", "localhost", NULL, TLS_VERDICT_UNKNOWN_ISSUER, "no-certificate-signing", unknownAuthority },
	{ "weak", "b.example", NULL, TLS_VERDICT_WRONG_NAME, "localhost", badCertificate },
	{ "expired", "b.example", NULL, TLS_VERDICT_EXPIRED, "2021-01-01", badCertificate },
	{ "unknown", "b.example", NULL, TLS_VERDICT_UNKNOWN_ISSUER, "unknown-authority", badCertificate },
	{ "weak", "localhost", NULL, TLS_VERDICT_WEAK_KEY, "weak", unsupported },
	{ "sha1", "localhost", NULL, TLS_VERDICT_WEAK_SIGNATURE, "intermediate", unknownCertificate },
	{ "revoked", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 },
};

static bool judges(const expectation *expected, uint16_t version)
{
	bool right = false;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = version, .certificate = expected->certificate, .host = expected->host, .authority = expected->authority })) {
		int error = expected->verdict == TLS_VERDICT_ACCEPTED ? 0 : MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
		both.client.keep = true;
		pair_run(&both, &full);
		right = CHECK_EQUAL(tls_session_verdict(both.client.session), expected->verdict);
		right = CHECK(strstr(tls_session_explanation(both.client.session), expected->explanation)) && right;
		right = CHECK(*expected->explanation || !*tls_session_explanation(both.client.session)) && right;
		right = CHECK_EQUAL(both.client.error, error) && right;
		right = CHECK_EQUAL(tls_session_connected(both.client.session), error == 0) && right;
		/* In TLS 1.3 too mbedTLS sends this alert in clear, since a client's keys come into use after the server's Finished; mbedTLS's own server is deaf to it. */
		right = CHECK_EQUAL(take_alert(&both.client.sent), expected->alert) && right;
		if (version == TLS12)
			right = CHECK_EQUAL(tls_session_alert(both.server.session), expected->alert) && right;
		right = CHECK_EQUAL(tls_session_connected(both.server.session), error == 0) && right;
		if (!right)
			test_note("explanation: %s", tls_session_explanation(both.client.session));
	}
	pair_free(&both);
	if (!right)
		test_note("%s for %s, TLS %s", expected->certificate, expected->host, version == TLS12 ? "1.2" : "1.3");
	return right;
}

TEST("each certificate of the PKI gets its verdict, an explanation and the right alert")
{
	unsigned i;

	for (i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		judges(&expectations[i], TLS13);
		judges(&expectations[i], TLS12);
	}
}

/* mbedTLS and the engine do not present such certificates, so a peer is made that does not look. */
static void presented(const char *certificate, bool optional, int error, tls_verdict verdict, int alert)
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i;

	for (i = 0; i < 2; i++) {
		side one;
		peer other;
		peer_open(&other, &(peer_options){ .server = true, .version = versions[i], .presented = certificate });
		if (CHECK_EQUAL(side_open(&one, false, &(pair_options){ .version = versions[i], .optional = optional }), 0)) {
			one.keep = true;
			meet(&one, &other, &full);
			CHECK_EQUAL(one.error ? tls_compat_outer_error(one.error) : 0, error);
			CHECK_EQUAL(tls_session_connected(one.session), error == 0);
			CHECK_EQUAL(tls_session_verdict(one.session), verdict);
			CHECK_EQUAL(take_alert(&one.sent), alert);
		}
		side_free(&one);
		peer_free(&other);
	}
}

TEST("a certificate for another purpose is refused")
{
	presented("client-as-server", false, MBEDTLS_ERR_SSL_BAD_CERTIFICATE, TLS_VERDICT_WRONG_PURPOSE, unsupported);
	presented("no-signature", false, MBEDTLS_ERR_SSL_BAD_CERTIFICATE, TLS_VERDICT_WRONG_PURPOSE, unsupported);
}

TEST("a certificate for another purpose is told as such where the verdict is not binding")
{
	presented("client-as-server", true, 0, TLS_VERDICT_WRONG_PURPOSE, -1);
	presented("no-signature", true, 0, TLS_VERDICT_WRONG_PURPOSE, -1);
}

TEST("a chain with a critical extension that is not understood is refused, also where the verdict is not binding")
{
	presented("outside-constraint", false, MBEDTLS_ERR_X509_INVALID_EXTENSIONS, TLS_VERDICT_UNKNOWN, badCertificate);
	presented("outside-constraint", true, MBEDTLS_ERR_X509_INVALID_EXTENSIONS, TLS_VERDICT_UNKNOWN, badCertificate);
}

TEST("with TLS_PEER_OPTIONAL the session connects whatever the verdict, and the verdict is told")
{
	unsigned i, k;

	for (i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const expectation *expected = &expectations[i];
		for (k = 0; k < 2; k++) {
			pair both;
			if (pair_connect(&both, &(pair_options){ .version = k ? TLS12 : TLS13, .optional = true,
					.certificate = expected->certificate, .host = expected->host, .authority = expected->authority })) {
				if (!CHECK_EQUAL(tls_session_verdict(both.client.session), expected->verdict))
					test_note("%s for %s", expected->certificate, expected->host);
				CHECK(strstr(tls_session_explanation(both.client.session), expected->explanation));
				pair_free(&both);
			}
		}
	}
}

TEST("the clock decides about dates")
{
	static const expectation then = { "expired", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 };
	static const expectation early = { "localhost", "localhost", NULL, TLS_VERDICT_NOT_YET_VALID, "2020-01-01", unknownCertificate };
	static const expectation late = { "localhost", "localhost", NULL, TLS_VERDICT_EXPIRED, "2120-01-01", expired };

	/* 2020-06-01, 2019-12-31, 2120-01-02 */
	host_clock_set(1590969600);
	judges(&then, TLS13);
	host_clock_set(1577750400);
	judges(&early, TLS13);
	host_clock_set(4733596800);
	judges(&late, TLS13);
}

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
		{ NULL, TLS_VERDICT_NO_CERTIFICATE, MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE, -1 },
		{ "unknown-client", TLS_VERDICT_UNKNOWN_ISSUER, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, unknownAuthority },
		{ "localhost", TLS_VERDICT_WRONG_PURPOSE, MBEDTLS_ERR_SSL_BAD_CERTIFICATE, unsupported },
	};
	unsigned i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (k = 0; k < 2; k++) {
			pair both;
			if (pair_open(&both, &(pair_options){ .version = k ? TLS12 : TLS13, .clientPolicy = TLS_PEER_REQUIRED, .clientCertificate = cases[i].certificate })) {
				pair_run(&both, &full);
				CHECK_EQUAL(both.server.error, cases[i].error);
				CHECK_EQUAL(tls_session_verdict(both.server.session), cases[i].verdict);
				/* mbedTLS's server says nothing about a missing certificate in TLS 1.2, and in 1.3 its alert has keys that a client does not use any more. */
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
