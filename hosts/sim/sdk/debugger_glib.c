/*
	XS's own platform for Linux speaks with xsbug itself, and hands what is to be done later to GLib: promise jobs, which a turn has run by then, and the
	orders of xsbug. So GLib gets its turn once in each round of the loop, and as long as xsbug is there no round waits for long. What the graphs of xsbug show
	is the business of the host: XS's figures, and those of TLS before them.
*/

#include "xsAll.h"
#include "debugger.h"
#include "instruments.h"
#include "loop.h"
#include "machine.h"

#define INTERVAL_MILLISECONDS 50.0

static bool is_connected(void)
{
	return sim_machine()->socket != NULL;
}

#if defined(mxDebug) && defined(mxInstrument)

#define SAMPLE_MILLISECONDS 1000.0

static double last;

/* As the SDK's own hosts do: what XS counts is shown as what it was since the last sample. */
static void sample(xsMachine *the)
{
	txInteger values[SIM_INSTRUMENTS];

	sim_instruments_take(values);
	fxSampleInstrumentation(the, SIM_INSTRUMENTS, values);
	the->garbageCollectionCount = 0;
	the->stackPeak = the->stack;
	the->floatingPointOps = 0;
	the->promisesSettledCount = 0;
	last = sim_now();
}

/* A program that has stopped at a line shows what it has come to. */
static void stopped(xsMachine *the, txU1 stops)
{
	if (stops)
		sample(the);
}

static void begin(xsMachine *the)
{
	fxDescribeInstrumentation(the, SIM_INSTRUMENTS, (txString *)sim_instrument_names, (txString *)sim_instrument_units);
	the->onBreak = stopped;
	sample(the);
}

static bool is_due(void)
{
	return sim_now() - last >= SAMPLE_MILLISECONDS;
}

#else

static void sample(xsMachine *the)
{
	(void)the;
}

static void begin(xsMachine *the)
{
	(void)the;
}

static bool is_due(void)
{
	return false;
}

#endif

void sim_debugger_open(void)
{
	if (is_connected())
		begin(sim_machine());
}

double sim_debugger_interval(void)
{
	return is_connected() ? INTERVAL_MILLISECONDS : 0;
}

void sim_debugger_sample(void)
{
	while (g_main_context_iteration(NULL, FALSE))
		continue;
	if (is_connected() && is_due())
		sample(sim_machine());
}

/* What happened in the program's last second is seen, too. */
void sim_debugger_close(void)
{
	if (is_connected())
		sample(sim_machine());
}
