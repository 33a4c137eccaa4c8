/* close() at every moment of a handshake. */
#include "support.h"
#include "test.h"

static const pace full;

static size_t sent_by(const side *one)
{
	return stream_length(&one->sent);
}

/*
 * The handshake through windows of `piece` bytes; one side closes after `moment` steps of its own. Returns false when the handshake was done before, so that
 * there are no more moments.
 */
static bool close_at(uint16_t version, bool server, size_t piece, unsigned moment)
{
	const pace slow = { .in = piece, .out = piece };
	pair both;
	bool early = true;

	if (pair_open(&both, &(pair_options){ .version = version })) {
		side *closing = server ? &both.server : &both.client, *other = server ? &both.client : &both.server;
		unsigned turn;
		size_t owed, before;
		bool connected;
		closing->keep = true;
		for (turn = 0; turn < moment; turn++) {
			side_step(closing, &other->in, &slow);
			side_step(other, &closing->in, &slow);
		}
		early = !(tls_session_connected(closing->session) && tls_session_connected(other->session));
		connected = tls_session_connected(closing->session);
		owed = tls_session_owed(closing->session);
		before = sent_by(closing);
		CHECK_EQUAL(side_close(closing, &other->in, 100000), 0);
		/* What was begun is finished; a goodbye is said only where there is a connection. */
		if (connected)
			CHECK(sent_by(closing) > before + owed);
		else
			CHECK_EQUAL(sent_by(closing), before + owed);
		CHECK_EQUAL(side_write(closing, &other->in, "x", 1, 1000), TLS_ERROR_CLOSED);
		/* The peer takes what it got, and the end of the transport. */
		for (turn = 0; turn < 4; turn++)
			side_step(other, &closing->in, &full);
		CHECK_EQUAL(other->error, 0);
		CHECK_EQUAL(tls_session_end(other->session), connected ? 0 : MBEDTLS_ERR_SSL_CONN_EOF);
		CHECK_EQUAL((other->events & TLS_EVENT_ENDED) != 0, connected);
		/* Whatever the peer has sent meanwhile does not wake what is closed. */
		side_step(closing, &other->in, &full);
		CHECK_EQUAL(tls_session_connected(closing->session), connected);
	}
	pair_free(&both);
	return early;
}

TEST("close at every step of a handshake, either side, either version: the peer sees a goodbye or a cut, and no memory is kept")
{
	static const size_t pieces[] = { 0, 64, 1 };
	unsigned k, role, i, moment, count = 0;

	for (k = 0; k < 2; k++) {
		for (role = 0; role < 2; role++) {
			for (i = 0; i < 3; i++) {
				/* With windows of one byte each handshake has thousands of moments: some of them, never the same. */
				unsigned stride = pieces[i] == 1 ? 40 : 1;
				for (moment = 0; close_at(k ? TLS13 : TLS12, role, pieces[i], moment); moment += stride > 1 ? 1 + test_random(2 * stride) : 1)
					count++;
			}
		}
	}
	test_note("%u moments", count);
}
