/* Figures for the graphs of xsbug; where XS is built with them. */

#ifndef SIM_INSTRUMENTS_H
#define SIM_INSTRUMENTS_H

void sim_instruments_describe(txMachine *the);
void sim_instruments_sample(txMachine *the);

#endif
