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
	unknownCertificate = MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN,
	badCertificate = MBEDTLS_SSL_ALERT_MSG_BAD_CERT,
	unknownAuthority = MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA,
	unsupported = MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT,
	expired = MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED
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
	{ "ip", "0.0.0.0", NULL, TLS_VERDICT_WRONG_NAME, "127.0.0.1", badCertificate },
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
	{ "several-names", "four.example", NULL, TLS_VERDICT_WRONG_NAME, "one.example, two.example, *.three.example, localhost", badCertificate },
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
	pair_options options = { .version = version, .certificate = expected->certificate, .host = expected->host };

	options.authority = expected->authority;
	if (pair_open(&both, &options)) {
		int error = expected->verdict == TLS_VERDICT_ACCEPTED ? 0 : MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
		both.client.keep = true;
		pair_run(&both, &full);
		right = CHECK_EQUAL(tls_session_verdict(both.client.session), expected->verdict);
		right = CHECK(strstr(tls_session_explanation(both.client.session), expected->explanation)) && right;
		right = CHECK(*expected->explanation || !*tls_session_explanation(both.client.session)) && right;
		right = CHECK_EQUAL(both.client.error, error) && right;
		right = CHECK_EQUAL(tls_session_connected(both.client.session), error == 0) && right;
		/* In TLS 1.3 too mbedTLS sends this in clear: a client's keys come into use after the server's Finished. Its own server is deaf to it. */
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
	/* 3.6 tells what it was reading, 4.x what was wrong there. */
	int error = MBEDTLS_VERSION_MAJOR < 4 ? MBEDTLS_ERR_X509_INVALID_EXTENSIONS : MBEDTLS_ERR_ASN1_UNEXPECTED_TAG;

	presented("outside-constraint", false, error, TLS_VERDICT_UNKNOWN, badCertificate);
	presented("outside-constraint", true, error, TLS_VERDICT_UNKNOWN, badCertificate);
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
	static const expectation then = { "not-yet-valid", "localhost", NULL, TLS_VERDICT_ACCEPTED, "", -1 };
	static const expectation unset = { "localhost", "localhost", NULL, TLS_VERDICT_CLOCK_NOT_SET, "2019-12-31", unknownCertificate };
	static const expectation late = { "localhost", "localhost", NULL, TLS_VERDICT_EXPIRED, "2120-01-01", expired };

	/* 2119-06-01, 2019-12-31, 2120-01-02 */
	host_clock_set(4715107200);
	judges(&then, TLS13);
	host_clock_set(1577750400);
	judges(&unset, TLS13);
	host_clock_set(4733596800);
	judges(&late, TLS13);
}
