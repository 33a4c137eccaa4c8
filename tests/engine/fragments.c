/* Fragments of the message that names a shared key, of a client that means it no good: they are joined before anything is proven. */
#include "network.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { recordLength = 13, messageLength = 12, largest = 4000 };

static const weather fair = { .delay = 10 };
static const uint8_t key[16] = { 1, 2, 3, 0, 5 };
static const uint8_t ccm8[] = { 0xC0, 0xA8 };

static uint8_t *put(uint8_t *to, size_t value, unsigned length)
{
	while (length-- > 0)
		*to++ = (uint8_t)(value >> 8 * length);
	return to;
}

/* A datagram with one fragment of a ClientKeyExchange: so many bytes from an offset of a message that is said to have `whole`. */
static size_t write_fragment(uint8_t *bytes, size_t whole, size_t offset, size_t length)
{
	uint8_t *to = put(put(put(put(bytes, 22, 1), 0xFEFD, 2), 0, 2), 9, 6);

	to = put(put(put(to, messageLength + length, 2), 16, 1), whole, 3);
	to = put(put(put(to, 2, 2), offset, 3), length, 3);
	memset(to, 0x55, length);
	return recordLength + messageLength + length;
}

/* A server that has sent its first flight, and the client's second one on its way. */
static bool open_awaiting(network *all)
{
	static const datagram_options options = { .mtu = 1232, .key = key, .suite = ccm8, .ask = true };

	if (!network_open(all, &options, &fair))
		return false;
	network_run(all, 45);
	return CHECK(all->server.session && all->server.arriving && !tls_session_connected(all->server.session));
}

static void intrude(network *all, size_t whole, size_t offset, size_t length)
{
	uint8_t *bytes = malloc(recordLength + messageLength + length);

	party_step(all, &all->server, bytes, write_fragment(bytes, whole, offset, length));
	free(bytes);
}

TEST("G16 a fragment that reaches beyond its message is none, whatever came before it")
{
	static const size_t ways[][3] = { { 8, 2, largest }, { 8, 2, 7 }, { 300, 299, 2 }, { 1, 0, largest }, { 8, 2, 6 }, { 200, 2, 198 }, { 1281, 2, 1279 } };
	unsigned i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		network all;
		if (open_awaiting(&all)) {
			intrude(&all, ways[i][0], 0, 2);
			intrude(&all, ways[i][0], ways[i][1], ways[i][2]);
			network_run(&all, 1000);
		}
		network_free(&all);
	}
}

TEST("G16 an invented beginning of the message does not keep the true one from coming")
{
	static const size_t lengths[] = { 3, 8, 100, 1200 };
	unsigned i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		network all;
		if (open_awaiting(&all)) {
			intrude(&all, lengths[i], 0, 2);
			CHECK(network_run(&all, 10000));
			CHECK_EQUAL(all.server.error, 0);
		}
		network_free(&all);
	}
}
