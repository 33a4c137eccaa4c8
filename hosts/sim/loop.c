/* The event loop. One batch of epoll events, then the timers that are due; every callback into JavaScript is a turn (turn.h) of its own. */

#include "loop.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "debugger.h"
#include "turn.h"

#define BATCH 64
#define LONGEST_WAIT 86400000.0

static int poller = -1;
static struct epoll_event batch[BATCH];
static int batchIndex, batchCount;

static sim_timer **heap;    /* heap[1] fires next */
static size_t heapCount, heapCapacity;
static size_t quietTimers;  /* of those in the heap */
static uint64_t nextOrder;

static size_t holds;
static size_t watches; /* registered with epoll */

int sim_loop_open(void)
{
	poller = epoll_create1(EPOLL_CLOEXEC);
	return (poller < 0) ? -errno : 0;
}

void sim_loop_close(void)
{
	if (poller >= 0)
		close(poller);
	poller = -1;
	free(heap);
	heap = NULL;
	heapCount = heapCapacity = quietTimers = 0;
}

/* What is said of a descriptor that is no longer watched is not heard. */
static void note(sim_watch *watch, uint32_t events)
{
	int index;

	watches += (events != 0);
	watches -= (watch->events != 0);
	watch->events = events;
	for (index = batchIndex; !events && (index < batchCount); index++) {
		if (batch[index].data.ptr == watch)
			batch[index].data.ptr = NULL;
	}
}

int sim_watch_set(sim_watch *watch, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };
	int operation = !events ? EPOLL_CTL_DEL : watch->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (watch->events == events)
		return 0;
	if (epoll_ctl(poller, operation, watch->descriptor, &event) < 0)
		return -errno;
	note(watch, events);
	return 0;
}

void sim_watch_close(sim_watch *watch)
{
	close(watch->descriptor);
	watch->descriptor = -1;
	note(watch, 0);
}

static bool before(const sim_timer *a, const sim_timer *b)
{
	return (a->when < b->when) || ((a->when == b->when) && (a->order < b->order));
}

static void place(sim_timer *timer, size_t position)
{
	heap[position] = timer;
	timer->position = position;
}

static void rise(sim_timer *timer, size_t position)
{
	while ((position > 1) && before(timer, heap[position / 2])) {
		place(heap[position / 2], position);
		position /= 2;
	}
	place(timer, position);
}

static void sink(sim_timer *timer, size_t position)
{
	for (;;) {
		size_t child = position * 2;
		if (child > heapCount)
			break;
		if ((child < heapCount) && before(heap[child + 1], heap[child]))
			child++;
		if (!before(heap[child], timer))
			break;
		place(heap[child], position);
		position = child;
	}
	place(timer, position);
}

int sim_timer_set(sim_timer *timer, double milliseconds)
{
	sim_timer_clear(timer);
	if (heapCount + 1 >= heapCapacity) {
		size_t capacity = heapCapacity ? heapCapacity * 2 : 64;
		sim_timer **larger = realloc(heap, capacity * sizeof(sim_timer *));
		if (!larger)
			return -ENOMEM;
		heap = larger;
		heapCapacity = capacity;
	}
	timer->when = sim_now() + ((milliseconds > 0) ? milliseconds : 0);
	timer->order = nextOrder++;
	rise(timer, ++heapCount);
	quietTimers += timer->quiet;
	return 0;
}

void sim_timer_clear(sim_timer *timer)
{
	size_t position = timer->position;
	sim_timer *last;

	if (!position)
		return;
	timer->position = 0;
	quietTimers -= timer->quiet;
	last = heap[heapCount--];
	if (last == timer)
		return;
	if ((position > 1) && before(last, heap[position / 2]))
		rise(last, position);
	else
		sink(last, position);
}

void sim_hold(void)
{
	holds++;
}

void sim_release(void)
{
	holds--;
}

void sim_hold_while(bool *holding, bool hold)
{
	if (hold && !*holding)
		sim_hold();
	if (!hold && *holding)
		sim_release();
	*holding = hold;
}

/* How long epoll may wait: rounded up, so that a timer never fires early and the loop never spins towards it. */
static int wait_milliseconds(void)
{
	double longest = sim_debugger_interval() ? sim_debugger_interval() : LONGEST_WAIT;
	double rest = heapCount ? ceil(heap[1]->when - sim_now()) : longest;

	if ((rest <= 0) || (heapCount && sim_clock_is_virtual()))
		return 0;
	return (int)((rest > longest) ? longest : rest);
}

static void deliver_events(void)
{
	int count = epoll_wait(poller, batch, BATCH, wait_milliseconds());

	if (count < 0)
		return; /* a signal: the next round waits again */
	if ((count == 0) && heapCount && sim_clock_is_virtual())
		sim_clock_advance(heap[1]->when);
	batchCount = count;
	for (batchIndex = 0; (batchIndex < batchCount) && !sim_is_ending();) {
		struct epoll_event event = batch[batchIndex++];
		sim_watch *watch = event.data.ptr;
		if (watch)
			(*watch->ready)(watch, event.events);
	}
	batchIndex = batchCount = 0;
}

/* Timers that are set while others fire wait for the next round, so that sockets get their turn. */
static void fire_timers(void)
{
	double now = sim_now();
	uint64_t limit = nextOrder;

	while (heapCount && (heap[1]->when <= now) && (heap[1]->order < limit) && !sim_is_ending()) {
		sim_timer *timer = heap[1];
		sim_timer_clear(timer);
		(*timer->fire)(timer);
	}
}

/* Something holds the program open, but neither a descriptor nor a timer is left that could ever call it. */
static bool is_stuck(void)
{
	return !heapCount && !watches;
}

void sim_loop_run(void)
{
	while (!sim_is_ending() && ((heapCount > quietTimers) || holds)) {
		if (is_stuck()) {
			fprintf(stderr, "tls419-sim: the program waits for something that cannot happen: no timer is set and no socket is watched\n");
			sim_end(1);
			break;
		}
		deliver_events();
		fire_timers();
		sim_debugger_sample();
	}
}
