/*
 * What ESP-IDF's dynamic record buffers need: with them mbedTLS reads a record's header into memory that is gone when the call returns, so its five bytes must come
 * at once. This stands between mbedTLS and the engine, and keeps a book of what was asked for and what was given.
 */
#include "support.h"
#include "test.h"

enum { header = 5 };

typedef struct {
	void *session;
	mbedtls_ssl_send_t *send;
	mbedtls_ssl_recv_t *receive;
	size_t body;                    /* bytes of the present record that have not come */
	unsigned whole, none, parts;    /* headers that came, that did not come yet, and of which some bytes came */
	unsigned pieces;                /* of bodies */
} book;

static int send_on(void *context, const unsigned char *bytes, size_t length)
{
	book *kept = context;

	return kept->send(kept->session, bytes, length);
}

static int receive_on(void *context, unsigned char *bytes, size_t length)
{
	book *kept = context;
	int result = kept->receive(kept->session, bytes, length);

	if (kept->body > 0) {
		CHECK(length <= kept->body);
		if (result > 0) {
			kept->body -= (size_t)result;
			kept->pieces++;
		}
		return result;
	}
	CHECK_EQUAL(length, header);
	if (result == header) {
		kept->whole++;
		kept->body = (size_t)(bytes[3] << 8 | bytes[4]);
	}
	else if (result > 0)
		kept->parts++;
	else
		kept->none++;
	return result;
}

static void keep(book *kept, side *one)
{
	/* A session begins with what it is for mbedTLS. */
	mbedtls_ssl_context *ssl = (mbedtls_ssl_context *)(void *)one->session;

	*kept = (book){ .session = one->session, .send = ssl->MBEDTLS_PRIVATE(f_send), .receive = ssl->MBEDTLS_PRIVATE(f_recv) };
	mbedtls_ssl_set_bio(ssl, kept, send_on, receive_on, NULL);
}

static void told(const char *who, const book *kept, bool slow)
{
	CHECK_EQUAL(kept->parts, 0);
	CHECK_EQUAL(kept->body, 0);
	CHECK(kept->whole >= 4);
	/* Byte after byte a header is asked for in vain until it is whole, and a body comes in more pieces than there are records. */
	if (slow)
		CHECK(kept->none >= 4 * kept->whole && kept->pieces > kept->whole);
	test_note("%s: %u headers whole, %u asked for in vain, %u in part; bodies in %u pieces", who, kept->whole, kept->none, kept->parts, kept->pieces);
}

static void exchange(uint16_t version, pace speed)
{
	book client, server;
	pair both;

	if (pair_open(&both, &(pair_options){ .version = version })) {
		keep(&client, &both.client);
		keep(&server, &both.server);
		pair_run(&both, &speed);
		if (CHECK(pair_connected(&both))) {
			CHECK(transfer(&both.client, &both.server, 2000, &speed));
			CHECK(transfer(&both.server, &both.client, 2000, &speed));
		}
		told("client", &client, speed.in == 1);
		told("server", &server, speed.in == 1);
	}
	pair_free(&both);
}

TEST("mbedTLS gets the header of each record whole or not at all, though what arrives comes byte after byte")
{
	exchange(TLS12, (pace){ .in = 1 });
	exchange(TLS13, (pace){ .in = 1 });
}

TEST("mbedTLS gets the header of each record whole or not at all, however what arrives is cut")
{
	unsigned i;

	for (i = 2; i < 12; i++)
		exchange(i % 2 ? TLS12 : TLS13, (pace){ .in = i, .random = i > 6 });
}
