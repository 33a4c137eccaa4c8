/* Key exchange messages of a client with a pre-shared key, in pieces and damaged. */
#include "keyed.h"
#include "test.h"

#include <string.h>

static const pace full;
static const uint8_t curveSuite[] = { 0xCC, 0xAC };   /* ECDHE-PSK with ChaCha20 */

/*
 * Lets both go on until the client's key exchange message is on its way, and takes that out. The server has a curve's point to read
 * behind the identity.
 */
static bool catch_key_exchange(pair *both, uint8_t record[600], size_t *length)
{
	if (!keyed_open(both, &(keyed_options){ .version = TLS12, .suite = curveSuite, .withoutKey = true }))
		return false;
	side_step(&both->client, &both->server.in, &full);
	side_step(&both->server, &both->client.in, &full);
	side_step(&both->client, &both->server.in, &full);
	*length = record_length(&both->server.in);
	if (!CHECK(*length > 0 && *length <= 600 && both->server.in.bytes[both->server.in.start] == HANDSHAKE))
		return false;
	memcpy(record, both->server.in.bytes + both->server.in.start, *length);
	return true;
}

TEST("E80 a key exchange message in two records is that of a stranger: nobody is asked, the client is told")
{
	uint8_t record[600];
	size_t length, cut;
	pair both;

	for (cut = 6; cut < 12; cut += 5) {
		stream rest = { 0 };
		if (!catch_key_exchange(&both, record, &length))
			continue;
		stream_take(&both.server.in, length);
		put_record(&rest, HANDSHAKE, record + 5, cut);
		put_record(&rest, HANDSHAKE, record + 5 + cut, length - 5 - cut);
		stream_put(&rest, both.server.in.bytes + both.server.in.start, stream_length(&both.server.in));
		stream_free(&both.server.in);
		both.server.in = rest;
		both.server.arrived = 0;
		side_step(&both.server, &both.client.in, &full);
		CHECK_EQUAL(both.server.events & TLS_EVENT_IDENTITY, 0);
		CHECK_EQUAL(both.server.error, MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY);
		CHECK_EQUAL(take_alert(&both.client.in), MBEDTLS_SSL_ALERT_MSG_UNKNOWN_PSK_IDENTITY);
		pair_free(&both);
	}
}

TEST("E80 whatever is wrong in a key exchange message ends the handshake, or finds no key")
{
	uint8_t record[600];
	size_t length;
	unsigned k, asked = 0;
	pair both;

	for (k = 0; k < 150; k++) {
		uint8_t *bytes;
		if (!catch_key_exchange(&both, record, &length))
			continue;
		bytes = both.server.in.bytes + both.server.in.start;
		bytes[5 + test_random((uint32_t)length - 5)] ^= (uint8_t)(1 + test_random(255));
		pair_run(&both, &full);
		if (tls_session_asked_identity(both.server.session, &(size_t){ 0 })) {
			asked++;
			CHECK_EQUAL(tls_session_answer_key(both.server.session, keyed_key, 16), 0);
			pair_run(&both, &full);
		}
		CHECK(!tls_session_connected(both.server.session) && !tls_session_connected(both.client.session));
		pair_free(&both);
	}
	test_note("%u of 150 were asked for", asked);
}
