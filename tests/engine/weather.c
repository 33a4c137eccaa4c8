/* DTLS in bad weather: whatever is lost, late, doubled or damaged, a handshake is completed or fails cleanly, and data that arrives is what was sent. */
#include "network.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { handshakes = 1000, patience = 2000000 };

static const uint8_t key[16] = { 1, 2, 3, 0, 5 };
static const uint8_t ccm8[] = { 0xC0, 0xA8 };

/* Numbered datagrams both ways; each that arrives is one that was sent, once. Returns how many arrived. */
static unsigned chat(network *all, unsigned count, bool damaged)
{
	uint8_t data[500];
	unsigned i, taken = all->client.taken + all->server.taken;

	for (i = 0; i < count && network_connected(all); i++) {
		size_t length = 1 + test_random(sizeof(data));
		party *from = i % 2 ? &all->server : &all->client, *to = i % 2 ? &all->client : &all->server;
		size_t most = tls_session_writable(from->session, 0, 0);
		unsigned before = to->taken;
		if (length > most)
			length = most;
		memset(data, (int)i, length);
		CHECK_EQUAL(party_write(all, from, data, length), length);
		network_run(all, 200);
		CHECK(to->taken <= before + 1);
		if (to->taken > before)
			CHECK(to->lastLength == length && memcmp(to->last, data, length) == 0);
	}
	CHECK(network_connected(all) || damaged);
	return all->client.taken + all->server.taken - taken;
}

static weather draw_weather(unsigned loss, bool damage)
{
	return (weather){ .loss = loss, .duplicate = test_random(20), .delay = 1 + test_random(80), .jitter = test_random(200), .corrupt = damage ? 1 + test_random(10) : 0 };
}

static datagram_options draw_options(unsigned i)
{
	static const uint16_t mtus[] = { 1232, 1232, 600, 400, 0 };
	datagram_options options = { .mtu = mtus[test_random(5)], .minimum = 400, .maximum = 60000, .ids = test_random(2) != 0 };

	/* Certificates cost a thousand times more to check than a key does. */
	if (i % 10 == 0 && test_random(2)) {
		options.clientCertificate = "client";
		options.clientPolicy = TLS_PEER_REQUIRED;
	} else if (i % 10 != 0) {
		options.key = key;
		options.ask = test_random(2) != 0;
		options.suite = test_random(2) ? ccm8 : NULL;
	}
	return options;
}

TEST("G16 a thousand handshakes and transfers at 0 to 50 % loss, with delay, duplicates and small datagrams, are completed, or end when time is up")
{
	unsigned i, connected = 0, sent = 0, arrived = 0;

	for (i = 0; i < handshakes; i++) {
		datagram_options options = draw_options(i);
		weather bad = draw_weather(i * 51 / handshakes, false);
		network all;
		if (network_open(&all, &options, &bad)) {
			if (network_run(&all, patience))
				connected++;
			else
				CHECK(all.client.error == MBEDTLS_ERR_SSL_TIMEOUT || all.server.error == MBEDTLS_ERR_SSL_TIMEOUT);
			if (network_connected(&all)) {
				sent += 20;
				arrived += chat(&all, 20, false);
			}
		}
		network_free(&all);
	}
	test_note("%u of %u handshakes, %u of %u datagrams arrived", connected, (unsigned)handshakes, arrived, sent);
	/* Near 50 % some end: nine hellos in vain, of which each has to come through with its answer, are not rare there. */
	CHECK(connected >= handshakes * 96 / 100);
}

TEST("with flipped bits handshakes are completed or fail cleanly, and no damaged datagram is taken")
{
	unsigned i, connected = 0, failed = 0, waiting = 0;

	for (i = 0; i < handshakes / 2; i++) {
		datagram_options options = draw_options(i);
		weather bad = draw_weather(test_random(31), true);
		network all;
		if (network_open(&all, &options, &bad)) {
			bool done = network_run(&all, patience);
			connected += done;
			failed += !done && (all.client.error || all.server.error);
			/* The client is done with all of its own, and waits for a server that is gone or late. */
			waiting += !done && !all.client.error && !all.server.error;
			if (done)
				chat(&all, 20, true);
		}
		network_free(&all);
	}
	test_note("%u connected, %u failed", connected, failed);
	CHECK_EQUAL(connected + failed, handshakes / 2);
	CHECK_EQUAL(waiting, 0);
}

TEST("resumed handshakes get through bad weather too")
{
	tls_tickets *tickets = NULL;
	blob saved = { NULL, 0 };
	unsigned i, resumed = 0;
	network all;

	CHECK_EQUAL(tls_tickets_new(&tickets, 3600, 4, NULL), 0);
	if (network_open(&all, &(datagram_options){ .mtu = 1232, .tickets = tickets, .save = true }, &(weather){ .delay = 1 }) && CHECK(network_run(&all, patience))) {
		saved = all.client.saved;
		all.client.saved = (blob){ NULL, 0 };
	}
	network_free(&all);
	for (i = 0; i < 200 && saved.length > 0; i++) {
		weather bad = draw_weather(test_random(51), false);
		if (network_open(&all, &(datagram_options){ .mtu = 600, .minimum = 400, .maximum = 60000, .tickets = tickets, .session = &saved }, &bad)
			&& network_run(&all, patience))
			resumed += tls_session_resumed(all.client.session) && tls_session_resumed(all.server.session);
		network_free(&all);
	}
	test_note("%u of 200 resumed", resumed);
	CHECK(resumed >= 180);
	blob_free(&saved);
	tls_tickets_release(tickets);
}

TEST("a lack of memory at any moment of a DTLS handshake is an error and leaves nothing behind")
{
	unsigned at;
	bool failed = true;

	for (at = 1; failed && at < 4000; at += 1 + test_random(12)) {
		datagram_options options = { .mtu = 600, .ids = true, .key = at % 2 ? key : NULL, .ask = at % 2 != 0 };
		network all = { 0 };
		host_reset();
		host_heap_fail(at, false);
		if (tls_cookies_new(&all.cookies) == 0) {
			all.options = options;
			all.now = 1;
			all.weather.delay = 1;
			all.answerKey = options.key;
			if (party_open(&all.client, false, &options) == 0)
				network_run(&all, patience);
		}
		failed = host_heap()->failures > 0;
		if (!failed)
			CHECK(network_connected(&all));
		host_heap_fail(0, false);
		network_free(&all);
	}
	test_note("%u allocations", at);
	host_reset();
}
