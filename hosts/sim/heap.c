/*
	JavaScript's heap under a cap.

	XS asks its platform for slots and chunks and takes NULL for the end of memory: it calls fxAbort. Here the end of memory is a RangeError that a program can
	catch. To make one takes memory, so a reserve lies in the heap that nobody else knows of. On exhaustion the collector runs; if that does not leave enough
	to throw with, the reserve is given up and the collector runs again; if that is not enough either, the process ends with a message. At the end of a turn
	a reserve that was given up is laid again as soon as there is room.

	The cap counts what the program takes beyond what the machine held when the program's own modules began to load, because built-in objects and preloaded
	modules lie in the ROM of a device. The free space of that moment is filled up, so that the counting begins at zero.
*/

#include "xsAll.h"
#include "heap.h"
#include "machine.h"
#include "options.h"
#include "xsheap.h"

#define RESERVE_SLOTS 256
#define RESERVE_CHUNK 4096
#define THROW_SLOTS 64
#define THROW_CHUNK 1024
#define DEFAULT_CAP ((size_t)1 << 30)

#ifndef mxNoChunks
#define mxNoChunks 0
#endif

typedef struct {
	txSlot root;
	size_t slots, chunks;
	bool laid;
} ballast;

static size_t granted;             /* chip bytes of slots and chunks that XS has; its stack is not among them */
static size_t limit = DEFAULT_CAP;
static ballast reserve, filler;
static bool laying;

static bool grant(size_t bytes)
{
	if ((bytes > limit) || (granted > limit - bytes))
		return false;
	granted += bytes;
	return true;
}

