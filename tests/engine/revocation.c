/* Revocation lists: what they say about a chain, whoever judges it. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <string.h>

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

enum { unknownCertificate = MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN, revoked = MBEDTLS_SSL_ALERT_MSG_CERT_REVOKED };

typedef struct {
	const char *certificate;
	const char *lists[4];
	tls_verdict verdict;
	int alert;
	const char *explanation;
} expectation;

static const expectation expectations[] = {
	{ "localhost", { "revocations", "authority-revocations" }, TLS_VERDICT_ACCEPTED, -1, "" },
	{ "revoked", { "revocations", "authority-revocations" }, TLS_VERDICT_REVOKED, revoked, "CN=intermediate" },
	{ "localhost", { "revocations", "intermediate-revocations" }, TLS_VERDICT_REVOKED, revoked, "CN=authority" },
	/* Each issuer of the chain needs a list. */
	{ "localhost", { "revocations" }, TLS_VERDICT_LIST_MISSING, unknownCertificate, "CN=authority" },
	{ "localhost", { "authority-revocations" }, TLS_VERDICT_LIST_MISSING, unknownCertificate, "CN=intermediate" },
	/* What was revoked stays so in a list that is out of date; of several lists of one issuer one that is valid is enough. */
	{ "localhost", { "old-revocations", "authority-revocations" }, TLS_VERDICT_LIST_EXPIRED, unknownCertificate, "CN=intermediate" },
	{ "revoked", { "old-revocations", "authority-revocations" }, TLS_VERDICT_REVOKED, revoked, "CN=intermediate" },
	{ "localhost", { "early-revocations", "authority-revocations" }, TLS_VERDICT_LIST_NOT_YET_VALID, unknownCertificate, "CN=intermediate" },
	{ "localhost", { "old-revocations", "early-revocations", "authority-revocations", "revocations" }, TLS_VERDICT_ACCEPTED, -1, "" },
	{ "revoked", { "early-revocations", "authority-revocations", "revocations" }, TLS_VERDICT_REVOKED, revoked, "CN=intermediate" },
};

static void trust_host_store(blob *der, mbedtls_x509_crt *parsed)
{
	*der = file_chain("authority");
	mbedtls_x509_crt_init(parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(parsed, der->bytes, der->length), 0);
	host_store_add(parsed->subject_raw.p, parsed->subject_raw.len, der->bytes, der->length);
}

TEST("G8 each state of a revocation list has its verdict and alert, with an authority given and with the host's store")
{
	mbedtls_x509_crt parsed;
	blob der;
	unsigned i, k, store;

	trust_host_store(&der, &parsed);
	for (i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const expectation *expected = &expectations[i];
		for (k = 0; k < 4; k++) {
			pair_options options = { .version = versions[k & 1], .certificate = expected->certificate, .store = k & 2 };
			pair both;
			store = k & 2;
			memcpy(options.lists, expected->lists, sizeof(options.lists));
			if (pair_open(&both, &options)) {
				pair_run(&both, &full);
				if (!CHECK_EQUAL(tls_session_verdict(both.client.session), expected->verdict))
					test_note("%s, case %u, store %u", expected->certificate, i, store);
				CHECK_EQUAL(both.client.error, expected->alert < 0 ? 0 : MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
				CHECK_EQUAL(tls_session_alert(both.server.session), expected->alert);
				CHECK(strstr(tls_session_explanation(both.client.session), expected->explanation));
			}
			pair_free(&both);
		}
	}
	mbedtls_x509_crt_free(&parsed);
	blob_free(&der);
}

TEST("G8 with TLS_PEER_OPTIONAL a revoked certificate is told and the handshake goes on")
{
	pair both;

	if (pair_connect(&both, &(pair_options){ .version = TLS13, .certificate = "revoked", .optional = true,
			.lists = { "revocations", "authority-revocations" } }))
		CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_REVOKED);
	pair_free(&both);
}

TEST("G8 a server looks clients up in its lists")
{
	unsigned k;

	for (k = 0; k < 4; k++) {
		pair_options options = { .version = versions[k & 1], .clientPolicy = TLS_PEER_REQUIRED, .clientCertificate = "client" };
		pair both;
		options.lists[0] = "revocations";
		options.lists[1] = k & 2 ? "intermediate-revocations" : "authority-revocations";
		if (pair_open(&both, &options)) {
			pair_run(&both, &full);
			CHECK_EQUAL(tls_session_verdict(both.server.session), k & 2 ? TLS_VERDICT_REVOKED : TLS_VERDICT_ACCEPTED);
			CHECK_EQUAL(tls_session_connected(both.server.session), !(k & 2));
		}
		pair_free(&both);
	}
}

/* A session whose client has one list more, given as bytes. */
static void judge_with(blob list, tls_verdict verdict, int error)
{
	blob other = file_read("authority-revocations.der"), authority = file_chain("authority");
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	pair both = { 0 };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_authority(credentials, authority.bytes, authority.length), 0);
	CHECK_EQUAL(tls_credentials_add_revocations(credentials, other.bytes, other.length), 0);
	CHECK_EQUAL(tls_credentials_add_revocations(credentials, list.bytes, list.length), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
	if (CHECK_EQUAL(side_open(&both.server, true, &(pair_options){ .version = 0 }), 0)) {
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.error, error);
		CHECK_EQUAL(tls_session_verdict(both.client.session), verdict);
	}
	pair_free(&both);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	blob_free(&other);
	blob_free(&authority);
}

TEST("G8 a list whose signature is wrong counts for nothing")
{
	blob list = file_read("revocations.der");

	judge_with(list, TLS_VERDICT_ACCEPTED, 0);
	list.bytes[list.length - 1] ^= 1;
	judge_with(list, TLS_VERDICT_LIST_SIGNATURE, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
	blob_free(&list);
	/* Signed well, but about another date. */
	list = file_read("old-revocations.der");
	memcpy(strstr((char *)memchr(list.bytes, 0x17, list.length) + 2, "210101") , "300101", 6);
	judge_with(list, TLS_VERDICT_LIST_SIGNATURE, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
	blob_free(&list);
}

TEST("G8 what is no list is refused, several in a row are taken, and every damaged list is an error or harmless")
{
	blob list = file_read("revocations.der"), two = { NULL, 0 };
	tls_credentials *credentials;
	stream both = { 0 };
	size_t i;

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_add_revocations(credentials, (const uint8_t *)"-----BEGIN", 10), TLS_ERROR_MALFORMED);
	CHECK_EQUAL(tls_credentials_add_revocations(credentials, list.bytes, 0), TLS_ERROR_MALFORMED);
	CHECK_EQUAL(tls_credentials_add_revocations(credentials, list.bytes, list.length - 1), TLS_ERROR_MALFORMED);
	stream_put(&both, list.bytes, list.length);
	stream_put(&both, list.bytes, list.length);
	two.bytes = both.bytes;
	CHECK_EQUAL(tls_credentials_add_revocations(credentials, two.bytes, stream_length(&both)), 0);
	for (i = 0; i < list.length; i++) {
		list.bytes[i] ^= (uint8_t)(1 + test_random(255));
		(void)tls_credentials_add_revocations(credentials, list.bytes, list.length);
	}
	tls_credentials_release(credentials);
	stream_free(&both);
	blob_free(&list);
}
