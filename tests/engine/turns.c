/* What a handshake does in one call, and where it lets others have their turn. */
#include "support.h"
#include "host.h"
#include "test.h"

/* Steps of a side, by what they did. */
typedef struct {
	unsigned received, sent, yields;
	unsigned steps;
} tally;

static bool count(tally *of, side *one, stream *out)
{
	size_t in = stream_length(&one->in), before = stream_length(out);
	bool moved;

	one->events = 0;
	moved = side_step(one, out, &(pace){ 0 });
	of->steps++;
	of->received += stream_length(&one->in) < in;
	of->sent += stream_length(out) > before;
	if (one->events & TLS_EVENT_YIELD) {
		of->yields++;
		/* Nothing waits to be sent while others have their turn, and there is something to go on with. */
		CHECK_EQUAL(stream_length(out), before);
		CHECK_EQUAL(tls_session_owed(one->session), 0);
		CHECK(moved);
	}
	return moved;
}

static void shake_hands(uint16_t version, const char *clientCertificate, tally *client, tally *server)
{
	pair both;
	bool moved = true;

	*client = *server = (tally){ 0 };
	if (pair_open(&both, &(pair_options){ .version = version, .clientCertificate = clientCertificate,
			.clientPolicy = clientCertificate ? TLS_PEER_REQUIRED : TLS_PEER_IGNORED })) {
		while (moved) {
			moved = count(client, &both.client, &both.server.in);
			moved = count(server, &both.server, &both.client.in) || moved;
		}
		CHECK(pair_connected(&both));
	}
	pair_free(&both);
}

TEST("a step takes one flight of the peer and makes one of its own: between two of them its caller has its turn")
{
	tally client, server;

	shake_hands(TLS12, NULL, &client, &server);
	/* ClientHello; key exchange, Finished. ServerHello to ServerHelloDone; Finished. */
	CHECK_EQUAL(client.sent, 2);
	CHECK_EQUAL(server.sent, 2);
	CHECK_EQUAL(client.received, 2);
	CHECK_EQUAL(server.received, 2);
	shake_hands(TLS13, NULL, &client, &server);
	/* ClientHello; Finished. ServerHello to Finished. */
	CHECK_EQUAL(client.sent, 2);
	CHECK_EQUAL(server.sent, 1);
	CHECK_EQUAL(client.yields + server.yields, 0);
}

TEST("where the host asks for it a handshake stops behind each message of a flight, and goes on by itself")
{
	tally client, server;

	host_yield(true);
	shake_hands(TLS12, NULL, &client, &server);
	test_note("TLS 1.2: a client yields %u times, a server %u times", client.yields, server.yields);
	/* Behind ServerHello, Certificate and ServerKeyExchange at least. */
	CHECK(client.yields >= 3);
	shake_hands(TLS13, NULL, &client, &server);
	test_note("TLS 1.3: a client yields %u times, a server %u times", client.yields, server.yields);
	/* Behind ServerHello, EncryptedExtensions, Certificate and CertificateVerify. */
	CHECK(client.yields >= 4);
	/* A flight is not torn apart. */
	CHECK_EQUAL(server.sent, 1);
	shake_hands(TLS12, "client", &client, &server);
	CHECK(server.yields >= 3);
	shake_hands(TLS13, "client", &client, &server);
	test_note("TLS 1.3, client certificate: a client yields %u times, a server %u times", client.yields, server.yields);
	CHECK(server.yields >= 2);
}

TEST("neither credentials nor a session are made where there is no stack for them")
{
	tls_credentials *credentials = NULL, *other = NULL;
	tls_configuration *configuration = NULL;
	tls_session *session = NULL;
	const tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13 };

	CHECK_EQUAL(credentials_of(&credentials, "authority", NULL), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	host_stack(false);
	CHECK_EQUAL(tls_session_new(&session, configuration, "localhost"), TLS_ERROR_STACK);
	CHECK(!session);
	CHECK_EQUAL(tls_credentials_new(&other), TLS_ERROR_STACK);
	CHECK(!other);
	host_stack(true);
	CHECK_EQUAL(tls_session_new(&session, configuration, "localhost"), 0);
	tls_session_delete(session);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
}
