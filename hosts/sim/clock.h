/* The two clocks behind sim_now() and sim_time(). */

#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

void sim_clock_open(void);
void sim_clock_advance(double now); /* the virtual clock only; never backwards */

#endif
