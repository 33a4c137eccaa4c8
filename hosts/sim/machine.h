/* The XS machine of the process: made, prepared, run to its end, deleted. */

#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "turn.h"

/* How XS makes the machine; creation is a txCreation. NULL: out of memory. The one of load.c starts empty, that of sdk/ with what xsl has linked. */
xsMachine *sim_machine_make(void *creation);

/* In place of the specifier on top of XS's stack, the promise of its module. */
void sim_machine_import(xsMachine *the);

bool sim_machine_open(void);  /* false: the reason is on stderr */
void sim_machine_close(void); /* deletes the machine: every destructor runs */

/* Runs a body under protection, without the jobs. Returns false when it ended by an exception, which is then in xsException's place. */
bool sim_protect(void (*body)(xsMachine *the, void *data), void *data);

/* Gives an exception to the program's handler; without one it prints the stack and the program ends with status 1. */
void sim_uncaught(const xsSlot *exception, const char *origin);

/* Calls the exit hook once and returns the status of the process. */
int sim_run_exit_hook(bool ended);

/* Makes a RangeError, TypeError ... and jumps; error is XS_RANGE_ERROR and its like. */
void sim_throw_error(xsMachine *the, int error, const char *message) __attribute__((noreturn));

#endif
