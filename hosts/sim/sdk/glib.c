/*
	XS's own platform for Linux hands what is to be done later to GLib: promise jobs, which a turn has run by then, and the orders of xsbug. So GLib
	gets its turn once in each round of the loop, and as long as xsbug is there no round waits for long.
*/

#include "xsAll.h"
#include "debugger.h"
#include "machine.h"

#define INTERVAL_MILLISECONDS 50.0

void sim_debugger_open(void)
{
}

double sim_debugger_interval(void)
{
	return sim_machine()->socket ? INTERVAL_MILLISECONDS : 0;
}

void sim_debugger_sample(void)
{
	while (g_main_context_iteration(NULL, FALSE))
		continue;
}

void sim_debugger_close(void)
{
}
