/* Reproducible numbers: never for secrets. */

#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdint.h>

/* Streams of one seed do not disturb one another: 0 is Math.random, 1 the simulated network. */
uint64_t sim_random_state(uint32_t stream);
uint64_t sim_random_next(uint64_t *state);

int32_t sim_random(void); /* what XS takes for rand() */

#endif
