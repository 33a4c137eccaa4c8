/* An error number of the system as a JavaScript Error: `code` is Node's name, the message a sentence to act on. */

#ifndef SIM_IO_FAILURE_H
#define SIM_IO_FAILURE_H

#include "xsmc.h"

/* Not an error number of the system: the other side closed the connection in order. */
#define FAILURE_END (-1)

/* Sets *result, which is not xsResult, to the Error; xsResult is changed. `what` begins the sentence: "TCP connection to 127.0.0.1 port 80". */
void failure_make(xsMachine *the, xsSlot *result, int number, const char *what);
void failure_throw(xsMachine *the, int number, const char *what) __attribute__((noreturn));

#endif
