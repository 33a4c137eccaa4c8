/*
	When the collector runs in the sanitize variant. There XS takes each chunk from malloc, so that AddressSanitizer sees it, and then never collects for
	want of chunks: an array that grows element by element, copied each time, would fill the memory of the machine.
*/
#ifndef SIM_STRESS_H
#define SIM_STRESS_H

/* The machine is ready, or the collector has run: it runs again after some hundred allocations. Does nothing in the other variants. */
void sim_stress_collected(void);

#endif
