/* The clocks: real, or virtual (--clock virtual), and the wall clock that --time moves. */

#include "clock.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#include "loop.h"
#include "machine.h"
#include "options.h"

static double virtualNow;   /* milliseconds */
static double wallAtStart;  /* seconds since 1970 */
static double nowAtStart;

static double real_now(void)
{
	struct timespec value;

	clock_gettime(CLOCK_MONOTONIC, &value);
	return (double)value.tv_sec * 1000.0 + (double)value.tv_nsec / 1000000.0;
}

static double real_time(void)
{
	struct timespec value;

	clock_gettime(CLOCK_REALTIME, &value);
	return (double)value.tv_sec + (double)value.tv_nsec / 1000000000.0;
}

bool sim_clock_is_virtual(void)
{
	return sim_options_get()->virtualClock;
}

void sim_clock_open(void)
{
	const sim_options *options = sim_options_get();

	wallAtStart = options->timeGiven ? options->time : real_time();
	nowAtStart = sim_now();
}

double sim_now(void)
{
	return sim_clock_is_virtual() ? virtualNow : real_now();
}

double sim_time(void)
{
	const sim_options *options = sim_options_get();

	if (!options->timeGiven && !options->virtualClock)
		return real_time();
	return wallAtStart + (sim_now() - nowAtStart) / 1000.0;
}

void sim_clock_advance(double now)
{
	if (now > virtualNow)
		virtualNow = now;
}

void sim_sleep(double milliseconds)
{
	struct timespec rest = { .tv_sec = (time_t)(milliseconds / 1000.0) };

	if (!(milliseconds > 0))
		return;
	if (sim_clock_is_virtual()) {
		sim_clock_advance(virtualNow + milliseconds);
		return;
	}
	rest.tv_nsec = (long)((milliseconds - (double)rest.tv_sec * 1000.0) * 1000000.0);
	while ((nanosleep(&rest, &rest) < 0) && (errno == EINTR))
		continue;
}

int sim_gettimeofday(struct timeval *value, void *zone)
{
	double now = sim_time();

	(void)zone;
	value->tv_sec = (time_t)floor(now);
	value->tv_usec = (suseconds_t)((now - floor(now)) * 1000000.0);
	return 0;
}

void sim_external_opened(const char *what)
{
	if (sim_clock_is_virtual())
		sim_throw("--clock virtual: %s cannot be opened, because only the simulated network (--net) follows the virtual clock", what);
}
