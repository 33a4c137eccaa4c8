/*
 * As much of a test framework as the engine's tests need. TEST("one behaviour") { ... } defines a test and makes main() know it; CHECK and CHECK_EQUAL
 * print what does not hold, with its place, and let the test go on; their value is whether it held. After each test main() checks that all memory was
 * given back.
 */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct test {
	const char *name;
	const char *file;
	void (*run)(void);
	struct test *next;
} test;

void test_register(test *entry);
bool test_check(bool holds, const char *what, const char *file, int line);
bool test_equal(long long actual, long long expected, const char *what, const char *file, int line);
/* A line of information below the name of the running test. */
__attribute__((format(printf, 1, 2))) void test_note(const char *format, ...);

/* A number below `limit`, from the seed that main() prints. */
uint32_t test_random(uint32_t limit);
/* Notes an error number, so that the last test can ask for its name. */
void test_met(int error);

#define TEST_JOINED(a, b) a##b
#define TEST_JOIN(a, b) TEST_JOINED(a, b)
#define TEST(sentence) \
	static void TEST_JOIN(run_, __LINE__)(void); \
	__attribute__((constructor)) static void TEST_JOIN(register_, __LINE__)(void) \
	{ \
		static test entry = { sentence, __FILE__, TEST_JOIN(run_, __LINE__), NULL }; \
		test_register(&entry); \
	} \
	static void TEST_JOIN(run_, __LINE__)(void)

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(actual, expected) test_equal((long long)(actual), (long long)(expected), #actual, __FILE__, __LINE__)

#endif
