#include "line.h"

#include <errno.h>

#include "network.h"

#define RESEND_AFTER 200.0     /* milliseconds; doubled with each loss in a row */
#define MOST_LOSSES 8

int line_await(io_line *line)
{
	return line->coming.first ? -sim_timer_set(&line->timer, line->coming.first->arrival - sim_now()) : 0;
}

int line_send(io_line *line, frame_kind kind, const void *bytes, size_t length)
{
	frame *sent = frame_make(kind, bytes, length);
	const network_profile_data *profile = network_profile();
	double now = sim_now(), resend = RESEND_AFTER;
	int losses;

	if (!sent)
		return ENOMEM;
	if (line->freeAt < now)
		line->freeAt = now;
	if ((kind == FRAME_DATA) && (profile->rate > 0))
		line->freeAt += (double)length / profile->rate;
	sent->arrival = line->freeAt + network_delay(0);
	for (losses = 0; (kind == FRAME_DATA) && (losses < MOST_LOSSES) && network_chance(profile->loss); losses++) {
		sent->arrival += resend;
		resend *= 2;
	}
	if (line->coming.last && (sent->arrival < line->coming.last->arrival))
		sent->arrival = line->coming.last->arrival;
	frame_push(&line->coming, sent);
	return (line->coming.first == sent) ? line_await(line) : 0;
}

frame *line_take(io_line *line, double now)
{
	return (line->coming.first && (line->coming.first->arrival <= now)) ? frame_pop(&line->coming) : NULL;
}

void line_drop(io_line *line)
{
	sim_timer_clear(&line->timer);
	frame_empty(&line->coming);
}
