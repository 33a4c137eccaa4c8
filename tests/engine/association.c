/* Associations of DTLS that outlive their session: saved, restored, refused. */
#include "network.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const weather fair = { .delay = 10 };
static const uint8_t key[16] = { 1, 2, 3, 0, 5 };
static const uint8_t cbc[] = { 0x00, 0xAE }, ccm8[] = { 0xC0, 0xA8 };

static blob suspend(party *one)
{
	int length = tls_session_suspend(one->session, NULL, 0);
	blob result = { NULL, 0 };

	if (CHECK(length > 0)) {
		result.bytes = malloc((size_t)length);
		result.length = (size_t)length;
		length = tls_session_suspend(one->session, result.bytes, result.length);
		CHECK(length > 0);
		result.length = length > 0 ? (size_t)length : 0;
	}
	return result;
}

static void say(network *all, party *from, party *to, const char *text)
{
	unsigned before = to->taken;

	CHECK_EQUAL(party_write(all, from, text, strlen(text)), strlen(text));
	network_run(all, 100);
	CHECK_EQUAL(to->taken, before + 1);
	CHECK(to->lastLength == strlen(text) && memcmp(to->last, text, strlen(text)) == 0);
}

/* The party is gone, and another one made of its bytes. */
static bool wake(network *all, party *one, const blob *bytes)
{
	bool server = one == &all->server;
	int error;

	party_free(one);
	error = party_open(one, server, &all->options);
	if (!error)
		error = tls_session_restore(one->session, bytes->bytes, bytes->length);
	if (!CHECK_EQUAL(error, 0))
		return false;
	party_step(all, one, NULL, 0);
	return CHECK(one->events & TLS_EVENT_CONNECTED);
}

TEST("G6 a client that was saved and a server that was saved go on without a handshake, each more than once")
{
	static const datagram_options ways[] = {
		{ .mtu = 1232, .ids = true, .clientCertificate = "client", .clientPolicy = TLS_PEER_REQUIRED },
		{ .mtu = 1232, .key = key, .suite = ccm8, .ask = true, .ids = true }, { .mtu = 600 }
	};
	unsigned i, k;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		network all;
		if (network_open(&all, &ways[i], &fair) && CHECK(network_run(&all, 10000))) {
			say(&all, &all.client, &all.server, "first");
			for (k = 0; k < 3; k++) {
				blob bytes = suspend(&all.client);
				uint8_t before[TLS_CONNECTION_ID_LIMIT], after[TLS_CONNECTION_ID_LIMIT];
				size_t length, idLength;
				/* It goes on after it was saved. */
				say(&all, &all.client, &all.server, "awake");
				say(&all, &all.server, &all.client, "indeed");
				if (wake(&all, &all.client, &bytes)) {
					say(&all, &all.client, &all.server, "woken");
					say(&all, &all.server, &all.client, "good morning");
				}
				CHECK_EQUAL(tls_session_verdict(all.client.session), TLS_VERDICT_ACCEPTED);
				blob_free(&bytes);
				bytes = suspend(&all.server);
				CHECK_EQUAL(tls_session_connection_id(all.server.session, true, before, &length), ways[i].ids);
				if (wake(&all, &all.server, &bytes)) {
					CHECK_EQUAL(tls_session_connection_id(all.server.session, true, after, &idLength), ways[i].ids);
					CHECK(length == idLength && memcmp(before, after, length) == 0);
					say(&all, &all.client, &all.server, "to a new server");
					say(&all, &all.server, &all.client, "from it");
					CHECK(!ways[i].key || tls_session_identity(all.server.session, &length));
					CHECK(!ways[i].clientCertificate || tls_session_peer_certificate(all.server.session, 0, &length));
				}
				blob_free(&bytes);
			}
		}
		network_free(&all);
	}
}

TEST("a CBC suite, a handshake that goes on, a last flight that may be needed and a closed association refuse to be saved, each by its name")
{
	network all;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .key = key, .suite = cbc }, &fair)) {
		CHECK_EQUAL(tls_session_suspend(all.client.session, NULL, 0), TLS_ERROR_NOT_CONNECTED);
		CHECK(network_run(&all, 10000));
		CHECK_EQUAL(tls_session_suspend(all.client.session, NULL, 0), TLS_ERROR_NOT_SAVABLE);
		say(&all, &all.client, &all.server, "it goes on");
	}
	network_free(&all);
	if (network_open(&all, &(datagram_options){ .mtu = 1232, .key = key, .suite = ccm8 }, &fair) && CHECK(network_run(&all, 10000))) {
		uint8_t out[400];
		tls_window window = { NULL, 0, out, 400 }, in;
		CHECK_EQUAL(tls_session_suspend(all.server.session, NULL, 0), TLS_ERROR_UNSETTLED);
		say(&all, &all.client, &all.server, "now it may");
		CHECK(tls_session_suspend(all.server.session, NULL, 0) > 0);
		CHECK_EQUAL(tls_session_send(all.client.session, "unread", 6, &window), 6);
		in = (tls_window){ out, 400 - window.outLength, out + 300, 100 };
		CHECK_EQUAL(tls_session_step(all.server.session, &in), TLS_EVENT_NEWER);
		CHECK_EQUAL(tls_session_suspend(all.server.session, NULL, 0), TLS_ERROR_UNSETTLED);
		window = (tls_window){ NULL, 0, out, 400 };
		CHECK_EQUAL(tls_session_close(all.client.session, &window), 0);
		CHECK_EQUAL(tls_session_suspend(all.client.session, NULL, 0), TLS_ERROR_CLOSED);
	}
	network_free(&all);
}

TEST("bytes that were damaged or cut, or are another side's, are refused, and the session can still shake hands")
{
	network all;
	unsigned i;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .key = key, .suite = ccm8 }, &fair) && CHECK(network_run(&all, 10000))) {
		blob bytes = suspend(&all.client);
		for (i = 0; i < bytes.length; i++) {
			party one;
			uint8_t *exact = malloc(i + 1);
			memcpy(exact, bytes.bytes, i);
			if (CHECK_EQUAL(party_open(&one, false, &all.options), 0)) {
				CHECK_EQUAL(tls_session_restore(one.session, exact, i), TLS_ERROR_ASSOCIATION);
				bytes.bytes[i] ^= 0x40;
				CHECK_EQUAL(tls_session_restore(one.session, bytes.bytes, bytes.length), TLS_ERROR_ASSOCIATION);
				bytes.bytes[i] ^= 0x40;
				CHECK(!tls_session_connected(one.session));
			}
			free(exact);
			party_free(&one);
		}
		party_free(&all.server);
		if (CHECK_EQUAL(party_open(&all.server, true, &all.options), 0))
			CHECK_EQUAL(tls_session_restore(all.server.session, bytes.bytes, bytes.length), TLS_ERROR_ASSOCIATION);
		blob_free(&bytes);
	}
	network_free(&all);
}

TEST("nothing of the secrets stays in memory that was given back")
{
	network all;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .key = key, .suite = ccm8, .ask = true }, &fair) && CHECK(network_run(&all, 10000))) {
		host_heap_watch(key, sizeof(key));
		blob bytes = suspend(&all.client);
		blob_free(&bytes);
		network_free(&all);
		CHECK_EQUAL(host_heap_watch(NULL, 0), 0);
	} else
		network_free(&all);
}
