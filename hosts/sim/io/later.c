/* One timer of no length serves everything that waits for the next round. */

#include "later.h"

#include <stdio.h>
#include <stdlib.h>

#include "loop.h"

typedef struct {
	io_later head;             /* of a ring */
} later_list;

static void run_all(sim_timer *timer);

static later_list waiting = { { &waiting.head, &waiting.head, NULL } };
static sim_timer nextRound = { .fire = run_all };

static void unlink_later(io_later *later)
{
	later->previous->next = later->next;
	later->next->previous = later->previous;
	later->next = later->previous = NULL;
}

static void link_last(later_list *list, io_later *later)
{
	later->previous = list->head.previous;
	later->next = &list->head;
	list->head.previous->next = later;
	list->head.previous = later;
}

void io_later_ask(io_later *later)
{
	if (later->next)
		return;
	link_last(&waiting, later);
	if (!nextRound.position && (sim_timer_set(&nextRound, 0) < 0)) {
		/* Without this round a connection would fall silent, and there is nobody in particular to tell. */
		fputs("tls419-sim: out of memory for the event loop\n", stderr);
		abort();
	}
}

void io_later_cancel(io_later *later)
{
	if (later->next)
		unlink_later(later);
}

/* The ring of this round is cut off first: what is asked for while it runs gets a ring and a timer of its own. */
static void run_all(sim_timer *timer)
{
	later_list round;

	(void)timer;
	round.head.next = round.head.previous = &round.head;
	if (waiting.head.next != &waiting.head) {
		round.head.next = waiting.head.next;
		round.head.previous = waiting.head.previous;
		round.head.next->previous = &round.head;
		round.head.previous->next = &round.head;
		waiting.head.next = waiting.head.previous = &waiting.head;
	}
	while (round.head.next != &round.head) {
		io_later *later = round.head.next;
		unlink_later(later);
		(*later->run)(later);
	}
}
