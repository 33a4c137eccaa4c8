/* The engine's host in these tests: a counted heap that can run out, a clock that is set, and a small certificate store. */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	size_t current, peak;         /* bytes */
	unsigned allocations;         /* attempts since host_reset(), those of exempt code left out */
	unsigned failures;
	size_t own, ownPeak;          /* bytes, without those that exempt code holds */
} host_heap_figures;

/* The clock shows the year 2026 again, the heap never fails, the store is empty, no handshake yields, and the stack is large. */
void host_reset(void);
/* Both peaks count anew. */
void host_heap_mark(void);

const host_heap_figures *host_heap(void);
/* The allocation that makes `allocations` this number fails; 0: none. With `onwards`, every later one fails too. */
void host_heap_fail(unsigned at, bool onwards);
/* Between these two calls allocations are neither counted nor failed: for a peer that the test itself plays. */
void host_heap_exempt_begin(void);
void host_heap_exempt_end(void);

/* From now on blocks are searched for these bytes when they are freed; NULL ends it. Returns how many held them since the last call. */
unsigned host_heap_watch(const void *secret, size_t length);

/* Whether handshakes stop behind each message, and whether there is room on the stack. */
void host_yield(bool yields);
void host_stack(bool enough);

/* Seconds since 1970. */
void host_clock_set(int64_t seconds);
/* The clock that counts milliseconds since the machine was started begins anew; the calendar does not. */
void host_restart(void);

void host_store_clear(void);
/* Adds an authority to the store; its bytes must stay. */
void host_store_add(const uint8_t *subject, size_t subjectLength, const uint8_t *der, size_t length);

#endif
