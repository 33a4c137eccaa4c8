/* DTLS: handshakes and data over a network that may be bad. */
#include "network.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const weather fair = { .delay = 10 };
static const uint8_t key[16] = { 1, 2, 3, 0, 5 };
static const uint8_t ccm8[] = { 0xC0, 0xA8 }, gcm[] = { 0x00, 0xA8 }, cbc[] = { 0x00, 0xAE }, ccm[] = { 0xC0, 0xA4 }, curve[] = { 0xC0, 0x37 };

TEST("G16 a client and a server shake hands over datagrams, with certificates of both, and exchange data")
{
	static const datagram_options ways[] = {
		{ .mtu = 1232 }, { .mtu = 1232, .certificate = "p384" },
		{ .mtu = 1232, .clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED }, { 0 }, { .mtu = 300 }, { .mtu = 1232, .fragment = 1 }
	};
	unsigned i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		network all;
		if (network_open(&all, &ways[i], &fair)) {
			CHECK(network_run(&all, 10000));
			CHECK_EQUAL(all.client.error, 0);
			CHECK_EQUAL(all.server.error, 0);
			CHECK_EQUAL(all.answers, 1);
			CHECK_EQUAL(tls_session_version(all.client.session), TLS_VERSION_DTLS12);
			network_exchange(&all);
		}
		network_free(&all);
	}
}

TEST("pre-shared keys with CCM8, CCM, GCM and CBC suites, with the server's own key and one that it asks for")
{
	static const uint8_t *const suites[] = { ccm8, ccm, gcm, cbc, curve };
	unsigned i;

	for (i = 0; i < 20; i++) {
		network all;
		size_t length = 0;
		datagram_options options = { .mtu = 1232, .key = key, .suite = suites[i % 5], .ask = i % 2 != 0, .identityLength = i >= 10 ? TLS_IDENTITY_LIMIT : 0 };
		if (i >= 15)
			options.mtu = 400;
		if (network_open(&all, &options, &fair)) {
			CHECK(network_run(&all, 10000));
			CHECK_EQUAL(all.client.error, 0);
			CHECK_EQUAL(all.server.error, 0);
			CHECK(all.server.session && tls_session_identity(all.server.session, &length));
			CHECK_EQUAL(length, options.identityLength ? options.identityLength : 6);
			network_exchange(&all);
		}
		network_free(&all);
	}
}

TEST("a server that has no key for the identity refuses, and one that takes its time goes on when it has it")
{
	datagram_options options = { .mtu = 1232, .key = key, .ask = true };
	network all;

	if (network_open(&all, &options, &fair)) {
		all.answerKey = NULL;
		network_run(&all, 500);
		CHECK(all.server.session && all.server.events & TLS_EVENT_IDENTITY);
		CHECK_EQUAL(tls_session_answer_key(all.server.session, NULL, 0), 0);
		party_step(&all, &all.server, NULL, 0);
		CHECK_EQUAL(all.server.error, MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY);
		network_run(&all, 1000);
		CHECK(all.client.error != 0);
	}
	network_free(&all);
	if (network_open(&all, &options, &fair)) {
		all.answerKey = NULL;
		network_run(&all, 700);
		CHECK_EQUAL(tls_session_answer_key(all.server.session, key, 16), 0);
		party_step(&all, &all.server, NULL, 0);
		network_run(&all, 10000);
		network_exchange(&all);
	}
	network_free(&all);
}

TEST("a wrong key ends the handshake on both sides")
{
	static const uint8_t other[16] = { 9 };
	datagram_options options = { .mtu = 1232, .key = key, .ask = true };
	network all;

	if (network_open(&all, &options, &fair)) {
		all.answerKey = other;
		network_run(&all, 200000);
		CHECK_EQUAL(all.server.error, MBEDTLS_ERR_SSL_INVALID_MAC);
		CHECK(all.client.error != 0);
	}
	network_free(&all);
}

TEST("no datagram is longer than the MTU, and what does not fit into one is refused with nothing sealed")
{
	uint8_t data[1400] = { 1 };
	weather small = { .delay = 1, .largest = 600 };
	network all;

	if (network_open(&all, &(datagram_options){ .mtu = 600, .clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED }, &small)
		&& CHECK(network_run(&all, 10000))) {
		size_t most = tls_session_writable(all.client.session, 0, 0);
		CHECK(most > 500 && most < 600);
		CHECK_EQUAL(party_write(&all, &all.client, data, most + 1), TLS_ERROR_OVERFLOW);
		CHECK_EQUAL(party_write(&all, &all.client, data, 0), TLS_ERROR_OVERFLOW);
		CHECK_EQUAL(party_write(&all, &all.client, data, most), most);
		network_run(&all, 100);
		CHECK_EQUAL(all.server.lastLength, most);
	}
	network_free(&all);
}

