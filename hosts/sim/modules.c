/* The program's modules, run in order. */

#include "xsAll.h"
#include "machine.h"
#include "modules.h"
#include "program.h"
#include "statistics.h"
#include "xsheap.h"

static sim_main_state state = SIM_MAIN_PENDING;
static size_t started; /* preloaded modules so far */

/* XS marks its queue while it walks through modules that are not linked yet. */
bool sim_modules_are_loading(void)
{
	const txMachine *the = sim_machine();

	return (mxModuleQueue.value.reference->flag & XS_LEVEL_FLAG) != 0;
}

sim_main_state sim_modules_state(void)
{
	return state;
}

static void start_next(txMachine *the);

static void fulfilled(txMachine *the)
{
	if (started > sim_program_get()->preloadCount)
		state = SIM_MAIN_DONE;
	else
		start_next(the);
}

static void rejected(txMachine *the)
{
	xsSlot exception = *mxArgv(0);

	state = SIM_MAIN_DONE;
	sim_uncaught(&exception, "uncaughtException");
	if (sim_is_ending())
		fxExitToHost(the);
}

static void start_next(txMachine *the)
{
	sim_program *program = sim_program_get();
	const char *id = (started < program->preloadCount) ? program->preloads[started] : program->main;

	if (started++ == program->preloadCount) {
		sim_heap_begin(the);
		sim_statistics_main_begins();
	}
	mxPushStringC((txString)id);
	sim_machine_import(the);
	mxDub();
	mxGetID(mxID(_then));
	mxCall();
	fxNewHostFunction(the, fulfilled, 1, XS_NO_ID, XS_NO_ID);
	fxNewHostFunction(the, rejected, 1, XS_NO_ID, XS_NO_ID);
	mxRunCount(2);
	mxPop();
}

static void start(xsMachine *the, void *data)
{
	(void)data;
	start_next(the);
}

void sim_modules_start(void)
{
	sim_turn(start, NULL);
}
