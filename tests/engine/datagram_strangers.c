/* DTLS: datagrams of strangers, old ones, damaged ones, and those of an association whose client has moved. */
#include "network.h"
#include "test.h"

#include <stdlib.h>

static const weather fair = { .delay = 10 };

TEST("strangers' datagrams, old ones and damaged ones change nothing for an association that stands")
{
	network all;
	unsigned i, k;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .ids = true }, &fair) && CHECK(network_run(&all, 10000))) {
		network_exchange(&all);
		for (i = 0; i < 20000; i++) {
			uint8_t noise[200];
			size_t length = 1 + test_random(sizeof(noise));
			for (k = 0; k < length; k++)
				noise[k] = (uint8_t)test_random(256);
			if (test_random(4) && length > 13) {
				noise[0] = (uint8_t)(20 + test_random(6));
				noise[1] = 0xFE;
				noise[2] = 0xFD;
				noise[3] = 0;
				noise[4] = (uint8_t)test_random(3);
				noise[11] = 0;
				noise[12] = (uint8_t)(length - 13);
				if (test_random(2) && length > 14)
					noise[13] = 1;
			}
			all.client.events = all.server.events = 0;
			party_step(&all, i % 2 ? &all.client : &all.server, noise, length);
			CHECK(!((all.client.events | all.server.events) & TLS_EVENT_NEWER));
		}
		CHECK_EQUAL(all.client.error, 0);
		CHECK_EQUAL(all.server.error, 0);
		network_exchange(&all);
	}
	network_free(&all);
}

TEST("a record of another epoch with a few bytes behind it is dropped, on both sides, before and after the handshake")
{
	static const uint8_t stray[] = { 23, 0xFE, 0xFD, 0, 7, 0, 0, 0, 0, 0, 1, 0, 2, 1, 2, 99, 99 };
	network all;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .ids = true }, &fair)) {
		network_run(&all, 35);
		CHECK(all.server.session && !network_connected(&all));
		network_send(&all, &all.client, stray, sizeof(stray));
		network_send(&all, &all.server, stray, sizeof(stray));
		CHECK(network_run(&all, 10000));
		network_send(&all, &all.client, stray, sizeof(stray));
		network_send(&all, &all.server, stray, sizeof(stray));
		network_exchange(&all);
	}
	network_free(&all);
}

TEST("only a genuine record that is newer than all before moves a peer")
{
	network all;
	uint8_t kept[2][400];
	size_t lengths[2];
	unsigned i;

	if (network_open(&all, &(datagram_options){ .mtu = 1232, .ids = true }, &fair) && CHECK(network_run(&all, 10000))) {
		for (i = 0; i < 2; i++) {
			tls_window window = { NULL, 0, kept[i], 400 };
			CHECK_EQUAL(tls_session_send(all.client.session, "data", 4, &window), 4);
			lengths[i] = 400 - window.outLength;
		}
		all.server.events = 0;
		party_step(&all, &all.server, kept[1], lengths[1]);
		CHECK(all.server.events & TLS_EVENT_NEWER);
		all.server.events = 0;
		party_step(&all, &all.server, kept[0], lengths[0]);
		CHECK_EQUAL(all.server.taken, 2);
		CHECK(!(all.server.events & TLS_EVENT_NEWER));
		party_step(&all, &all.server, kept[1], lengths[1]);
		CHECK_EQUAL(all.server.taken, 2);
		CHECK(!(all.server.events & TLS_EVENT_NEWER));
	}
	network_free(&all);
}
