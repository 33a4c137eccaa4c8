/* Digests and random bytes for JavaScript. */
#include "support.h"
#include "test.h"

#include <string.h>

static const uint8_t message[] = { 'a', 'b', 'c' };

/* What FIPS 180-2 gives for "abc": how each begins. */
static const struct {
	size_t size;
	uint8_t begin[4];
} digests[] = {
	{ 20, { 0xa9, 0x99, 0x3e, 0x36 } },
	{ 32, { 0xba, 0x78, 0x16, 0xbf } },
	{ 64, { 0xdd, 0xaf, 0x35, 0xa1 } },
};

TEST("the length of a digest says which it is, and any other length is an error")
{
	uint8_t digest[TLS_DIGEST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
		CHECK_EQUAL(tls_digest(message, sizeof(message), digest, digests[i].size), 0);
		CHECK(memcmp(digest, digests[i].begin, sizeof(digests[i].begin)) == 0);
	}
	CHECK(tls_digest(message, sizeof(message), digest, 16) < 0);
	CHECK(tls_digest(message, sizeof(message), digest, 0) < 0);
}

TEST("random bytes are others each time")
{
	uint8_t one[48], other[48];

	CHECK_EQUAL(tls_random(one, sizeof(one)), 0);
	CHECK_EQUAL(tls_random(other, sizeof(other)), 0);
	CHECK(memcmp(one, other, sizeof(one)) != 0);
	CHECK_EQUAL(tls_random(one, 0), 0);
}
