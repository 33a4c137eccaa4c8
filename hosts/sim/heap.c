/*
	JavaScript's heap under a cap.

	XS asks its platform for slots and chunks and takes NULL for the end of memory: it calls fxAbort. Here the end of memory is a RangeError
	that a program can catch. To make one takes memory, so reserves lie in the heap that nobody else knows of. On exhaustion the collector
	runs; if that does not leave enough to throw with, a reserve is given up and the collector runs again. Between two runs of jobs the
	reserves that were given up are laid again, if there is room by then. A program that exhausts the heap again and again without coming to
	that ends with a message, when the last reserve is gone.

	The cap counts what the program takes beyond what the machine held when the program's own modules began to load, because built-in
	objects and preloaded modules lie in the ROM of a device. The free space of that moment is filled up, so that the counting begins at
	zero.
*/

#include "xsAll.h"
#include "heap.h"
#include "machine.h"
#include "modules.h"
#include "options.h"
#include "xsheap.h"

#define RESERVES 8
#define RESERVE_SLOTS 256
#define RESERVE_CHUNK 4096
#define THROW_SLOTS 64
#define THROW_CHUNK 1024

typedef struct {
	txSlot root;
	size_t slots, chunks;
} ballast;

static ballast reserves[RESERVES], filler;
static int laid;                   /* reserves */
static ballast *laying;

static txSlot *begin_ballast(txMachine *the, ballast *it)
{
	txSlot *slot = fxNewInstance(the);

	it->root = *the->stack;
	it->slots = (size_t)the->currentHeapCount - 1;
	it->chunks = (size_t)the->currentChunksSize;
	fxRemember(the, &it->root);
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

static bool has_reserve_room(txMachine *the)
{
	return has_room(the, RESERVE_SLOTS + THROW_SLOTS, RESERVE_CHUNK + THROW_CHUNK);
}

void sim_heap_reserve(txMachine *the)
{
	while (laid < RESERVES) {
		ballast *reserve = &reserves[laid];
		txSlot *slot;
		int count;
		if (!has_reserve_room(the) && sim_blocks_are_capped())
			fxCollect(the, XS_COMPACT_FLAG);
		if (!has_reserve_room(the) && sim_blocks_are_capped())
			return;
		laying = reserve;
		slot = add_chunk(the, begin_ballast(the, reserve), RESERVE_CHUNK);
		for (count = 0; count < RESERVE_SLOTS; count++)
			slot = slot->next = fxNewSlot(the);
		end_ballast(the, reserve);
		laying = NULL;
		laid++;
	}
}

bool sim_heap_is_reserved(void)
{
	return laid == RESERVES;
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
	sim_blocks_cap(options->heap);
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

static void __attribute__((noreturn)) give_up(txMachine *the)
{
	const sim_options *options = sim_options_get();
	const char *when = (the->frame && sim_modules_are_loading()) ? "while modules were being loaded" : "and too little came free to go on";
	char bytes[64] = "";

	if (options->heap)
		snprintf(bytes, sizeof(bytes), " (--heap %zu)", options->heap);
	fprintf(stderr, "tls419-sim: the JavaScript heap is exhausted%s, %s\n", bytes, when);
	_exit(1);
}

/* XS's loader is not made to be left in the middle: it would go on with modules that are not linked. */
void sim_heap_exhausted(txMachine *the)
{
	if (laying) {
		drop_ballast(the, laying);
		laying = NULL;
		fxJump(the);
	}
	if (the->firstJump && the->frame && !sim_modules_are_loading()) {
		drop_unfinished_name(the);
		fxCollect(the, XS_COMPACT_FLAG);
		if (!has_room(the, THROW_SLOTS, THROW_CHUNK) && laid) {
			drop_ballast(the, &reserves[--laid]);
			fxCollect(the, XS_COMPACT_FLAG);
		}
		if (has_room(the, THROW_SLOTS, THROW_CHUNK))
			sim_throw_error(the, XS_RANGE_ERROR, "not enough memory");
	}
	give_up(the);
}

static size_t less(txSize whole, size_t part)
{
	return ((size_t)whole > part) ? (size_t)whole - part : 0;
}

void sim_heap_get(sim_heap *heap)
{
	txMachine *the = sim_machine();
	size_t slots = filler.slots, chunks = filler.chunks;
	int index;

	for (index = 0; index < laid; index++) {
		slots += reserves[index].slots;
		chunks += reserves[index].chunks;
	}
	heap->slots = less(the->currentHeapCount, slots);
	heap->peakSlots = less(the->peakHeapCount, slots);
	heap->chunks = less(the->currentChunksSize, chunks);
	heap->peakChunks = less(the->peakChunksSize, chunks);
	heap->heap = heap->slots * SIM_CHIP_SLOT + heap->chunks;
	heap->peakHeap = heap->peakSlots * SIM_CHIP_SLOT + heap->peakChunks;
}
