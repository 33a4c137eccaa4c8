/*
 * An intruder who hears all datagrams and invents others, at random: what was said before, with other headers, cut, joined, in fragments that do not fit. All of it follows
 * from the seed; `npm run fuzz` goes on with others.
 */
#include "network.h"
#include "host.h"
#include "test.h"

#include "psa/crypto.h"

#include <stdlib.h>
#include <string.h>

enum { recordLength = 13, messageLength = 12, memory = 48, largest = 1500, longest = 3 * largest };

static const weather fair = { .delay = 10 };
static const uint8_t key[16] = { 1, 2, 3, 0, 5 };
static const uint8_t ccm8[] = { 0xC0, 0xA8 };

static struct {
	uint8_t bytes[memory][largest];
	size_t lengths[memory];
	unsigned count;
} heard;

static void overhear(const uint8_t *bytes, size_t length)
{
	unsigned place = heard.count % memory;

	if (length > largest)
		return;
	memcpy(heard.bytes[place], bytes, length);
	heard.lengths[place] = length;
	heard.count++;
}

static size_t recall(uint8_t *bytes)
{
	unsigned place = test_random(heard.count < memory ? heard.count : memory);

	memcpy(bytes, heard.bytes[place], heard.lengths[place]);
	return heard.lengths[place];
}

/* A number of so many bytes that is near the one that is there, or at an end. */
static void disturb(uint8_t *at, unsigned length)
{
	unsigned i, way = test_random(5);

	for (i = 0; i < length; i++)
		at[i] = way == 0 ? 0 : way == 1 ? 0xFF : way == 2 ? (uint8_t)test_random(256) : i + 1 == length ? (uint8_t)(at[i] + (way == 3 ? 1 : -1)) : at[i];
}

static size_t spoil(uint8_t *bytes, size_t length)
{
	static const struct { uint8_t at, length; } fields[] = { { 0, 1 }, { 3, 2 }, { 5, 6 }, { 11, 2 }, { 13, 1 }, { 14, 3 }, { 17, 2 }, { 19, 3 }, { 22, 3 } };
	unsigned which;

	switch (test_random(6)) {
	case 0:
		return length ? test_random((uint32_t)length) : 0;
	case 1:
		return length + recall(bytes + length);
	case 2:
		if (length > 0)
			bytes[test_random((uint32_t)length)] ^= (uint8_t)(1u << test_random(8));
		return length;
	case 3:
		/* A fragment that is what the record says, and is said to lie elsewhere. */
		if (length > recordLength + messageLength) {
			disturb(bytes + recordLength + 1, 3);
			disturb(bytes + recordLength + 6, 3);
		}
		return length;
	case 4:
		if (length > 0)
			bytes[0] = (uint8_t)(20 + test_random(6));
		return length;
	default:
		which = test_random(sizeof(fields) / sizeof(fields[0]));
		if (length >= (size_t)fields[which].at + fields[which].length)
			disturb(bytes + fields[which].at, fields[which].length);
		return length;
	}
}

static size_t invent(uint8_t *bytes)
{
	size_t length = heard.count ? recall(bytes) : 0;
	unsigned turns;

	for (turns = test_random(4); turns > 0 && length < largest; turns--)
		length = spoil(bytes, length);
	return length;
}

static void intrude(network *all)
{
	uint8_t *bytes = malloc(longest);
	size_t length = invent(bytes);

	if (length > 0)
		network_send(all, test_random(2) ? &all->client : &all->server, bytes, length);
	free(bytes);
}

static void choose(datagram_options *options)
{
	bool keyed = test_random(2);

	*options = (datagram_options){
		.mtu = test_random(2) ? 1232 : 300, .ids = test_random(2), .key = keyed ? key : NULL, .ask = keyed && test_random(4), .suite = keyed ? ccm8 : NULL,
		.clientCertificate = !keyed && test_random(2) ? "client" : NULL
	};
	if (options->clientCertificate)
		options->clientPolicy = TLS_PEER_REQUIRED;
}

