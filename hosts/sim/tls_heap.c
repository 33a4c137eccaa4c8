/* The counted heap of native TLS. */

#include "heap.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* In front of every block; as large as the strictest alignment asks, so that the block keeps it. */
typedef struct {
	_Alignas(max_align_t) size_t size;
} block_header;

/*
 * A handshake asks for thousands of small blocks, hardly ever for many at a time: numbers of the bignum library, which live for a few steps. Those that were
 * given back wait here, by their size in units, for the next that wants so much; the C library keeps only seven of a size at hand. Where the sanitizers
 * watch, every block goes back, so that its use after that is seen.
 */
#define UNIT sizeof(block_header)
#if defined(__SANITIZE_ADDRESS__)
#define CLASSES 1
#else
#define CLASSES 33
#endif

static block_header *waiting[CLASSES + 1];

static sim_tls_heap heap;
static size_t cap = SIZE_MAX;
static uint64_t failing;

void sim_tls_heap_limit(size_t bytes, uint64_t allocation)
{
	cap = bytes ? bytes : SIZE_MAX;
	failing = allocation;
}

const sim_tls_heap *sim_tls_heap_get(void)
{
	return &heap;
}

static size_t units(size_t bytes)
{
	return bytes / UNIT + 1;
}

/* What is behind the header of a block that waits. */
static block_header **following(block_header *header)
{
	return (block_header **)(header + 1);
}

/* Zeroed memory behind a header. What is large may be zero already, as fresh pages are, so that is left to the C library. */
static block_header *take(size_t bytes)
{
	size_t class = units(bytes);
	block_header *header;

	if (class >= CLASSES)
		return calloc(1, sizeof(block_header) + bytes);
	header = waiting[class];
	if (header)
		waiting[class] = *following(header);
	else
		header = malloc(sizeof(block_header) + class * UNIT);
	if (header)
		memset(header + 1, 0, bytes);
	return header;
}

static void give_back(block_header *header)
{
	size_t class = units(header->size);

	if (class >= CLASSES) {
		free(header);
		return;
	}
	*following(header) = waiting[class];
	waiting[class] = header;
}

void *sim_tls_calloc(size_t count, size_t size)
{
	block_header *header;
	size_t bytes;

	heap.allocations++;
	if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - sizeof(block_header)
			|| bytes > cap || heap.current > cap - bytes || heap.allocations == failing) {
		heap.failures++;
		return NULL;
	}
	header = take(bytes);
	if (!header) {
		heap.failures++;
		return NULL;
	}
	header->size = bytes;
	heap.current += bytes;
	if (heap.peak < heap.current)
		heap.peak = heap.current;
	return header + 1;
}

void sim_tls_free(void *memory)
{
	block_header *header = memory;

	if (!header)
		return;
	header--;
	heap.current -= header->size;
	give_back(header);
}
