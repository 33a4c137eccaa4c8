/* What a resumed session knows of the peer, and that it is used for nothing else. */
#include "resume.h"
#include "host.h"
#include "test.h"

#include <string.h>

static const uint16_t versions[] = { TLS12, TLS13 };

TEST("G5 a resumed connection has the verdict and the certificate of the first one, on both sides")
{
	size_t i, length;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1,
			.clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED };
		blob session = connect_first(&options), server = file_chain("localhost"), client = file_chain("client");
		pair both;
		const uint8_t *der;
		options.session = &session;
		if (pair_connect(&both, &options)) {
			CHECK(tls_session_resumed(both.server.session));
			CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_ACCEPTED);
			CHECK_EQUAL(tls_session_verdict(both.server.session), TLS_VERDICT_ACCEPTED);
			der = tls_session_peer_certificate(both.client.session, 0, &length);
			CHECK(der && memcmp(der, server.bytes, length) == 0);
			der = tls_session_peer_certificate(both.server.session, 0, &length);
			CHECK(der && memcmp(der, client.bytes, length) == 0);
		}
		pair_free(&both);
		blob_free(&session);
		blob_free(&server);
		blob_free(&client);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a client that had to show a certificate and had none, or a bad one, gets no ticket")
{
	size_t i;

	for (i = 0; i < 6; i++) {
		tls_tickets *tickets = tickets_new(3600, i < 4 ? 0 : 4, NULL);
		pair_options options = { .version = versions[i & 1], .save = true, .tickets = tickets, .given = i < 4, .authority = "authority",
			.clientCertificate = i & 2 ? "unknown-client" : NULL, .clientPolicy = TLS_PEER_OPTIONAL };
		blob session = connect_first(&options);
		CHECK_EQUAL(session.length > 0 && connect_again(options, &session), false);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

/* A first connection with some options, and a second one with others. */
static void expect(bool resumed, pair_options before, pair_options after, const char *what)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		blob session;
		before.version = after.version = versions[i];
		before.tickets = after.tickets = tickets;
		before.save = true;
		before.given = after.given = 1;
		session = connect_first(&before);
		if (!CHECK_EQUAL(connect_again(after, &session), resumed))
			test_note("%s", what);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}

TEST("G5 a session is used for nothing but what it was made for")
{
	static const pair_options plain = { 0 };
	static const pair_options listed = { .lists = { "revocations", "authority-revocations" } };
	uint8_t pins[2 * TLS_PIN_SIZE] = { 0 };

	pin_of("localhost", pins);
	expect(true, plain, plain, "the same");
	expect(false, (pair_options){ .optional = true }, plain, "not verified before");
	expect(false, (pair_options){ .certificate = "several-names", .host = "one.example" }, (pair_options){ .certificate = "several-names", .host = "two.example" },
		"another name");
	expect(false, plain, listed, "revocation lists");
	expect(true, listed, listed, "the same revocation lists");
	expect(false, listed, (pair_options){ .lists = { "revocations", "authority-revocations", "old-revocations" } }, "other revocation lists");
	expect(false, plain, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, "a pin");
	expect(true, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, "the same pin");
	expect(false, (pair_options){ .pins = pins, .pinsLength = TLS_PIN_SIZE }, (pair_options){ .pins = pins, .pinsLength = 2 * TLS_PIN_SIZE }, "two pins");
	expect(false, (pair_options){ .time = TLS_TIME_IGNORE }, plain, "dates did not count before");
	expect(false, plain, (pair_options){ .protocols = "\2h2" }, "ALPN");
	expect(false, (pair_options){ .protocols = "\2h2" }, (pair_options){ .protocols = "\2h3" }, "another ALPN");
	expect(true, (pair_options){ .protocols = "\2h2" }, (pair_options){ .protocols = "\2h2" }, "the same ALPN");
	expect(false, plain, (pair_options){ .clientCertificate = "client" }, "a client certificate");
	expect(false, plain, (pair_options){ .clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED }, "a server that asks for a certificate");
	expect(false, (pair_options){ .serverProtocols = "\2h2" }, (pair_options){ .serverProtocols = "\2h3" }, "a server of another ALPN");
}

static void keep_in_store(mbedtls_x509_crt *parsed, const char *name)
{
	blob der = file_chain(name);

	mbedtls_x509_crt_init(parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(parsed, der.bytes, der.length), 0);
	host_store_add(parsed->subject_raw.p, parsed->subject_raw.len, parsed->raw.p, parsed->raw.len);
	blob_free(&der);
}

TEST("G2 G5 a session from the time of another store, as firmware with other authorities has one, makes a full handshake")
{
	mbedtls_x509_crt authority, other;
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1, .store = true }, own = options;
		blob session, ours;
		own.store = false;
		ours = connect_first(&own);
		keep_in_store(&authority, "authority");
		session = connect_first(&options);
		CHECK(session.length > 0 && connect_again(options, &session));
		keep_in_store(&other, "unknown-authority");
		CHECK(!connect_again(options, &session));
		host_store_clear();
		host_store_add(authority.subject_raw.p, authority.subject_raw.len, authority.raw.p, authority.raw.len);
		CHECK(connect_again(options, &session));
		/* Who brings an authority does not ask the store. */
		CHECK(connect_again(own, &ours));
		host_store_clear();
		mbedtls_x509_crt_free(&authority);
		mbedtls_x509_crt_free(&other);
		blob_free(&session);
		blob_free(&ours);
		tls_tickets_release(tickets);
	}
}

TEST("G5 what was not verified is resumed as not verified")
{
	size_t i;

	for (i = 0; i < 2; i++) {
		tls_tickets *tickets = tickets_new(3600, 0, NULL);
		pair_options options = { .version = versions[i], .save = true, .tickets = tickets, .given = 1, .optional = true, .authority = "unknown-authority",
			.clientPolicy = TLS_PEER_IGNORED };
		blob session = connect_first(&options);
		pair both;
		options.session = &session;
		if (pair_connect(&both, &options)) {
			CHECK(tls_session_resumed(both.client.session));
			CHECK_EQUAL(tls_session_verdict(both.client.session), TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
		}
		pair_free(&both);
		/* Nor does the same authority help once verification is asked for. */
		options.optional = false;
		if (pair_open(&both, &options)) {
			static const pace full;
			CHECK_EQUAL(both.client.resumes, 0);
			pair_run(&both, &full);
			CHECK(both.client.error != 0);
		}
		pair_free(&both);
		blob_free(&session);
		tls_tickets_release(tickets);
	}
}
