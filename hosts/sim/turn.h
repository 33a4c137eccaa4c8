/*
	A turn: one entry from the event loop into JavaScript. Everything that calls JavaScript from the loop (a socket that is readable, a
	timer, an answer) does it inside a turn, because the turn is what gives an uncaught exception to the process's handlers, runs the
	promise jobs that the call has left behind, and looks for rejections that nobody handles.
*/

#ifndef SIM_TURN_H
#define SIM_TURN_H

#include <stdbool.h>
#include <stddef.h>

#include "xs.h"

/* The one machine of the process. */
xsMachine *sim_machine(void);

/*
	Runs the body in a host frame (xsVars, xsCall, xsResult ... work) and then the jobs. Not from inside of JavaScript. Nothing happens when
	the program is ending.
*/
void sim_turn(void (*body)(xsMachine *the, void *data), void *data);

/*
	A turn that calls one function. The values may lie anywhere; values that need memory of the machine are made in the body of a sim_turn
	instead.
*/
void sim_call(const xsSlot *self, const xsSlot *function, size_t count, const xsSlot *arguments);

/*
	A value that the collector keeps. Setting and clearing cost the same however many there are; the structure must not move while it is
	set.
*/
typedef struct sim_root sim_root;
struct sim_root {
	sim_root *previous; /* NULL: not set */
	sim_root *next;
	xsSlot value;
};
void sim_root_set(sim_root *root, const xsSlot *value);
void sim_root_clear(sim_root *root);

/* Throws an Error whose message may be longer than the 128 bytes of xsUnknownError. For natives only. */
void sim_throw(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The end of the program: no further turn begins; what runs now is cut off when it comes from JavaScript. */
bool sim_is_ending(void);
void sim_end(int status);                        /* from the loop or from C */
void sim_end_now(xsMachine *the, int status) __attribute__((noreturn)); /* from a native */

#endif
