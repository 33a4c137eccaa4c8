/*
 * Work for the next round of the event loop. No callback of an IO class may run inside one of its own methods, so whatever a
 * method finds out is looked at here. Things run in the order in which they were asked for; what is asked for meanwhile waits for
 * the round after.
 */

#ifndef SIM_IO_LATER_H
#define SIM_IO_LATER_H

typedef struct io_later io_later;
struct io_later {
	io_later *next;            /* NULL: not waiting */
	io_later *previous;
	void (*run)(io_later *);   /* may free what it is part of */
};

void io_later_ask(io_later *later);
void io_later_cancel(io_later *later);

#endif
