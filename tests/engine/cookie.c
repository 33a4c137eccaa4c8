/* Cookies: what a stranger gets who has not shown that its address is its own. */
#include "network.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t one[] = "192.0.2.1 5684", two[] = "192.0.2.1 5685";

/* The first datagram of a client, or the second one, that answers `answer`. */
static size_t hello_of(party *client, const uint8_t *answer, size_t answerLength, uint8_t *bytes, size_t size)
{
	tls_window window = { answer, answerLength, bytes, size };

	CHECK_EQUAL(tls_session_step(client->session, &window), 0);
	return size - window.outLength;
}

TEST("a hello gets a cookie, and with it may begin; from another address, changed, or too late it gets another cookie")
{
	datagram_options options = { .mtu = 1232 };
	uint8_t hello[1500], answer[TLS_COOKIE_ANSWER_SIZE], again[TLS_COOKIE_ANSWER_SIZE];
	tls_cookies *cookies = NULL;
	party client = { 0 };
	size_t length;
	int result;

	if (CHECK_EQUAL(tls_cookies_new(&cookies), 0) && CHECK_EQUAL(party_open(&client, false, &options), 0)) {
		length = hello_of(&client, NULL, 0, hello, sizeof(hello));
		result = tls_cookies_judge(cookies, hello, length, one, sizeof(one), answer);
		CHECK_EQUAL(result, TLS_COOKIE_ANSWER_SIZE);
		CHECK((size_t)result < length);
		/* Nothing was kept, so the same hello gets the same answer. */
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, one, sizeof(one), again), result);
		CHECK(memcmp(answer, again, (size_t)result) == 0);
		length = hello_of(&client, answer, (size_t)result, hello, sizeof(hello));
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, one, sizeof(one), again), TLS_COOKIE_GOOD);
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, two, sizeof(two), again), TLS_COOKIE_ANSWER_SIZE);
		hello[30] ^= 1;
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, one, sizeof(one), again), TLS_COOKIE_ANSWER_SIZE);
		hello[30] ^= 1;
		host_clock_set(1795219200 + 31);
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, one, sizeof(one), again), TLS_COOKIE_GOOD);
		host_clock_set(1795219200 + 62);
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, one, sizeof(one), again), TLS_COOKIE_ANSWER_SIZE);
		host_reset();
	}
	party_free(&client);
	tls_cookies_delete(cookies);
}

TEST("what is no hello gets nothing, and no answer is longer than what it answers")
{
	datagram_options options = { .mtu = 1232 };
	uint8_t hello[1500], answer[TLS_COOKIE_ANSWER_SIZE];
	tls_cookies *cookies = NULL;
	party client = { 0 };
	size_t length, i, k;
	int result;

	if (CHECK_EQUAL(tls_cookies_new(&cookies), 0) && CHECK_EQUAL(party_open(&client, false, &options), 0)) {
		length = hello_of(&client, NULL, 0, hello, sizeof(hello));
		for (i = 0; i < length; i++) {
			uint8_t *exact = malloc(i + 1);
			memcpy(exact, hello, i);
			CHECK_EQUAL(tls_cookies_judge(cookies, exact, i, one, sizeof(one), answer), TLS_COOKIE_NONE);
			free(exact);
		}
		for (i = 0; i < 20000; i++) {
			uint8_t *exact = malloc(length);
			memcpy(exact, hello, length);
			for (k = test_random(4) + 1; k > 0; k--)
				exact[test_random((uint32_t)length)] = (uint8_t)test_random(256);
			result = tls_cookies_judge(cookies, exact, length, one, sizeof(one), answer);
			CHECK(result == TLS_COOKIE_NONE || (result == TLS_COOKIE_ANSWER_SIZE && (size_t)result <= length));
			free(exact);
		}
	}
	party_free(&client);
	tls_cookies_delete(cookies);
}

TEST("a hello keeps its mark when it brings the cookie, another one has another mark, and no byte behind the end is looked at")
{
	datagram_options options = { .mtu = 1232 };
	uint8_t hello[1500], answer[TLS_COOKIE_ANSWER_SIZE], *exact;
	tls_cookies *cookies = NULL;
	party client = { 0 };
	size_t length, i;
	uint32_t mark;

	if (CHECK_EQUAL(tls_cookies_new(&cookies), 0) && CHECK_EQUAL(party_open(&client, false, &options), 0)) {
		length = hello_of(&client, NULL, 0, hello, sizeof(hello));
		mark = tls_hello_mark(hello, length);
		CHECK_EQUAL(tls_cookies_judge(cookies, hello, length, one, sizeof(one), answer), TLS_COOKIE_ANSWER_SIZE);
		length = hello_of(&client, answer, sizeof(answer), hello, sizeof(hello));
		CHECK(tls_hello_mark(hello, length) == mark);
		/* The random number, from its first byte to its last. */
		for (i = 26; i < 60; i++) {
			hello[i] ^= 1;
			CHECK((tls_hello_mark(hello, length) == mark) == (i < 27 || i > 58));
			hello[i] ^= 1;
		}
		for (i = 0; i < 60; i++) {
			exact = malloc(i + 1);
			memcpy(exact, hello, i);
			CHECK((tls_hello_mark(exact, i) == mark) == (i > 58));
			free(exact);
		}
	}
	party_free(&client);
	tls_cookies_delete(cookies);
}

TEST("the name in a hello over datagrams is read, and bytes that are none are refused")
{
	datagram_options options = { .mtu = 1232 };
	uint8_t hello[1500];
	party client = { 0 };
	tls_hello read;
	size_t length;

	if (CHECK_EQUAL(party_open(&client, false, &options), 0)) {
		length = hello_of(&client, NULL, 0, hello, sizeof(hello));
		CHECK_EQUAL(tls_hello_read_datagram(&read, hello, length), 0);
		CHECK(read.nameLength == 9 && memcmp(read.name, "localhost", 9) == 0);
		CHECK_EQUAL(tls_hello_read_datagram(&read, hello, length - 1), MBEDTLS_ERR_SSL_DECODE_ERROR);
	}
	party_free(&client);
}
