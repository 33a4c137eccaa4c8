/* A stream over a socket of the kernel, as kernel_stream.c and, for what is written, kernel_output.c know it. */

#ifndef SIM_IO_KERNEL_STREAM_H
#define SIM_IO_KERNEL_STREAM_H

#include "loop.h"
#include "stream.h"

typedef struct {
	io_stream stream;
	sim_watch watch;
	sim_timer timer;         /* the end of a closed stream; otherwise the delay of the network's profile */
	uint8_t *output;
	size_t outputStart;
	size_t outputLength;
	size_t unread;           /* what the kernel held at the last event, less what was read since */
	bool ending;             /* when all is sent, the other side is told that nothing more will come */
	bool closed;             /* only sends what is left */
	bool draining;           /* has sent that, too */
	bool delayed;            /* an arrival waits for the timer */
	bool endSeen;            /* and the end after it */
} kernel_stream;

/* The connection died of this; what it died of first counts. */
void kernel_stream_fail(kernel_stream *self, int number);

/* Sends what waits. When all is gone the buffer goes too. */
void kernel_output_flush(kernel_stream *self);

/* Of the class of streams. */
size_t kernel_output_room(io_stream *stream);
void kernel_output_write(io_stream *stream, const void *bytes, size_t length, bool more);
void kernel_output_end(io_stream *stream);

#endif