void *fxAllocateChunks(txMachine *the, txSize size)
{
	void *memory = NULL;

	(void)the;
	if (grant((size_t)size)) {
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

txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
	bool isStack = !the->stackBottom;
	txSlot *memory = NULL;

	if (isStack || grant((size_t)count * SIM_CHIP_SLOT)) {
		memory = malloc((size_t)count * sizeof(txSlot));
		if (!memory && !isStack)
			granted -= (size_t)count * SIM_CHIP_SLOT;
	}
	return memory;
}

void fxFreeSlots(txMachine *the, void *memory)
{
	(void)the;
	free(memory);
}

static txSlot *begin_ballast(txMachine *the, ballast *it)
{
	txSlot *slot = fxNewInstance(the);

	it->root = *the->stack;
	it->slots = (size_t)the->currentHeapCount - 1;
	it->chunks = (size_t)the->currentChunksSize;
	fxRemember(the, &it->root);
	it->laid = true;
	mxPop();
	return slot;
}

static void end_ballast(txMachine *the, ballast *it)
{
	it->slots = (size_t)the->currentHeapCount - it->slots;
	it->chunks = (size_t)the->currentChunksSize - it->chunks;
}

static void drop_ballast(txMachine *the, ballast *it)
{
	fxForget(the, &it->root);
	it->slots = it->chunks = 0;
	it->laid = false;
}

static txSlot *add_chunk(txMachine *the, txSlot *slot, txSize size)
{
	slot = slot->next = fxNewSlot(the);
	slot->flag = XS_INTERNAL_FLAG;
	slot->kind = XS_ARRAY_BUFFER_KIND;
	slot->value.arrayBuffer.address = NULL;
	slot->value.arrayBuffer.detachKey = NULL;
	slot->value.arrayBuffer.address = fxNewChunk(the, size);
	return slot;
}

/* How much of a block is left; every build but the one without chunks has blocks. */
static txSize block_rest(const txBlock *block)
{
	return (txSize)(block->limit - block->current);
}

static bool has_room(txMachine *the, size_t slots, txSize chunk)
{
	txSlot *slot = the->freeHeap;
	const txBlock *block = mxNoChunks ? NULL : the->firstBlock;

	while (slot && slots) {
		slot = slot->next;
		slots--;
	}
	while (block && (block_rest(block) < chunk))
		block = block->nextBlock;
	return !slots && (mxNoChunks || block);
}

void sim_heap_reserve(txMachine *the)
{
	txSlot *slot;
	int count;

	if (reserve.laid || (reserve.root.kind == XS_UNINITIALIZED_KIND))
		return;
	if (!has_room(the, RESERVE_SLOTS + THROW_SLOTS, RESERVE_CHUNK + THROW_CHUNK)) {
		fxCollect(the, XS_COMPACT_FLAG);
		if (!has_room(the, RESERVE_SLOTS + THROW_SLOTS, RESERVE_CHUNK + THROW_CHUNK) && (granted > limit - limit / 4))
			return;
	}
	laying = true;
	slot = add_chunk(the, begin_ballast(the, &reserve), RESERVE_CHUNK);
	for (count = 0; count < RESERVE_SLOTS; count++)
		slot = slot->next = fxNewSlot(the);
	end_ballast(the, &reserve);
	laying = false;
}

void sim_heap_begin(txMachine *the)
{
	const sim_options *options = sim_options_get();
	txSlot *slot;
	txBlock *block;

	if (!options->heap)
		return;
	fxCollect(the, XS_COMPACT_FLAG);
	slot = begin_ballast(the, &filler);
	for (block = mxNoChunks ? NULL : the->firstBlock; block; block = block->nextBlock) {
		if (block_rest(block) > (txSize)(2 * sizeof(txChunk)))
			slot = add_chunk(the, slot, block_rest(block) - (txSize)sizeof(txChunk));
	}
	while (the->freeHeap)
		slot = slot->next = fxNewSlot(the);
	end_ballast(the, &filler);
	limit = granted + options->heap;
}

/* A name whose text could not be allocated is already in the table: whoever looked for it again would follow a null pointer. */
static void drop_unfinished_name(txMachine *the)
{
	txSlot **place = &the->keyArray[the->keyIndex - 1 - the->keyOffset];
	txSlot *key = *place;
	txSlot **chain;

	if (!key || (key->kind != XS_KEY_KIND) || key->value.key.string)
		return;
	chain = &the->nameTable[key->value.key.sum % (txU4)the->nameModulo];
	if (*chain != key)
		return;
	*chain = key->next;
	key->next = NULL;
	*place = NULL;
	the->keyIndex--;
}

void sim_heap_exhausted(txMachine *the)
{
	if (laying) {
		laying = false;
		drop_ballast(the, &reserve);
		fxJump(the);
	}
	if (the->firstJump && the->frame) {
		drop_unfinished_name(the);
		fxCollect(the, XS_COMPACT_FLAG);
		if (!has_room(the, THROW_SLOTS, THROW_CHUNK) && reserve.laid) {
			drop_ballast(the, &reserve);
			fxCollect(the, XS_COMPACT_FLAG);
		}
		if (has_room(the, THROW_SLOTS, THROW_CHUNK))
			sim_throw_error(the, XS_RANGE_ERROR, "not enough memory");
	}
	fprintf(stderr, "tls419-sim: the JavaScript heap is exhausted (%zu bytes%s), and too little of it came free to go on\n", limit,
		sim_options_get()->heap ? ", --heap included" : "");
	_exit(1);
}

static size_t less(txSize whole, size_t part)
{
	return ((size_t)whole > part) ? (size_t)whole - part : 0;
}

void sim_heap_get(sim_heap *heap)
{
	txMachine *the = sim_machine();
	size_t slots = reserve.slots + filler.slots;
	size_t chunks = reserve.chunks + filler.chunks;

	heap->slots = less(the->currentHeapCount, slots);
	heap->peakSlots = less(the->peakHeapCount, slots);
	heap->chunks = less(the->currentChunksSize, chunks);
	heap->peakChunks = less(the->peakChunksSize, chunks);
	heap->heap = heap->slots * SIM_CHIP_SLOT + heap->chunks;
	heap->peakHeap = heap->peakSlots * SIM_CHIP_SLOT + heap->peakChunks;
}
