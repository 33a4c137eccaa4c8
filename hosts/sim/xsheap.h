/* JavaScript's heap, as the machine drives it. For files that include xsAll.h. */

#ifndef SIM_XSHEAP_H
#define SIM_XSHEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Chunks are then allocated one by one; otherwise they lie in blocks. */
#ifndef mxNoChunks
#define mxNoChunks 0
#endif

void sim_heap_reserve(txMachine *the);       /* lays the reserve, if there is none and there is room; called in a protected body */
bool sim_heap_is_reserved(void);
void sim_heap_begin(txMachine *the);         /* the cap of --heap counts from here on */
void sim_heap_exhausted(txMachine *the) __attribute__((noreturn)); /* throws, or ends the process when not even that is possible */

/* blocks.c: from now on XS gets no more than so many bytes beyond what it has. */
void sim_blocks_cap(size_t bytes);
bool sim_blocks_are_capped(void);

#endif
