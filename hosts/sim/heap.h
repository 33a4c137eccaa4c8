/*
	The two heaps that a device's memory is imitated with: that of JavaScript (slots and chunks) and that of native TLS. Both can be capped
	and are counted exactly.
*/

#ifndef SIM_HEAP_H
#define SIM_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What mbedTLS allocates with. NULL when --tls-heap is exhausted, or when --tls-heap-fail names this allocation. */
void *sim_tls_calloc(size_t count, size_t size);
void sim_tls_free(void *memory);

/* Sets the limits of the command line: the bytes there are (0: no cap), and the allocation, counted from 1, that fails (0: none). */
void sim_tls_heap_limit(size_t bytes, uint64_t allocation);

typedef struct {
	size_t current;       /* bytes that were asked for */
	size_t peak;
	uint64_t allocations; /* all that were asked for, failed ones included */
	uint64_t failures;
} sim_tls_heap;
const sim_tls_heap *sim_tls_heap_get(void);

/* JavaScript's heap in use, without what the simulator keeps for itself. */
typedef struct {
	size_t slots, peakSlots;   /* counts */
	size_t chunks, peakChunks; /* bytes */
	size_t heap, peakHeap;     /* slots x 16 + chunks: what a chip with 32-bit pointers would use */
} sim_heap;
void sim_heap_get(sim_heap *heap);

/* The size of a slot on a chip; here it is twice that. */
#define SIM_CHIP_SLOT 16

#endif
