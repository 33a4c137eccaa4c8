/* The numbers that --seed decides: Math.random, and through random.h whatever else must be the same in every run with the same seed. */

#include "random.h"

#include "options.h"

#include <stdbool.h>

/* xorshift64*: small, and good enough for everything that is not a secret. */
uint64_t sim_random_next(uint64_t *state)
{
	uint64_t value = *state;

	value ^= value >> 12;
	value ^= value << 25;
	value ^= value >> 27;
	*state = value;
	return value * UINT64_C(2685821657736338717);
}

uint64_t sim_random_state(uint32_t stream)
{
	uint64_t state = ((uint64_t)sim_options_get()->seed << 32 | stream) ^ UINT64_C(0x9E3779B97F4A7C15);
	int round;

	if (!state)
		state = 1;
	for (round = 0; round < 8; round++)
		sim_random_next(&state);
	return state;
}

int32_t sim_random(void)
{
	static uint64_t state;
	static bool seeded;

	if (!seeded) {
		state = sim_random_state(0);
		seeded = true;
	}
	return (int32_t)(sim_random_next(&state) >> 33);
}
