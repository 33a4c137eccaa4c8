/* What the two ends of a link say to each other, and the rows in which it waits: on its way, or to be read. */

#ifndef SIM_IO_FRAME_H
#define SIM_IO_FRAME_H

#include <stddef.h>
#include <stdint.h>

typedef enum { FRAME_OPEN, FRAME_OPENED, FRAME_DATA, FRAME_CREDIT, FRAME_END, FRAME_RESET } frame_kind;

typedef struct frame frame;
struct frame {
	frame *next;
	double arrival;
	frame_kind kind;
	size_t start;              /* FRAME_DATA: how many bytes were read */
	size_t length;             /* FRAME_DATA: of bytes; FRAME_CREDIT: what it gives back */
	uint8_t bytes[];
};

typedef struct {
	frame *first;
	frame *last;
} frame_queue;

/* NULL: out of memory. Only FRAME_DATA has bytes. */
frame *frame_make(frame_kind kind, const void *bytes, size_t length);

void frame_push(frame_queue *queue, frame *added);
/* The first one of a queue that has one; now the caller's, who frees it. */
frame *frame_pop(frame_queue *queue);
/* Frees all. */
void frame_empty(frame_queue *queue);

#endif
