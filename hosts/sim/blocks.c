/*
	The blocks of slots and chunks that XS asks its platform for. They are counted as a chip would count them, and when no more are granted, those that
	are empty go back.
*/

#include "xsAll.h"
#include "heap.h"
#include "xsheap.h"

#define CACHE_LINE 64
#define DEFAULT_CAP ((size_t)1 << 30)

static size_t granted;             /* chip bytes of slots and chunks that XS has; its stack is not among them */
static size_t limit = DEFAULT_CAP;

void sim_blocks_cap(size_t bytes)
{
	limit = granted + bytes;
}

bool sim_blocks_are_capped(void)
{
	return limit != DEFAULT_CAP;
}

static bool grant(size_t bytes)
{
	if ((bytes > limit) || (granted > limit - bytes))
		return false;
	granted += bytes;
	return true;
}

/* Blocks that the collector has emptied go back, so that what was taken for chunks can become slots, or one large chunk. */
static void release_empty_blocks(txMachine *the)
{
	txBlock **place = &the->firstBlock;
	txBlock *block;

	while (!mxNoChunks && (block = *place)) {
		txByte *start = (txByte *)block + sizeof(txBlock);
		if (block->current == start) {
			*place = block->nextBlock;
			the->maximumChunksSize -= (txSize)(block->limit - start);
			granted -= (size_t)(block->limit - (txByte *)block);
			free(block);
		}
		else
			place = &block->nextBlock;
	}
}

/* XS has collected and compacted before it asks for more chunks. */
void *fxAllocateChunks(txMachine *the, txSize size)
{
	void *memory = NULL;
	bool ready = grant((size_t)size);

	if (!ready) {
		release_empty_blocks(the);
		ready = grant((size_t)size);
	}
	if (ready) {
		memory = malloc((size_t)size);
		if (!memory)
			granted -= (size_t)size;
	}
	return memory;
}

void fxFreeChunks(txMachine *the, void *memory)
{
	(void)the;
	free(memory);
}

/* No slot lies across two lines of the processor's cache: XS walks from slot to slot whenever it looks for a property. */
static void *allocate_aligned(size_t bytes)
{
	void *memory;

	return posix_memalign(&memory, CACHE_LINE, bytes) ? NULL : memory;
}

/* The first request is the stack, which does not count. */
txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
	size_t bytes = the->stackBottom ? (size_t)count * SIM_CHIP_SLOT : 0;
	txSlot *memory = NULL;
	bool ready = grant(bytes);

	if (!ready) {
		fxCollect(the, XS_COMPACT_FLAG);
		release_empty_blocks(the);
		if (the->freeHeap)
			return (txSlot *)-1; /* XS then looks again instead of growing */
		ready = grant(bytes);
	}
	if (ready) {
		memory = allocate_aligned((size_t)count * sizeof(txSlot));
		if (!memory)
			granted -= bytes;
	}
	return memory;
}

void fxFreeSlots(txMachine *the, void *memory)
{
	(void)the;
	free(memory);
}