TEST("several records of one datagram are read one after the other")
{
	network all;

	if (network_open(&all, &(datagram_options){ .mtu = 1232 }, &fair) && CHECK(network_run(&all, 10000))) {
		uint8_t out[400];
		tls_window first = { NULL, 0, out, 400 }, second;
		CHECK_EQUAL(tls_session_send(all.client.session, "one", 3, &first), 3);
		second = first;
		CHECK_EQUAL(tls_session_send(all.client.session, "three", 5, &second), 5);
		party_step(&all, &all.server, out, 400 - second.outLength);
		CHECK_EQUAL(all.server.taken, 2);
		CHECK(all.server.lastLength == 5 && memcmp(all.server.last, "three", 5) == 0);
		/* The same once more, and all but the end of it. */
		party_step(&all, &all.server, out, 400 - second.outLength);
		party_step(&all, &all.server, out, 20);
		CHECK_EQUAL(all.server.taken, 2);
		CHECK_EQUAL(all.server.error, 0);
	}
	network_free(&all);
}

TEST("G6 connection IDs: a server's is in each record of its client, a client's may be empty; who does not know them goes on without")
{
	network all;
	uint8_t id[TLS_CONNECTION_ID_LIMIT], own[TLS_CONNECTION_ID_LIMIT], out[400];
	size_t length, ownLength;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .ids = true }, &fair) && CHECK(network_run(&all, 10000))) {
		tls_window window = { NULL, 0, out, 400 };
		CHECK(tls_session_connection_id(all.client.session, false, id, &length));
		CHECK(tls_session_connection_id(all.server.session, true, own, &ownLength));
		CHECK_EQUAL(length, 8);
		CHECK(ownLength == 8 && memcmp(id, own, 8) == 0);
		CHECK_EQUAL(tls_session_send(all.client.session, "data", 4, &window), 4);
		CHECK_EQUAL(out[0], 25);
		CHECK(memcmp(out + 11, own, 8) == 0);
		CHECK(tls_session_expects(all.server.session, out, 400 - window.outLength));
		CHECK(!tls_session_expects(all.client.session, out, 400 - window.outLength));
		CHECK(!tls_session_expects(all.server.session, out, 18));
		out[11] ^= 1;
		CHECK(!tls_session_expects(all.server.session, out, 400 - window.outLength));
		out[0] = 23;
		CHECK(!tls_session_expects(all.server.session, out, 400 - window.outLength));
		CHECK(tls_session_expects(all.client.session, out, 400 - window.outLength));
		network_exchange(&all);
	}
	network_free(&all);
	if (network_open(&all, &(datagram_options){ .mtu = 1232 }, &fair)) {
		all.options.ids = true;
		CHECK(network_run(&all, 10000));
		CHECK(!tls_session_connection_id(all.server.session, false, id, &length));
		network_exchange(&all);
	}
	network_free(&all);
}

TEST("DTLS sessions are resumed, and a session of TLS is not")
{
	tls_tickets *tickets = NULL;
	network all;
	blob saved = { NULL, 0 };
	pair both;

	CHECK_EQUAL(tls_tickets_new(&tickets, 3600, 4, NULL), 0);
	if (network_open(&all, &(datagram_options){ .mtu = 1232, .tickets = tickets, .save = true }, &fair)) {
		CHECK(network_run(&all, 10000));
		saved = all.client.saved;
		all.client.saved = (blob){ NULL, 0 };
	}
	network_free(&all);
	if (CHECK(saved.length > 0) && network_open(&all, &(datagram_options){ .mtu = 1232, .tickets = tickets, .session = &saved }, &fair)) {
		CHECK_EQUAL(all.client.resumes, 1);
		CHECK(network_run(&all, 10000));
		CHECK(tls_session_resumed(all.client.session) && tls_session_resumed(all.server.session));
		network_exchange(&all);
	}
	network_free(&all);
	if (pair_connect(&both, &(pair_options){ .version = TLS12, .tickets = tickets, .given = 1, .session = &saved }))
		CHECK_EQUAL(both.client.resumes, 0);
	pair_free(&both);
	blob_free(&saved);
	tls_tickets_release(tickets);
}

TEST("close_notify ends the other side")
{
	network all;
	uint8_t out[400];
	tls_window window = { NULL, 0, out, 400 };

	if (network_open(&all, &(datagram_options){ .mtu = 1232 }, &fair) && CHECK(network_run(&all, 10000))) {
		CHECK_EQUAL(tls_session_close(all.client.session, &window), 0);
		party_step(&all, &all.server, out, 400 - window.outLength);
		CHECK(all.server.events & TLS_EVENT_ENDED);
		CHECK_EQUAL(all.server.error, 0);
	}
	network_free(&all);
}

TEST("a handshake that is not answered ends when time is up, after doubled waits")
{
	network all;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .minimum = 500, .maximum = 4000 }, &(weather){ .loss = 100 })) {
		network_run(&all, 60000);
		CHECK_EQUAL(all.client.error, MBEDTLS_ERR_SSL_TIMEOUT);
		/* The hello four times, and an alert for a server that may have been there. */
		CHECK_EQUAL(all.client.sent, 5);
		CHECK(all.client.timer == 0);
	}
	network_free(&all);
}
