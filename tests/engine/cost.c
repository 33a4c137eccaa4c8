/*
 * What a connection costs: heap of one side alone, and stack. `node tools/build.mjs narrow && build/narrow/engine-tests cost` tells it for pointers of four bytes,
 * as on a chip.
 */
#include "support.h"
#include "host.h"
#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { stackSize = 1 << 18, painted = 0xA5 };

static const pace full;

typedef struct {
	bool server;
	uint16_t version;
	const char *certificate, *authority;    /* of the server; whoever is measured */
} kind;

static const kind kinds[] = {
	{ false, TLS12, "localhost", "authority" }, { false, TLS13, "localhost", "authority" },
	{ false, TLS12, "rsa-localhost", "rsa-authority" }, { false, TLS13, "rsa-localhost", "rsa-authority" },
	{ true, TLS12, "localhost", NULL }, { true, TLS13, "localhost", NULL },
	{ true, TLS12, "rsa-localhost", NULL }, { true, TLS13, "rsa-localhost", NULL }
};

typedef struct {
	const kind *which;
	size_t context, opened, peak, idle;     /* bytes */
	unsigned allocations;
} bill;

/* One connection, from the certificates to the first data, against a peer whose memory does not count. */
static void *live(void *argument)
{
	bill *result = argument;
	const kind *which = result->which;
	tls_settings settings = { .server = which->server, .peer = which->server ? TLS_PEER_IGNORED : TLS_PEER_REQUIRED,
		.minimumVersion = which->version, .maximumVersion = which->version };
	size_t begin = host_heap()->own;
	unsigned allocations;
	tls_credentials *credentials;
	tls_configuration *configuration;
	side one = { 0 };
	peer other;

	CHECK_EQUAL(credentials_of(&credentials, which->authority, which->server ? which->certificate : NULL), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	result->context = host_heap()->own - begin;
	peer_open(&other, &(peer_options){ .server = !which->server, .version = which->version, .certificate = which->server ? NULL : which->certificate });
	begin = host_heap()->own;
	allocations = host_heap()->allocations;
	host_heap_mark();
	CHECK_EQUAL(tls_session_new(&one.session, configuration, which->server ? NULL : "localhost"), 0);
	result->opened = host_heap()->own - begin;
	meet(&one, &other, &full);
	CHECK(tls_session_connected(one.session) && peer_connected(&other));
	result->peak = host_heap()->ownPeak - begin;
	result->idle = host_heap()->own - begin;
	result->allocations = host_heap()->allocations - allocations;
	side_free(&one);
	peer_free(&other);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	return NULL;
}

static void *nothing(void *argument)
{
	return argument;
}

/* Bytes of stack that a function needs, and a thread besides. */
static size_t stack_of(void *(*function)(void *), void *argument)
{
	uint8_t *stack = aligned_alloc(4096, stackSize);
	pthread_attr_t attributes;
	pthread_t thread;
	size_t i;

	memset(stack, painted, stackSize);
	CHECK_EQUAL(pthread_attr_init(&attributes), 0);
	CHECK_EQUAL(pthread_attr_setstack(&attributes, stack, stackSize), 0);
	CHECK_EQUAL(pthread_create(&thread, &attributes, function, argument), 0);
	CHECK_EQUAL(pthread_join(thread, NULL), 0);
	CHECK_EQUAL(pthread_attr_destroy(&attributes), 0);
	for (i = 0; i < stackSize && stack[i] == painted; i++);
	free(stack);
	return stackSize - i;
}

TEST("a connection keeps at most 11 KB beside its two record buffers, its handshake 24 KB, and 12 KB of stack")
{
	const size_t buffers = MBEDTLS_SSL_IN_CONTENT_LEN + MBEDTLS_SSL_OUT_CONTENT_LEN;
	size_t i, stack;
	bill one;

	test_note("pointers of %zu bytes, records of %d bytes in and %d out", sizeof(void *), MBEDTLS_SSL_IN_CONTENT_LEN, MBEDTLS_SSL_OUT_CONTENT_LEN);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		one.which = &kinds[i];
		/* Once for the room that PSA keeps for keys. */
		live(&one);
		stack = stack_of(live, &one) - stack_of(nothing, NULL);
		test_note("%s TLS 1.%d %-13s context %6zu, opened %6zu, peak %6zu, idle %6zu bytes, %6u allocations, stack %6zu bytes", one.which->server ? "server" : "client",
			one.which->version - 0x0301, one.which->certificate, one.context, one.opened, one.peak, one.idle, one.allocations, stack);
		CHECK(one.idle < buffers + 11000);
		CHECK(one.peak < buffers + 24000);
#if !defined(__SANITIZE_ADDRESS__)
		CHECK(stack < 12000);
#endif
	}
}
