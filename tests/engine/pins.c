/* Pinned keys. */
#include "support.h"
#include "test.h"

#include <string.h>

static const pace full;
static const uint16_t versions[] = { TLS12, TLS13 };

/* Connects with the pin of that certificate behind another one, and looks for the error. */
static void expect(pair_options options, const char *pinned, int error)
{
	uint8_t pins[2 * TLS_PIN_SIZE];
	unsigned k;

	memset(pins, 7, sizeof(pins));
	pin_of(pinned, pins + TLS_PIN_SIZE);
	options.pins = pins;
	options.pinsLength = sizeof(pins);
	for (k = 0; k < 2; k++) {
		bool server = options.clientPolicy != TLS_PEER_IGNORED;
		pair both;
		options.version = versions[k];
		if (pair_open(&both, &options)) {
			side *judge = server ? &both.server : &both.client, *other = server ? &both.client : &both.server;
			pair_run(&both, &full);
			if (!CHECK_EQUAL(judge->error, error))
				test_note("%s", pinned);
			CHECK_EQUAL(tls_session_connected(judge->session), error == 0);
			/* In 1.3 a client of mbedTLS has other keys by the time a server says this. */
			if (error == TLS_ERROR_PIN_MISMATCH && !(server && k == 1))
				CHECK_EQUAL(tls_session_alert(other->session), MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
		}
		pair_free(&both);
	}
}

TEST("G8 any key of a chain that is verified can be pinned: the peer's own, an issuer's, the authority's")
{
	static const pair_options plain = { 0 };

	expect(plain, "localhost", 0);
	expect(plain, "intermediate", 0);
	expect(plain, "authority", 0);
	expect(plain, "self-signed", TLS_ERROR_PIN_MISMATCH);
	expect(plain, "rsa-localhost", TLS_ERROR_PIN_MISMATCH);
}

TEST("G8 a pin takes nothing away from the verification of the chain")
{
	expect((pair_options){ .certificate = "self-signed" }, "self-signed", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
	expect((pair_options){ .certificate = "expired" }, "expired", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
	expect((pair_options){ .certificate = "wrong-name" }, "wrong-name", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
	/* The verdict on the chain is told first. */
	expect((pair_options){ .certificate = "self-signed" }, "localhost", MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
}

TEST("G8 where the verdict is not binding a pin still is, and only the peer's own key matches it")
{
	expect((pair_options){ .certificate = "self-signed", .optional = true }, "self-signed", 0);
	expect((pair_options){ .certificate = "expired", .optional = true }, "expired", 0);
	expect((pair_options){ .certificate = "self-signed", .optional = true }, "localhost", TLS_ERROR_PIN_MISMATCH);
	expect((pair_options){ .optional = true }, "intermediate", TLS_ERROR_PIN_MISMATCH);
	expect((pair_options){ .optional = true }, "authority", TLS_ERROR_PIN_MISMATCH);
}

TEST("G8 a server can pin its clients; one without a certificate matches nothing")
{
	expect((pair_options){ .clientPolicy = TLS_PEER_REQUIRED, .clientCertificate = "client" }, "client", 0);
	expect((pair_options){ .clientPolicy = TLS_PEER_REQUIRED, .clientCertificate = "client" }, "localhost", TLS_ERROR_PIN_MISMATCH);
	expect((pair_options){ .clientPolicy = TLS_PEER_OPTIONAL, .clientCertificate = "client" }, "client", 0);
	expect((pair_options){ .clientPolicy = TLS_PEER_OPTIONAL }, "client", TLS_ERROR_PIN_MISMATCH);
}

TEST("G8 a mismatch is told before anybody is asked")
{
	uint8_t pin[TLS_PIN_SIZE] = { 0 };
	pair both;

	if (pair_open(&both, &(pair_options){ .version = TLS13, .questions = TLS_EVENT_VERIFY, .pins = pin, .pinsLength = sizeof(pin) })) {
		pair_run(&both, &full);
		CHECK_EQUAL(both.client.error, TLS_ERROR_PIN_MISMATCH);
		CHECK_EQUAL(both.client.events & TLS_EVENT_VERIFY, 0);
	}
	pair_free(&both);
}

TEST("G8 pins that are cut off, or that nobody would look at, are a mistake")
{
	static const uint8_t pins[TLS_PIN_SIZE + 1];
	tls_credentials *credentials;
	tls_configuration *configuration;
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13, .pins = pins, .pinsLength = sizeof(pins) };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
	settings.pinsLength = TLS_PIN_SIZE;
	settings.peer = TLS_PEER_IGNORED;
	settings.server = true;
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
	tls_credentials_release(credentials);
}
