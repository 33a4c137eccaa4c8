/* The figures of --stats: memory, traffic, times. */

#include "xsmc.h"
#include "mc.xs.h"

#include <stdio.h>
#include <time.h>

#include "heap.h"
#include "statistics.h"
#include "tls.h"
#include "turn.h"

sim_statistics sim_count;

static double wallBegin, wallMain;

static double milliseconds(clockid_t clock)
{
	struct timespec value;

	clock_gettime(clock, &value);
	return (double)value.tv_sec * 1000.0 + (double)value.tv_nsec / 1000000.0;
}

void sim_statistics_begin(void)
{
	wallBegin = milliseconds(CLOCK_MONOTONIC);
}

void sim_statistics_main_begins(void)
{
	wallMain = milliseconds(CLOCK_MONOTONIC);
}

typedef struct {
	const char *name;
	double value;
} figure;

#define FIGURES 32

/* One list for both readers: names and values, in the order in which they are printed. */
static int take_figures(figure *list)
{
	const sim_tls_heap *tls = sim_tls_heap_get();
	const tls_statistics *counted = tls_get_statistics();
	figure *next = list;
	sim_heap heap;

	sim_heap_get(&heap);
	*next++ = (figure){ "heap", (double)heap.heap };
	*next++ = (figure){ "peakHeap", (double)heap.peakHeap };
	*next++ = (figure){ "slots", (double)heap.slots };
	*next++ = (figure){ "peakSlots", (double)heap.peakSlots };
	*next++ = (figure){ "chunks", (double)heap.chunks };
	*next++ = (figure){ "peakChunks", (double)heap.peakChunks };
	*next++ = (figure){ "tls", (double)tls->current };
	*next++ = (figure){ "peakTLS", (double)tls->peak };
	*next++ = (figure){ "tlsAllocations", (double)tls->allocations };
	*next++ = (figure){ "tlsFailures", (double)tls->failures };
	*next++ = (figure){ "handshakes", counted->handshakes };
	*next++ = (figure){ "resumptions", counted->resumptions };
	*next++ = (figure){ "handshakeFailures", counted->failures };
	*next++ = (figure){ "sessions", counted->sessions };
	*next++ = (figure){ "peakSessions", counted->peakSessions };
	*next++ = (figure){ "recordsIn", (double)counted->recordsIn };
	*next++ = (figure){ "recordsOut", (double)counted->recordsOut };
	*next++ = (figure){ "ciphertextIn", (double)counted->bytesIn };
	*next++ = (figure){ "ciphertextOut", (double)counted->bytesOut };
	*next++ = (figure){ "plaintextIn", (double)counted->plainIn };
	*next++ = (figure){ "plaintextOut", (double)counted->plainOut };
	*next++ = (figure){ "socketIn", (double)sim_count.socketIn };
	*next++ = (figure){ "socketOut", (double)sim_count.socketOut };
	*next++ = (figure){ "connections", (double)sim_count.connections };
	*next++ = (figure){ "code", (double)sim_count.code };
	*next++ = (figure){ "startMilliseconds", wallMain ? wallMain - wallBegin : 0 };
	*next++ = (figure){ "wallMilliseconds", milliseconds(CLOCK_MONOTONIC) - wallBegin };
	*next++ = (figure){ "cpuMilliseconds", milliseconds(CLOCK_PROCESS_CPUTIME_ID) };
	return (int)(next - list);
}

void sim_statistics_print(void)
{
	figure list[FIGURES];
	int count = take_figures(list), index;

	for (index = 0; index < count; index++)
		fprintf(stderr, "%s\"%s\":%.16g", index ? "," : "{", list[index].name, list[index].value);
	fprintf(stderr, "}\n");
}

static void set_figures(xsMachine *the, int first, int count)
{
	figure list[FIGURES];
	int index;

	take_figures(list);
	xsmcVars(1);
	xsmcSetNewObject(xsResult);
	for (index = first; index < first + count; index++) {
		xsmcSetNumber(xsVar(0), list[index].value);
		xsmcSet(xsResult, xsID(list[index].name), xsVar(0));
	}
}

void xs_sim_memory(xsMachine *the)
{
	set_figures(the, 0, 8);
}

void xs_sim_statistics(xsMachine *the)
{
	figure list[FIGURES];

	set_figures(the, 0, take_figures(list));
}

void xs_sim_collect(xsMachine *the)
{
	xsCollectGarbage();
}
