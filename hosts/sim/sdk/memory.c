/* JavaScript's heap in a build of the SDK, where XS's own platform for Linux takes it from malloc: it has no cap, and its end is the end of the program. */

#include "xsAll.h"
#include "heap.h"
#include "machine.h"
#include "xsheap.h"

void sim_heap_reserve(txMachine *the)
{
	(void)the;
}

bool sim_heap_is_reserved(void)
{
	return true;
}

void sim_heap_begin(txMachine *the)
{
	(void)the;
}

void sim_heap_exhausted(txMachine *the)
{
	(void)the;
	fprintf(stderr, "tls419-sim: the JavaScript heap is exhausted\n");
	_exit(1);
}

void sim_heap_get(sim_heap *heap)
{
	const txMachine *the = sim_machine();

	heap->slots = (size_t)the->currentHeapCount;
	heap->peakSlots = (size_t)the->peakHeapCount;
	heap->chunks = (size_t)the->currentChunksSize;
	heap->peakChunks = (size_t)the->peakChunksSize;
	heap->heap = heap->slots * SIM_CHIP_SLOT + heap->chunks;
	heap->peakHeap = heap->peakSlots * SIM_CHIP_SLOT + heap->peakChunks;
}
