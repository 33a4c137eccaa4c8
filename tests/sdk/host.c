/* What a test in the Moddable simulator wants from the machine: its environment, standard output, and an end. */

#include "xsmc.h"
#include "mc.xs.h"

#include <stdio.h>
#include <stdlib.h>

void xs_test_environment(xsMachine *the)
{
	const char *value = getenv(xsmcToString(xsArg(0)));

	if (value)
		xsmcSetString(xsResult, (char *)value);
}

void xs_test_write(xsMachine *the)
{
	if (fputs(xsmcToString(xsArg(0)), stdout) == EOF || fflush(stdout))
		xsUnknownError("standard output is closed");
}

void xs_test_exit(xsMachine *the)
{
	int status = xsmcToInteger(xsArg(0));

	_Exit(status);
}
