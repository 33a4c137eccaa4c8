/* The counted heap of native TLS. */

#include "heap.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* In front of every block; as large as the strictest alignment asks, so that the block keeps it. */
typedef struct {
	_Alignas(max_align_t) size_t size;
} block_header;

/* The largest block that, with its header, glibc's cache of freed blocks holds. */
#define CACHED (1032 - sizeof(block_header))

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

/*
 * Zeroed memory behind a header. The C library's calloc goes past its cache of freed small blocks, and a handshake asks for some ten thousand of them, so that
 * 4 % of its time was lost there; only what is too large for the cache may be zero already, as fresh pages are. The header is left alone: the compiler makes
 * a calloc of a malloc that is zeroed as a whole.
 */
static block_header *take(size_t bytes)
{
	block_header *header;

	if (bytes > CACHED)
		return calloc(1, sizeof(block_header) + bytes);
	header = malloc(sizeof(block_header) + bytes);
	if (header)
		memset(header + 1, 0, bytes);
	return header;
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
	free(header);
}
