/* What the engine wants from its host, made so that a test decides about it. */
#define _GNU_SOURCE
#include "host.h"
#include "platform.h"

#include "mbedtls/build_info.h"
#include "mbedtls/platform.h"
#include "mbedtls/platform_time.h"

#include <stdlib.h>
#include <string.h>

/* In front of every block; as large as the strictest alignment, so that the block keeps it. */
typedef union {
	struct {
		size_t size;
		bool exempt;
	};
	max_align_t alignment;
} header;

typedef struct {
	const uint8_t *subject, *der;
	size_t subjectLength, length;
} authority;

static host_heap_figures heap;
static unsigned failAt, exempt;
static bool failOnwards;
static bool yielding, cramped;
static const uint8_t *watched;
static size_t watchedLength;
static unsigned found;
static int64_t now, started;
static authority store[4];
static size_t storeCount;

void host_reset(void)
{
	/* 2026-11-21 00:00:00 UTC */
	now = 1795219200;
	started = 0;
	storeCount = 0;
	yielding = cramped = false;
	heap.allocations = heap.failures = 0;
	host_heap_mark();
	host_heap_fail(0, false);
}

void host_heap_mark(void)
{
	heap.peak = heap.current;
	heap.ownPeak = heap.own;
}

const host_heap_figures *host_heap(void)
{
	return &heap;
}

void host_heap_fail(unsigned at, bool onwards)
{
	failAt = at;
	failOnwards = onwards;
}

void host_heap_exempt_begin(void)
{
	exempt++;
}

void host_heap_exempt_end(void)
{
	exempt--;
}

static void *allocate(size_t count, size_t size)
{
	size_t bytes = count * size;
	header *block;

	if (!exempt) {
		heap.allocations++;
		if (failAt && (heap.allocations == failAt || (failOnwards && heap.allocations > failAt))) {
			heap.failures++;
			return NULL;
		}
	}
	block = calloc(1, sizeof(header) + bytes);
	if (!block)
		return NULL;
	block->size = bytes;
	block->exempt = exempt > 0;
	heap.current += bytes;
	if (heap.peak < heap.current)
		heap.peak = heap.current;
	if (!exempt)
		heap.own += bytes;
	if (heap.ownPeak < heap.own)
		heap.ownPeak = heap.own;
	return block + 1;
}

unsigned host_heap_watch(const void *secret, size_t length)
{
	unsigned result = found;

	watched = secret;
	watchedLength = length;
	found = 0;
	return result;
}

static void release(void *memory)
{
	header *block = memory;

	if (!block)
		return;
	block--;
	heap.current -= block->size;
	if (!block->exempt)
		heap.own -= block->size;
	if (watched && !exempt && memmem(memory, block->size, watched, watchedLength))
		found++;
	free(block);
}

void host_clock_set(int64_t seconds)
{
	now = seconds;
}

void host_restart(void)
{
	started = now;
}

static mbedtls_time_t seconds(mbedtls_time_t *result)
{
	if (result)
		*result = (mbedtls_time_t)now;
	return (mbedtls_time_t)now;
}

mbedtls_ms_time_t mbedtls_ms_time(void)
{
	return (mbedtls_ms_time_t)(now - started) * 1000;
}

int tls_platform_initialize(void)
{
	int result = mbedtls_platform_set_calloc_free(allocate, release);

	return result ? result : mbedtls_platform_set_time(seconds);
}

void host_yield(bool yields)
{
	yielding = yields;
}

void host_stack(bool enough)
{
	cramped = !enough;
}

bool tls_platform_yields(void)
{
	return yielding;
}

bool tls_platform_has_stack(void)
{
	return !cramped;
}

void host_store_clear(void)
{
	storeCount = 0;
}

void host_store_add(const uint8_t *subject, size_t subjectLength, const uint8_t *der, size_t length)
{
	if (storeCount == sizeof(store) / sizeof(store[0]))
		abort();
	store[storeCount++] = (authority){ subject, der, subjectLength, length };
}

uint32_t tls_platform_allocation_failures(void)
{
	return heap.failures;
}

bool tls_platform_has_store(void)
{
	return storeCount > 0;
}

const uint8_t *tls_platform_store_part(size_t index, size_t *length)
{
	if (index >= storeCount)
		return NULL;
	*length = store[index].length;
	return store[index].der;
}

const uint8_t *tls_platform_authority(const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	size_t i;

	for (i = 0; i < storeCount; i++) {
		if (store[i].subjectLength == subjectLength && memcmp(store[i].subject, subject, subjectLength) == 0 && index-- == 0) {
			*length = store[i].length;
			return store[i].der;
		}
	}
	return NULL;
}
