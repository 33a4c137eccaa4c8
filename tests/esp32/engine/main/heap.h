/*
 * What the engine takes of the heap: the linker hands every allocation of the firmware to this file (--wrap), which counts those between heap_count(true) and
 * heap_count(false). So the sockets, whose memory comes and goes meanwhile in another task, are left out.
 */

#ifndef HEAP_H
#define HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Switches the counting on or off for the task that calls. */
void heap_count(bool on);
/* Bytes that are allocated now of what was counted, with what the heap needs for each block. */
int heap_used(void);
/* The same of one block. */
int heap_size(void *block);
/* The most since the last call of heap_mark, which begins with what is used now. */
int heap_peak(void);
void heap_mark(void);
/* From now on the `number`-th allocation that is counted fails, and all after it, until it is called with 0. */
void heap_fail(unsigned number);
/* How many allocations were counted since heap_mark. */
unsigned heap_allocations(void);

#endif
