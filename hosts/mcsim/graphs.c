/*
	Rows about TLS in the graphs of xsbug. In the Moddable simulator the list of rows is its own, without a place for a module's: so the linker leads its two
	calls here (--wrap, in the manifest), and they go on to XS with more rows. Only the first machine shows them; workers have machines, too.
*/

#include "xsAll.h"
#include "instruments.h"

#if defined(mxDebug) && defined(mxInstrument)

extern void __real_fxDescribeInstrumentation(txMachine *the, txInteger count, txString *names, txString *units);
extern void __real_fxSampleInstrumentation(txMachine *the, txInteger count, txInteger *values);
extern void __wrap_fxDescribeInstrumentation(txMachine *the, txInteger count, txString *names, txString *units);
extern void __wrap_fxSampleInstrumentation(txMachine *the, txInteger count, txInteger *values);

#define ROWS 64

static txMachine *shown;

void __wrap_fxDescribeInstrumentation(txMachine *the, txInteger count, txString *names, txString *units)
{
	txString allNames[ROWS], allUnits[ROWS];

	if (!shown && (count <= ROWS - SIM_INSTRUMENTS))
		shown = the;
	if (shown != the) {
		__real_fxDescribeInstrumentation(the, count, names, units);
		return;
	}
	memcpy(allNames, sim_instrument_names, sizeof(sim_instrument_names));
	memcpy(allUnits, sim_instrument_units, sizeof(sim_instrument_units));
	memcpy(allNames + SIM_INSTRUMENTS, names, (size_t)count * sizeof(txString));
	memcpy(allUnits + SIM_INSTRUMENTS, units, (size_t)count * sizeof(txString));
	__real_fxDescribeInstrumentation(the, SIM_INSTRUMENTS + count, allNames, allUnits);
}

void __wrap_fxSampleInstrumentation(txMachine *the, txInteger count, txInteger *values)
{
	txInteger all[ROWS];

	if (shown != the) {
		__real_fxSampleInstrumentation(the, count, values);
		return;
	}
	sim_instruments_take(all);
	memcpy(all + SIM_INSTRUMENTS, values, (size_t)count * sizeof(txInteger));
	__real_fxSampleInstrumentation(the, SIM_INSTRUMENTS + count, all);
}

#endif
