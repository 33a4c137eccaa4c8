/* The machine of the process, and errors, for C files of our own simulator that run in the Moddable simulator. */

#include "xsmc.h"
#include "mc.xs.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "statistics.h"
#include "turn.h"

#define MESSAGE 512

static xsMachine *machine;

void xs_mcsim_begin(xsMachine *the)
{
	machine = the;
	sim_statistics_begin();
}

void xs_mcsim_now(xsMachine *the)
{
	struct timespec value;

	clock_gettime(CLOCK_MONOTONIC, &value);
	xsmcSetNumber(xsResult, (double)value.tv_sec * 1000.0 + (double)value.tv_nsec / 1000000.0);
}

xsMachine *sim_machine(void)
{
	return machine;
}

void sim_throw(const char *format, ...)
{
	xsMachine *the = machine;
	char message[MESSAGE];
	va_list values;

	va_start(values, format);
	vsnprintf(message, sizeof(message), format, values);
	va_end(values);
	xsUnknownError("%s", message);
	for (;;)
		continue;
}
