/* What the graphs of xsbug show about TLS, besides the figures of XS itself: rows with a name and a unit, and a value for each at a time. */

#ifndef SIM_INSTRUMENTS_H
#define SIM_INSTRUMENTS_H

#include <stdint.h>

enum {
	SIM_INSTRUMENT_CONNECTIONS,
	SIM_INSTRUMENT_MEMORY,
	SIM_INSTRUMENT_HANDSHAKES,
	SIM_INSTRUMENT_RESUMPTIONS,
	SIM_INSTRUMENT_FAILURES,
	SIM_INSTRUMENT_BYTES_IN,
	SIM_INSTRUMENT_BYTES_OUT,
	SIM_INSTRUMENTS
};

extern char *const sim_instrument_names[SIM_INSTRUMENTS];
extern char *const sim_instrument_units[SIM_INSTRUMENTS];

/* The values of now. What is counted without end is given as what it was since the last time, as the SDK does. */
void sim_instruments_take(int32_t *values);

#endif
