/* Questions that a handshake waits for. */
#include "support.h"
#include "test.h"

#include <string.h>

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

/* What the side asks about: the depths of the certificates one after the other, such as 210; each is answered. `reasons` gets what was found wrong. */
static int depths_asked(side *one, bool accept, uint32_t *reasons)
{
	tls_certificate_question about;
	int depths = 0, result = 1;

	*reasons = 0;
	while (result == 1 && tls_session_question(one->session, &about)) {
		depths = depths * 10 + about.depth;
		*reasons |= about.reasons;
		result = tls_session_judge(one->session, accept);
	}
	CHECK(depths == 0 || result == 0);
	return depths;
}

TEST("a handshake stands still while a question about certificates is open, and goes on when each is accepted")
{
	uint32_t reasons;
	unsigned k;

	for (k = 0; k < 2; k++) {
		pair both;
		if (pair_open(&both, &(pair_options){ .version = versions[k], .questions = TLS_EVENT_VERIFY })) {
			pair_run(&both, &full);
			CHECK_EQUAL(both.client.events, TLS_EVENT_VERIFY);
			CHECK_EQUAL(tls_session_wanted(both.client.session), 0);
			CHECK(!tls_session_pending(both.client.session));
			CHECK(!side_step(&both.client, &both.server.in, &full));
			CHECK_EQUAL(depths_asked(&both.client, true, &reasons), 210);
			CHECK_EQUAL(reasons, 0);
			pair_run(&both, &full);
			CHECK(pair_connected(&both));
			CHECK(transfer(&both.client, &both.server, 1000, &full));
		}
		pair_free(&both);
	}
}

TEST("the certificate that is asked about is the peer's, byte for byte")
{
	blob leaf = file_read("localhost.der");
	tls_certificate_question about;
	const uint8_t *der;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13, .questions = TLS_EVENT_VERIFY })) {
		pair_run(&both, &full);
		do
			der = tls_session_question(both.client.session, &about);
		while (der && about.depth > 0 && tls_session_judge(both.client.session, true) == 1);
		if (CHECK(der) && CHECK_EQUAL(about.length, leaf.length))
			CHECK(memcmp(der, leaf.bytes, leaf.length) == 0);
	}
	pair_free(&both);
	blob_free(&leaf);
}

TEST("a refusal ends the handshake with alert bad_certificate, also through a window of one byte")
{
	static const pace tiny = { .out = 1 };
	const pace *paces[] = { &full, &tiny };
	uint32_t reasons;
	unsigned k, i;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < 2; i++) {
			pair both;
			if (pair_open(&both, &(pair_options){ .version = versions[k], .questions = TLS_EVENT_VERIFY })) {
				pair_run(&both, paces[i]);
				CHECK_EQUAL(depths_asked(&both.client, false, &reasons), 2);
				pair_run(&both, paces[i]);
				CHECK_EQUAL(both.client.error, TLS_ERROR_CERTIFICATE_REJECTED);
				CHECK_EQUAL(tls_session_alert(both.server.session), MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
				CHECK(!tls_session_connected(both.client.session));
			}
			pair_free(&both);
		}
	}
}

TEST("a server asks about the certificate of a client, and its refusal reaches the client")
{
	uint32_t reasons;
	unsigned k, accept;

	for (k = 0; k < 2; k++) {
		for (accept = 0; accept < 2; accept++) {
			pair_options options = { .version = versions[k], .serverQuestions = TLS_EVENT_VERIFY, .clientCertificate = "client" };
			pair both;
			options.clientPolicy = TLS_PEER_REQUIRED;
			if (pair_open(&both, &options)) {
				pair_run(&both, &full);
				CHECK_EQUAL(both.server.events & ~TLS_EVENT_CONNECTED, TLS_EVENT_VERIFY);
				CHECK_EQUAL(depths_asked(&both.server, accept, &reasons), accept ? 210 : 2);
				pair_run(&both, &full);
				CHECK_EQUAL(both.server.error, accept ? 0 : TLS_ERROR_CERTIFICATE_REJECTED);
				CHECK_EQUAL(tls_session_connected(both.server.session), accept);
				if (k == 0)
					CHECK_EQUAL(tls_session_alert(both.client.session), accept ? -1 : MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
			}
			pair_free(&both);
		}
	}
}

TEST("nobody is asked about a chain that was refused already, and about a bad one that may pass its faults are told")
{
	uint32_t reasons;
	unsigned k, optional;

	for (k = 0; k < 2; k++) {
		for (optional = 0; optional < 2; optional++) {
			pair_options options = { .version = versions[k], .certificate = "unknown", .questions = TLS_EVENT_VERIFY, .optional = optional };
			pair both;
			if (pair_open(&both, &options)) {
				pair_run(&both, &full);
				if (optional) {
					CHECK_EQUAL(depths_asked(&both.client, true, &reasons), 0);
					CHECK_EQUAL(reasons, 1 << TLS_VERDICT_UNKNOWN_ISSUER);
					pair_run(&both, &full);
					CHECK(pair_connected(&both));
				}
				else {
					CHECK_EQUAL(both.client.error, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
					CHECK_EQUAL(depths_asked(&both.client, true, &reasons), 0);
					CHECK_EQUAL(reasons, 0);
				}
			}
			pair_free(&both);
		}
	}
}

TEST("a question that nobody can answer ends the handshake, and answers that were not asked for do nothing")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13, .questions = TLS_EVENT_VERIFY })) {
		CHECK_EQUAL(tls_session_judge(both.client.session, false), 0);
		CHECK_EQUAL(tls_session_refuse(both.client.session), 0);
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_refuse(both.client.session), 0);
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.error, TLS_ERROR_REFUSED);
	}
	pair_free(&both);
}

TEST("a session that is closed or deleted while a question is open keeps nothing")
{
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS12, .questions = TLS_EVENT_VERIFY })) {
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.events, TLS_EVENT_VERIFY);
		side_close(&both.client, &both.server.in, 100);
		CHECK(!side_step(&both.client, &both.server.in, &full));
	}
	pair_free(&both);
}
