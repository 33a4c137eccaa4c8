/* Runs the engine's tests: engine-tests [--seed N] [--times] [part of a name or file]... */
#include "host.h"
#include "support.h"
#include "test.h"

#include "tls.h"

#include "psa/crypto.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static test *first, **last = &first;
static const test *running;
static unsigned failures;
static uint64_t randomState;
static int met[256];
static size_t metCount;

void test_register(test *entry)
{
	*last = entry;
	last = &entry->next;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool test_check(bool holds, const char *what, const char *file, int line)
{
	if (!holds && failures++ < 20)
		printf("FAIL %s\n\t%s:%d: %s\n", running->name, base_name(file), line, what);
	return holds;
}

bool test_equal(long long actual, long long expected, const char *what, const char *file, int line)
{
	char text[300];

	if (actual == expected)
		return true;
	snprintf(text, sizeof(text), "%s is %lld (%s), not %lld (%s)", what, actual, actual < 0 && tls_error_name((int)actual) ? tls_error_name((int)actual) : "",
		expected, expected < 0 && tls_error_name((int)expected) ? tls_error_name((int)expected) : "");
	return test_check(false, text, file, line);
}

void test_note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	printf("\t");
	vprintf(format, arguments);
	printf("\n");
	va_end(arguments);
}

/* Knuth's linear congruential generator; its upper half is random enough. */
uint32_t test_random(uint32_t limit)
{
	randomState = randomState * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(randomState >> 32) % limit;
}

void test_met(int error)
{
	size_t i;

	for (i = 0; i < metCount; i++) {
		if (met[i] == error)
			return;
	}
	if (metCount < sizeof(met) / sizeof(met[0]))
		met[metCount++] = error;
}

static bool selected(const test *entry, int count, char **filters)
{
	bool filtered = false;
	int i;

	for (i = 1; i < count; i++) {
		if (filters[i][0] == 0 || filters[i][0] == '-' || filters[i - 1][0] == '-')
			continue;
		filtered = true;
		if (strstr(entry->name, filters[i]) || strstr(base_name(entry->file), filters[i]))
			return true;
	}
	return !filtered;
}

/* Each test begins with the same clock and without keys in PSA's store, so that what is still allocated afterwards was lost by the test. */
static void run(const test *entry)
{
	size_t before = host_heap()->current;

	running = entry;
	failures = 0;
	host_reset();
	if (CHECK_EQUAL(psa_crypto_init(), 0))
		entry->run();
	mbedtls_psa_crypto_free();
	CHECK_EQUAL(host_heap()->current, before);
	if (failures > 20)
		test_note("and %u more", failures - 20);
}

/* Comes last: it judges what all the others have met. */
static void errors_have_names(void)
{
	size_t i;

	for (i = 0; i < metCount; i++) {
		if (!CHECK(tls_error_name(met[i])))
			test_note("-0x%04x", (unsigned)-met[i]);
	}
	test_note("%zu different errors", metCount);
}

int main(int count, char **arguments)
{
	static test naming = { "each error that the tests have met has a name", __FILE__, errors_have_names, NULL };
	unsigned long seed = (unsigned long)time(NULL);
	unsigned passed = 0, failed = 0;
	bool times = false;
	const test *entry;
	struct timespec begin, end;
	int i, error;

	for (i = 1; i < count; i++) {
		if (strcmp(arguments[i], "--seed") == 0 && i + 1 < count)
			seed = strtoul(arguments[i + 1], NULL, 10);
		else if (strcmp(arguments[i], "--times") == 0) {
			times = true;
			arguments[i] = "";
		}
	}
	randomState = seed;
	printf("seed %lu\n", seed);
	error = tls_initialize();
	mbedtls_psa_crypto_free();
	if (error) {
		fprintf(stderr, "engine-tests: mbedTLS cannot be started: %d\n", error);
		return 1;
	}
	test_register(&naming);
	for (entry = first; entry; entry = entry->next) {
		if (!selected(entry, count, arguments))
			continue;
		clock_gettime(CLOCK_MONOTONIC, &begin);
		run(entry);
		clock_gettime(CLOCK_MONOTONIC, &end);
		if (failures)
			failed++;
		else
			passed++;
		if (times)
			printf("%7.1f ms  %s\n", (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6, entry->name);
		fflush(stdout);
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
