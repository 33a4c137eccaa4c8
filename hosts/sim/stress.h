/*
	When the collector runs in the sanitize variant. There XS takes each chunk from malloc, so that AddressSanitizer sees it, and then never collects for
	want of chunks: an array that grows element by element, copied each time, would fill the memory of the machine. So it runs after every few hundred
	allocations, and at every single one inside of stress windows: those that a program marks, and with TLS419_STRESS in the environment each call of a
	native function, where C that keeps the address of something that moved is found out; in a script that a native function calls it runs after a few.
*/

#ifndef SIM_STRESS_H
#define SIM_STRESS_H

#include <stdbool.h>

#include "xs.h"

#ifndef mxStress
#define mxStress 0
#endif

/* The machine is ready, or the collector has run. Does nothing in the other variants. */
void sim_stress_collected(xsMachine *the);

#if mxStress
/* Whether the calls of native functions are stress windows. */
bool sim_stress_calls(void);
/* Calls a native function in a stress window. */
void sim_stress_call(xsMachine *the, void (*function)(xsMachine *the));
#endif

#endif
