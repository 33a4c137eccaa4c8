/*
 * Runs the engine's tests: engine-tests [--seed N] [--times] [--repeat SECONDS] [part of a name or file]...
 * With --repeat the tests are run again with the next seed until the time is over or one fails: what is random in them becomes a fuzzer.
 */
#include "host.h"
#include "support.h"
#include "test.h"

#include "tls.h"

#include "psa/crypto.h"

#include <getopt.h>
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

typedef struct {
	char text[60];
} error_text;

/* A number that may be an error is told with its name. */
static const char *error_name(long long number, error_text *into)
{
	const char *name = number < 0 ? tls_error_name((int)number) : NULL;

	snprintf(into->text, sizeof(into->text), name ? " (%s)" : "%s", name ? name : "");
	return into->text;
}

bool test_equal(long long actual, long long expected, const char *what, const char *file, int line)
{
	char text[400];
	error_text names[2];

	if (actual == expected)
		return true;
	snprintf(text, sizeof(text), "%s is %lld%s, not %lld%s", what, actual, error_name(actual, &names[0]), expected,
		error_name(expected, &names[1]));
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

static bool selected(const test *entry, char **filters)
{
	bool any = false;

	for (; *filters; filters++) {
		any = true;
		if (strstr(entry->name, *filters) || strstr(base_name(entry->file), *filters))
			return true;
	}
	return !any;
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

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The selected tests once; how many failed. */
static unsigned run_all(unsigned long seed, char **filters, bool times, unsigned *passed)
{
	unsigned failed = 0;
	const test *entry;
	double begin;

	randomState = seed;
	printf("seed %lu\n", seed);
	for (entry = first; entry; entry = entry->next) {
		if (!selected(entry, filters))
			continue;
		begin = seconds();
		run(entry);
		if (failures)
			failed++;
		else
			++*passed;
		if (times)
			printf("%7.1f ms  %s\n", (seconds() - begin) * 1e3, entry->name);
		fflush(stdout);
	}
	return failed;
}

int main(int count, char **arguments)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' }, { "times", no_argument, NULL, 't' }, { "repeat", required_argument, NULL, 'r' }, { 0 }
	};
	static test naming = { "each error that the tests have met has a name", __FILE__, errors_have_names, NULL };
	unsigned long seed = (unsigned long)time(NULL);
	unsigned passed = 0, failed = 0;
	bool times = false;
	double end = seconds();
	int option, error;

	while ((option = getopt_long(count, arguments, "", options, NULL)) != -1) {
		if (option == 's')
			seed = strtoul(optarg, NULL, 10);
		else if (option == 't')
			times = true;
		else if (option == 'r')
			end += strtod(optarg, NULL);
		else
			return 2;
	}
	error = tls_initialize();
	if (error) {
		fprintf(stderr, "engine-tests: mbedTLS cannot be started: %d\n", error);
		return 1;
	}
	mbedtls_psa_crypto_free();
	test_register(&naming);
	do {
		failed += run_all(seed++, arguments + optind, times, &passed);
	} while (!failed && seconds() < end);
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