TEST("G16 whatever an intruder invents, a handshake is completed or fails cleanly, and what stands goes on")
{
	static const char text[] = "genuine";
	unsigned run, turn, connected = 0;

	for (run = 0; run < 40; run++) {
		datagram_options options;
		network all;
		choose(&options);
		heard.count = 0;
		if (network_open(&all, &options, &fair)) {
			all.overheard = overhear;
			for (turn = 0; turn < 60; turn++) {
				network_run(&all, test_random(20));
				/* Not each time: some handshakes are to get far. */
				if (test_random(run % 8 + 1) == 0)
					intrude(&all);
			}
			network_run(&all, 1000);
			if (network_connected(&all)) {
				connected++;
				for (turn = 0; turn < 50; turn++)
					intrude(&all);
				network_run(&all, 1000);
				turn = all.server.taken;
				CHECK_EQUAL(party_write(&all, &all.client, text, sizeof(text)), sizeof(text));
				network_run(&all, 1000);
				CHECK(all.server.taken > turn && memcmp(all.server.last, text, sizeof(text)) == 0);
			}
		}
		network_free(&all);
	}
	test_note("%u of %u connected", connected, run);
}

TEST("G16 no invented datagram is answered at length, or begins a session without a cookie of its address")
{
	static const uint8_t other[] = "192.0.2.66 666";
	uint8_t *bytes = malloc(longest), answer[TLS_COOKIE_ANSWER_SIZE];
	unsigned turn, answered = 0;
	network all;

	heard.count = 0;
	if (network_open(&all, &(datagram_options){ .mtu = 1232 }, &fair)) {
		all.overheard = overhear;
		CHECK(network_run(&all, 10000));
		for (turn = 0; turn < 5000; turn++) {
			size_t length = invent(bytes);
			int result = tls_cookies_judge(all.cookies, bytes, length, other, sizeof(other), answer);
			CHECK(result == TLS_COOKIE_NONE || (result > TLS_COOKIE_GOOD && (size_t)result <= length));
			answered += result > 0;
		}
	}
	network_free(&all);
	free(bytes);
	CHECK(answered > 0);
}

/* What somebody who knows how an association is saved may write into it. */
static void forge(uint8_t *bytes, size_t length)
{
	enum { digest = 32 };
	size_t used;
	unsigned turns;

	for (turns = 1 + test_random(4); turns > 0; turns--) {
		size_t at = test_random((uint32_t)(length - digest));
		disturb(bytes + at, at + 4 <= length - digest ? 1 + test_random(4) : 1);
	}
	CHECK_EQUAL(psa_hash_compute(PSA_ALG_SHA_256, bytes, length - digest, bytes + length - digest, digest, &used), PSA_SUCCESS);
}

TEST("G6 an association that was forged is refused, or is one, and nothing worse")
{
	unsigned run, turn, restored = 0;

	for (run = 0; run < 6; run++) {
		datagram_options options = { .mtu = 1232, .ids = run % 2, .key = run % 3 ? key : NULL, .suite = run % 3 ? ccm8 : NULL, .ask = run % 3 == 1 };
		network all;
		heard.count = 0;
		if (network_open(&all, &options, &fair) && CHECK(network_run(&all, 10000))) {
			party *from = run / 3 ? &all.server : &all.client;
			CHECK_EQUAL(party_write(&all, &all.client, "data", 4), 4);
			network_run(&all, 100);
			int length = tls_session_suspend(from->session, NULL, 0);
			uint8_t *saved = malloc((size_t)length), *bytes = malloc((size_t)length);
			length = tls_session_suspend(from->session, saved, (size_t)length);
			for (turn = 0; turn < 300 && CHECK(length > 0); turn++) {
				party one;
				memcpy(bytes, saved, (size_t)length);
				forge(bytes, (size_t)length);
				if (CHECK_EQUAL(party_open(&one, from == &all.server, &options), 0)) {
					int result = tls_session_restore(one.session, bytes, (size_t)length);
					CHECK(result <= 0);
					if (result == 0) {
						uint8_t out[400];
						tls_window window = { NULL, 0, out, sizeof(out) };
						restored++;
						(void)tls_session_send(one.session, "data", 4, &window);
						(void)tls_session_suspend(one.session, NULL, 0);
					} else
						test_met(result);
				}
				party_free(&one);
			}
			free(bytes);
			free(saved);
		}
		network_free(&all);
	}
	test_note("%u were taken", restored);
}
