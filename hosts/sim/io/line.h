/*
 * One direction of a link. A frame arrives after the profile's latency and the time that its bytes take; frames never overtake
 * each other. A lost segment arrives later, as if it had been sent again.
 */

#ifndef SIM_IO_LINE_H
#define SIM_IO_LINE_H

#include "frame.h"
#include "loop.h"

typedef struct {
	frame_queue coming;        /* on the way */
	sim_timer timer;           /* for the first of them; `fire` is set by whoever receives */
	double freeAt;             /* when the line has sent what it was given */
} io_line;

/* Both give 0 or ENOMEM, after which nothing more can be relied on to arrive. */
int line_send(io_line *line, frame_kind kind, const void *bytes, size_t length);
/* After the timer has fired and what has arrived was taken: sets it for what is still on the way. */
int line_await(io_line *line);

/* The next frame that has arrived by `now`, then the caller's; NULL if there is none. */
frame *line_take(io_line *line, double now);
/* Loses what is on the way. */
void line_drop(io_line *line);

#endif
