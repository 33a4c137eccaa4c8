/* Native/native of the SDK, over a table of C names that the build generates (tools/sim/natives.mjs). */

#ifndef SIM_NATIVE_H
#define SIM_NATIVE_H

#include <stddef.h>

#include "xs.h"

typedef struct {
	const char *name;
	void (*function)(xsMachine *the);  /* one of the two */
	void (*destructor)(void *data);
	void (*stressed)(xsMachine *the);  /* the function in a stress window, in the variant that has them */
} sim_native;

/* Generated: sorted by name, and the identifiers behind xsID_name, which get their values when the machine is made. */
extern const sim_native sim_natives[];
extern const size_t sim_native_count;
extern const char *const sim_identifier_names[];
extern xsIdentifier sim_identifiers[];
extern const size_t sim_identifier_count;

void sim_native_open(xsMachine *the); /* defines the globals */
void sim_native_close(void);

#endif
