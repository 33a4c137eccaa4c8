/* xsbug, in builds with mxDebug. */

#ifndef SIM_DEBUGGER_H
#define SIM_DEBUGGER_H

void sim_debugger_open(void);  /* once the loop is there: orders are also taken while the program waits */
void sim_debugger_sample(void); /* the figures that xsbug draws, at most once an interval */
double sim_debugger_interval(void); /* milliseconds; 0: nobody wants figures */
void sim_debugger_close(void);

#endif
